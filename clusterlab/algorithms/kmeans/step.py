"""A step of k-means: its state, marks and caption."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms import kmeans
from clusterlab.algorithms.common.centers_step import CentersStep, nearest_of
from clusterlab.algorithms.common.moved_points import (
    MovedPoint,
    candidate_count,
    point_highlights,
    refill_caption,
)
from clusterlab.algorithms.common.seeding import potential
from clusterlab.algorithms.common.weight_words import weight_sentence
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.marks import AssignmentLines, Centers, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.core.written import Written
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.results import Assignment, Potential
from clusterlab.kernels.typing import Floats, Labels, Rows

if TYPE_CHECKING:
    from clusterlab.core.formula import Formula

EPSILON = float(np.finfo(float).eps)
RELATIVE_ROUNDING = 1e-12
"""The relative rounding error that is accepted in an inertia."""


@dataclass(frozen=True, eq=False, kw_only=True)
class KMeansStep(CentersStep):
    """Centers (k, d); at a k-means++ pick, also the picked row and its candidates (c,).

    An assign step also holds the sums (k, d) and counts (k,) of its clusters and the total of the squared
    distances, from which the update follows without another pass over the points. An update step also holds
    the points moved to empty clusters, or without any the counts, and the sum of the squared moves of the
    centers. Of weighted points sums, counts and total are weighted, and `changed_weight` is the weight of the
    points that changed.

    Of points in shards there are no labels: each belongs to the nearest of the `assigned` centers (k, d). An
    update step then keeps the sums and counts of the assign.
    """

    sums: Floats | None = None
    counts: Floats | None = None
    total: float | None = None
    picked: int | None = None
    candidates: Rows | None = None
    changed: int | None = None
    moved_points: tuple[MovedPoint, ...] = ()
    shift: float | None = None
    changed_weight: float | None = None
    assigned: Floats | None = None

    @property
    def found(self) -> Assignment:
        """The result of an assign step."""
        assert self.labels is not None
        assert self.total is not None
        assert self.sums is not None
        assert self.counts is not None
        return Assignment(self.labels, self.total, self.sums, self.counts, self.changed)

    @property
    def cluster_sizes(self) -> Floats | None:
        """The counts of the last assign of points in shards, in which an empty cluster took one point."""
        if self.assigned is None or self.counts is None:
            return None
        sizes = self.counts.copy()
        for move in self.moved_points:
            sizes[[move.donor, move.cluster]] += [-1, 1]
        return sizes

    @property
    def label_counts(self) -> Floats | None:
        """The counts of the last assign, unless labels have changed since."""
        return None if self.phase == "start" or self.moved_points else self.counts

    @property
    def shard_labeling(self) -> Callable[[Floats], Labels] | None:
        """The nearest of the assigned centers."""
        return None if self.assigned is None else partial(nearest_of, self.assigned)

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label or sized by D^2, assignment lines, regions, centers, and this step's highlights."""
        centers, regions = Centers(self.positions), Regions(self.classify, self.k)
        highlights = point_highlights(self.picked, self.candidates, self.moved_points)
        if isinstance(points, ShardedPoints):
            return regions, PointMarks(classify=self.shard_labeling), *highlights, centers
        if self.labels is None:
            return regions, PointMarks(weights=self._draw_weights(points)), *highlights, centers
        return (
            regions,
            AssignmentLines(self.labels, self.positions),
            PointMarks(self.labels),
            *highlights,
            centers,
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """What this step did, in numbers."""
        captions = {
            "start": self._start_caption,
            "assign": self._assign_caption,
            "update": self._update_caption,
        }
        return sentences(captions[self.phase](points, before), *self.notes)

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """The distances to the nearest centers, at a pick the chance to be drawn."""
        return kmeans.reason_of_kmeans(self, points, row, before)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The chance to be drawn, the distances of a point, or the mean of a cluster."""
        return kmeans.kmeans_formulas(self, points, before, focus)

    def _draw_weights(self, points: Points) -> Floats | None:
        """D^2 of each point (n,), times its weight, by which the next center is drawn; None if none was.

        None for points in shards, too: it is kept where these are.
        """
        if self.picked is None:
            return None
        with potential(points, self.positions) as found:
            return found.distances.copy() if isinstance(found, Potential) else None

    def _start_caption(self, points: Points, before: Step | None) -> Message:
        if self.labels is not None:
            return Message("Next, each point joins its nearest center.")
        if self.picked is None:
            return Message("{k:# starting center|# starting centers} chosen.", k=self.k)
        row = points.row_number(self.picked)
        if isinstance(points, ShardedPoints):
            return self._pick_of_shards(points, before, row)
        if before is None or before.centers is None:
            larger = "Larger points (greater D²) are more likely next."
            if points.weights is not None:
                larger = "Larger points (greater weight × D²) are more likely next."
            return sentences(
                Message("The first center is row {row}, drawn at random.", row=row), Message(larger)
            )
        with potential(points, before.centers) as previous:
            drawn_by = previous.at(self.picked)
            chance = drawn_by / previous.total
            squared_distance = drawn_by if points.weights is None else drawn_by / points.weights[self.picked]
        candidates = candidate_count(self.candidates)
        template = (
            "Center {k!s} is row {row} (D² {squared}, chance {chance:percent})."
            if candidates < 2
            else (
                "Center {k!s} is row {row}, the best of {candidates!s} candidates (D² {squared}, "
                "chance {chance:percent})."
            )
        )
        squared = points.units.squared(squared_distance)
        return Message(template, k=self.k, row=row, candidates=candidates, squared=squared, chance=chance)

    def _pick_of_shards(self, points: ShardedPoints, before: Step | None, row: int) -> Message:
        """The caption of a pick without the chance, for which all D^2 would be needed again."""
        if before is None or before.centers is None or self.picked is None:
            return Message("The first center is row {row}, drawn at random.", row=row)
        squared = float(nearest(self.positions[-1:], before.centers)[1][0])
        candidates = candidate_count(self.candidates)
        template = "Center {k!s} is row {row}, the best of {candidates!s} candidates (D² {squared})."
        if candidates < 2:
            template = "Center {k!s} is row {row} (D² {squared})."
        return Message(
            template, k=self.k, row=row, candidates=candidates, squared=points.units.squared(squared)
        )

    def _assign_caption(self, points: Points, before: Step | None) -> Message:
        if self.changed is None:
            joins = Message("Each of {n:# point|# points} joins its nearest center.", n=points.n)
            return sentences(joins, weight_sentence(points))
        if self.changed_weight is not None:
            template = "{changed} of {n:# point|# points} changed cluster, {share:percent} of the weight."
            share = self.changed_weight / points.total_weight
            return Message(template, changed=self.changed, n=points.n, share=share)
        return Message("{changed} of {n:# point|# points} changed cluster.", changed=self.changed, n=points.n)

    def _update_caption(self, points: Points, before: Step | None) -> Message:
        if before is None or before.centers is None or len(before.centers) != self.k:
            return Message("Each center moves to the mean of its points.")
        shifts = np.sqrt(((self.positions - before.centers) ** 2).sum(axis=1))
        moved = Message(
            "Each center moves to the mean of its points; {cluster} moved most, by {distance}.",
            cluster=ClusterReference(int(shifts.argmax())),
            distance=points.units.distance(float(shifts.max())),
        )
        return sentences(moved, refill_caption(self.moved_points, points))


def nearest_center_step(written: Written, d: int) -> KMeansStep:
    """The step of written `centers` (k, d), which assigns places to the nearest; raises WrittenError."""
    return KMeansStep(phase="assign", positions=written.table("centers", d, low=1))


def inertia_after_update(step: KMeansStep, gain: float, points: Points) -> float | None:
    """The inertia after the centers of an assign `step` have moved to the means, without another pass.

    By the parallel axis theorem it falls by `gain`, the sum of the squared moves times the counts. None where
    the rounding error would be too large, because the clusters are narrow compared with the moves.
    """
    if step.total is None:
        return None
    rounding = (
        16 * EPSILON * (step.total + sqrt(points.total_weight * points.d * gain))
    )  # points lie within -1 .. 1
    total = step.total - gain
    return total if rounding <= RELATIVE_ROUNDING * total else None
