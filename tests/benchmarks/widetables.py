"""Fits of far more columns than rows, on prepared points and from the table, and principal components."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sklearn.cluster
import sklearn.decomposition
import sklearn.mixture

import clusterlab
from clusterlab.core.principal_components import components
from tests.benchmarks.measuring import Race

K = 3
KINDS = {"kmeans": 19_999, "diag": 50_000, "spherical": 50_000, "pca": 19_999}
"""The most columns of each kind."""
FROM_TABLE = ("diag", "spherical")
ROWS: tuple[tuple[str, int, int, bool, float], ...] = (
    *((kind, n, d, True, 1) for kind, most in KINDS.items() for n, d in ((60, 5_000), (40, most))),
    *((kind, n, d, False, 1) for kind in FROM_TABLE for n, d in ((60, 5_000), (40, 19_999))),
)
"""Whether points are prepared before, and the target, after the kind and the shape."""


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for kind, n, d, is_prepared, target in ROWS:
        work = f"wide {kind} {n:,} x {d:,}" + ("" if is_prepared else ", one-shot")
        yield work, partial(race, work, kind, n, d, is_prepared, target)


def race(work: str, kind: str, n: int, d: int, is_prepared: bool, target: float) -> Race:
    """Ours against scikit-learn's, whole fits, which end after a few iterations."""
    table = np.random.default_rng(0).normal(size=(n, d))
    data = clusterlab.Points(table) if is_prepared and kind != "pca" else table
    return Race(
        work, target, {"ours": partial(ours, kind, data), "scikit-learn": partial(theirs, kind, table)}
    )


def ours(kind: str, data: np.ndarray | clusterlab.Points) -> object:
    """Our fit, or all principal components."""
    if kind == "pca":
        return components(clusterlab.Points(data))
    if kind == "kmeans":
        return clusterlab.KMeans(k=K).fit(data)
    return clusterlab.GaussianMixture(k=K, covariance=kind).fit(data)


def theirs(kind: str, table: np.ndarray) -> object:
    """scikit-learn's."""
    if kind == "pca":
        return sklearn.decomposition.PCA(svd_solver="full").fit(table)
    if kind == "kmeans":
        return sklearn.cluster.KMeans(K, n_init=1, random_state=0).fit(table)
    return sklearn.mixture.GaussianMixture(K, covariance_type=kind, random_state=0).fit(table)
