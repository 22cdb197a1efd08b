"""k-means in half-steps: start, assign, update (Lloyd 1982); each k-means++ pick is a step of its own."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Annotated, Any, ClassVar, TypeAlias

import numpy as np

from clusterlab.algorithms.common.moved_points import MovedPoint
from clusterlab.algorithms.common.seeding import (
    checked_centers,
    draw_next_center,
    draw_remaining_centers,
    feasible_k,
    random_box,
    random_points,
    random_row,
    shortage_notes,
)
from clusterlab.algorithms.kmeans.about import KMEANS_ABOUT
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.about import About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, NumberOfClusters, Objective, Seed
from clusterlab.core.cache import cached
from clusterlab.core.fit import Fit
from clusterlab.core.message import Message
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.progress import map_progress
from clusterlab.core.step import Step
from clusterlab.kernels.lloyd import cluster_means, run_rounds, sums_by_label
from clusterlab.kernels.nearest import assign_points, assigned_inertia, fill_empty_clusters
from clusterlab.kernels.results import Assignment
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.kernels.weighted import column_variances

EPSILON = float(np.finfo(float).eps)
RELATIVE_ROUNDING = 1e-12
"""The relative rounding error that is accepted in an inertia."""
INIT_CHOICES = {
    "k-means++": "k-means++ (greedy)",
    "k-means++-plain": "k-means++ (plain)",
    "random-points": "random points",
    "random-box": "random box",
}
CenterInit: TypeAlias = Annotated[
    str, Param("Start from", "How the starting centers are chosen.", choices=INIT_CHOICES)
]


@dataclass(frozen=True, eq=False, kw_only=True)
class KMeansFit(Fit):
    """The result of k-means; `inertia` is in squared units of the data."""

    centers: Floats
    inertia: float


@ALGORITHMS.add
@dataclass(frozen=True)
class KMeans(Algorithm):
    """Lloyd's k-means: assign every point to its nearest center, move every center to the mean, repeat."""

    name: ClassVar[str] = "kmeans"
    title: ClassVar[str] = "k-means"
    menu_order: ClassVar[int] = 1
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    takes_weights: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 10
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = KMEANS_ABOUT

    k: NumberOfClusters = 3
    init: CenterInit = "k-means++"
    max_iter: MaxIterations = 300
    tol: Annotated[
        float,
        Param(
            "Tolerance",
            "Stop when the squared moves of the centers sum to no more than this share of the mean variance "
            "of a feature. 0 runs until no point changes cluster.",
            0,
            rare=True,
        ),
    ] = 0.0
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start: given centers (k, d) in the data's units, the first k-means++ pick, or all centers.

        Raises ParamError.
        """
        if start is not None:
            return KMeansStep(
                phase="start",
                positions=checked_centers(points, start, self.k),
                notes=shortage_notes(points, self.k),
            )
        k = feasible_k(points, self.k)
        if self.init in ("random-points", "random-box"):
            draw = random_points if self.init == "random-points" else random_box
            return KMeansStep(
                phase="start", positions=draw(points, k, self.seed), notes=shortage_notes(points, self.k)
            )
        row = random_row(points, self.seed)
        return KMeansStep(
            phase="start", positions=points.values[[row]], picked=row, notes=shortage_notes(points, self.k)
        )

    def after(self, step: Step, points: Points) -> KMeansStep | None:
        """The next k-means++ pick, an assign after a start or an update, an update after an assign."""
        assert isinstance(step, KMeansStep)
        if step.stopped:
            return None
        if step.phase == "assign":
            return self._update(step, points)
        if step.phase == "start" and step.k < feasible_k(points, self.k):
            return self._next_pick(step, points)
        return self._assign(step, points)

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[KMeansStep]:
        """The steps with only the last k-means++ pick, and only the last assign of consecutive rounds."""
        first_step = self.first(points, start)
        step: KMeansStep | None = first_step
        if first_step.k < feasible_k(points, self.k):
            step = yield from self._pick_remaining_centers(first_step, points)
        while step is not None:
            yield step
            if step.phase == "assign" and not step.stopped:
                step = yield from self._without_intermediate_rounds(step, points)
            step = self.after(step, points)

    def with_center_moved(self, step: Step, cluster: int, position: Floats, points: Points) -> KMeansStep:
        """A start step with the center of `cluster` at `position` (d,), in normalized coordinates."""
        assert isinstance(step, KMeansStep)
        positions = step.positions.copy()
        positions[cluster] = position
        return replace(
            step,
            phase="start",
            positions=positions,
            objective=None,
            stopped=Message(),
            picked=None,
            candidates=None,
            shift=None,
            notes=(),
        )

    def result(self, step: Step, points: Points) -> KMeansFit:
        """The labels, centers and inertia of a last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    def _next_pick(self, step: KMeansStep, points: Points) -> KMeansStep:
        row, candidates = draw_next_center(
            points, step.positions, self.k, self.seed, self.init == "k-means++"
        )
        return replace(
            step, positions=np.vstack([step.positions, points.values[row]]), picked=row, candidates=candidates
        )

    def _pick_remaining_centers(
        self, step: KMeansStep, points: Points
    ) -> Generator[KMeansStep, None, KMeansStep]:
        """All remaining picks at once; yields on the way."""
        most, greedy = feasible_k(points, self.k), self.init == "k-means++"
        computation = draw_remaining_centers(points, step.positions, most, self.k, self.seed, greedy)
        positions, row, candidates = yield from map_progress(lambda _: step, computation)
        return replace(step, positions=positions, picked=row, candidates=candidates)

    def _assign(self, step: KMeansStep, points: Points) -> KMeansStep:
        stop_reason = self._stop_reason(step, points)
        previous_labels = _labels_of_last_assign(step)
        found = assign_points(points.blocks, step.positions, previous_labels, points.weights)
        if found.changed == 0 and previous_labels is not None:
            found = found._replace(labels=previous_labels)
            if step.objective is not None and not step.moved_points:
                found = found._replace(total=step.objective)  # summed anew it would round differently
        assigned = _assign_step(
            step.positions,
            found,
            step.iteration + (not stop_reason),
            stopped=stop_reason or (Message("no point changed") if found.changed == 0 else Message()),
            notes=shortage_notes(points, self.k) if step.labels is None else (),
        )
        if points.weights is None or previous_labels is None:
            return assigned
        return replace(assigned, changed_weight=float(points.weights[found.labels != previous_labels].sum()))

    def _without_intermediate_rounds(
        self, step: KMeansStep, points: Points
    ) -> Generator[KMeansStep, None, KMeansStep]:
        """The last assign before a cluster is empty or the run stops; yields on the way."""
        max_shift, max_rounds = self.tol * _mean_variance(points), self.max_iter - step.iteration
        computation = run_rounds(
            points.blocks, step.positions, step.found, max_shift, max_rounds, points.weights
        )
        centers, found, rounds = yield from map_progress(lambda _: step, computation)
        return _assign_step(centers, found, step.iteration + rounds, Message(), ()) if rounds else step

    def _stop_reason(self, step: KMeansStep, points: Points) -> Message:
        """Why the next assign is the last one, which counts as no iteration; empty where it is not."""
        if step.shift is None:
            return Message()
        if step.shift <= self.tol * _mean_variance(points):
            return Message("the centers moved by no more than the tolerance")
        if step.iteration >= self.max_iter:
            return Message("the limit of {n:# iteration|# iterations} was reached", n=self.max_iter)
        return Message()

    def _update(self, step: KMeansStep, points: Points) -> KMeansStep:
        assert step.labels is not None
        sums, counts, labels, moved = step.sums, step.counts, step.labels, list[tuple[int, int, int]]()
        if sums is None or counts is None or not counts.all():
            labels, moved = fill_empty_clusters(points.values, step.positions, labels, points.weights)
            sums, counts = sums_by_label(points.blocks, labels, step.k, points.weights)
        positions, gain, shift = cluster_means(
            points.blocks, labels, step.positions, sums, counts, points.weights
        )
        total = None if moved else _inertia_after_update(step, gain, points)
        if total is None:
            total = assigned_inertia(points.values, positions, labels, points.weights)
        return KMeansStep(
            phase="update",
            iteration=step.iteration,
            objective=total,
            labels=labels,
            notes=step.notes,
            positions=positions,
            changed=step.changed,
            moved_points=tuple(MovedPoint(*move) for move in moved),
            shift=shift,
        )


def _assign_step(
    centers: Floats,
    found: Assignment,
    iteration: int,
    stopped: Message,
    notes: tuple[Message, ...],
) -> KMeansStep:
    """The assign step with this result."""
    return KMeansStep(
        phase="assign",
        iteration=iteration,
        objective=found.total,
        labels=found.labels,
        positions=centers,
        sums=found.sums,
        counts=found.counts,
        total=found.total,
        changed=found.changed,
        stopped=stopped,
        notes=notes,
    )


def _inertia_after_update(step: KMeansStep, gain: float, points: Points) -> float | None:
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


def _mean_variance(points: Points) -> float:
    return cached(
        points, "mean variance", lambda: float(column_variances(points.values, points.weights).mean())
    )


def _labels_of_last_assign(step: KMeansStep) -> Labels | None:
    """The labels of the last assign, before points were moved to empty clusters."""
    if not step.moved_points or step.labels is None:
        return step.labels
    labels = step.labels.copy()
    for move in step.moved_points:
        labels[move.row] = move.donor
    return labels
