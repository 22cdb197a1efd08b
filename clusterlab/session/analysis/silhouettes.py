"""Keeps the silhouettes of the step on screen: live for few points, at rest for many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.worker import TaskQueue
from clusterlab.kernels.typing import Labels
from clusterlab.session.analysis.silhouette_plot import SilhouettePlot, silhouette_plot

MAX_LIVE_POINTS = 5_000
"""Up to so many points silhouettes follow every step; those of more wait until a step stays on screen."""


@dataclass(frozen=True, eq=False)
class _Request:
    """A labeling of some points, and its colors."""

    points: Points
    labels: Labels
    colors: tuple[int, ...]

    def same(self, other: "_Request | None") -> bool:
        """Whether this is the same labeling: steps share their labels while these do not change."""
        return other is not None and self.labels is other.labels and self.colors == other.colors

    def compute(self) -> Iterator[Progress | SilhouettePlot]:
        found = yield from silhouette_plot(self.points, self.labels, self.colors)
        yield found


class StepSilhouettes:
    """Computes silhouettes on a lane; the latest wish is the last to be computed, and stale results go."""

    def __init__(self, task_queue: TaskQueue) -> None:
        self._lane = task_queue
        self._request: _Request | None = None  # what is or should be shown
        self._running: _Request | None = None
        self.plot: SilhouettePlot | None = None
        self.progress: Progress | None = None
        self.is_deferred = False

    @property
    def busy(self) -> bool:
        """Whether something is computed or still to be taken, so that ticks are wanted."""
        return self._running is not None

    @property
    def is_current(self) -> bool:
        """Whether what is known is that of the step that was asked for last."""
        return (
            self.plot is not None and self._request is not None and self.plot.labels is self._request.labels
        )

    def follow(
        self, points: Points | None, labels: Labels | None, colors: Sequence[int], paused: bool
    ) -> None:
        """Wishes for the silhouettes of a labeling (n,) in spatial order; None where there is none yet.

        Where there are many points, nothing is begun before the screen is `paused`.
        """
        if points is None or labels is None:
            return self._reset()
        request = _Request(points, labels, tuple(colors))
        if self.plot is not None and self.plot.points is not points:
            self.plot = None  # of other data
        same, self._request = request.same(self._request), request
        self.is_deferred = points.n > MAX_LIVE_POINTS and not paused and not self.is_current
        if self.is_deferred:
            return self._stop()  # the cores belong to the run
        if same and (self.is_current or self._running is not None):
            return None
        if self._running is None or points.n > MAX_LIVE_POINTS or self._running.points is not points:
            self._start()
        return None

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came since the last tick: whether there is news to show, and an error to tell."""
        ended = self._running is not None and not self._lane.running
        failure, news = self._lane.failure(), False
        for item in self._lane.take():
            news = True
            if isinstance(item, Progress):
                self.progress = item
            else:
                self.plot, self.progress = item, None
        if ended:
            stale = self._request is not None and not self._request.same(self._running)
            self._running = None
            if stale and failure is None:
                self._start()
        return news, failure

    def cancel(self) -> bool:
        """Stops what is computed; says whether there was something."""
        stopped = self._running is not None
        self._stop()
        self._request = None
        return stopped

    def _start(self) -> None:
        assert self._request is not None
        self.progress, self._running = None, self._request
        self._lane.start(self._request.compute)

    def _stop(self) -> None:
        self._lane.cancel()
        self._running, self.progress = None, None

    def _reset(self) -> None:
        self._stop()
        self._request, self.plot, self.is_deferred = None, None, False
