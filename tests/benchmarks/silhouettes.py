"""Silhouettes of one K, and of K = 2..10 from one pass, compared with scikit-learn's score for each K."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_samples, silhouette_score

import clusterlab
from clusterlab.metrics.silhouette import silhouettes_of
from tests.benchmarks.measuring import Race
from tests.benchmarks.peers import peer

KS = range(2, 11)
STD = 2.5
ONE = range(8, 9)
ROWS: tuple[tuple[int, int, range, float], ...] = (
    (10_000, 2, KS, 10),
    (10_000, 10, KS, 10),
    (10_000, 2, ONE, 2.5),
    (10_000, 10, ONE, 2.5),
    (20_000, 10, ONE, 2.5),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, ks, target in ROWS:
        work = f"silhouettes {n:,} x {d}, K {ks.start}" + f"..{ks[-1]} together" * (len(ks) > 1)
        yield work, partial(race, work, n, d, ks, target)


def race(work: str, n: int, d: int, ks: range, target: float) -> Race:
    """Ours against the others; that every point has scikit-learn's silhouette is looked at first."""
    table = make_blobs(n, d, centers=8, cluster_std=STD, random_state=0)[0]
    points = clusterlab.Points(table)
    labelings = [sklearn.cluster.KMeans(k, n_init=1, random_state=0).fit_predict(table) for k in ks]
    agree(table, points, labelings)
    sides = {"ours": partial(ours, points, labelings), "scikit-learn": partial(theirs, table, labelings)}
    if peer("numba"):
        sides["numba loop"] = partial(compiled_loops, peer("numba").njit(mean_of_loops), table, labelings)
    return Race(work, target, sides)


def agree(table: np.ndarray, points: clusterlab.Points, labelings: Sequence[np.ndarray]) -> None:
    """Compares the silhouettes of all points, for every labeling."""
    found = silhouettes_of(points, [points.to_spatial_order(labels) for labels in labelings])
    for one, labels in zip(found, labelings, strict=True):
        expected = silhouette_samples(table, labels)
        np.testing.assert_allclose(points.to_row_order(one.widths), expected, rtol=1e-9, atol=1e-12)


def ours(points: clusterlab.Points, labelings: Sequence[np.ndarray]) -> list[float]:
    """The mean silhouette of each labeling, all from one pass."""
    return [
        one.mean for one in silhouettes_of(points, [points.to_spatial_order(labels) for labels in labelings])
    ]


def theirs(table: np.ndarray, labelings: Sequence[np.ndarray]) -> list[float]:
    """The mean silhouette of each labeling, one after another."""
    return [silhouette_score(table, labels) for labels in labelings]


def compiled_loops(
    mean: Callable[..., float], table: np.ndarray, labelings: Sequence[np.ndarray]
) -> list[float]:
    """The mean silhouette of each labeling by compiled loops, one after another."""
    return [mean(table, labels.astype(np.int64), int(labels.max()) + 1) for labels in labelings]


def mean_of_loops(table, labels, k):
    """The mean silhouette by plain loops, which numba compiles."""
    total, counts = 0.0, np.bincount(labels)
    for i in range(len(table)):
        sums, own = np.zeros(k), labels[i]
        for j in range(len(table)):
            square = 0.0
            for column in range(table.shape[1]):
                square += (table[i, column] - table[j, column]) ** 2
            sums[labels[j]] += np.sqrt(square)
        inner, outer = sums[own] / max(counts[own] - 1, 1), np.inf
        for other in range(k):
            if other != own:
                outer = min(outer, sums[other] / counts[other])
        total += (outer - inner) / max(inner, outer)
    return total / len(table)
