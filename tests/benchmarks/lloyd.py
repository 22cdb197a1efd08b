"""Twenty Lloyd steps from given centers on prepared points, compared with scikit-learn."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs

import clusterlab
from tests.benchmarks.measuring import Race

STEPS = 20
STD = 2.5  # so wide that the blobs overlap and twenty steps do not end the run
STARTS = 40

ROWS: tuple[tuple[int, int, int, str, float], ...] = (
    (1_000_000, 2, 8, "blobs", 10),
    (1_000_000, 2, 50, "blobs", 10),
    (1_000_000, 2, 8, "uniform", 6),
    (100_000, 2, 8, "blobs", 6),
    (10_000, 2, 5, "blobs", 3),
    (1_000, 2, 3, "blobs", 1.5),
    (1_000_000, 3, 8, "blobs", 5),
    (1_000_000, 5, 8, "blobs", 3),
    (100_000, 10, 10, "blobs", 1.5),
    (100_000, 50, 20, "blobs", 1),
    (50_000, 200, 50, "blobs", 1),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, k, kind, target in ROWS:
        work = f"lloyd {n:,} x {d} {kind}, K {k}"
        yield work, partial(race, work, n, d, k, kind, target)


def race(work: str, n: int, d: int, k: int, kind: str, target: float) -> Race:
    """Ours against both of scikit-learn's algorithms; that all do the same is looked at first."""
    table = made(n, d, k, kind)
    points = clusterlab.Points(table)
    start = lasting_start(table, points, k)
    sides = {"ours": partial(ours, points, start)}
    for algorithm in ("lloyd", "elkan"):
        sides[algorithm] = partial(theirs, table, start, algorithm)
    inertias = [side() for side in sides.values()]
    assert np.allclose(inertias, inertias[0], rtol=1e-6), inertias
    return Race(work, target, sides)


def made(n: int, d: int, k: int, kind: str) -> np.ndarray:
    """A table of points, its rows in no order."""
    if kind == "uniform":
        return np.random.default_rng(0).uniform(-10, 10, (n, d))
    return make_blobs(n, d, centers=k, cluster_std=STD, random_state=0)[0]


def lasting_start(table: np.ndarray, points: clusterlab.Points, k: int) -> np.ndarray:
    """Rows of the table from which a run takes more than `STEPS` steps."""
    for seed in range(STARTS):
        start = table[np.random.default_rng(seed).choice(len(table), k, replace=False)]
        last = fitted(points, start, STEPS + 1)
        if last.n_steps > STEPS:
            return start
    raise AssertionError(f"Every one of {STARTS} starts ended before step {STEPS}.")


def fitted(points: clusterlab.Points, start: np.ndarray, steps: int):
    """Our fit of at most so many steps."""
    return clusterlab.KMeans(k=len(start), max_iter=steps).fit(points, start=start)


def ours(points: clusterlab.Points, start: np.ndarray) -> float:
    """Twenty steps of ours; the inertia."""
    fit = fitted(points, start, STEPS)
    assert fit.n_steps == STEPS, fit.n_steps
    return fit.inertia


def theirs(table: np.ndarray, start: np.ndarray, algorithm: str) -> float:
    """Twenty steps of scikit-learn's; the inertia."""
    kind = sklearn.cluster.KMeans(
        len(start), init=start, n_init=1, max_iter=STEPS, tol=0, algorithm=algorithm
    )
    fit = kind.fit(table)
    assert fit.n_iter_ == STEPS, fit.n_iter_
    return fit.inertia_
