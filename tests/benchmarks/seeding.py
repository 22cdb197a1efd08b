"""The picks of greedy k-means++ on prepared points, compared with scikit-learn and oneDAL."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from math import log

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs

import clusterlab
from tests.benchmarks.lloyd import STD
from tests.benchmarks.measuring import Race, Target
from tests.benchmarks.peers import peer

ROWS: tuple[tuple[int, int, int, Target], ...] = (
    (1_000_000, 2, 8, Target(1.5, own={"scikit-learn": 10})),
    (1_000_000, 2, 50, Target(1.5, own={"scikit-learn": 20})),
    (100_000, 10, 10, Target(1.5)),
)
SEEDS = range(3)
ROWS_AT_ONCE = 10_000
WORSE = 1.1
"""So much higher than scikit-learn's the mean potential may be: all draw, and not the same rows."""


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, k, target in ROWS:
        work = f"k-means++ {n:,} x {d} blobs, K {k}"
        yield work, partial(race, work, n, d, k, target)


def race(work: str, n: int, d: int, k: int, target: Target) -> Race:
    """Ours against others with as many candidates; that no picks are worse is looked at first."""
    table = make_blobs(n, d, centers=k, cluster_std=STD, random_state=0)[0]
    points = clusterlab.Points(table)
    sides = {"ours": partial(ours, points, k), "scikit-learn": partial(theirs, table, k)}
    if peer("sklearnex"):
        sides["oneDAL"] = partial(onedal, table, k)
    mean = {side: np.mean([potential(table, does(seed)) for seed in SEEDS]) for side, does in sides.items()}
    assert max(mean.values()) <= WORSE * mean["scikit-learn"], mean
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


def onedal(table: np.ndarray, k: int, seed: int = 0) -> np.ndarray:
    """The centers of oneDAL's k-means++; in single precision it is about as fast."""
    daal = import_module("daal4py")
    picks = daal.kmeans_init(
        nClusters=k,
        fptype="double",
        method="plusPlusDense",
        nTrials=2 + int(log(k)),
        engine=daal.engines_mt19937(seed=seed + 1),
    )
    return picks.compute(table).centroids


def potential(table: np.ndarray, centers: np.ndarray) -> float:
    """The sum of squared distances to the nearest center."""
    sizes = (centers**2).sum(axis=1)
    parts = np.array_split(table, max(1, len(table) // ROWS_AT_ONCE))
    return float(sum(((part**2).sum() + (sizes - 2 * part @ centers.T).min(axis=1).sum()) for part in parts))
