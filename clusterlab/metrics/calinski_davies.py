"""Calinski-Harabasz and Davies-Bouldin: how far apart clusters are relative to how wide they are."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.points import Points
from clusterlab.kernels.nearest import assigned_distances
from clusterlab.kernels.reductions import cluster_averages, cluster_sums, fixed_order_sum
from clusterlab.kernels.typing import Floats, Labels, Rows
from clusterlab.kernels.weighted import weighted_cluster_sums

CENTER_ROUNDINGS = 16
"""Centers nearer than this many roundings of the coordinates count as one: a mean adds a few of them."""


@dataclass(frozen=True)
class SeparationScores:
    """Both scores of a labeling, each None where it is not defined.

    `of` counts the points that belong to a cluster, `noise` those that were left out; points of weight 0 are
    in neither.
    """

    calinski_harabasz: float | None
    davies_bouldin: float | None
    of: int
    noise: int


def separation_scores(points: Points, labels: Labels) -> SeparationScores:
    """Calinski-Harabasz and Davies-Bouldin of `labels` (n,), in spatial order; noise (-1) is left out.

    Both are computed from the means of the clusters and have no unit. Neither is defined for one cluster nor
    where every point is one; Calinski-Harabasz is not defined where every point equals its mean, nor where
    the weights of the points sum to no more than the number of clusters. A point of weight w counts as w
    points. (Caliński and Harabasz 1974; Davies and Bouldin 1979.)
    """
    inside, weights = labels >= 0, points.weights
    members = np.flatnonzero(inside if weights is None else inside & (weights > 0))
    clusters, owners = np.unique(labels[members], return_inverse=True)
    noise = int(np.count_nonzero(~inside))
    if len(clusters) < 2 or len(clusters) == len(members):
        return SeparationScores(None, None, len(members), noise)
    values = points.values if len(members) == points.n else np.asfortranarray(points.values[members])
    owners = owners.astype(np.intp)
    counted = None if weights is None else weights[members]
    sums, sizes = (
        cluster_sums(values, owners, len(clusters))
        if counted is None
        else weighted_cluster_sums(values, owners, counted, len(clusters))
    )
    centers = cluster_averages(values, owners, sums, sizes)
    squares = assigned_distances(values, centers, owners)
    ones = np.ones(len(squares)) if counted is None else counted
    return SeparationScores(
        _calinski_harabasz(centers, sizes, squares * ones),
        _davies_bouldin(centers, owners, sizes, np.sqrt(squares) * ones, _center_rounding(points)),
        len(members),
        noise,
    )


def _calinski_harabasz(centers: Floats, sizes: Floats, squares: Floats) -> float | None:
    """The variance between the clusters over that within them, each divided by its degrees of freedom."""
    n, k = float(sizes.sum()), len(centers)
    if n <= k:
        return None
    deviations = centers - sizes @ centers / n
    between, within = float(sizes @ (deviations * deviations).sum(axis=1)), fixed_order_sum(squares)
    return between * (n - k) / (within * (k - 1)) if within else None


def _center_rounding(points: Points) -> float:
    """A distance below which two centers may differ by the rounding of the points and their means alone."""
    offset = np.ldexp(np.abs(points.units.center), -points.units.exponent)
    magnitudes = np.abs(points.values).max(axis=0) + offset
    return float(CENTER_ROUNDINGS * np.finfo(float).eps * np.sqrt((magnitudes * magnitudes).sum()))


def _davies_bouldin(
    centers: Floats, owners: Rows, sizes: Floats, distances: Floats, rounding: float
) -> float:
    """The mean over the clusters of the similarity to the most similar other one.

    Similarity is the sum of both widths (mean distances to the center) over the distance of the centers;
    clusters whose centers are the same but for `rounding` are not compared.
    """
    widths = np.bincount(owners, weights=distances, minlength=len(centers)) / sizes
    worst = np.zeros(len(centers))
    for cluster, center in enumerate(centers):
        center_distances = np.sqrt(((centers - center) ** 2).sum(axis=1))
        distinct = center_distances > rounding
        similarity = (widths[cluster] + widths[distinct]) / center_distances[distinct]
        worst[cluster] = similarity.max(initial=0.0)
    return float(worst.mean())
