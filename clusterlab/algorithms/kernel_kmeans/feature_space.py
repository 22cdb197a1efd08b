"""Distances to clusters in the feature space of a kernel, which are known without a place there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterlab.core.cancellation import breathe
from clusterlab.core.points import Points
from clusterlab.kernels.gram import Kernel, feature_distances, mean_products, spreads
from clusterlab.kernels.typing import Floats, Labels, chunks, label_type

AT_ONCE = 4_000_000
"""So many products are made before it is asked whether they are still wanted."""


@dataclass(frozen=True, eq=False)
class Gram:
    """A kernel, the `places` (n, d) of all points, and the products of all pairs, made once and shared."""

    kernel: Kernel
    places: Floats

    @classmethod
    def of(cls, kernel: Kernel, points: Points) -> "Gram":
        """That of the points, the last one again where it is the same."""
        made = cls(kernel, points.values)
        last: Gram | None = points.latest("gram")
        if last is None or not last.kernel.equals(kernel):
            last = made
        points.remember("gram", last)
        return last

    @cached_property
    def products(self) -> Floats:
        """The products of all pairs (n, n)."""
        n = len(self.places)
        found = np.empty((n, n))
        for part in chunks(n, max(1, AT_ONCE // n)):
            breathe()
            found[part] = self.kernel.products(self.places[part], self.places)
        return found

    @cached_property
    def norms(self) -> Floats:
        """The product of each point with itself: (n,)."""
        return self.kernel.norms(self.places)


def own_distances(gram: Gram, labels: Labels, k: int) -> Floats:
    """The squared distance in feature space of every point to the mean of its own cluster: (n,)."""
    means = mean_products(gram.products, labels, k)
    away = feature_distances(gram.norms, means, spreads(means, labels))
    return np.asarray(away[np.arange(len(labels)), labels])


def seed_distances(kernel: Kernel, places: Floats, seeds: Floats | None) -> Floats:
    """The squared distances in feature space of `places` (m, d) to the images of `seeds` (k, d): (m, k)."""
    assert seeds is not None
    return feature_distances(kernel.norms(places), kernel.products(places, seeds), kernel.norms(seeds))


def nearest_of(away: Floats) -> Labels:
    """The lowest of the nearest centers, of distances (m, k): (m,)."""
    labels: Labels = away.argmin(axis=1).astype(label_type(away.shape[1]))
    return labels
