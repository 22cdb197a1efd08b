"""Kernels: products of points in a feature space, and distances there (Schoelkopf, Smola, Mueller 1998)."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks

MAX_PRODUCTS = 2_000_000
"""So many products are made at a time, so that what stands between is small."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """A product of points: `rbf` exp(-gamma |x - y|^2), `polynomial` (gamma xy + 1)^degree, or `linear` xy.

    x and y are measured from an `origin` (d,); gamma is in inverse squared units of the points.
    """

    kind: str
    gamma: float
    degree: int
    origin: Floats

    def __post_init__(self) -> None:
        self.origin.setflags(write=False)

    def equals(self, other: "Kernel") -> bool:
        """Whether it gives the same products."""
        mine, theirs = (self.kind, self.gamma, self.degree), (other.kind, other.gamma, other.degree)
        return mine == theirs and np.array_equal(self.origin, other.origin)

    @on_one_blas_thread
    def products(self, points: Floats, others: Floats) -> Floats:
        """The products of `points` (n, d) and `others` (m, d): (n, m)."""
        found = np.empty((len(points), len(others)))
        others = np.ascontiguousarray(others - self.origin)
        for part in chunks(len(points), max(1, MAX_PRODUCTS // max(1, len(others)))):
            self._multiply(np.ascontiguousarray(points[part] - self.origin), others, found[part])
        return found

    def norms(self, points: Floats) -> Floats:
        """The product of each of `points` (n, d) with itself: (n,)."""
        if self.kind == "rbf":
            return np.ones(len(points))
        squared = ((points - self.origin) ** 2).sum(axis=1)
        return np.asarray((self.gamma * squared + 1) ** self.degree if self.kind == "polynomial" else squared)

    def _multiply(self, points: Floats, others: Floats, found: Floats) -> None:
        if self.kind == "rbf":
            from scipy.spatial.distance import cdist

            cdist(points, others, "sqeuclidean", out=found)
            found *= -self.gamma
            np.exp(found, out=found)
            return
        np.matmul(points, others.T, out=found)
        if self.kind == "polynomial":
            found *= self.gamma
            found += 1
            found **= self.degree


@on_one_blas_thread
def mean_products(products: Floats, labels: Labels, k: int) -> Floats:
    """The mean of `products` (m, n) over the points of each cluster of `labels` (n,): (m, k).

    Raises nothing for an empty cluster: its column is zero.
    """
    membership = (labels[:, None] == np.arange(k)).astype(float)
    return np.asarray(products @ membership / np.maximum(membership.sum(axis=0), 1))


def squared_center_norms(means: Floats, labels: Labels) -> Floats:
    """The squared length of each center, the mean product in its cluster, from means (n, k): (k,)."""
    own = means[np.arange(len(labels)), labels]
    counts = np.bincount(labels, minlength=means.shape[1])
    return np.asarray(np.bincount(labels, own, means.shape[1]) / np.maximum(counts, 1))


def feature_distances(norms: Floats, means: Floats, lengths: Floats) -> Floats:
    """The squared distances (m, k) in feature space from points with `norms` (m,) to centers.

    `means` (m, k) are the mean products with the points of each cluster, `lengths` (k,) the squared lengths
    of the centers. (Dhillon, Guan, Kulis 2004.)
    """
    return np.maximum(norms[:, None] - 2 * means + lengths, 0.0)


def draw_weighted_rows(weights: Floats, n_draws: int, rng: np.random.Generator) -> Rows:
    """Each of `n_draws` rows is drawn by its weight (n,), with replacement; all alike where all are zero."""
    cumulative = np.cumsum(weights)
    if not cumulative[-1] > 0:
        return rng.integers(len(weights), size=n_draws)
    rows = np.searchsorted(cumulative, rng.random(n_draws) * cumulative[-1], side="right")
    return np.asarray(np.minimum(rows, np.flatnonzero(weights)[-1]))
