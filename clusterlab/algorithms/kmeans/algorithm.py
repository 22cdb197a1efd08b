"""k-means in half-steps: start, assign, update (Lloyd 1982); each k-means++ pick is a step of its own."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from clusterlab.algorithms import kmeans, transfers
from clusterlab.algorithms.common.centers_step import kept_labels
from clusterlab.algorithms.common.column_spread import variances_of_columns
from clusterlab.algorithms.common.moved_points import MovedPoint
from clusterlab.algorithms.common.seeding import feasible_k, shortage_notes
from clusterlab.algorithms.kmeans.nearest_center import NearestCenterAlgorithm
from clusterlab.algorithms.kmeans.over_shards import assign_over_shards, update_over_shards
from clusterlab.algorithms.kmeans.picks import next_pick, remaining_picks, starting_step
from clusterlab.algorithms.kmeans.step import KMeansStep, inertia_after_update
from clusterlab.core.algorithm import ALGORITHMS, MaxIterations, NumberOfClusters, Objective, Seed, own_script
from clusterlab.core.cache import cached
from clusterlab.core.fit import Fit
from clusterlab.core.late_names import late_value
from clusterlab.core.message import Message
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points
from clusterlab.core.progress import map_progress
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.kernels.lloyd import cluster_means, run_rounds, sums_by_label
from clusterlab.kernels.nearest import assign_points, assigned_inertia, fill_empty_clusters
from clusterlab.kernels.results import Assignment
from clusterlab.kernels.typing import Floats, Labels, Rows

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.moves import TransferRule
    from clusterlab.algorithms.transfers.step import TransferStep
    from clusterlab.core.fit_script import FitScript

INIT_CHOICES = {
    "k-means++": "k-means++ (greedy)",
    "k-means++-plain": "k-means++ (plain)",
    "random-points": "random points",
    "random-box": "random box",
}
NO_TRANSFERS_OVER_SHARDS = Message("Single transfers take no points in shards: finish with nothing more.")
FINISH_CHOICES = {"nothing": "nothing more", "transfers": "single transfers"}
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
class KMeans(NearestCenterAlgorithm):
    """Lloyd's k-means: assign every point to its nearest center, move every center to the mean, repeat."""

    name: ClassVar[str] = "kmeans"
    title: ClassVar[str] = "k-means"
    menu_order: ClassVar[int] = 1
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "transfer")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    takes_weights: ClassVar[bool] = True
    takes_shards: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 10
    scale: ClassVar[str] = "Millions of points."
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about = late_value("clusterlab.algorithms.kmeans.about", "KMEANS_ABOUT")
    questions = late_value("clusterlab.algorithms.transfers.questions", "KMEANS_QUESTIONS")

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
    finish: Annotated[
        str,
        Param(
            "Finish with",
            "What follows when no point changes cluster: nothing, or single transfers as long as one lowers "
            "the inertia (Hartigan and Wong 1979).",
            choices=FINISH_CHOICES,
            rare=True,
        ),
    ] = "nothing"
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start: given centers (k, d) in the data's units, the first k-means++ pick, or all centers.

        Raises ParamError.
        """
        if self.finish == "transfers" and isinstance(points, ShardedPoints):
            raise ParamError(NO_TRANSFERS_OVER_SHARDS)
        return starting_step(points, start, self.k, self.init, self.seed)

    def after(self, step: Step, points: Points) -> "KMeansStep | TransferStep | None":
        """The next step of Lloyd's k-means, and where it has converged, the single transfers that follow."""
        if step.stopped:
            return None
        if isinstance(step, transfers.TransferStep):
            return transfers.next_transfer_step(step, points, self._transfer_rule)
        assert isinstance(step, KMeansStep)
        if self._transfers_follow(step, points):
            return transfers.next_transfer_step(
                self._before_transfers(step, points), points, self._transfer_rule
            )
        return self.next_lloyd_step(step, points)

    def next_lloyd_step(self, step: KMeansStep, points: Points) -> KMeansStep | None:
        """The next k-means++ pick, an assign after a start or an update, an update after an assign."""
        if step.stopped:
            return None
        if step.phase == "assign":
            return _update_step(step, points)
        if step.phase == "start" and step.k < feasible_k(points, self.k):
            return next_pick(step, points, self.k, self.seed, self.init)
        return self._assign(step, points)

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The steps with only the last k-means++ pick, assign of consecutive rounds, and single transfer."""
        first_step = self.first(points, start)
        step: KMeansStep | None = first_step
        if first_step.k < feasible_k(points, self.k):
            step = yield from remaining_picks(first_step, points, self.k, self.seed, self.init)
        while step is not None:
            yield step
            lasts = step.phase == "assign" and not step.stopped and step.labels is not None
            if lasts and not self._transfers_follow(step, points):
                max_shift = _max_shift(self.tol, points)
                step = yield from _without_intermediate_rounds(step, points, self.max_iter, max_shift)
                if step.stopped:
                    yield step
            if self._transfers_follow(step, points):
                before = self._before_transfers(step, points)
                yield from transfers.last_transfer_steps(before, points, self._transfer_rule)
                return
            step = self.next_lloyd_step(step, points)

    def with_centers(self, step: Step, centers: Floats, origins: Rows, points: Points) -> KMeansStep:
        """A start step with these centers."""
        if isinstance(step, transfers.TransferStep):
            return transfers.start_with_centers(step, centers, origins)
        assert isinstance(step, KMeansStep)
        if step.assigned is not None:  # in shards the points follow the centers at once
            step = replace(step, assigned=centers, sums=None, counts=None)
        return replace(
            step,
            phase="start",
            positions=centers,
            labels=kept_labels(step, origins),
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

    def script(self, start: Step, points: Points) -> "FitScript":
        """scikit-learn's KMeans from the same centers, which has no transfers to finish with."""
        assert isinstance(start, KMeansStep)
        if self.finish == "transfers":
            note = Message("scikit-learn has no single transfers: clusterlab fits it.")
            return own_script(self, points, note)
        return kmeans.kmeans_script(self, start, points)

    @property
    def weights_refusal(self) -> Message:
        """Single transfers take no weights of rows: a row of weight 2 moves as one, two equal rows do not."""
        if self.finish != "transfers":
            return Message()
        return Message(
            "Single transfers take no weights of rows: finish with nothing more, or use no weights."
        )

    @property
    def _transfer_rule(self) -> "TransferRule":
        return transfers.TransferRule(nearest_only=False, max_sweeps=self.max_iter)

    def _transfers_follow(self, step: KMeansStep, points: Points) -> bool:
        """Whether Lloyd's k-means has converged with a `step`, and single transfers are to follow."""
        if self.finish != "transfers" or step.stopped:
            return False
        if step.phase == "update":
            return step.shift is not None and step.shift <= _max_shift(self.tol, points)
        return step.phase == "assign" and step.changed == 0

    def _before_transfers(self, step: KMeansStep, points: Points) -> "TransferStep":
        """The clusters of the last step of Lloyd's k-means, with their means as centers."""
        updated = step if step.phase == "update" else _update_step(step, points)
        return transfers.before_transfers(updated, step.iteration)

    def _assign(self, step: KMeansStep, points: Points) -> KMeansStep:
        stop_reason = self._stop_reason(step, points)
        if isinstance(points, ShardedPoints):
            notes = shortage_notes(points, self.k) if step.sums is None else ()
            return assign_over_shards(step, points, stop_reason, notes)
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
            stopped=stop_reason or (self._ending if found.changed == 0 else Message()),
            notes=shortage_notes(points, self.k) if step.labels is None else (),
        )
        if points.weights is None or previous_labels is None:
            return assigned
        return replace(assigned, changed_weight=float(points.weights[found.labels != previous_labels].sum()))

    @property
    def _ending(self) -> Message:
        """Why a run ends where no point changed cluster; empty where it does not."""
        return Message() if self.finish == "transfers" else Message("no point changed")

    def _stop_reason(self, step: KMeansStep, points: Points) -> Message:
        """Why the next assign is the last one, which counts as no iteration; empty where it is not."""
        if step.shift is None:
            return Message()
        if step.shift <= _max_shift(self.tol, points):
            return Message("the centers moved by no more than the tolerance")
        if step.iteration >= self.max_iter:
            return _limit_reached(self.max_iter)
        return Message()


@cache
def _limit_reached(n: int) -> Message:
    return Message("the limit of {n:# iteration|# iterations} was reached", n=n)


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


def _without_intermediate_rounds(
    step: KMeansStep, points: Points, max_iter: int, max_shift: float
) -> Generator[KMeansStep, None, KMeansStep]:
    """The last assign before a cluster is empty or the run converges; yields on the way.

    Where the limit of iterations ends the run, this is the assign after it, which counts as none.
    """
    max_rounds = max_iter - step.iteration
    # a step of weighted points tells the weight that changed, which rounds do not sum
    most = max_rounds + (points.weights is None)
    computation = run_rounds(points.blocks, step.positions, step.found, max_shift, most, points.weights)
    centers, found, rounds = yield from map_progress(lambda _: step, computation)
    if rounds > max_rounds:
        return _assign_step(centers, found, max_iter, _limit_reached(max_iter), ())
    return _assign_step(centers, found, step.iteration + rounds, Message(), ()) if rounds else step


def _update_step(step: KMeansStep, points: Points) -> KMeansStep:
    """Each center at the mean of its points, after empty clusters have taken one."""
    if isinstance(points, ShardedPoints):
        return update_over_shards(step, points)
    assert step.labels is not None
    sums, counts, labels, moved = step.sums, step.counts, step.labels, list[tuple[int, int, int]]()
    if sums is None or counts is None or not counts.all():
        labels, moved = fill_empty_clusters(points.values, step.positions, labels, points.weights)
        sums, counts = sums_by_label(points.blocks, labels, step.k, points.weights)
    positions, gain, shift = cluster_means(
        points.blocks, labels, step.positions, sums, counts, points.weights
    )
    total = None if moved else inertia_after_update(step, gain, points)
    if total is None:
        total = assigned_inertia(points.values, positions, labels, points.weights)
    return KMeansStep(
        phase="update",
        iteration=step.iteration,
        objective=total,
        labels=labels,
        notes=step.notes,
        positions=positions,
        counts=None if moved else counts,
        changed=step.changed,
        moved_points=tuple(MovedPoint(*move) for move in moved),
        shift=shift,
    )


def _max_shift(tol: float, points: Points) -> float:
    """The sum of the squared moves of centers up to which a run ends."""
    if not tol:
        return 0.0
    return tol * cached(points, "mean variance", lambda: float(variances_of_columns(points).mean()))


def _labels_of_last_assign(step: KMeansStep) -> Labels | None:
    """The labels of the last assign, before points were moved to empty clusters."""
    if not step.moved_points or step.labels is None:
        return step.labels
    labels = step.labels.copy()
    for move in step.moved_points:
        labels[move.row] = move.donor
    return labels
