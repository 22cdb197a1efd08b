"""How many of some runs reach the best known inertia in a given time: transfers at the end, and restarts.

Ours starts k-means again and again, each start finished with single transfers; scikit-learn does the same
with ten starts at a time, which it does faster than one by one. The best known inertia is the least that
either found, in these runs or in longer ones before.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import sklearn.cluster
from sklearn.datasets import make_blobs

import clusterlab
from tests.benchmarks.measuring import machine
from tests.benchmarks.table import line, put_into_readme
from tests.benchmarks.verdict.data import numbers, scaled

SECONDS, LONG_SECONDS = 0.05, 0.5
"""How long a run may take, and one that looks for the best known inertia; both end what they began."""
RUNS, STARTS_AT_ONCE = 20, 10
SEEDS_OF_A_RUN = 100_000
SAME = 1e-9
HEAD = ("data", "K", "best known inertia", "ours", "scikit-learn", "")
Start = Callable[[int], float]


def tables() -> Iterator[tuple[str, np.ndarray, tuple[int, ...]]]:
    """The name of each table, its rows, and the numbers of clusters."""
    yield "iris", numbers("iris.csv"), (4, 6, 8)
    yield "wine, z-scored", scaled(numbers("wine.csv")), (4, 6)
    yield "penguins, z-scored", scaled(numbers("penguins.csv", leave_out=("year",))), (4, 6)
    yield "20 blobs 1,000 x 2", make_blobs(1_000, 2, centers=20, random_state=0)[0], (10, 20)
    yield "10 blobs 500 x 5", make_blobs(500, 5, centers=10, cluster_std=4, random_state=0)[0], (5, 10)
    yield "uniform 300 x 2", np.random.default_rng(0).uniform(size=(300, 2)), (5,)


@dataclass(frozen=True)
class Found:
    """The least inertia that each run of either side found in its time."""

    data: str
    k: int
    best_known: float
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def reached(self) -> tuple[int, int]:
        """How many runs of ours, and of scikit-learn, reached the best known inertia."""
        ours, theirs = (
            sum(inertia <= self.best_known * (1 + SAME) for inertia in runs)
            for runs in (self.ours, self.theirs)
        )
        return ours, theirs


def find(readme: bool) -> int:
    """Measures and prints every row of the table, and puts it into the README if wanted."""
    print(machine(), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    found: list[Found] = []
    for data, rows, ks in tables():
        for k in ks:
            found.append(of_both(data, rows, k))
            print(line(cells(found[-1])), flush=True)
    print(line(summary(found)))
    if readme:
        put_into_readme("minima", f"{machine()}\n\n{table(found)}")
    return 0


def of_both(data: str, rows: np.ndarray, k: int) -> Found:
    """The runs of both sides in turn."""
    sides = partial(ours, clusterlab.Points(rows), k), partial(theirs, rows, k)
    for side in sides:
        side(0)  # its first start takes longer
    longer = min(least_in(LONG_SECONDS, side, RUNS) for side in sides)
    runs = np.array([[least_in(SECONDS, side, run) for side in sides] for run in range(RUNS)])
    own, their = (tuple(each.tolist()) for each in runs.T)
    return Found(data, k, min(longer, *own, *their), own, their)


def least_in(seconds: float, start: Start, run: int) -> float:
    """The least inertia of the starts that begin within some time, each with a seed of its own."""
    begun, seed, least = time.perf_counter(), run * SEEDS_OF_A_RUN, np.inf
    while time.perf_counter() - begun < seconds:
        least, seed = min(least, start(seed)), seed + 1
    return least


def ours(points: clusterlab.Points, k: int, seed: int) -> float:
    """The inertia of one start of ours."""
    return clusterlab.KMeans(k=k, finish="transfers", seed=seed).fit(points).inertia


def theirs(rows: np.ndarray, k: int, seed: int) -> float:
    """The least inertia of some starts of scikit-learn, which end where no point changes cluster."""
    return sklearn.cluster.KMeans(k, n_init=STARTS_AT_ONCE, tol=0, random_state=seed).fit(rows).inertia_


def cells(found: Found) -> list[str]:
    """One row of the table."""
    ours, theirs = found.reached
    lost = "behind" if ours < theirs else ""
    runs = [f"{reached} of {RUNS} runs" for reached in (ours, theirs)]
    return [found.data, f"{found.k}", f"{found.best_known:,.6g}", *runs, lost]


def summary(found: list[Found]) -> list[str]:
    """How many of all sets each side finds with at least half of its runs; ours is to find more."""
    ours, theirs = (sum(each.reached[side] >= RUNS / 2 for each in found) for side in (0, 1))
    counts = [f"{sets} of {len(found)} sets" for sets in (ours, theirs)]
    return ["found by half of the runs", "", "", *counts, "" if ours > theirs else "missed"]


def table(found: Iterable[Found]) -> str:
    """The whole table in Markdown."""
    found = list(found)
    return "\n".join(map(line, [HEAD, ["---"] * len(HEAD), *map(cells, found), summary(found)]))
