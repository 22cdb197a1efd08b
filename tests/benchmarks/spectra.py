"""Spectral clustering of a table that is prepared anew each time, by nearest neighbors."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_moons
from sklearn.metrics import adjusted_rand_score

from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from tests.benchmarks.measuring import Race

K, NEIGHBORS = 2, 10
ROWS: tuple[tuple[int, float], ...] = ((2_000, 1), (10_000, 1))


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, target in ROWS:
        work = f"spectral {n:,} moons, {NEIGHBORS} neighbors"
        yield work, partial(race, work, n, target)


def race(work: str, n: int, target: float) -> Race:
    """Ours against scikit-learn's, which counts a point among its neighbors; both must part the moons."""
    table = make_moons(n, noise=0.05, random_state=0)[0]
    sides = {"ours": partial(ours, table), "scikit-learn": partial(theirs, table)}
    assert adjusted_rand_score(sides["ours"](), sides["scikit-learn"]()) > 0.99
    return Race(work, target, sides)


def ours(table: np.ndarray) -> np.ndarray:
    """The labels of ours."""
    return SpectralClustering(k=K, neighbors=NEIGHBORS).fit(table).labels


def theirs(table: np.ndarray) -> np.ndarray:
    """The labels of scikit-learn's."""
    spectral = sklearn.cluster.SpectralClustering(
        K, affinity="nearest_neighbors", n_neighbors=NEIGHBORS + 1, random_state=0
    )
    return spectral.fit(table).labels_
