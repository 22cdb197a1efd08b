"""The half-steps of k-means over points in shards, of which no step holds the labels.

Where the sums and counts of all clusters are the same as at the assign before, no point changed cluster.
"""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from clusterlab.algorithms.common.moved_points import MovedPoint
from clusterlab.algorithms.kmeans.step import KMeansStep, inertia_after_update
from clusterlab.core.message import Message
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.nearest import assign_points, assigned_distances, assigned_inertia, nearest_sums
from clusterlab.kernels.results import ClusterSums
from clusterlab.kernels.typing import Floats, Rows, chunks


class FarPoint(NamedTuple):
    """A point, by its index in spatial order, at a `place` (d,), its cluster and squared distance to it."""

    distance: float
    row: int
    cluster: int
    place: Floats


def assign_over_shards(
    step: KMeansStep, points: ShardedPoints, stop_reason: Message, notes: tuple[Message, ...]
) -> KMeansStep:
    """The assign step after a start or an update."""
    found = sums_over_shards(points, step.positions)
    unchanged = _is_unchanged(step, found)
    if unchanged and step.objective is not None and not step.moved_points:
        found = found._replace(total=step.objective)  # summed anew it would round differently
    return KMeansStep(
        phase="assign",
        iteration=step.iteration + (not stop_reason),
        objective=found.total,
        positions=step.positions,
        sums=found.sums,
        counts=found.counts,
        total=found.total,
        changed=0 if unchanged else None,
        stopped=stop_reason or (Message("no point changed") if unchanged else Message()),
        notes=notes,
        assigned=step.positions,
    )


def sums_over_shards(points: ShardedPoints, centers: Floats) -> ClusterSums:
    """The sums of the clusters of the nearest of `centers` (k, d)."""
    return points.reduce(partial(nearest_sums, centers=centers), _added)


def update_over_shards(step: KMeansStep, points: ShardedPoints) -> KMeansStep:
    """The update step after an assign; each empty cluster takes the point farthest from its center."""
    assert step.sums is not None
    assert step.counts is not None
    moves = fill_over_shards(step, points)
    sums, counts = _sums_after(moves, step.sums, step.counts)
    positions = sums / counts[:, None]
    squares = (positions - step.positions) ** 2
    gain, shift = float((counts[:, None] * squares).sum()), float(squares.sum())
    total = None if moves else inertia_after_update(step, gain, points)
    if total is None:
        total = _inertia(step, points, positions, moves)
    return replace(
        step,
        phase="update",
        objective=total,
        positions=positions,
        total=None,
        shift=shift,
        moved_points=tuple(MovedPoint(far.row, far.cluster, cluster) for far, cluster in moves),
    )


def fill_over_shards(step: KMeansStep, points: ShardedPoints) -> list[tuple[FarPoint, int]]:
    """The points that are moved from their clusters to empty ones, as by `fill_empty_clusters`."""
    assert step.counts is not None
    counts, moves = step.counts.copy(), list[tuple[FarPoint, int]]()
    for cluster in np.flatnonzero(counts == 0).tolist():
        farthest = partial(_farthest, step, points.shard_rows, counts, moves)
        far = max(points.map(farthest), key=lambda found: found.distance)
        moves.append((far, cluster))
        counts[far.cluster] -= 1
        counts[cluster] += 1
    return moves


def labels_of_shard(step: KMeansStep, blocks: Blocks, first: int, moves: list[tuple[FarPoint, int]]) -> Rows:
    """The labels (m,) of the points of a shard whose first has an index, after `moves` to empty clusters."""
    labels = assign_points(blocks, step.positions).labels
    for far, cluster in moves:
        if first <= far.row < first + len(labels):
            labels[far.row - first] = cluster
    return labels


def _added(one: ClusterSums, other: ClusterSums) -> ClusterSums:
    return ClusterSums(one.total + other.total, one.sums + other.sums, one.counts + other.counts)


def _is_unchanged(step: KMeansStep, found: ClusterSums) -> bool:
    if step.sums is None or step.counts is None or step.sums.shape != found.sums.shape:
        return False
    return bool((step.counts == found.counts).all() and (step.sums == found.sums).all())


def _sums_after(moves: list[tuple[FarPoint, int]], sums: Floats, counts: Floats) -> tuple[Floats, Floats]:
    sums, counts = sums.copy(), counts.copy()
    for far, cluster in moves:
        sums[far.cluster] -= far.place
        sums[cluster] += far.place
        counts[far.cluster] -= 1
        counts[cluster] += 1
    return sums, counts


def _inertia(
    step: KMeansStep, points: ShardedPoints, positions: Floats, moves: list[tuple[FarPoint, int]]
) -> float:
    """The inertia of the clusters of an assign step about other positions, by another pass."""
    return sum(points.map(partial(_inertia_of_shard, step, points.shard_rows, positions, moves)))


def _inertia_of_shard(
    step: KMeansStep,
    shard_rows: int,
    positions: Floats,
    moves: list[tuple[FarPoint, int]],
    number: int,
    blocks: Blocks,
) -> float:
    labels, total = labels_of_shard(step, blocks, number * shard_rows, moves), 0.0
    for part in chunks(len(labels)):
        total += assigned_inertia(blocks.points[part], positions, labels[part])
    return total


def _farthest(
    step: KMeansStep,
    shard_rows: int,
    counts: Floats,
    moves: list[tuple[FarPoint, int]],
    number: int,
    blocks: Blocks,
) -> FarPoint:
    """The point of a shard farthest from its center, of clusters with others and not equal to a moved one."""
    first = number * shard_rows
    labels, best = assign_points(blocks, step.positions).labels, FarPoint(-np.inf, -1, -1, np.empty(0))
    for part in chunks(len(labels)):
        values, own = blocks.points[part], labels[part]
        distances = np.where(counts[own] > 1, assigned_distances(values, step.positions, own), -1.0)
        for far, _ in moves:
            distances[(values == far.place).all(axis=1)] = -2.0
        row = int(distances.argmax())
        if distances[row] > best.distance:
            place = np.array(values[row])
            best = FarPoint(float(distances[row]), first + part.start + row, int(own[row]), place)
    return best
