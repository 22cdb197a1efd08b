"""Sums of squared distances within and between clusters."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats, Labels


@dataclass(frozen=True, eq=False)
class SumsOfSquares(FrozenArrays):
    """Sums of squared distances in the squared units of the array of the points, weighted where these are.

    `within` (k,) are those of the points of each cluster to its mean; `between` (k,) is the squared distance
    of that mean to the mean of all clusters, times the number of points; both are 0 for a cluster without
    points. Noise does not count, so that the sum of all is `total`. `explained` is the share of the total
    that lies between clusters, from 0 to 1; nan where the total is 0.
    """

    within: Floats
    between: Floats
    explained: float

    @property
    def total(self) -> float:
        """The sum of squared distances of all clustered points to their mean."""
        return float(self.within.sum() + self.between.sum())


def sums_of_squares(points: Points, labels: Labels, k: int) -> SumsOfSquares:
    """The sums of squares of `k` clusters with `labels` (n,), in spatial order; -1 is noise."""
    clustered = labels >= 0
    values, own = points.values[clustered], labels[clustered]
    weights = np.ones(len(own)) if points.weights is None else points.weights[clustered]
    sizes = np.bincount(own, weights, k)
    means = _cluster_sums(values, own, weights, k) / np.where(sizes > 0, sizes, 1.0)[:, None]
    squared = np.einsum("nd,nd->n", values - means[own], values - means[own])
    within = np.bincount(own, weights * squared, k)
    middle = sizes @ means / max(float(sizes.sum()), np.finfo(float).tiny)
    between = sizes * ((means - middle) ** 2).sum(axis=1)
    total = float(within.sum() + between.sum())
    explained = float(between.sum()) / total if total else float("nan")
    with np.errstate(over="ignore"):
        scaled = np.ldexp([within, between], 2 * points.units.exponent)
    return SumsOfSquares(scaled[0], scaled[1], explained)


def _cluster_sums(values: Floats, labels: Labels, weights: Floats, k: int) -> Floats:
    """The weighted sum of the values (n, d) of each cluster: (k, d)."""
    return np.stack([np.bincount(labels, weights * column, k) for column in values.T], axis=1)
