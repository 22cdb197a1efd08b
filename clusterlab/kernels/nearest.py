"""Distances to centers, the nearest center of every point, and the sums that move centers.

What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels import twins
from clusterlab.kernels.arrays import BLOCK, LANES, Floats, Labels, Rows, chunks, label_type
from clusterlab.kernels.twins import twin


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


@twin(twins.nearer)
def nearer(points: Floats, center: Floats, before: Floats | None = None) -> Floats:
    """Squared distances of `points` (n, d) to one `center` (d,), or those `before` (n,) where less.

    These are the D^2 of k-means++ after one center more.
    """
    distances = squared_distances(points, center)
    return distances if before is None else np.minimum(distances, before, out=distances)


def total(values: Floats) -> float:
    """The sum of `values` (n,), in the order that all sums here are taken in: lanes, blocks, chunks."""
    added = 0.0
    for part in chunks(len(values)):
        added += float(_added(np.bincount(_lanes(len(values[part])), values[part])))
    return added


@twin(twins.nearest)
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


@twin(twins.assigned)
def assigned(points: Floats, centers: Floats) -> tuple[Labels, float]:
    """As `nearest`, with the total of the squared distances in their place: the inertia."""
    labels, distances = nearest(points, centers)
    return labels, total(distances)


@twin(twins.own_distances)
def own_distances(points: Floats, centers: Floats, labels: Labels) -> Floats:
    """Squared distance of every row of `points` (n, d) to the center that its label names: (n,)."""
    total = np.zeros(len(points))
    for column in range(points.shape[1]):
        difference = points[:, column] - centers[labels, column]
        total += difference * difference
    return total


@twin(twins.own_total)
def own_total(points: Floats, centers: Floats, labels: Labels) -> float:
    """The total of `own_distances`: the inertia where the centers are those of the labels."""
    return total(own_distances(points, centers, labels))


@twin(twins.cluster_sums)
def cluster_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of `points` (n, d) in each of `k` clusters.

    Taken per lane, block and chunk, in order: so the bits do not depend on who adds.
    """
    sums, counts = np.zeros((k, points.shape[1])), np.zeros(k)
    for part in chunks(len(points)):
        counts += np.bincount(labels[part], minlength=k)
        lanes = _lanes(len(labels[part]))
        own = lanes * k + labels[part]
        for column in range(points.shape[1]):
            of_lanes = np.bincount(own, points[part, column], minlength=(lanes.max() + 1) * k)
            sums[:, column] += _added(of_lanes.reshape(-1, k))
    return sums, counts


def filled(points: Floats, centers: Floats, labels: Labels) -> tuple[Labels, list[tuple[int, int, int]]]:
    """Labels (n,) in which no cluster is empty, and the moves (row, donor, cluster) that made them so.

    Each empty cluster, lowest first, takes the point that is farthest from its own center: never
    the only point of a cluster, and never a twin of one taken before.
    """
    counts = np.bincount(labels, minlength=len(centers))
    empty = np.flatnonzero(counts == 0)
    if not len(empty):
        return labels, []
    labels, far, moves = labels.copy(), own_distances(points, centers, labels), []
    for cluster in empty:
        row = int(np.argmax(np.where(counts[labels] > 1, far, -1.0)))
        donor = int(labels[row])
        moves.append((row, donor, int(cluster)))
        counts[donor] -= 1
        counts[cluster] += 1
        labels[row] = cluster
        far[(points == points[row]).all(axis=1)] = 0.0
    return labels, moves


def _lanes(n: int) -> Rows:
    """The lane that each of `n` rows belongs to, numbered from block to block: (n,)."""
    rows = np.arange(n)
    return rows // BLOCK * LANES + rows % LANES


def _added(lanes: NDArray[Any]) -> NDArray[Any]:
    """The sum over the first axis: of the lanes of each block in order, then of the blocks in order."""
    missing = -len(lanes) % LANES
    lanes = np.concatenate([lanes, np.zeros((missing, *lanes.shape[1:]))]) if missing else lanes
    blocks = _in_order(lanes.reshape(-1, LANES, *lanes.shape[1:]), 1)
    return _in_order(blocks, 0)


def _in_order(parts: NDArray[Any], axis: int) -> NDArray[Any]:
    """The sum over one axis, one after another; `sum` would add them in pairs."""
    return np.asarray(np.add.accumulate(parts, axis).take(-1, axis))
