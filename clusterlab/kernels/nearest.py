"""Distances to centers, the nearest center of every point, and the sums of each cluster.

The functions here are the reference; where a native implementation is available it runs instead and returns
the same bits.
"""

import numpy as np

from clusterlab.kernels.blocks import Blocks, uniform_blocks
from clusterlab.kernels.native import labeled as native_labeled
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.reductions import block_sums, chunked_sum, cluster_sums, fixed_order_sum
from clusterlab.kernels.results import Assignment, ClusterSums
from clusterlab.kernels.typing import BLOCK, Floats, Labels, chunks, label_dtype
from clusterlab.kernels.weighted import weighted_cluster_sums


def squared_distances(points: Floats, center: Floats) -> Floats:
    """Squared Euclidean distances (n,) of the rows of `points` (n, d) to one `center` (d,).

    Squares are summed column by column and not expanded into norms, so that nothing cancels.
    """
    total = np.zeros(len(points))
    for column, coordinate in enumerate(center):
        difference = points[:, column] - coordinate
        difference *= difference
        total += difference
    return total


@with_native(native_nearest.nearest)
def nearest(points: Floats, centers: Floats) -> tuple[Labels, Floats]:
    """The nearest of `centers` (k, d) for every row of `points` (n, d), and the squared distance.

    Ties go to the lowest center. Returns labels (n,) in the smallest sufficient type and
    distances (n,), in squared units of the points.
    """
    labels = np.zeros(len(points), label_dtype(len(centers)))
    distances = np.empty(len(points))
    for part in chunks(len(points)):
        best = squared_distances(points[part], centers[0])
        for k in range(1, len(centers)):
            other = squared_distances(points[part], centers[k])
            closer = other < best
            labels[part][closer] = k
            np.minimum(best, other, out=best)
        distances[part] = best
    return labels, distances


@with_native(native_nearest.assign_batch)
def assign_batch(points: Floats, centers: Floats) -> Assignment:
    """The nearest of `centers` (k, d) for every row of `points` (n, d), whatever their order."""
    labels, distances = nearest(points, centers)
    moments = cluster_sums(points, labels, len(centers))
    return Assignment(labels, fixed_order_sum(distances), *moments, None)


@with_native(native_nearest.assign_points)
def assign_points(
    blocks: Blocks, centers: Floats, hints: Labels | None = None, weights: Floats | None = None
) -> Assignment:
    """The nearest of `centers` (k, d) for every row, as by `nearest`, with the inertia and cluster sums.

    `hints` (n,) are the labels to expect: correct ones save time, and none change the result. A block whose
    rows all have one label enters the inertia by its moments, if these are given. With `weights` (n,) all
    sums are weighted.
    """
    if weights is not None:
        return _weighted_assignment(blocks, centers, hints, weights)
    labels, distances = nearest(blocks.points, centers)
    squared_distance_sums, uniform = block_sums(distances), uniform_blocks(labels)
    if blocks.given is not None:
        squared_distance_sums[uniform] = blocks.squared_distance_sums(centers[labels[::BLOCK]])[uniform]
    changed = None if hints is None else int(np.count_nonzero(labels != hints))
    moments = cluster_sums(blocks.points, labels, len(centers))
    return Assignment(labels, float(chunked_sum(squared_distance_sums)), *moments, changed)


@with_native(native_nearest.nearest_sums)
def nearest_sums(blocks: Blocks, centers: Floats) -> ClusterSums:
    """The inertia and the cluster sums of `assign_points` for centers (k, d), without the labels."""
    found = assign_points(blocks, centers)
    return ClusterSums(found.total, found.sums, found.counts)


@with_native(native_labeled.assigned_distances)
def assigned_distances(points: Floats, centers: Floats, labels: Labels) -> Floats:
    """Squared distances (n,) of the rows of `points` (n, d) to the centers (k, d) of their labels (n,)."""
    total = np.zeros(len(points))
    for column in range(points.shape[1]):
        difference = points[:, column] - centers[labels, column]
        total += difference * difference
    return total


def assigned_inertia(points: Floats, centers: Floats, labels: Labels, weights: Floats | None = None) -> float:
    """The inertia of a clustering: the sum of `assigned_distances`, in squared units of the points.

    With `weights` (n,) each distance counts as often as its weight says.
    """
    distances = assigned_distances(points, centers, labels)
    return fixed_order_sum(distances if weights is None else distances * weights)


def fill_empty_clusters(
    points: Floats, centers: Floats, labels: Labels, weights: Floats | None = None
) -> tuple[Labels, list[tuple[int, int, int]]]:
    """Labels (n,) without empty clusters, and the moves (row, donor, cluster) that fill them.

    Each empty cluster, lowest first, takes the point farthest from its assigned center: never the only
    point of a cluster, and never a duplicate of a point taken before. With `weights` (n,) a row moves with
    all of its weight; rows of weight 0 neither move nor fill a cluster.
    """
    if weights is not None and not weights.all():
        return _fill_with_weighted_rows(points, centers, labels, weights)
    if np.bincount(labels, minlength=len(centers)).all():
        return labels, []
    return fill_empty_clusters_by_distance(
        points, assigned_distances(points, centers, labels), labels, len(centers)
    )


def fill_empty_clusters_by_distance(
    points: Floats, own_distances: Floats, labels: Labels, k: int
) -> tuple[Labels, list[tuple[int, int, int]]]:
    """`fill_empty_clusters`, given the squared `own_distances` (n,) to the assigned centers."""
    counts = np.bincount(labels, minlength=k)
    empty = np.flatnonzero(counts == 0)
    labels, own_distances, moves = labels.copy(), own_distances.copy(), []
    for cluster in empty:
        row = int(np.argmax(np.where(counts[labels] > 1, own_distances, -1.0)))
        donor = int(labels[row])
        moves.append((row, donor, int(cluster)))
        counts[donor] -= 1
        counts[cluster] += 1
        labels[row] = cluster
        own_distances[(points == points[row]).all(axis=1)] = 0.0
    return labels, moves


def _weighted_assignment(
    blocks: Blocks, centers: Floats, hints: Labels | None, weights: Floats
) -> Assignment:
    """The labels of `assign_points` with weighted sums; `changed` counts rows, whatever they weigh."""
    labels, _, _, _, changed = assign_points(blocks, centers, hints)
    total = assigned_inertia(blocks.points, centers, labels, weights)
    return Assignment(
        labels, total, *weighted_cluster_sums(blocks.points, labels, weights, len(centers)), changed
    )


def _fill_with_weighted_rows(
    points: Floats, centers: Floats, labels: Labels, weights: Floats
) -> tuple[Labels, list[tuple[int, int, int]]]:
    """`fill_empty_clusters` among the rows of positive weight; the others keep their labels."""
    rows = np.flatnonzero(weights)
    own, moves = fill_empty_clusters(points[rows], centers, labels[rows])
    labels = labels.copy()
    labels[rows] = own
    return labels, [(int(rows[row]), donor, cluster) for row, donor, cluster in moves]
