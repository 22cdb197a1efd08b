"""Distances to centers, the nearest center of every point, and the sums that move centers.

What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

import numpy as np

from clusterlab.kernels.blocks import Assignment, Blocks, uniform_blocks
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.native.nearest import with_native
from clusterlab.kernels.reductions import block_sums, chunked_sum, cluster_sums, fixed_order_sum
from clusterlab.kernels.typing import BLOCK, Floats, Labels, chunks, label_dtype


def squared_distances(points: Floats, center: Floats) -> Floats:
    """Squared Euclidean distance of every row of `points` (n, d) to one `center` (d,): (n,).

    Summed column by column, as a reader would: no expansion into norms, so nothing cancels.
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


@with_native(native_nearest.assign_points)
def assign_points(blocks: Blocks, centers: Floats, hints: Labels | None = None) -> Assignment:
    """The nearest of `centers` (k, d) for every row, as `nearest`, and what follows for clusters.

    Labels (n,) that are `hints` right cost less to find, and change nothing. The total counts a
    block that belongs to one center as a whole, by its moments.
    """
    labels, distances = nearest(blocks.points, centers)
    squared_distance_sums, uniform = block_sums(distances), uniform_blocks(labels)
    squared_distance_sums[uniform] = blocks.squared_distance_sums(centers[labels[::BLOCK]])[uniform]
    changed = None if hints is None else int(np.count_nonzero(labels != hints))
    moments = cluster_sums(blocks.points, labels, len(centers))
    return Assignment(labels, float(chunked_sum(squared_distance_sums)), *moments, changed)


def assigned_distances(points: Floats, centers: Floats, labels: Labels) -> Floats:
    """Squared distance of every row of `points` (n, d) to the center that its label names: (n,)."""
    total = np.zeros(len(points))
    for column in range(points.shape[1]):
        difference = points[:, column] - centers[labels, column]
        total += difference * difference
    return total


def assigned_inertia(points: Floats, centers: Floats, labels: Labels) -> float:
    """The total of `assigned_distances`: the inertia where the centers are those of the labels."""
    return fixed_order_sum(assigned_distances(points, centers, labels))


def fill_empty_clusters(
    points: Floats, centers: Floats, labels: Labels
) -> tuple[Labels, list[tuple[int, int, int]]]:
    """Labels (n,) in which no cluster is empty, and the moves (row, donor, cluster) that made them so.

    Each empty cluster, lowest first, takes the point that is farthest from its own center: never
    the only point of a cluster, and never a twin of one taken before.
    """
    if np.bincount(labels, minlength=len(centers)).all():
        return labels, []
    return fill_empty_clusters_by_distance(
        points, assigned_distances(points, centers, labels), labels, len(centers)
    )


def fill_empty_clusters_by_distance(
    points: Floats, distances_to_own: Floats, labels: Labels, k: int
) -> tuple[Labels, list[tuple[int, int, int]]]:
    """As `fill_empty_clusters`, where `distances_to_own` (n,) says how far each of `points` (n, d) is from its own center."""
    counts = np.bincount(labels, minlength=k)
    empty = np.flatnonzero(counts == 0)
    labels, distances_to_own, moves = labels.copy(), distances_to_own.copy(), []
    for cluster in empty:
        row = int(np.argmax(np.where(counts[labels] > 1, distances_to_own, -1.0)))
        donor = int(labels[row])
        moves.append((row, donor, int(cluster)))
        counts[donor] -= 1
        counts[cluster] += 1
        labels[row] = cluster
        distances_to_own[(points == points[row]).all(axis=1)] = 0.0
    return labels, moves
