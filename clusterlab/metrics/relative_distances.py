"""How far each point lies from its own cluster, relative to the other points of the cluster."""

import numpy as np

from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.kernels.weighted import weighted_cluster_sums


def relative_distances(distances: Floats, labels: Labels, weights: Floats | None = None) -> Floats:
    """The `distances` (n,) of points to their own clusters, each divided by the root mean square of these.

    The mean is that of the cluster in `labels` (n,), with `weights` (n,) if there are any. 0 in a cluster all
    of whose distances are 0; NaN for noise, -1.
    """
    clustered, k = labels >= 0, int(labels.max(initial=-1)) + 1
    own, squared = labels[clustered], np.square(distances[clustered])
    counted = np.ones(len(own)) if weights is None else weights[clustered]
    sums, sizes = np.bincount(own, counted * squared, k), np.bincount(own, counted, k)
    means = np.divide(sums, sizes, out=np.zeros(k), where=sizes > 0)[own]
    found = np.full(len(labels), np.nan)
    found[clustered] = np.sqrt(np.divide(squared, means, out=np.zeros(len(own)), where=means > 0))
    return found


def means_of_clusters(points: Points, labels: Labels, k: int) -> Floats:
    """The mean of each of `k` clusters with `labels` (n,), noise -1: (k, d), in normalized coordinates.

    It is weighted where the points are; 0 for a cluster without points.
    """
    clustered = labels >= 0
    weights = np.ones(int(clustered.sum())) if points.weights is None else points.weights[clustered]
    sums, sizes = weighted_cluster_sums(points.values[clustered], labels[clustered], weights, k)
    return np.asarray(sums / np.where(sizes > 0, sizes, 1.0)[:, None])
