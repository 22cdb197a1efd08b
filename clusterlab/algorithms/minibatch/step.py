"""One moment of mini-batch k-means, how it looks and what it says."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms.kmeans.algorithm import INERTIA
from clusterlab.core.formatting import count, listing, number
from clusterlab.core.marks import Centers, Dots, Links, Mark, Regions, Rings
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assigned, nearest
from clusterlab.kernels.typing import Floats, Labels, Rows

SMOOTHED = Objective(
    "Smoothed inertia",
    "smoothed_inertia",
    lower_is_better=True,
    help="An estimate of the inertia: that of each batch before its update, per point and averaged over "
    "the batches with weights that fade, times the number of points.",
)
NAMED = 6
"""Up to so many clusters their counts are told one by one."""


@dataclass(frozen=True)
class Reset:
    """A center that was given too few points, and the row that it was put on."""

    cluster: int
    row: int


@dataclass(frozen=True, eq=False, kw_only=True)
class MiniBatchStep(Step):
    """Centers (k, d) and v (k,), how many points each was ever given.

    A batch also holds its rows (b,) as they were drawn, how many of them each center was given (k,),
    the `smoothed` inertia per point, the `least` it has been, for how many batches it was not less
    (`idle`), and how many points were drawn since starving centers were looked for (`drawn`).

    Where new rows come, `seen` of them came so far; the last of these are the `window`, in which the
    batch has its rows.
    """

    dropped: ClassVar[tuple[str, ...]] = ("labels", "window")

    positions: Floats
    v: Floats
    rows: Rows | None = None
    given: Floats | None = None
    smoothed: float | None = None
    least: float | None = None
    idle: int = 0
    drawn: int = 0
    resets: tuple[Reset, ...] = ()
    seen: int = 0
    window: Points | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in inside coordinates."""
        return self.positions

    @property
    def estimate(self) -> Objective | None:
        """Only the last assign looks at every point."""
        return None if self.phase == "assign" else SMOOTHED

    @property
    def heavy(self) -> NDArray[Any] | None:
        """The labels, or the window."""
        return self.labels if self.window is None else self.window.values

    def among(self, points: Points) -> Points:
        """The window, where new rows come."""
        return self.window or points

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by the center that is nearest now, the batch ringed, and the centers.

        The labels are found for the picture alone: the batch needs none of them.
        """
        points = self.among(points)
        labels = assigned(points.blocks, self.positions).labels if self.labels is None else self.labels
        return (
            Regions(self.classify, self.k),
            Links(labels, self.positions),
            Dots(labels),
            *self._rings(),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_words, "batch": self._batch_words, "assign": self._assign_words}
        return " ".join([words[self.phase](points), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each place."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia where every point was looked at, else its estimate."""
        if self.objective is None:
            return {}
        key = INERTIA.key if self.estimate is None else SMOOTHED.key
        return {key: points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers, and how many points each was given."""
        return {"centers": units.positions(self.positions), "counts": self.v}

    def known_of(self, cluster: int) -> tuple[tuple[str, str], ...]:
        """How many points a center was given, of this batch and ever, and how far the next one pulls it."""
        given, v = self.given, float(self.v[cluster])
        batch = () if given is None else (("points of this batch", f"{given[cluster]:,.0f}"),)
        rate = (("learning rate 1/v", number(1 / v)),) if v else ()
        return (*batch, ("points so far, v", f"{v:,.0f}"), *rate)

    def _rings(self) -> tuple[Mark, ...]:
        rings = [] if self.rows is None else [Rings(np.unique(self.rows), "batch")]
        if self.resets:
            rings.append(Rings(np.array([reset.row for reset in self.resets]), "took a starving center"))
        return tuple(rings)

    def _start_words(self, points: Points) -> str:
        return "A center was put elsewhere; the next batch goes on from here."

    def _batch_words(self, points: Points) -> str:
        assert self.rows is not None
        assert self.given is not None
        drawn = f"{count(len(self.rows), 'point')} drawn"
        if self.seen:
            drawn = f"{count(len(self.rows), 'new row')}, {self.seen:,} so far"
        low, high = int(self.v.min()), int(self.v.max())
        told = f"v = {_numbers(self.v)}" if self.k <= NAMED else f"v is {low:,} to {high:,}"
        if self.k <= NAMED:
            drawn = f"{drawn}: {_numbers(self.given)} for {_clusters(self.k)}"
        words = f"{drawn}. Each pulls its center by 1/v of the way; {told}."
        names = [f"{reset.cluster + 1} to row {self._row(reset.row, points):,}" for reset in self.resets]
        return words + (f" Starved of points, cluster {listing(names)} went elsewhere." if names else "")

    def _assign_words(self, points: Points) -> str:
        return f"Each of {count(self.among(points).n, 'point')} joins its nearest center."

    def _row(self, place: int, points: Points) -> int:
        """The caller's number of a row, from 1."""
        among = self.among(points)
        before = 0 if self.window is None else self.seen - among.n
        return before + int(among.order[place]) + 1


def _numbers(values: Floats) -> str:
    return listing([f"{int(value):,}" for value in values])


def _clusters(k: int) -> str:
    return "the one cluster" if k == 1 else f"clusters 1 to {k}"
