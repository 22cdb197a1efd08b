"""Five EM iterations from given components on prepared points, compared with scikit-learn."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import sklearn.mixture

import clusterlab
from tests.benchmarks.lloyd import made
from tests.benchmarks.measuring import Race

ITERATIONS = 5
Start = tuple[np.ndarray, np.ndarray, np.ndarray]

ROWS: tuple[tuple[str, int, int, int, float], ...] = (
    ("full", 1_000_000, 2, 8, 15),
    ("full", 100_000, 10, 10, 8),
    ("full", 20_000, 50, 20, 1.5),
    ("tied", 100_000, 10, 10, 4),
    ("diag", 100_000, 10, 10, 4),
    ("diag", 20_000, 50, 20, 1.5),
    ("spherical", 100_000, 10, 10, 4),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for kind, n, d, k, target in ROWS:
        work = f"em {kind} {n:,} x {d}, K {k}"
        yield work, partial(race, work, kind, n, d, k, target)


def race(work: str, kind: str, n: int, d: int, k: int, target: float) -> Race:
    """Ours against scikit-learn's; that both come to the same likelihood is looked at first."""
    table = made(n, d, k, "blobs")
    start = wide_start(table, k)
    sides = {
        "ours": partial(ours, clusterlab.Points(table), start, kind),
        "scikit-learn": partial(theirs, table, start, kind),
    }
    likelihoods = sides["ours"](), sides["scikit-learn"]().score(table)
    assert np.isclose(*likelihoods, rtol=1e-9), likelihoods
    return Race(work, target, sides)


def wide_start(table: np.ndarray, k: int) -> Start:
    """Equal components at rows of the table, as wide as the table in each column."""
    rows = np.random.default_rng(0).choice(len(table), k, replace=False)
    return table[rows], np.repeat(np.diag(table.var(axis=0))[None], k, axis=0), np.full(k, 1 / k)


def ours(points: clusterlab.Points, start: Start, kind: str) -> float:
    """Five iterations of ours; the log-likelihood of a point after them."""
    algorithm = clusterlab.GaussianMixture(
        k=len(start[0]), covariance=kind, tol=0, max_iter=ITERATIONS, floor=1e-12
    )
    fit = algorithm.fit(points, start=start)
    assert fit.last.iteration == ITERATIONS, fit.last.iteration
    return fit.log_likelihood / points.n


def theirs(table: np.ndarray, start: Start, kind: str) -> sklearn.mixture.GaussianMixture:
    """Five iterations of scikit-learn's."""
    means, spreads, weights = start
    variances = np.diagonal(spreads, axis1=1, axis2=2)
    precisions = {
        "full": np.linalg.inv(spreads),
        "tied": np.linalg.inv(spreads[0]),
        "diag": 1 / variances,
        "spherical": 1 / variances.mean(axis=1),
    }
    mixture = sklearn.mixture.GaussianMixture(
        len(means),
        covariance_type=kind,
        tol=0,
        reg_covar=0,
        max_iter=ITERATIONS,
        means_init=means,
        weights_init=weights,
        precisions_init=precisions[kind],
    )
    mixture.fit(table)
    assert mixture.n_iter_ == ITERATIONS, mixture.n_iter_
    return mixture
