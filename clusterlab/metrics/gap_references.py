"""The inertia of k-means on uniform references, points without clusters, for the gap statistic."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.algorithm import ALGORITHMS, search_best_restart
from clusterlab.core.points import Points
from clusterlab.core.progress import map_progress
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

CLUSTERED_BY = "kmeans"
"""The registered algorithm whose inertia on the references is compared, whichever algorithm is swept."""
MAX_REFERENCE_POINTS = 5_000
"""A reference has no more points than this, though the data may."""
MAX_REFERENCE_VALUES = 2**23
"""All references together hold no more numbers than this: 64 MiB."""
REFERENCE_STARTS = 10
"""Runs of k-means for each K on a reference, where the points are clustered by another algorithm."""
MIN_RELATIVE_SPAN = 1e-12
"""Principal axes with less than this fraction of the largest span are flat: what is left is rounding."""


@dataclass(frozen=True, eq=False)
class UniformReferences:
    """Tables of points drawn uniformly from the box of the data along its principal axes.

    Each has as many points as the data, which are `of`, or fewer where these are many; the same references
    are used for every K. (Tibshirani, Walther and Hastie 2001.)
    """

    tables: tuple[Points, ...]
    of: int
    seed: int

    @classmethod
    def for_points(cls, points: Points, n_draws: int, seed: int = 0) -> "UniformReferences":
        """`n_draws` references for some points, in normalized units; the same seed gives the same."""
        spans = principal_spans(points)
        size = reference_size(points.n, len(spans), n_draws)
        shape = size, len(spans)
        drawn = (np.random.default_rng((seed, number)).random(shape) for number in range(n_draws))
        return cls(tuple(Points(table * spans) for table in drawn), points.n, seed)

    @property
    def size(self) -> int:
        """How many points each one has."""
        return self.tables[0].n

    def inertias(self, k: int, starts: int = REFERENCE_STARTS) -> Generator[None, None, Floats]:
        """The least inertia that `starts` runs of k-means find on each, scaled to the size of the data: (b,).

        As many runs as on the data: fewer would find greater inertias, and so make the gap too large. In
        normalized units of the data; pauses after every iteration.
        """
        algorithm = ALGORITHMS.all()[CLUSTERED_BY]().with_k(k).with_seed(self.seed)
        least = np.empty(len(self.tables))
        for number, table in enumerate(self.tables):
            best = search_best_restart(algorithm, table, 1 if k == 1 else starts)
            _, last = yield from map_progress(lambda _: None, best)
            assert last.objective is not None
            least[number] = table.units.squared(last.objective)
        return least * (self.of / self.size)


def reference_size(n: int, d: int, n_draws: int) -> int:
    """How many points a reference for `n` points in `d` dimensions has, where there are `n_draws`."""
    return max(1, min(n, MAX_REFERENCE_POINTS, MAX_REFERENCE_VALUES // (d * n_draws)))


@on_one_blas_thread
def principal_spans(points: Points) -> Floats:
    """The range of the points along each of their principal axes, in normalized units: (d,).

    k-means is invariant to rotation, so a box of these spans replaces the rotated one around the points. Of
    fewer points than features there are (n,): along the other axes there is no range.
    """
    deviations = points.values - points.values.mean(axis=0)
    if points.n < points.d:
        rotations, lengths, _ = np.linalg.svd(deviations, full_matrices=False)
        projections = rotations * lengths
    else:
        projections = deviations @ np.linalg.eigh(deviations.T @ deviations)[1]
    spans = projections.max(axis=0) - projections.min(axis=0)
    return np.where(spans > MIN_RELATIVE_SPAN * spans.max(), spans, 0.0)
