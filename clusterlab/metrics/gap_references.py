"""What k-means makes of points without clusters: uniform references, the yardstick of the gap statistic."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import search_best_restart
from clusterlab.core.points import Points
from clusterlab.core.progress import map_progress
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

MAX_REFERENCE_POINTS = 5_000
"""A reference has no more points than this, though the data may."""
MAX_REFERENCE_VALUES = 2**23
"""All references together hold no more numbers than this: 64 MiB."""
SMALL_K_STARTS, LARGE_K_STARTS, SMALL_K = 10, 3, 4
"""Starts of k-means for each K on a reference: as many as on the data up to `SMALL_K`, where the choice is made
whether there is anything at all; beyond, what a few starts miss is small beside how references differ."""
MIN_RELATIVE_SPAN = 1e-12
"""Directions along which the points reach less than this share of the farthest are flat: that is rounding."""


@dataclass(frozen=True, eq=False)
class UniformReferences:
    """Tables of points drawn uniformly from the box of the data along its principal axes.

    Each has as many points as the data, which are `of`, or a sample's worth; all are made once and
    serve every K. (Tibshirani, Walther and Hastie 2001.)
    """

    tables: tuple[Points, ...]
    of: int
    seed: int

    @classmethod
    def for_points(cls, points: Points, n_draws: int, seed: int = 0) -> "UniformReferences":
        """`n_draws` references to some points, in inside units; the same seed gives the same."""
        spans = principal_spans(points)
        size = reference_size(points.n, points.d, n_draws)
        drawn = (np.random.default_rng((seed, number)).random((size, points.d)) for number in range(n_draws))
        return cls(tuple(Points(table * spans) for table in drawn), points.n, seed)

    @property
    def size(self) -> int:
        """How many points each one has."""
        return self.tables[0].n

    def inertias(self, k: int) -> Generator[None, None, Floats]:
        """The least inertia that k-means finds on each, as if it had as many points as the data: (b,).

        In inside units of the data. With a pause now and then, since it can be long.
        """
        least = np.empty(len(self.tables))
        for number, table in enumerate(self.tables):
            best = search_best_restart(KMeans(k=k, seed=self.seed), table, _starts(k))
            _, last = yield from map_progress(lambda _: None, best)
            least[number] = last.figures(table)["inertia"]
        return least * (self.of / self.size)


def reference_size(n: int, d: int, n_draws: int) -> int:
    """How many points a reference to `n` points in `d` dimensions has, where there are `n_draws`."""
    return max(1, min(n, MAX_REFERENCE_POINTS, MAX_REFERENCE_VALUES // (d * n_draws)))


@on_one_blas_thread
def principal_spans(points: Points) -> Floats:
    """How far the points reach along each of their principal axes, in inside units: (d,).

    k-means does not see how the axes lie, so a box of these spans stands for the one around the points.
    """
    deviations = points.values - points.values.mean(axis=0)
    projections = deviations @ np.linalg.eigh(deviations.T @ deviations)[1]
    spans = projections.max(axis=0) - projections.min(axis=0)
    return np.where(spans > MIN_RELATIVE_SPAN * spans.max(), spans, 0.0)


def _starts(k: int) -> int:
    return 1 if k == 1 else SMALL_K_STARTS if k <= SMALL_K else LARGE_K_STARTS
