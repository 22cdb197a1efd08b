"""An analysis whose results are computed on a task queue."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from clusterlab.core.worker import Task, TaskQueue


class QueuedAnalysis(ABC):
    """Computes results on a task queue; `busy` while some are still to be taken, so that ticks are needed."""

    shows_end: ClassVar[bool] = False
    """Whether the end of the work is shown, and not only its results."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._queue, self.busy = task_queue, False

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what was computed; returns whether there is something to show, and an error to report."""
        if not self.busy:
            return False, None
        self.busy, failure, items = self._queue.running, self._queue.failure(), self._queue.take()
        shown = [self._take(item) for item in items]
        return any(shown) or (self.shows_end and not self.busy), failure

    def cancel(self) -> bool:
        """Stops computing and keeps the results so far; returns whether something was being computed."""
        stopped, self.busy = self.busy, False
        self._queue.cancel()
        if stopped:
            self._forget_request()
        return stopped

    def _compute(self, task: Task) -> None:
        """Starts a task; one that runs is canceled."""
        self.busy = True
        self._queue.start(task)

    @abstractmethod
    def _take(self, item: Any) -> bool:
        """Keeps an item of the task; returns whether it is shown."""

    def _forget_request(self) -> None:  # noqa: B027  # those that are started on demand have no request
        """Forgets the request that was stopped, so that the same one may follow."""
