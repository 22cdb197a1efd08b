"""How far clusters lie apart beside how wide they are: two figures from centers alone."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.points import Points
from clusterlab.kernels.nearest import assigned_distances
from clusterlab.kernels.reductions import cluster_sums, fixed_order_sum
from clusterlab.kernels.typing import Floats, Labels, Rows


@dataclass(frozen=True)
class SeparationScores:
    """Two figures of a labeling, None each where it is not defined.

    `of` counts the points that belong to a cluster, `noise` those that were left out.
    """

    calinski_harabasz: float | None
    davies_bouldin: float | None
    of: int
    noise: int


def separation_scores(points: Points, labels: Labels) -> SeparationScores:
    """Calinski-Harabasz and Davies-Bouldin of `labels` (n,), in spatial order; noise (-1) is left out.

    Both go by the means of the clusters and have no unit. Neither is defined for one cluster nor where
    every point is one; Calinski-Harabasz neither where no point lies off its mean. (Caliński and Harabasz
    1974; Davies and Bouldin 1979.)
    """
    members = np.flatnonzero(labels >= 0)
    names, owners = np.unique(labels[members], return_inverse=True)
    noise = len(labels) - len(members)
    if len(names) < 2 or len(names) == len(members):
        return SeparationScores(None, None, len(members), noise)
    values = points.values if not noise else np.asfortranarray(points.values[members])
    sums, sizes = cluster_sums(values, owners.astype(np.intp), len(names))
    centers = sums / sizes[:, None]
    squares = assigned_distances(values, centers, owners)
    return SeparationScores(
        _calinski_harabasz(centers, sizes, squares),
        _davies_bouldin(centers, owners, sizes, np.sqrt(squares)),
        len(members),
        noise,
    )


def _calinski_harabasz(centers: Floats, sizes: Floats, squares: Floats) -> float | None:
    """The variance between the clusters over that within them, each by its degrees of freedom."""
    n, k = len(squares), len(centers)
    deviations = centers - sizes @ centers / n
    between, within = float(sizes @ (deviations * deviations).sum(axis=1)), fixed_order_sum(squares)
    return between * (n - k) / (within * (k - 1)) if within else None


def _davies_bouldin(centers: Floats, owners: Rows, sizes: Floats, distances: Floats) -> float:
    """The mean over the clusters of how wide each is together with the one it is least told from.

    Wide is the mean distance to the center; clusters around one place are not compared.
    """
    widths = np.bincount(owners, weights=distances, minlength=len(centers)) / sizes
    worst = np.zeros(len(centers))
    for cluster, center in enumerate(centers):
        center_distances = np.sqrt(((centers - center) ** 2).sum(axis=1))
        distinct = center_distances > 0
        similarity = (widths[cluster] + widths[distinct]) / center_distances[distinct]
        worst[cluster] = similarity.max(initial=0.0)
    return float(worst.mean())
