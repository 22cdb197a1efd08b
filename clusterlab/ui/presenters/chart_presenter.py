"""The bases of the presenters whose results are computed on a worker."""

from abc import ABC, abstractmethod
from typing import Any, Generic, Protocol, TypeVar

from clusterlab.core.worker import TaskQueue
from clusterlab.ui.presenter import Presenter


class Work(Protocol):
    """What is computed on a task queue."""

    @property
    def busy(self) -> bool:
        """Whether something is computed or still to be taken."""

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""


class Analysis(Work, Protocol):
    """Computes results, and keeps them."""

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes new results; returns whether there are some, and the error if the work failed."""


W = TypeVar("W", bound=Work)


class WorkPresenter(ABC, Generic[W]):
    """Shows results as they are computed."""

    def __init__(self, presenter: Presenter, work: W) -> None:
        self._presenter, self._work = presenter, work
        presenter.chart_presenters.append(self)

    @property
    def busy(self) -> bool:
        """Whether results are being computed, or not shown yet."""
        return self._work.busy

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""
        return self._work.cancel()

    @abstractmethod
    def poll(self) -> Exception | None:
        """Shows the results that are ready; returns the error if the work failed."""


class AnalysisPresenter(WorkPresenter[Analysis]):
    """Shows what an analysis has found."""

    def cancel(self) -> bool:
        """Stops computing, and shows what there is; returns whether something was being computed."""
        stopped = super().cancel()
        self._show()
        return stopped

    def poll(self) -> Exception | None:
        """Shows the results that are ready."""
        updated, failure = self._work.tick()
        if updated:
            self._show()
        return failure

    @abstractmethod
    def _show(self) -> None:
        """Shows the results so far."""


class QueuePresenter(WorkPresenter[TaskQueue]):
    """Shows the items of a task queue."""

    def poll(self) -> Exception | None:
        """Shows the items that are ready."""
        failure, items = self._work.failure(), self._work.take()
        if items:
            self._show_items(items)
        return failure

    @abstractmethod
    def _show_items(self, items: list[Any]) -> None:
        """Shows items that were computed."""
