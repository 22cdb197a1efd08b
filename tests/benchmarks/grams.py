"""Ten iterations of kernel k-means with an RBF kernel, compared with a loop over scikit-learn's kernel."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from sklearn.metrics.pairwise import rbf_kernel

import clusterlab
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from tests.benchmarks.measuring import Race

K, ITERATIONS, D = 8, 10, 10
ROWS: tuple[tuple[int, float], ...] = ((2_000, 1.2), (5_000, 1.2))


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, target in ROWS:
        work = f"kernel k-means {n:,} x {D}, K {K}"
        yield work, partial(race, work, n, target)


def race(work: str, n: int, target: float) -> Race:
    """Ours against the loop, both from the same rows; that both find the same labels is looked at first."""
    table = np.random.default_rng(0).normal(size=(n, D))
    sides = {"ours": partial(ours, table), "numpy": partial(theirs, table)}
    assert np.array_equal(sides["ours"](), sides["numpy"]())
    return Race(work, target, sides)


def gamma_of(table: np.ndarray) -> float:
    """1 / (features x mean variance)."""
    return 1 / (table.shape[1] * float(table.var(axis=0).mean()))


def ours(table: np.ndarray) -> np.ndarray:
    """The labels of ours, from a table that is prepared anew."""
    algorithm = KernelKMeans(k=K, max_iter=ITERATIONS, gamma=gamma_of(table))
    return algorithm.fit(clusterlab.Points(table), start=table[:K]).labels


def theirs(table: np.ndarray) -> np.ndarray:
    """The labels after as many assigns: one to the first rows, and one for every iteration."""
    products = rbf_kernel(table, gamma=gamma_of(table))
    labels = (2 - 2 * products[:, :K]).argmin(axis=1)
    for _ in range(ITERATIONS):
        membership = (labels[:, None] == np.arange(K)).astype(float)
        means = products @ membership / membership.sum(axis=0)
        norms = np.array([means[labels == cluster, cluster].mean() for cluster in range(K)])
        labels = (norms - 2 * means).argmin(axis=1)
    return labels
