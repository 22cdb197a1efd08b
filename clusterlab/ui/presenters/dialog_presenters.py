"""The presenters of dialogs that compute: each is loaded and made when its dialog is first asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.metrics.cluster_count.how_many import ClusterCount
    from clusterlab.ui.presenters.apply_presenter import ApplyPresenter
    from clusterlab.ui.presenters.try_all_presenter import TryAllPresenter


class DialogPresenters:
    """Opens the dialogs; `count` says how many clusters the data have, once known.

    Their task queues are there from the start, since those made earlier come first.
    """

    def __init__(self, presenter: Presenter, count: "Callable[[], ClusterCount | None]") -> None:
        self._presenter, self._count = presenter, count
        self._apply_queue, self._try_all_queue = presenter.worker.task_queue(), presenter.worker.task_queue()
        presenter.apply_asked.connect(lambda: self.apply.open())
        presenter.try_all_asked.connect(lambda: self.try_all.open())

    @cached_property
    def apply(self) -> "ApplyPresenter":
        """What applies clusters to the rows of a file."""
        from clusterlab.ui.presenters.apply_presenter import ApplyPresenter

        return ApplyPresenter(self._presenter, self._apply_queue)

    @cached_property
    def try_all(self) -> "TryAllPresenter":
        """What tries all algorithms."""
        from clusterlab.ui.presenters.try_all_presenter import TryAllPresenter

        return TryAllPresenter(self._presenter, self._try_all_queue, self._count)
