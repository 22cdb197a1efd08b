"""The silhouettes of the step on screen: of every step for few points, while paused for many."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, drain
from clusterlab.core.worker import TaskQueue
from clusterlab.kernels.typing import Labels

if TYPE_CHECKING:
    from clusterlab.session.analysis.silhouette_plot import SilhouettePlot
MAX_IMMEDIATE_WORK = 4_000_000
"""Up to so many squared points times features, silhouettes are computed at once: in about 10 ms in numpy."""
MAX_LIVE_POINTS = 5_000
"""Up to so many points every step has silhouettes; with more, only while playback is paused."""


@dataclass(frozen=True, eq=False)
class _Request:
    """The labels of some points."""

    points: Points
    labels: Labels

    def same(self, other: "_Request | None") -> bool:
        """Whether both have the same labels, which steps share while these do not change."""
        return other is not None and self.labels is other.labels

    def plot_with_progress(self) -> "Generator[Progress, None, SilhouettePlot]":
        from clusterlab.session.analysis.silhouette_plot import silhouette_plot

        return silhouette_plot(self.points, self.labels)

    def compute(self) -> "Iterator[Progress | SilhouettePlot]":
        found = yield from self.plot_with_progress()
        yield found


class StepSilhouettes:
    """Computes silhouettes on a task queue, those of few points at once, so that they are never late.

    A result that is no longer requested is computed again.
    """

    def __init__(self, task_queue: TaskQueue) -> None:
        self._queue = task_queue
        self._request: _Request | None = None  # what is or should be shown
        self._running: _Request | None = None
        self._at_once: _Request | None = None  # the last one that was computed at once
        self.plot: SilhouettePlot | None = None
        self.progress: Progress | None = None
        self.is_deferred = False

    @property
    def busy(self) -> bool:
        """Whether something is computed or still to be taken, so that ticks are needed."""
        return self._running is not None

    @property
    def is_current(self) -> bool:
        """Whether the plot is that of the requested labels."""
        return (
            self.plot is not None and self._request is not None and self.plot.labels is self._request.labels
        )

    def follow(self, points: Points | None, labels: Labels | None, paused: bool) -> None:
        """Requests the silhouettes of labels (n,) in spatial order; None where there are none yet.

        Where there are many points, nothing is started before playback is `paused`.
        """
        if points is None or labels is None:
            return self._reset()
        request = _Request(points, labels)
        if self.plot is not None and self.plot.points is not points:
            self.plot = None  # of other data
        same, self._request = request.same(self._request), request
        self.is_deferred = points.n > MAX_LIVE_POINTS and not paused and not self.is_current
        if points.n**2 * points.d <= MAX_IMMEDIATE_WORK:
            return self._compute_at_once(request)
        if self.is_deferred:
            return self._stop()  # the cores belong to the run
        if same and (self.is_current or self._running is not None):
            return None
        if self._running is None or points.n > MAX_LIVE_POINTS or self._running.points is not points:
            self._start()
        return None

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes new results; returns whether there is more to show, and an error to report."""
        ended = self._running is not None and not self._queue.running
        failure, changed = self._queue.failure(), False
        for item in self._queue.take():
            changed = True
            if isinstance(item, Progress):
                self.progress = item
            else:
                self.plot, self.progress = item, None
        if ended:
            stale = self._request is not None and not self._request.same(self._running)
            self._running = None
            if stale and failure is None:
                self._start()
        return changed, failure

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""
        stopped = self._running is not None
        self._stop()
        return stopped

    def _compute_at_once(self, request: _Request) -> None:
        if self.plot is None or not request.same(self._at_once):
            self._stop()
            self.plot, self._at_once = drain(request.plot_with_progress()), request

    def _start(self) -> None:
        assert self._request is not None
        self.progress, self._running = None, self._request
        self._queue.start(self._request.compute)

    def _stop(self) -> None:
        self._queue.cancel()
        self._running, self.progress = None, None

    def _reset(self) -> None:
        self._stop()
        self._request, self.plot, self.is_deferred = None, None, False
