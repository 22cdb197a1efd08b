"""Preparing the points of a table, once per data set, alone and together with twenty Lloyd steps."""

from collections.abc import Callable, Iterator
from functools import partial

import clusterlab
from tests.benchmarks import lloyd
from tests.benchmarks.measuring import Gauge, Race, Target, timed

ROWS: tuple[tuple[str, int, int, int, float | None], ...] = (
    ("prepare", 1_000_000, 2, 8, None),
    ("prepare and lloyd", 1_000, 2, 3, 1.5),
    ("prepare and lloyd", 10_000, 2, 5, 2.5),
    ("prepare and lloyd", 100_000, 2, 8, 3.5),
    ("prepare and lloyd", 1_000_000, 2, 8, 3.5),
)


def races() -> Iterator[tuple[str, Callable[[], Race | Gauge]]]:
    """The name of each row, and how its data are made."""
    for (kind, n, d, k, target), make in zip(ROWS, (alone, *(together,) * 4), strict=True):
        work = f"{kind} {n:,} x {d}" + f" blobs, K {k}" * (target is not None)
        yield work, partial(make, work, n, d, k, target)


def alone(work: str, n: int, d: int, k: int, target: Target | None) -> Gauge:
    """Sorting and whatever else belongs to the data."""
    table = lloyd.made(n, d, k, "blobs")
    return Gauge(work, target, "ms", lambda: 1e3 * timed(lambda: clusterlab.Points(table)))


def together(work: str, n: int, d: int, k: int, target: float) -> Race:
    """From the bare table, as the others begin."""
    table = lloyd.made(n, d, k, "blobs")
    start = lloyd.lasting_start(table, clusterlab.Points(table), k)
    sides = {"ours": lambda: lloyd.ours(clusterlab.Points(table), start)} | lloyd.others(table, start)
    return Race(work, target, lloyd.agreeing(sides))
