"""Kernel functions: inner products and distances in a feature space (Schoelkopf, Smola, Mueller 1998)."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.native import labeled as native
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks

MAX_PRODUCTS = 2_000_000
"""Products computed at a time, which bounds the size of temporary arrays."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel: `rbf` exp(-gamma |x - y|^2), `polynomial` (gamma xy + 1)^degree, or `linear` xy.

    x and y are relative to an `origin` (d,); gamma is in inverse squared units of the points.
    """

    kind: str
    gamma: float
    degree: int
    origin: Floats

    def __post_init__(self) -> None:
        self.origin.setflags(write=False)

    @on_one_blas_thread
    def products(self, points: Floats, others: Floats) -> Floats:
        """The products (n, m) of `points` (n, d) and `others` (m, d)."""
        found = np.empty((len(points), len(others)))
        others = np.ascontiguousarray(others - self.origin)
        for part in chunks(len(points), max(1, MAX_PRODUCTS // max(1, len(others)))):
            self._multiply(np.ascontiguousarray(points[part] - self.origin), others, found[part])
        return found

    def write_products(self, points: Floats, part: slice, found: Floats) -> None:
        """Writes the products of a `part` of `points` (n, d) with it and all later ones into `found` (n, n).

        These are those of the later ones with the part, too: after all parts `found` is complete.
        """
        later = slice(part.start, None)
        products = self.products(points[part], points[later])
        found[part, later] = products
        found[later, part] = products.T

    def norms(self, points: Floats) -> Floats:
        """The products (n,) of each of `points` (n, d) with itself."""
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
    """The means (m, k) of `products` (m, n) over the points of each cluster of `labels` (n,).

    The column of an empty cluster is zero. Takes the least time where the products of each labeled point are
    contiguous in memory.
    """
    membership = (np.arange(k)[:, None] == labels).astype(float)
    sums = membership @ products.T
    return np.asarray((sums / np.maximum(membership.sum(axis=1), 1)[:, None]).T)


def gram_means(products: Floats, labels: Labels, k: int) -> Floats:
    """`mean_products` (n, k) of all pairs (n, n) of the points of `labels` (n,)."""
    counts = np.bincount(labels, minlength=k)
    return np.asarray((row_sums(products, labels, k) / np.maximum(counts, 1)[:, None]).T)


@with_native(native.row_sums)
def row_sums(products: Floats, labels: Labels, k: int) -> Floats:
    """The sums (k, n) of the rows of `products` (m, n) in each cluster of `labels` (m,), added in order.

    One pass over the products, where a matrix product makes one for each cluster.
    """
    sums = np.zeros((k, products.shape[1]))
    own = list(sums)
    for label, row in zip(labels.tolist(), products, strict=True):
        np.add(own[label], row, out=own[label])
    return sums


def squared_center_norms(means: Floats, labels: Labels) -> Floats:
    """The squared norms (k,) of the centers: the mean product within each cluster, from `means` (n, k)."""
    own = means[np.arange(len(labels)), labels]
    counts = np.bincount(labels, minlength=means.shape[1])
    return np.asarray(np.bincount(labels, own, means.shape[1]) / np.maximum(counts, 1))


def feature_distances(norms: Floats, means: Floats, center_norms: Floats) -> Floats:
    """The squared distances (m, k) in feature space from points with squared `norms` (m,) to centers.

    `means` (m, k) are the mean products with the points of each cluster, `center_norms` (k,) the squared
    norms of the centers. (Dhillon, Guan, Kulis 2004.)
    """
    return np.maximum(norms[:, None] - 2 * means + center_norms, 0.0)


def draw_weighted_rows(weights: Floats, n_draws: int, rng: "np.random.Generator") -> Rows:
    """`n_draws` rows drawn with replacement in proportion to `weights` (n,); uniformly where all are zero."""
    cumulative = np.cumsum(weights)
    if not cumulative[-1] > 0:
        return rng.integers(len(weights), size=n_draws)
    rows = np.searchsorted(cumulative, rng.random(n_draws) * cumulative[-1], side="right")
    return np.asarray(np.minimum(rows, np.flatnonzero(weights)[-1]))
