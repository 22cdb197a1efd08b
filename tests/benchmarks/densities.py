"""DBSCAN of a table that is prepared anew each time, compared with others."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sklearn.cluster

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from tests.benchmarks.lloyd import made
from tests.benchmarks.measuring import Race
from tests.benchmarks.peers import peer

ROWS: tuple[tuple[int, int, float, int, float], ...] = (
    (100_000, 2, 0.1, 10, 2),
    (100_000, 2, 0.3, 50, 2),
    (1_000_000, 2, 0.03, 10, 2),
    (20_000, 10, 5, 10, 1.2),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, eps, least, target in ROWS:
        work = f"dbscan {n:,} x {d} blobs, eps {eps:g}, min_samples {least}"
        yield work, partial(race, work, n, d, eps, least, target)


def race(work: str, n: int, d: int, eps: float, least: int, target: float) -> Race:
    """Ours against the others; that ours and scikit-learn's find the same clusters is looked at first."""
    table = made(n, d, 8, "blobs")
    sides = {
        "ours": partial(ours, table, eps, least),
        "scikit-learn": partial(theirs, table, eps, least),
    }
    agree(sides["ours"](), sides["scikit-learn"]())
    if peer("dbscan"):
        sides["dbscan"] = partial(peer("dbscan").DBSCAN, table, eps, least)
    return Race(work, target, sides)


def agree(labels: np.ndarray, peer: sklearn.cluster.DBSCAN) -> None:
    """Core points and noise must be the same; a border point that two clusters reach may go to either."""
    core = np.zeros(len(labels), bool)
    core[peer.core_sample_indices_] = True
    np.testing.assert_array_equal(labels[core], peer.labels_[core])
    np.testing.assert_array_equal(labels < 0, peer.labels_ < 0)
    assert np.mean(labels == peer.labels_) > 0.999


def ours(table: np.ndarray, eps: float, least: int) -> np.ndarray:
    """The labels of ours."""
    return DBSCAN(eps=eps, min_samples=least).fit(table).labels


def theirs(table: np.ndarray, eps: float, least: int) -> sklearn.cluster.DBSCAN:
    """The fit of scikit-learn's."""
    return sklearn.cluster.DBSCAN(eps=eps, min_samples=least).fit(table)
