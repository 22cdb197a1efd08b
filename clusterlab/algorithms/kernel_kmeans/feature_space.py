"""Distances to cluster means in the feature space of a kernel, computed from its products alone."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterlab.core.cache import cached_latest
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.points import Points
from clusterlab.kernels.gram import Kernel, feature_distances, gram_means, squared_center_norms
from clusterlab.kernels.parallel import map_in_order, on_one_blas_thread
from clusterlab.kernels.typing import Floats, Labels, chunks, label_dtype

PRODUCTS_PER_CHUNK = 1_000_000
"""This many products are computed between two checks for cancellation."""


@dataclass(frozen=True, eq=False)
class GramMatrix(FrozenArrays):
    """A kernel, the `places` (n, d) of all points, and the products of all pairs, computed once."""

    kernel: Kernel
    places: Floats

    @classmethod
    def of(cls, kernel: Kernel, points: Points) -> "GramMatrix":
        """The Gram matrix of the points; the latest one is cached."""
        key = (kernel.kind, kernel.gamma, kernel.degree, kernel.origin.tobytes())
        return cached_latest(points, "gram", key, lambda: cls(kernel, points.values))

    @cached_property
    def products(self) -> Floats:
        """The kernel products of all pairs of points (n, n)."""
        return _all_products(self.kernel, self.places)

    @cached_property
    def norms(self) -> Floats:
        """The kernel product of each point with itself: (n,)."""
        return self.kernel.norms(self.places)


@on_one_blas_thread
def _all_products(kernel: Kernel, places: Floats) -> Floats:
    """The kernel products of all pairs (n, n) of `places` (n, d), computed on all cores."""
    n = len(places)
    found, parts = np.empty((n, n)), list(chunks(n, max(1, PRODUCTS_PER_CHUNK // n)))
    for _ in map_in_order(lambda number: kernel.write_products(places, parts[number], found), len(parts)):
        check_canceled()
    return found


def distances_to_own_mean(gram: GramMatrix, labels: Labels, k: int) -> Floats:
    """The squared distance in feature space of every point to the mean of its own cluster: (n,)."""
    return np.asarray(mean_distances(gram, labels, k)[np.arange(len(labels)), labels])


def mean_distances(gram: GramMatrix, labels: Labels, k: int) -> Floats:
    """The squared distances in feature space of all points to the means of the clusters: (n, k).

    Where all points of a cluster are equal, they are at no distance from its mean. The latest result is
    cached: an update and the assign after it need the same.
    """
    key = labels.tobytes(), k
    return cached_latest(gram, "mean distances", key, lambda: _mean_distances(gram, labels, k))


def _mean_distances(gram: GramMatrix, labels: Labels, k: int) -> Floats:
    means = gram_means(gram.products, labels, k)
    distances = feature_distances(gram.norms, means, squared_center_norms(means, labels))
    for cluster in range(k):
        own = gram.places[labels == cluster]
        if len(own) and (own == own[0]).all():
            distances[_equals(gram.places, own[0]), cluster] = 0.0
    distances.setflags(write=False)
    return distances


def seed_distances(kernel: Kernel, places: Floats, seeds: Floats | None) -> Floats:
    """The squared distances in feature space of `places` (m, d) to the images of `seeds` (k, d): (m, k)."""
    assert seeds is not None
    distances = feature_distances(kernel.norms(places), kernel.products(places, seeds), kernel.norms(seeds))
    for number, seed in enumerate(seeds):
        distances[_equals(places, seed), number] = 0.0  # what differs is rounding
    return distances


def _equals(places: Floats, place: Floats) -> np.ndarray:
    """Which of `places` (m, d) equal one `place` (d,): booleans (m,)."""
    return np.asarray((places == place).all(axis=1))


def nearest_centers(distances: Floats) -> Labels:
    """The index of the smallest of the distances (m, k), the lowest index of equal ones: (m,)."""
    labels: Labels = distances.argmin(axis=1).astype(label_dtype(distances.shape[1]))
    return labels
