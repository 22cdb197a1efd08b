"""k-means by single transfers: one point changes cluster at a time, and both centers are updated at once."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, CenterInit, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.transfers.about import TRANSFERS_ABOUT
from clusterlab.algorithms.transfers.moving_clusters import MovingClusters
from clusterlab.algorithms.transfers.search import next_transfer, sweep_transfers
from clusterlab.algorithms.transfers.step import Transfer, TransferStep
from clusterlab.core.about import About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, NumberOfClusters, Objective, Seed
from clusterlab.core.message import Message
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assigned_inertia
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.typing import Floats, Labels

RULE_CHOICES = {"hartigan-wong": "Hartigan-Wong", "macqueen": "MacQueen"}
MAX_SINGLE_TRANSFER_POINTS = 1_000
"""Up to this many points each transfer is a step of its own; with more points each sweep is."""
TRANSFERS_BETWEEN_YIELDS = 64
"""So many transfers are made at a time where nobody watches."""


@ALGORITHMS.add
@dataclass(frozen=True)
class TransferKMeans(Algorithm):
    """k-means by single transfers, until no transfer of a point to another cluster lowers the inertia.

    Hartigan-Wong takes into account that both centers move with the point (Hartigan and Wong 1979; the
    default of R's `kmeans`), MacQueen assigns each point to its nearest center (MacQueen 1967). Points are
    visited in spatial order; the only point of a cluster stays in it.
    """

    name: ClassVar[str] = "transfers"
    title: ClassVar[str] = "Hartigan-Wong/MacQueen"
    menu_order: ClassVar[int] = 7
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "transfer")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 10
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = TRANSFERS_ABOUT

    k: NumberOfClusters = 3
    init: CenterInit = "k-means++"
    rule: Annotated[
        str,
        Param(
            "Rule",
            "Hartigan-Wong moves a point wherever the inertia falls most, MacQueen to its nearest center.",
            choices=RULE_CHOICES,
        ),
    ] = "hartigan-wong"
    max_iter: Annotated[
        int,
        Param(
            "Max sweeps",
            "Stop after this many passes over the points at the latest.",
            1,
            usual=(1, 300),
            log=True,
            rare=True,
        ),
    ] = 100
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start of k-means: given centers (k, d), the first k-means++ pick, or all centers at once.

        Raises ParamError.
        """
        return self._initial_kmeans.first(points, start)

    def after(self, step: Step, points: Points) -> KMeansStep | TransferStep | None:
        """The start, assign and update of k-means, then transfers as long as one lowers the inertia."""
        if step.stopped:
            return None
        if isinstance(step, TransferStep):
            return self._transfer_step(step, points)
        assert isinstance(step, KMeansStep)
        if step.phase == "update":
            return self._transfer_step(_initial_transfer_step(step), points)
        following = self._initial_kmeans.after(step, points)
        assert following is not None
        return replace(following, stopped=Message())  # transfers may go on where k-means would end

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The steps of a run with only the last of its single transfers."""
        for step in self.steps(points, start):
            yield step
            if step.phase == "update" and points.n <= MAX_SINGLE_TRANSFER_POINTS:
                break
        if not step.stopped:
            assert isinstance(step, KMeansStep)
            last = yield from self._last_single_transfer(_initial_transfer_step(step), points)
            yield self._transfer_step(last, points)

    def with_center_moved(self, step: Step, cluster: int, position: Floats, points: Points) -> KMeansStep:
        """A start step with the center of `cluster` at `position` (d,), in normalized coordinates."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_center_moved(step, cluster, position, points)
        assert isinstance(step, TransferStep)
        positions = step.positions.copy()
        positions[cluster] = position
        return KMeansStep(phase="start", positions=positions, labels=step.labels)

    def result(self, step: Step, points: Points) -> KMeansFit:
        """The labels, centers and inertia of a last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    @property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that finds the initial clusters."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _transfer_step(self, step: TransferStep, points: Points) -> TransferStep:
        """The next transfer where points are few, the next sweep where they are many, or the last step."""
        assert step.labels is not None
        labels = step.labels.copy()
        if points.n <= MAX_SINGLE_TRANSFER_POINTS:
            transfer = next_transfer(MovingClusters.of(step, points), self.rule, _last_row(step))
            found = [] if transfer is None else [transfer]
            labels[[one.row for one in found]] = [one.cluster for one in found]
            iteration = step.iteration + (step.iteration == 0 or _begins_sweep(transfer, _last_row(step)))
        else:
            found = list(sweep_transfers(points.values, labels, step.positions, self.rule))
            iteration = step.iteration + 1
        if not found:
            stop_reason = Message("no single move lowers the inertia")
            return replace(_unchanged_step(step), iteration=max(1, step.iteration), stopped=stop_reason)
        if iteration > self.max_iter:
            stop_reason = Message("the limit of {n:# sweep|# sweeps} was reached", n=self.max_iter)
            return _limit_step(step, points, stop_reason)
        sums, counts = cluster_sums(points.values, labels, step.k)
        positions = cluster_averages(points.values, labels, sums, counts)
        return _step_after(found, iteration, labels, positions, points)

    def _last_single_transfer(
        self, step: TransferStep, points: Points
    ) -> Generator[TransferStep, None, TransferStep]:
        """The step of the last transfer, or `step` where there is none; yields it again on the way."""
        clusters, iteration, moved, last = MovingClusters.of(step, points), step.iteration, 0, _last_row(step)
        transfer: Transfer | None = None
        while True:
            found = next_transfer(clusters, self.rule, last)
            next_iteration = iteration + (iteration == 0 or _begins_sweep(found, last))
            if found is None or next_iteration > self.max_iter:
                break
            clusters.move(found)
            transfer, last, iteration, moved = found, found.row, next_iteration, moved + 1
            if moved % TRANSFERS_BETWEEN_YIELDS == 0:
                yield step
        if transfer is None:
            return step
        return _step_after([transfer], iteration, clusters.labels, clusters.positions, points)


def _initial_transfer_step(step: KMeansStep) -> TransferStep:
    """The clusters of an update step, before the first transfer."""
    return TransferStep(
        phase="update",
        objective=step.objective,
        labels=step.labels,
        positions=step.positions,
        rows=np.array([], np.intp),
    )


def _step_after(
    found: Sequence[Transfer], iteration: int, labels: Labels, positions: Floats, points: Points
) -> TransferStep:
    """The step after one transfer where points are few, or after the transfers of a sweep."""
    return TransferStep(
        phase="transfer",
        iteration=iteration,
        objective=assigned_inertia(points.values, positions, labels),
        labels=labels,
        positions=positions,
        rows=np.array([transfer.row for transfer in found]),
        gain=sum(transfer.gain for transfer in found),
        transfer=found[0] if points.n <= MAX_SINGLE_TRANSFER_POINTS else None,
    )


def _last_row(step: TransferStep) -> int:
    """The row of the transfer of a step; -1 before the first."""
    return -1 if step.transfer is None else step.transfer.row


def _begins_sweep(transfer: Transfer | None, last: int) -> bool:
    """Whether a transfer after that of the row `last` is one of the next sweep over the rows."""
    return transfer is not None and transfer.row <= last


def _unchanged_step(step: TransferStep) -> TransferStep:
    """The same clusters, where no point moved."""
    return replace(step, phase="assign", rows=np.array([], np.intp), gain=0.0, transfer=None, notes=())


def _limit_step(step: TransferStep, points: Points, stop_reason: Message) -> TransferStep:
    """Each point assigned to its nearest center, so that the labels match the centers at the limit."""
    labels = step.classify(points.values)
    return replace(
        _unchanged_step(step),
        labels=labels,
        objective=assigned_inertia(points.values, step.positions, labels),
        stopped=stop_reason,
    )
