"""How the time of one Lloyd step grows with points and features, compared with scikit-learn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.datasets import make_blobs

import clusterlab
from tests.benchmarks import lloyd
from tests.benchmarks.measuring import Race, machine, run
from tests.benchmarks.table import README, line, put_into_readme, rounded

K = 8
SIZES = ((1_000, 2), (10_000, 2), (100_000, 2), (1_000_000, 2), (10_000_000, 2))
WIDTHS = ((100_000, 2), (100_000, 5), (100_000, 10), (100_000, 20), (100_000, 50), (100_000, 100))
PICTURE = README.parent / "resources" / "pictures" / "growth.png"
HEAD = ("points", "features", "ours, a step", "scikit-learn, a step", "ratio")


@dataclass(frozen=True)
class Cost:
    """What a step takes, in milliseconds, for `n` points of `d` features."""

    n: int
    d: int
    ours: float
    theirs: float


def grow(into_readme: bool) -> int:
    """Measures, prints, and puts table and picture where the README has them if that is wanted."""
    print(machine(), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    found = {}
    for cost in measured(dict.fromkeys((*SIZES, *WIDTHS))):
        found[cost.n, cost.d] = cost
        print(line(cells(cost)), flush=True)
    if into_readme:
        from tests.benchmarks.growthpicture import draw

        put_into_readme("growth", f"{machine()}\n\n{table(found.values())}")
        draw([found[size] for size in SIZES], [found[size] for size in WIDTHS], PICTURE)
    return 0


def measured(sizes: Iterable[tuple[int, int]]) -> Iterator[Cost]:
    """The cost of a step at each of some sizes, from runs of twenty steps."""
    for n, d in sizes:
        outcome = run(race(n, d))
        ours, theirs = (1e3 * outcome.times[side] / lloyd.STEPS for side in ("ours", outcome.peer))
        yield Cost(n, d, ours, theirs)


def race(n: int, d: int) -> Race:
    """The same steps on both sides; groups overlap alike whatever the number of features."""
    spread = lloyd.STD * np.sqrt(d / 2)
    data = make_blobs(n, d, centers=K, cluster_std=spread, random_state=0)[0]
    points = clusterlab.Points(data)
    start = lloyd.lasting_start(data, points, K)
    sides = {"ours": partial(lloyd.ours, points, start)}
    for algorithm in ("lloyd", "elkan"):
        sides[algorithm] = partial(lloyd.theirs, data, start, algorithm)
    return Race(f"{n:,} x {d}", 1, sides)


def cells(cost: Cost) -> list[str]:
    """One row of the table."""
    times = [f"{cost.ours:,.3f} ms", f"{cost.theirs:,.3f} ms"]
    return [f"{cost.n:,}", f"{cost.d}", *times, rounded(cost.theirs / cost.ours)]


def table(costs: Iterable[Cost]) -> str:
    """The whole table in Markdown."""
    return "\n".join([line(HEAD), line(["---"] * len(HEAD)), *(line(cells(cost)) for cost in costs)])
