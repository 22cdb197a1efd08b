"""Distances to centers, the nearest center of every point, and the sums that move centers.

What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

import numpy as np

from clusterlab.kernels.blocks import Assigned, Blocks, whole
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.native.nearest import twin
from clusterlab.kernels.reductions import block_sums, chunked, cluster_sums, total
from clusterlab.kernels.typing import BLOCK, Floats, Labels, chunks, label_type


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


@twin(native_nearest.nearest)
def nearest(points: Floats, centers: Floats) -> tuple[Labels, Floats]:
    """The nearest of `centers` (k, d) for every row of `points` (n, d), and the squared distance.

    Ties go to the lowest center. Returns labels (n,) in the smallest sufficient type and
    distances (n,), in squared units of the points.
    """
    labels = np.zeros(len(points), label_type(len(centers)))
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


@twin(native_nearest.assigned)
def assigned(blocks: Blocks, centers: Floats, likely: Labels | None = None) -> Assigned:
    """The nearest of `centers` (k, d) for every row, as `nearest`, and what follows for clusters.

    Labels (n,) that are `likely` right cost less to find, and change nothing. The total counts a
    block that belongs to one center as a whole, by its moments.
    """
    labels, distances = nearest(blocks.points, centers)
    totals, same = block_sums(distances), whole(labels)
    totals[same] = blocks.totals(centers[labels[::BLOCK]])[same]
    changed = None if likely is None else int(np.count_nonzero(labels != likely))
    moments = cluster_sums(blocks.points, labels, len(centers))
    return Assigned(labels, float(chunked(totals)), *moments, changed)


def own_distances(points: Floats, centers: Floats, labels: Labels) -> Floats:
    """Squared distance of every row of `points` (n, d) to the center that its label names: (n,)."""
    total = np.zeros(len(points))
    for column in range(points.shape[1]):
        difference = points[:, column] - centers[labels, column]
        total += difference * difference
    return total


def own_total(points: Floats, centers: Floats, labels: Labels) -> float:
    """The total of `own_distances`: the inertia where the centers are those of the labels."""
    return total(own_distances(points, centers, labels))


def filled(points: Floats, centers: Floats, labels: Labels) -> tuple[Labels, list[tuple[int, int, int]]]:
    """Labels (n,) in which no cluster is empty, and the moves (row, donor, cluster) that made them so.

    Each empty cluster, lowest first, takes the point that is farthest from its own center: never
    the only point of a cluster, and never a twin of one taken before.
    """
    if np.bincount(labels, minlength=len(centers)).all():
        return labels, []
    return refilled(points, own_distances(points, centers, labels), labels, len(centers))


def refilled(
    points: Floats, far: Floats, labels: Labels, k: int
) -> tuple[Labels, list[tuple[int, int, int]]]:
    """As `filled`, where `far` (n,) says how far each of `points` (n, d) is from its own center."""
    counts = np.bincount(labels, minlength=k)
    empty = np.flatnonzero(counts == 0)
    labels, far, moves = labels.copy(), far.copy(), []
    for cluster in empty:
        row = int(np.argmax(np.where(counts[labels] > 1, far, -1.0)))
        donor = int(labels[row])
        moves.append((row, donor, int(cluster)))
        counts[donor] -= 1
        counts[cluster] += 1
        labels[row] = cluster
        far[(points == points[row]).all(axis=1)] = 0.0
    return labels, moves
