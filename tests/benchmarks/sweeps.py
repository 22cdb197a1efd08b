"""The elbow for K = 1..10, ten starts for each K, on prepared points, compared with scikit-learn."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs

import clusterlab
from clusterlab.metrics.k_sweep import entries, sweep
from tests.benchmarks.measuring import Race

KS = range(1, 11)
RESTARTS = 10
WORSE = 1.02  # so much more than theirs our best inertia may be, at any K
ROWS: tuple[tuple[int, int, float], ...] = ((100_000, 2, 5), (5_000, 2, 2))


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, target in ROWS:
        work = f"elbow {n:,} x {d}, K {KS.start}..{KS[-1]}, {RESTARTS} starts each"
        yield work, partial(race, work, n, d, target)


def race(work: str, n: int, d: int, target: float) -> Race:
    """Ours against both of scikit-learn's algorithms; that ours is as good at every K is looked at first."""
    table = make_blobs(n, d, centers=8, random_state=0)[0]
    points = clusterlab.Points(table)
    sides = {"ours": partial(ours, points)}
    for algorithm in ("lloyd", "elkan"):
        sides[algorithm] = partial(theirs, table, algorithm)
    no_worse(ours(points), theirs(table, "lloyd"))
    return Race(work, target, sides)


def no_worse(elbow: Sequence[float], best: Sequence[float]) -> None:
    """Compares the best inertia of each K."""
    assert np.all(np.array(elbow) <= WORSE * np.array(best)), (elbow, best)


def ours(points: clusterlab.Points) -> list[float]:
    """The best inertia at each K; every run goes on until no point changes its cluster."""
    return [entry.figures["inertia"] for entry in entries(sweep(clusterlab.KMeans(), points, KS, RESTARTS))]


def theirs(table: np.ndarray, algorithm: str) -> list[float]:
    """As `ours`, by scikit-learn; with one center there is nothing for elkan to do, and it says so."""
    asked = {"n_init": RESTARTS, "tol": 0, "max_iter": 300, "random_state": 0}
    kinds = {k: algorithm if k > 1 else "lloyd" for k in KS}
    return [
        sklearn.cluster.KMeans(k, algorithm=kind, **asked).fit(table).inertia_ for k, kind in kinds.items()
    ]
