"""Distances to centers, the nearest center of every point, and the sums that move centers."""

import numpy as np

from clusterlab.kernels.arrays import Floats, Labels, chunks, label_type


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


def own_distances(points: Floats, centers: Floats, labels: Labels) -> Floats:
    """Squared distance of every row of `points` (n, d) to the center that its label names: (n,)."""
    total = np.zeros(len(points))
    for column in range(points.shape[1]):
        difference = points[:, column] - centers[labels, column]
        total += difference * difference
    return total


def cluster_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of `points` (n, d) in each of `k` clusters.

    Taken per chunk and then in chunk order, so that the bits do not depend on who adds them.
    """
    sums, counts = np.zeros((k, points.shape[1])), np.zeros(k)
    for part in chunks(len(points)):
        counts += np.bincount(labels[part], minlength=k)
        for column in range(points.shape[1]):
            sums[:, column] += np.bincount(labels[part], points[part, column], minlength=k)
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
