"""The bases of the presenters whose results are computed on a worker."""

from abc import ABC, abstractmethod
from typing import Any, Protocol

from clusterlab.core.worker import TaskQueue
from clusterlab.ui.presenter import Presenter


class Analysis(Protocol):
    """Computes results on a task queue."""

    @property
    def busy(self) -> bool:
        """Whether something is computed or still to be taken."""

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes new results; returns whether there are some, and the error if the work failed."""

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""


class AnalysisPresenter(ABC):
    """Shows the results of an analysis as they are computed."""

    def __init__(self, presenter: Presenter, analysis: Analysis) -> None:
        self._presenter, self._analysis = presenter, analysis
        presenter.chart_presenters.append(self)

    @property
    def busy(self) -> bool:
        """Whether results are being computed."""
        return self._analysis.busy

    def poll(self) -> Exception | None:
        """Shows the results that are ready."""
        updated, failure = self._analysis.tick()
        if updated:
            self._show()
        return failure

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""
        return self._analysis.cancel()

    @abstractmethod
    def _show(self) -> None:
        """Shows the results so far."""


class QueuePresenter(ABC):
    """Shows the items of a task queue as they are computed."""

    def __init__(self, presenter: Presenter, queue: TaskQueue) -> None:
        self._presenter, self._queue = presenter, queue
        presenter.chart_presenters.append(self)

    @property
    def busy(self) -> bool:
        """Whether items are being computed, or not shown yet."""
        return not self._queue.idle

    def poll(self) -> Exception | None:
        """Shows the items that are ready."""
        failure, items = self._queue.failure(), self._queue.take()
        if items:
            self._show_items(items)
        return failure

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""
        stopped = self._queue.running
        self._queue.cancel()
        return stopped

    @abstractmethod
    def _show_items(self, items: list[Any]) -> None:
        """Shows items that were computed."""
