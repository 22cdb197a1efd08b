"""Batches of mini-batch k-means from given centers, compared with scikit-learn's `partial_fit`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import sklearn.cluster

import clusterlab
from tests.benchmarks import lloyd
from tests.benchmarks.measuring import Race
from tests.benchmarks.seeding import potential

BATCHES, ROWS_OF_A_BATCH = 300, 1024
WORSE = 1.1
"""So much higher our inertia may be: both draw, and not the same rows."""
ROWS: tuple[tuple[bool, int, int, int, float], ...] = (
    (True, 1_000_000, 2, 8, 1.2),
    (True, 1_000_000, 10, 10, 1.2),
    (False, 1_000_000, 2, 8, 1),
    (False, 1_000_000, 10, 10, 1),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for prepared, n, d, k, target in ROWS:
        work = f"{'' if prepared else 'prepare and '}{BATCHES} batches of {n:,} x {d} blobs, K {k}"
        yield work, partial(race, work, prepared, n, d, k, target)


def race(work: str, prepared: bool, n: int, d: int, k: int, target: float) -> Race:
    """Ours against scikit-learn's; that ours ends up as good is looked at first."""
    table = lloyd.made(n, d, k, "blobs")
    start = table[np.random.default_rng(0).choice(n, k, replace=False)]
    data = clusterlab.Points(table) if prepared else table
    sides = {"ours": partial(ours, data, start), "scikit-learn": partial(theirs, table, start)}
    found = {side: potential(table, does()) for side, does in sides.items()}
    assert found["ours"] <= WORSE * found["scikit-learn"], found
    return Race(work, target, sides)


def ours(data: np.ndarray | clusterlab.Points, start: np.ndarray) -> np.ndarray:
    """The centers after our batches, in the table's units."""
    points = clusterlab.Points.of(data)
    kind = clusterlab.MiniBatch(k=len(start), batch_size=ROWS_OF_A_BATCH, max_iter=BATCHES + 1)
    step = kind.after(kind.first(points, start), points)
    while step.iteration < BATCHES:
        step = kind.after(replace(step, batches_without_improvement=0), points)  # theirs do not end early
    return points.units.positions(step.centers)


def theirs(table: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The centers after scikit-learn's batches."""
    rng, kind = np.random.default_rng(0), sklearn.cluster.MiniBatchKMeans(len(start), init=start, n_init=1)
    for _ in range(BATCHES):
        kind.partial_fit(table[rng.integers(len(table), size=ROWS_OF_A_BATCH)])
    return kind.cluster_centers_
