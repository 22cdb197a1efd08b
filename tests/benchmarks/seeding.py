"""The picks of greedy k-means++ on prepared points, compared with scikit-learn's on the same table."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs

import clusterlab
from tests.benchmarks.lloyd import STD
from tests.benchmarks.measuring import Race

ROWS: tuple[tuple[int, int, int, float], ...] = (
    (1_000_000, 2, 8, 10),
    (1_000_000, 2, 50, 20),
    (100_000, 10, 10, 1.5),
)
SEEDS = range(5)
WORSE = 1.1
"""So much higher than theirs our mean potential may be: both draw, and not the same rows."""


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, k, target in ROWS:
        work = f"k-means++ {n:,} x {d} blobs, K {k}"
        yield work, partial(race, work, n, d, k, target)


def race(work: str, n: int, d: int, k: int, target: float) -> Race:
    """Ours against scikit-learn's with as many candidates; that ours are as good is looked at first."""
    table = make_blobs(n, d, centers=k, cluster_std=STD, random_state=0)[0]
    points = clusterlab.Points(table)
    sides = {"ours": partial(ours, points, k), "scikit-learn": partial(theirs, table, k)}
    mean = {side: np.mean([potential(table, does(seed)) for seed in SEEDS]) for side, does in sides.items()}
    assert mean["ours"] <= WORSE * mean["scikit-learn"], mean
    return Race(work, target, sides)


def ours(points: clusterlab.Points, k: int, seed: int = 0) -> np.ndarray:
    """The centers after all picks, in the table's units."""
    for step in clusterlab.KMeans(k=k, seed=seed).steps(points):
        if step.k == k:
            return points.units.positions(step.centers)
    raise AssertionError(f"There were no {k} picks.")


def theirs(table: np.ndarray, k: int, seed: int = 0) -> np.ndarray:
    """The centers of scikit-learn's k-means++."""
    return sklearn.cluster.kmeans_plusplus(table, k, random_state=seed)[0]


def potential(table: np.ndarray, centers: np.ndarray) -> float:
    """The sum of squared distances to the nearest center."""
    best = np.full(len(table), np.inf)
    for center in centers:
        np.minimum(best, ((table - center) ** 2).sum(axis=1), out=best)
    return best.sum()
