"""The silhouettes of K = 2..10 from one pass, compared with scikit-learn's score called once for each K."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_samples, silhouette_score

import clusterlab
from clusterlab.metrics.silhouette import silhouettes_of
from tests.benchmarks.measuring import Race

KS = range(2, 11)
STD = 2.5
ROWS: tuple[tuple[int, int, float], ...] = ((10_000, 2, 10), (10_000, 10, 10))


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, target in ROWS:
        work = f"silhouettes {n:,} x {d}, K {KS.start}..{KS[-1]} together"
        yield work, partial(race, work, n, d, target)


def race(work: str, n: int, d: int, target: float) -> Race:
    """Ours against scikit-learn's; that every point has the same silhouette is looked at first."""
    table = make_blobs(n, d, centers=8, cluster_std=STD, random_state=0)[0]
    points = clusterlab.Points(table)
    labelings = [sklearn.cluster.KMeans(k, n_init=1, random_state=0).fit_predict(table) for k in KS]
    agree(table, points, labelings)
    return Race(
        work,
        target,
        {"ours": partial(ours, points, labelings), "scikit-learn": partial(theirs, table, labelings)},
    )


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
