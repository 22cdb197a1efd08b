"""Five EM iterations from given components on prepared points, compared with scikit-learn and oneDAL."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module

import numpy as np
import sklearn.mixture
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

import clusterlab
from tests.benchmarks.lloyd import SINGLE, made, name_with_error
from tests.benchmarks.measuring import Race, Target
from tests.benchmarks.peers import peer

ITERATIONS = 5
ONEDAL_STORAGE = {"full": "full", "diag": "diagonal"}
"""What oneDAL calls the covariances that it knows."""
SAME = 1e-9
"""By what share the log-likelihood of peers in double precision may differ from ours."""
Start = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Means (k, d), covariances (k, d, d) or variances, and weights (k,)."""

ROWS: tuple[tuple[str, int, int, int, Target], ...] = (
    ("full", 1_000_000, 2, 8, Target(1, own={"oneDAL": 2, "scikit-learn": 15})),
    ("full", 100_000, 10, 10, Target(1, own={"scikit-learn": 8})),
    ("full", 20_000, 50, 20, Target(1, own={"scikit-learn": 1.5})),
    ("tied", 100_000, 10, 10, Target(4)),
    ("diag", 100_000, 10, 10, Target(1.8, own={"scikit-learn": 4})),
    ("diag", 20_000, 50, 20, Target(0.8, own={"scikit-learn": 1.5})),
    ("spherical", 100_000, 10, 10, Target(4)),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for kind, n, d, k, target in ROWS:
        work = f"em {kind} {n:,} x {d}, K {k}"
        yield work, partial(race, work, kind, n, d, k, target)


def race(work: str, kind: str, n: int, d: int, k: int, target: Target) -> Race:
    """Ours against the others; that all come to the same likelihood is looked at first."""
    table = made(n, d, k, "blobs")
    start = wide_start(table, k)
    sides = {
        "ours": partial(ours, clusterlab.Points(table), start, kind),
        "scikit-learn": partial(theirs, table, start, kind),
    } | onedal_sides(table, start, kind)
    return Race(work, target, agreeing(sides, table))


def onedal_sides(table: np.ndarray, start: Start, kind: str) -> dict[str, Callable[[], Start]]:
    """oneDAL in double and in single precision, where it is installed and knows the covariances."""
    if not peer("sklearnex") or kind not in ONEDAL_STORAGE:
        return {}
    return {
        "oneDAL": partial(onedal, table, start, kind, np.float64),
        f"oneDAL, {SINGLE}": partial(onedal, table.astype(np.float32), start, kind, np.float32),
    }


def agreeing(sides: Mapping[str, Callable[[], Start]], table: np.ndarray) -> dict[str, Callable[[], Start]]:
    """The sides, as likely as ours but for what single precision changes; their names tell that."""
    likelihoods = {side: log_likelihood(table, *does()) for side, does in sides.items()}
    return {name_with_error(side, likelihoods, SAME): does for side, does in sides.items()}


def log_likelihood(table: np.ndarray, means: np.ndarray, spreads: np.ndarray, weights: np.ndarray) -> float:
    """The mean log-likelihood of a row, computed in double precision."""
    densities = [
        multivariate_normal.logpdf(table, mean, spread)
        for mean, spread in zip(means.astype(float), spreads.astype(float), strict=True)
    ]
    return float(logsumexp(np.array(densities).T + np.log(weights.ravel()), axis=1).mean())


def wide_start(table: np.ndarray, k: int) -> Start:
    """Equal components at rows of the table, as wide as the table in each column."""
    rows = np.random.default_rng(0).choice(len(table), k, replace=False)
    return table[rows], np.repeat(np.diag(table.var(axis=0))[None], k, axis=0), np.full(k, 1 / k)


def ours(points: clusterlab.Points, start: Start, kind: str) -> Start:
    """The components after five iterations of ours, without the E-step for the likelihood at the end."""
    algorithm = clusterlab.GaussianMixture(
        k=len(start[0]), covariance=kind, tol=0, max_iter=ITERATIONS + 1, floor=1e-12
    )
    for step in algorithm.steps(points, start=start):
        if step.phase == "M" and step.iteration == ITERATIONS:
            return algorithm.start_from(step, points)
    raise AssertionError(f"The run ended before iteration {ITERATIONS}.")


def onedal(table: np.ndarray, start: Start, kind: str, dtype: type) -> Start:
    """The components after five iterations of oneDAL."""
    means, spreads, weights = (each.astype(dtype) for each in start)
    if kind == "diag":
        spreads = np.diagonal(spreads, axis1=1, axis2=2)[:, None]
    mixture = import_module("daal4py").em_gmm(
        nComponents=len(means),
        maxIterations=ITERATIONS,
        accuracyThreshold=0.0,
        regularizationFactor=0.0,
        covarianceStorage=ONEDAL_STORAGE[kind],
        fptype="double" if dtype is np.float64 else "float",
    )
    found = mixture.compute(table, weights[None], means, [np.ascontiguousarray(each) for each in spreads])
    shapes = np.array([np.diag(each[0]) if kind == "diag" else each for each in found.covariances])
    return found.means, shapes, found.weights


def theirs(table: np.ndarray, start: Start, kind: str) -> Start:
    """The components after five iterations of scikit-learn's, which makes one more E-step for its labels."""
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
    return mixture.means_, whole_covariances(mixture), mixture.weights_


def whole_covariances(mixture: sklearn.mixture.GaussianMixture) -> np.ndarray:
    """The covariance matrix of each component: (k, d, d)."""
    found, (k, d) = mixture.covariances_, mixture.means_.shape
    if mixture.covariance_type == "full":
        return found
    if mixture.covariance_type == "tied":
        return np.repeat(found[None], k, axis=0)
    return np.einsum("ki,ij->kij", found if found.ndim == 2 else np.repeat(found[:, None], d, 1), np.eye(d))
