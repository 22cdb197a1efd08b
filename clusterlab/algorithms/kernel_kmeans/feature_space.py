"""Distances to clusters in the feature space of a kernel, which are known without a place there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.points import Points
from clusterlab.kernels.gram import Kernel, feature_distances, mean_products, squared_center_norms
from clusterlab.kernels.typing import Floats, Labels, chunks, label_dtype

PRODUCTS_PER_CHUNK = 4_000_000
"""So many products are made before it is asked whether they are still wanted."""


@dataclass(frozen=True, eq=False)
class GramMatrix:
    """A kernel, the `places` (n, d) of all points, and the products of all pairs, made once and shared."""

    kernel: Kernel
    places: Floats

    @classmethod
    def of(cls, kernel: Kernel, points: Points) -> "GramMatrix":
        """That of the points, the last one again where it is the same."""
        made = cls(kernel, points.values)
        last: GramMatrix | None = points.stored("gram")
        if last is None or not last.kernel.equals(kernel):
            last = made
        points.store("gram", last)
        return last

    @cached_property
    def products(self) -> Floats:
        """The products of all pairs (n, n)."""
        n = len(self.places)
        found = np.empty((n, n))
        for part in chunks(n, max(1, PRODUCTS_PER_CHUNK // n)):
            check_canceled()
            found[part] = self.kernel.products(self.places[part], self.places)
        return found

    @cached_property
    def norms(self) -> Floats:
        """The product of each point with itself: (n,)."""
        return self.kernel.norms(self.places)


def distances_to_own_mean(gram: GramMatrix, labels: Labels, k: int) -> Floats:
    """The squared distance in feature space of every point to the mean of its own cluster: (n,)."""
    means = mean_products(gram.products, labels, k)
    distances = feature_distances(gram.norms, means, squared_center_norms(means, labels))
    return np.asarray(distances[np.arange(len(labels)), labels])


def seed_distances(kernel: Kernel, places: Floats, seeds: Floats | None) -> Floats:
    """The squared distances in feature space of `places` (m, d) to the images of `seeds` (k, d): (m, k)."""
    assert seeds is not None
    return feature_distances(kernel.norms(places), kernel.products(places, seeds), kernel.norms(seeds))


def nearest_centers(distances: Floats) -> Labels:
    """The lowest of the nearest centers, of distances (m, k): (m,)."""
    labels: Labels = distances.argmin(axis=1).astype(label_dtype(distances.shape[1]))
    return labels
