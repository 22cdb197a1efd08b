"""Twenty Lloyd steps from given centers on prepared points, compared with scikit-learn, faiss and oneDAL."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs

import clusterlab
from tests.benchmarks.measuring import Race
from tests.benchmarks.peers import peer

STEPS = 20
STD = 2.5  # so wide that the blobs overlap and twenty steps do not end the run
STARTS = 40
DIRECTIONS, WITHIN = 32, 0.6  # of embeddings: how many they vary in, and how much within a place

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
    (100_000, 2, 1024, "blobs", 2.5),
    (100_000, 3, 512, "blobs", 1.5),
    (100_000, 8, 64, "overlapping", 1),
    (100_000, 20, 64, "overlapping", 1.2),
    (100_000, 128, 256, "embeddings", 1.1),
    (20_000, 768, 20, "embeddings", 1),
)
MAX_ELKAN_CENTERS = 64
"""With more, its bounds need more memory than the points many times over."""
SINGLE, MAX_ERROR = "single precision", 0.05
"""How much what peers in single precision find may differ, which is told: some rows go to another center, and
may lead centers elsewhere."""


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, k, kind, target in ROWS:
        work = f"lloyd {n:,} x {d} {kind}, K {k}"
        yield work, partial(race, work, n, d, k, kind, target)


def race(work: str, n: int, d: int, k: int, kind: str, target: float) -> Race:
    """Ours against those that are there; that all do the same is looked at first."""
    table = made(n, d, k, kind)
    points = clusterlab.Points(table)
    start = lasting_start(table, points, k)
    sides = {"ours": partial(ours, points, start)} | others(table, start)
    return Race(work, target, agreeing(sides))


def others(table: np.ndarray, start: np.ndarray) -> dict[str, Callable[[], float]]:
    """scikit-learn's algorithms; also in single precision, as faiss and oneDAL where they are installed."""
    sides: dict[str, Callable[[], float]] = {"lloyd": partial(theirs, table, start, "lloyd")}
    if len(start) <= MAX_ELKAN_CENTERS:
        sides["elkan"] = partial(theirs, table, start, "elkan")
    single, single_start = (np.ascontiguousarray(each, np.float32) for each in (table, start))
    sides[f"lloyd, {SINGLE}"] = partial(theirs, single, single_start, "lloyd")
    if peer("faiss"):
        sides[f"faiss, {SINGLE}"] = partial(faiss_inertia, single, single_start)
    if peer("sklearnex"):
        sides[f"oneDAL, {SINGLE}"] = partial(onedal_inertia, single, single_start)
    return sides


def agreeing(sides: Mapping[str, Callable[[], float]]) -> dict[str, Callable[[], float]]:
    """The sides, which have the same inertia but for what single precision changes; their names tell that."""
    inertias = {side: does() for side, does in sides.items()}
    return {name_with_error(side, inertias): does for side, does in sides.items()}


def name_with_error(side: str, found: Mapping[str, float], same: float = 1e-6) -> str:
    """The name of a side, in single precision with the relative error of what it found."""
    error = abs(found[side] / found["ours"] - 1)
    assert error <= (MAX_ERROR if SINGLE in side else same), found
    return f"{side}, error {error:.0e}" if SINGLE in side else side


def made(n: int, d: int, k: int, kind: str) -> np.ndarray:
    """A table of points, its rows in no order."""
    if kind == "uniform":
        return np.random.default_rng(0).uniform(-10, 10, (n, d))
    if kind == "embeddings":
        return embeddings(n, d, k)
    spread = STD * np.sqrt(d / 2) if kind == "overlapping" else STD
    return make_blobs(n, d, centers=k, cluster_std=spread, random_state=0)[0]


def embeddings(n: int, d: int, k: int) -> np.ndarray:
    """Rows of length 1 that vary in few directions, around more places than there are centers."""
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(DIRECTIONS, d)) / np.sqrt(d)
    places = rng.normal(size=(max(k, 80), DIRECTIONS))
    rows = places[rng.integers(len(places), size=n)] + WITHIN * rng.normal(size=(n, DIRECTIONS))
    rows = rows @ directions + WITHIN / np.sqrt(d) * rng.normal(size=(n, d))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


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


def faiss_inertia(table: np.ndarray, start: np.ndarray) -> float:
    """Twenty steps of faiss; the inertia."""
    k, d = start.shape
    fit = peer("faiss").Kmeans(
        d, k, niter=STEPS, max_points_per_centroid=len(table), min_points_per_centroid=1
    )
    fit.train(table, init_centroids=start)
    return float(fit.index.search(table, 1)[0].sum())


def onedal_inertia(table: np.ndarray, start: np.ndarray) -> float:
    """Twenty steps of oneDAL; the inertia."""
    kind = import_module("sklearnex.cluster").KMeans(len(start), init=start, n_init=1, max_iter=STEPS, tol=0)
    return float(kind.fit(table).inertia_)
