"""Keeps the silhouettes of the step on screen: live for few points, at rest for many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.core.worker import Lane
from clusterlab.kernels.typing import Labels
from clusterlab.session.analysis.silhouette_plot import Blades, blades

LIVE = 5_000
"""Up to so many points silhouettes follow every step; those of more wait until a step stays on screen."""


@dataclass(frozen=True, eq=False)
class _Wish:
    """A labeling of some points, and its colors."""

    points: Points
    labels: Labels
    colors: tuple[int, ...]

    def same(self, other: "_Wish | None") -> bool:
        """Whether this is the same labeling: steps share their labels while these do not change."""
        return other is not None and self.labels is other.labels and self.colors == other.colors

    def work(self) -> Iterator[Progress | Blades]:
        found = yield from blades(self.points, self.labels, self.colors)
        yield found


class Silhouetter:
    """Computes silhouettes on a lane; the latest wish is the last to be computed, and stale results go."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._wish: _Wish | None = None  # what is or should be shown
        self._going: _Wish | None = None
        self.blades: Blades | None = None
        self.progress: Progress | None = None
        self.waits = False

    @property
    def busy(self) -> bool:
        """Whether something is computed or still to be taken, so that ticks are wanted."""
        return self._going is not None

    @property
    def fresh(self) -> bool:
        """Whether what is known is that of the step that was asked for last."""
        return self.blades is not None and self._wish is not None and self.blades.labels is self._wish.labels

    def ask(self, points: Points | None, labels: Labels | None, colors: Sequence[int], resting: bool) -> None:
        """Wishes for the silhouettes of a labeling (n,) in spatial order; None where there is none yet.

        Where there are many points, nothing is begun before the screen is `resting`.
        """
        if points is None or labels is None:
            return self._forget()
        wish = _Wish(points, labels, tuple(colors))
        if self.blades is not None and self.blades.points is not points:
            self.blades = None  # of other data
        same, self._wish = wish.same(self._wish), wish
        self.waits = points.n > LIVE and not resting and not self.fresh
        if self.waits:
            return self._stop()  # the cores belong to the run
        if same and (self.fresh or self._going is not None):
            return None
        if self._going is None or points.n > LIVE or self._going.points is not points:
            self._start()
        return None

    def tick(self) -> tuple[bool, Exception | None]:
        """Takes what came since the last tick: whether there is news to show, and an error to tell."""
        ended = self._going is not None and not self._lane.running
        failure, news = self._lane.failure(), False
        for item in self._lane.take():
            news = True
            if isinstance(item, Progress):
                self.progress = item
            else:
                self.blades, self.progress = item, None
        if ended:
            stale = self._wish is not None and not self._wish.same(self._going)
            self._going = None
            if stale and failure is None:
                self._start()
        return news, failure

    def cancel(self) -> bool:
        """Stops what is computed; says whether there was something."""
        stopped = self._going is not None
        self._stop()
        self._wish = None
        return stopped

    def _start(self) -> None:
        assert self._wish is not None
        self.progress, self._going = None, self._wish
        self._lane.start(self._wish.work)

    def _stop(self) -> None:
        self._lane.cancel()
        self._going, self.progress = None, None

    def _forget(self) -> None:
        self._stop()
        self._wish, self.blades, self.waits = None, None, False
