"""A step of k-means: its state, marks and caption."""

from dataclasses import dataclass

import numpy as np

from clusterlab.algorithms.common.centers_step import CentersStep
from clusterlab.algorithms.common.moved_points import (
    MovedPoint,
    candidate_count,
    point_highlights,
    refill_caption,
)
from clusterlab.algorithms.common.seeding import potential
from clusterlab.algorithms.common.weight_words import weight_sentence
from clusterlab.core.marks import AssignmentLines, Centers, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.results import Assignment
from clusterlab.kernels.typing import Floats, Rows


@dataclass(frozen=True, eq=False, kw_only=True)
class KMeansStep(CentersStep):
    """Centers (k, d); at a k-means++ pick, also the picked row and its candidates (c,).

    An assign step also holds the sums (k, d) and counts (k,) of its clusters and the total of the squared
    distances, from which the update follows without another pass over the points. An update step also holds
    the points moved to empty clusters and the sum of the squared moves of the centers. Of weighted points
    sums, counts and total are weighted, and `changed_weight` is the weight of the points that changed.
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

    @property
    def found(self) -> Assignment:
        """The result of an assign step."""
        assert self.labels is not None
        assert self.total is not None
        assert self.sums is not None
        assert self.counts is not None
        return Assignment(self.labels, self.total, self.sums, self.counts, self.changed)

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label or sized by D^2, assignment lines, regions, centers, and this step's highlights."""
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

    def caption(self, points: Points, before: Step | None) -> Message:
        """What this step did, in numbers."""
        captions = {
            "start": self._start_caption,
            "assign": self._assign_caption,
            "update": self._update_caption,
        }
        return sentences(captions[self.phase](points, before), *self.notes)

    def _draw_weights(self, points: Points) -> Floats | None:
        """D^2 of each point (n,), times its weight, by which the next center is drawn; None if none was."""
        if self.picked is None:
            return None
        with potential(points, self.positions) as found:
            return found.distances.copy()

    def _start_caption(self, points: Points, before: Step | None) -> Message:
        if self.labels is not None:
            return Message("Next, each point joins its nearest center.")
        if self.picked is None:
            return Message("{k:# starting center|# starting centers} chosen.", k=self.k)
        row = points.order[self.picked] + 1
        if before is None or before.centers is None:
            larger = "Larger points (greater D²) are more likely next."
            if points.weights is not None:
                larger = "Larger points (greater weight × D²) are more likely next."
            return sentences(
                Message("The first center is row {row}, drawn at random.", row=row), Message(larger)
            )
        with potential(points, before.centers) as previous:
            drawn_by = float(previous.distances[self.picked])
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
            "Each center moves to the mean of its points; cluster {cluster!s} moved most, by {distance}.",
            cluster=shifts.argmax() + 1,
            distance=points.units.distance(float(shifts.max())),
        )
        return sentences(moved, refill_caption(self.moved_points, points))
