"""One moment of mini-batch k-means, how it looks and what it says."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms.kmeans.algorithm import INERTIA
from clusterlab.core.formatting import format_count, format_list, format_number
from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assign_points, nearest
from clusterlab.kernels.typing import Floats, Labels, Rows

SMOOTHED_INERTIA = Objective(
    "Smoothed inertia",
    "smoothed_inertia",
    lower_is_better=True,
    help="An estimate of the inertia: that of each batch before its update, per point and averaged over "
    "the batches with weights that fade, times the number of points.",
)
MAX_LISTED_COUNTS = 6
"""Up to so many clusters their counts are told one by one."""


@dataclass(frozen=True)
class CenterReset:
    """A center that was given too few points, and the row that it was put on."""

    cluster: int
    row: int


@dataclass(frozen=True, eq=False, kw_only=True)
class MiniBatchStep(Step):
    """Centers (k, d) and v (k,), how many points each was ever given.

    A batch also holds its rows (b,) as they were drawn, how many of them each center was given (k,),
    the `smoothed` inertia per point, the `best_smoothed` it has been, for how many batches it was not less
    (`batches_without_improvement`), and how many points were drawn since starving centers were looked for (`drawn`).

    Where new rows come, `rows_received` of them came so far; the last of these are the `window`, in which the
    batch has its rows.
    """

    discarded_fields: ClassVar[tuple[str, ...]] = ("labels", "window")

    positions: Floats
    center_counts: Floats
    rows: Rows | None = None
    batch_counts: Floats | None = None
    smoothed: float | None = None
    best_smoothed: float | None = None
    batches_without_improvement: int = 0
    drawn: int = 0
    resets: tuple[CenterReset, ...] = ()
    rows_received: int = 0
    window: Points | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in inside coordinates."""
        return self.positions

    @property
    def estimated_objective(self) -> Objective | None:
        """Only the last assign looks at every point."""
        return None if self.phase == "assign" else SMOOTHED_INERTIA

    @property
    def discardable(self) -> NDArray[Any] | None:
        """The labels, or the window."""
        return self.labels if self.window is None else self.window.values

    def window_points(self, points: Points) -> Points:
        """The window, where new rows come."""
        return self.window or points

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by the center that is nearest now, the batch ringed, and the centers.

        The labels are found for the picture alone: the batch needs none of them.
        """
        points = self.window_points(points)
        labels = assign_points(points.blocks, self.positions).labels if self.labels is None else self.labels
        return (
            Regions(self.classify, self.k),
            AssignmentLines(labels, self.positions),
            PointMarks(labels),
            *self._highlights(),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_caption, "batch": self._batch_caption, "assign": self._assign_caption}
        return " ".join([words[self.phase](points), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each place."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia where every point was looked at, else its estimate."""
        if self.objective is None:
            return {}
        key = INERTIA.key if self.estimated_objective is None else SMOOTHED_INERTIA.key
        return {key: points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers, and how many points each was given."""
        return {"centers": units.positions(self.positions), "counts": self.center_counts}

    def center_details(self, cluster: int) -> tuple[tuple[str, str], ...]:
        """How many points a center was given, of this batch and ever, and how far the next one pulls it."""
        batch_counts, center_counts = self.batch_counts, float(self.center_counts[cluster])
        batch = () if batch_counts is None else (("points of this batch", f"{batch_counts[cluster]:,.0f}"),)
        rate = (("learning rate 1/v", format_number(1 / center_counts)),) if center_counts else ()
        return (*batch, ("points so far, v", f"{center_counts:,.0f}"), *rate)

    def _highlights(self) -> tuple[Mark, ...]:
        highlights = [] if self.rows is None else [Highlights(np.unique(self.rows), "batch")]
        if self.resets:
            highlights.append(
                Highlights(np.array([reset.row for reset in self.resets]), "took a starving center")
            )
        return tuple(highlights)

    def _start_caption(self, points: Points) -> str:
        return "A center was put elsewhere; the next batch goes on from here."

    def _batch_caption(self, points: Points) -> str:
        assert self.rows is not None
        assert self.batch_counts is not None
        drawn = f"{format_count(len(self.rows), 'point')} drawn"
        if self.rows_received:
            drawn = f"{format_count(len(self.rows), 'new row')}, {self.rows_received:,} so far"
        low, high = int(self.center_counts.min()), int(self.center_counts.max())
        counts_text = (
            f"v = {_listed_counts(self.center_counts)}"
            if self.k <= MAX_LISTED_COUNTS
            else f"v is {low:,} to {high:,}"
        )
        if self.k <= MAX_LISTED_COUNTS:
            drawn = f"{drawn}: {_listed_counts(self.batch_counts)} for {_cluster_range(self.k)}"
        words = f"{drawn}. Each pulls its center by 1/v of the way; {counts_text}."
        names = [
            f"{reset.cluster + 1} to row {self._row_number(reset.row, points):,}" for reset in self.resets
        ]
        return words + (f" Starved of points, cluster {format_list(names)} went elsewhere." if names else "")

    def _assign_caption(self, points: Points) -> str:
        return f"Each of {format_count(self.window_points(points).n, 'point')} joins its nearest center."

    def _row_number(self, place: int, points: Points) -> int:
        """The caller's number of a row, from 1."""
        window_points = self.window_points(points)
        before = 0 if self.window is None else self.rows_received - window_points.n
        return before + int(window_points.order[place]) + 1


def _listed_counts(values: Floats) -> str:
    return format_list([f"{int(value):,}" for value in values])


def _cluster_range(k: int) -> str:
    return "the one cluster" if k == 1 else f"clusters 1 to {k}"
