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

K, MANY = 3, 5
KINDS = ("kmeans", "diag", "spherical", "pca")
FROM_TABLE = ("diag", "spherical")
ROWS: tuple[tuple[str, int, int, int, bool, float], ...] = (
    *((kind, n, d, K, True, 1) for kind in KINDS for n, d in ((60, 5_000), (40, 50_000))),
    *((kind, n, d, K, False, 1) for kind in FROM_TABLE for n, d in ((60, 5_000), (40, 19_999))),
    *((kind, 40, 50_000, MANY, False, 1) for kind in FROM_TABLE),
)
"""Whether points are prepared before, and the target, after the kind, the shape and K."""


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for kind, n, d, k, is_prepared, target in ROWS:
        clusters, given = "" if k == K else f", K {k}", "" if is_prepared else ", one-shot"
        work = f"wide {kind} {n:,} x {d:,}{clusters}{given}"
        yield work, partial(race, work, kind, n, d, k, is_prepared, target)


def race(work: str, kind: str, n: int, d: int, k: int, is_prepared: bool, target: float) -> Race:
    """Ours against scikit-learn's, whole fits, which end after a few iterations."""
    table = np.random.default_rng(0).normal(size=(n, d))
    data = clusterlab.Points(table) if is_prepared and kind != "pca" else table
    return Race(
        work, target, {"ours": partial(ours, kind, k, data), "scikit-learn": partial(theirs, kind, k, table)}
    )


def ours(kind: str, k: int, data: np.ndarray | clusterlab.Points) -> object:
    """Our fit, or all principal components."""
    if kind == "pca":
        return components(clusterlab.Points(data))
    if kind == "kmeans":
        return clusterlab.KMeans(k=k).fit(data)
    return clusterlab.GaussianMixture(k=k, covariance=kind).fit(data)


def theirs(kind: str, k: int, table: np.ndarray) -> object:
    """scikit-learn's."""
    if kind == "pca":
        return sklearn.decomposition.PCA(svd_solver="full").fit(table)
    if kind == "kmeans":
        return sklearn.cluster.KMeans(k, n_init=1, random_state=0).fit(table)
    return sklearn.mixture.GaussianMixture(k, covariance_type=kind, random_state=0).fit(table)
