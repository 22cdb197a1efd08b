"""The steps of single transfers: of few points one transfer each, of many a sweep over all of them."""

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.algorithms.common.centers_step import kept_labels
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.transfers.step import Transfer, TransferStep
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.kernels.lloyd import cluster_means
from clusterlab.kernels.nearest import assigned_inertia
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.single_transfers import sweep_transfers, transfer_singly
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_SINGLE_TRANSFER_POINTS = 1_000
"""Up to this many points each transfer is a step of its own; with more points each sweep is."""
TRANSFERS_BETWEEN_YIELDS = 64
"""So many transfers are made at a time where nobody watches."""
_NO_ROWS: Rows = np.array([], np.intp)


@dataclass(frozen=True)
class TransferRule:
    """Whether a point may join the nearest center only (MacQueen), and the most sweeps over the points."""

    nearest_only: bool
    max_sweeps: int


def before_transfers(step: KMeansStep, first_iteration: int = 0) -> TransferStep:
    """The clusters of a `step` whose centers are the means, before the first transfer."""
    return TransferStep(
        phase="update",
        iteration=first_iteration,
        first_iteration=first_iteration,
        objective=step.objective,
        labels=step.labels,
        positions=step.positions,
        rows=_NO_ROWS,
    )


def next_transfer_step(step: TransferStep, points: Points, rule: TransferRule) -> TransferStep:
    """The next transfer where points are few, the next sweep where they are many, or the last step."""
    assert step.labels is not None
    if points.n <= MAX_SINGLE_TRANSFER_POINTS:
        made, moved = _after_singles(step, points, rule.nearest_only, (1, step.sweeps + 1))
        following = moved if made else None
    else:
        following = _after_sweep(step, points, rule.nearest_only)
    if following is None:
        return _converged_step(step)
    if following.sweeps > rule.max_sweeps:
        stop_reason = Message("the limit of {n:# sweep|# sweeps} was reached", n=rule.max_sweeps)
        return _limit_step(step, points, stop_reason)
    return following


def last_transfer_steps(
    step: TransferStep, points: Points, rule: TransferRule
) -> Generator[TransferStep, None, None]:
    """The last step of a run, after some of those on the way to it."""
    if points.n <= MAX_SINGLE_TRANSFER_POINTS:
        made = limit = TRANSFERS_BETWEEN_YIELDS
        while made == limit:
            made, step = _after_singles(step, points, rule.nearest_only, (limit, rule.max_sweeps))
            if made:
                yield step
        if step.sweeps < rule.max_sweeps:  # no limit ended the transfers, so none is left that gains
            yield _converged_step(step)
            return
    while not step.stopped:
        yield (step := next_transfer_step(step, points, rule))


def start_with_centers(step: TransferStep, centers: Floats, origins: Rows) -> KMeansStep:
    """A start step with other centers (k, d), which were those of the clusters `origins` (k,), -1 for new."""
    return KMeansStep(phase="start", positions=centers, labels=kept_labels(step, origins))


def _after_singles(
    step: TransferStep, points: Points, nearest_only: bool, limits: tuple[int, int]
) -> tuple[int, TransferStep]:
    """The number of single transfers, at most so many and in so many sweeps, and the step after them."""
    assert step.labels is not None
    check_canceled()
    labels, positions = step.labels.copy(), step.positions.copy()
    state = (-1 if step.transfer is None else step.transfer.row), step.sweeps
    made, (row, sweep, donor, cluster), gain = transfer_singly(
        points.values, labels, positions, nearest_only, state, limits
    )
    if not made:
        return 0, step
    transfer = Transfer(row, donor, cluster, gain)
    following = _step_after(step, step.first_iteration + sweep, labels, positions, points)
    return made, replace(following, rows=np.array([row]), gain=gain, transfer=transfer)


def _after_sweep(step: TransferStep, points: Points, nearest_only: bool) -> TransferStep | None:
    """The step after the transfers of a sweep; None where none gains."""
    assert step.labels is not None
    labels = step.labels.copy()
    rows, gains = sweep_transfers(points.values, labels, step.positions, nearest_only, check_canceled)
    if not len(rows):
        return None
    sums, counts = cluster_sums(points.values, labels, step.k)
    positions = cluster_means(points.blocks, labels, step.positions, sums, counts).centers
    following = _step_after(step, step.iteration + 1, labels, positions, points)
    return replace(following, rows=rows, gain=float(gains.sum()))


def _step_after(
    step: TransferStep, iteration: int, labels: Labels, positions: Floats, points: Points
) -> TransferStep:
    """The step with these clusters."""
    return TransferStep(
        phase="transfer",
        iteration=iteration,
        first_iteration=step.first_iteration,
        objective=assigned_inertia(points.values, positions, labels),
        labels=labels,
        positions=positions,
        rows=_NO_ROWS,
    )


def _converged_step(step: TransferStep) -> TransferStep:
    """The last step, where no transfer gains."""
    stop_reason = Message("no single move lowers the inertia")
    iteration = max(step.first_iteration + 1, step.iteration)
    return replace(_unchanged_step(step), iteration=iteration, stopped=stop_reason)


def _unchanged_step(step: TransferStep) -> TransferStep:
    """The same clusters, where no point moved."""
    return replace(step, phase="assign", rows=_NO_ROWS, gain=0.0, transfer=None, notes=())


def _limit_step(step: TransferStep, points: Points, stop_reason: Message) -> TransferStep:
    """Each point assigned to its nearest center, so that the labels match the centers at the limit."""
    labels = step.classify(points.values)
    return replace(
        _unchanged_step(step),
        labels=labels,
        objective=assigned_inertia(points.values, step.positions, labels),
        stopped=stop_reason,
    )
