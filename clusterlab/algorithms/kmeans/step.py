"""One moment of k-means, how it looks and what it says."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from clusterlab.algorithms.common.moved_points import (
    MovedPoint,
    candidates_caption,
    point_highlights,
    refill_caption,
)
from clusterlab.algorithms.common.seeding import potential
from clusterlab.core.formatting import format_count, format_number, format_percent
from clusterlab.core.marks import AssignmentLines, Centers, Mark, PointMarks, Regions
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.blocks import Assignment
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.typing import Floats, Labels, Rows


@dataclass(frozen=True, eq=False, kw_only=True)
class KMeansStep(Step):
    """Centers (k, d); at a pick, the row that was picked and from which candidates.

    An assign also holds the sums (k, d) and counts (k,) of its clusters and the total of its squared
    distances, from which the update follows without another pass. An update also holds the moves that
    filled empty clusters and the sum of the squared moves of the centers.
    """

    positions: Floats
    sums: Floats | None = None
    counts: Floats | None = None
    total: float | None = None
    picked: int | None = None
    candidates: Rows | None = None
    changed: int | None = None
    moved_points: tuple[MovedPoint, ...] = ()
    shift: float | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in inside coordinates."""
        return self.positions

    @property
    def found(self) -> Assignment:
        """What an assign found."""
        assert self.labels is not None
        assert self.total is not None
        assert self.sums is not None
        assert self.counts is not None
        return Assignment(self.labels, self.total, self.sums, self.counts, self.changed)

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label or by D^2, centers, links, regions, and a ring around what this step is about."""
        centers, regions = Centers(self.positions), Regions(self.classify, self.k)
        highlights = point_highlights(self.picked, self.candidates, self.moved_points)
        if self.labels is None:
            return regions, PointMarks(weights=self._draw_weights(points)), *highlights, centers
        return (
            regions,
            AssignmentLines(self.labels, self.positions),
            PointMarks(self.labels),
            *highlights,
            centers,
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_caption, "assign": self._assign_caption, "update": self._update_caption}
        return " ".join([words[self.phase](points, before), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each place."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia."""
        return {} if self.objective is None else {"inertia": points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers."""
        return {"centers": units.positions(self.positions)}

    def _draw_weights(self, points: Points) -> Floats | None:
        """What the next draw goes by, where a draw made this step."""
        if self.picked is None:
            return None
        with potential(points, self.positions) as found:
            return found.distances.copy()

    def _start_caption(self, points: Points, before: Step | None) -> str:
        if self.labels is not None:
            return "A center was put elsewhere; next, each point joins its nearest center."
        if self.picked is None:
            return f"{format_count(self.k, 'center')} to start from."
        row = f"row {points.order[self.picked] + 1:,}"
        if before is None or before.centers is None:
            larger = "The larger a point, the greater its squared distance D² and its chance to be the next."
            return f"The first center is {row}, drawn at random. {larger}"
        with potential(points, before.centers) as previous:
            square = float(previous.distances[self.picked])
            share = square / previous.total
        shifts, best = format_number(points.units.squared(square)), candidates_caption(self.candidates)
        return (
            f"Center {self.k} is {row}{best}: its D² of {shifts} gave it a chance of {format_percent(share)}."
        )

    def _assign_caption(self, points: Points, before: Step | None) -> str:
        if self.changed is None:
            return f"Each of {format_count(points.n, 'point')} joins its nearest center."
        return f"{self.changed:,} of {format_count(points.n, 'point')} changed cluster."

    def _update_caption(self, points: Points, before: Step | None) -> str:
        if before is None or before.centers is None or len(before.centers) != self.k:
            return "Each center moves to the mean of its points."
        shifts = np.sqrt(((self.positions - before.centers) ** 2).sum(axis=1))
        moved = format_number(points.units.distance(float(shifts.max())))
        words = f"Each center moves to the mean of its points; cluster {shifts.argmax() + 1} moved most, by"
        return f"{words} {moved}.{refill_caption(self.moved_points, points)}"
