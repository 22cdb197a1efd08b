"""Ward of a table that is prepared anew each time, compared with fastcluster's merges, else scipy's."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from scipy.cluster.hierarchy import linkage

from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.points import Points
from tests.benchmarks.lloyd import made
from tests.benchmarks.measuring import Race
from tests.benchmarks.peers import peer

K = 8
ROWS: tuple[tuple[int, int, float], ...] = ((5_000, 2, 1.5), (20_000, 2, 1.5), (20_000, 10, 1.5))


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its data are made."""
    for n, d, target in ROWS:
        work = f"ward {n:,} x {d} blobs"
        yield work, partial(race, work, n, d, target)


def race(work: str, n: int, d: int, target: float) -> Race:
    """Ours against the peer, in memory linear in the rows where there is one; heights must be the same."""
    table, fastcluster = made(n, d, K, "blobs"), peer("fastcluster")
    theirs = fastcluster.linkage_vector if fastcluster else linkage
    sides = {
        "ours": partial(Ward(k=K).fit, table),
        "fastcluster" if fastcluster else "scipy": partial(theirs, table, "ward"),
    }
    points = Points(table)
    heights = Hierarchy.of(points).merges[:, 2] * points.units.distance(1.0)
    np.testing.assert_allclose(np.sort(theirs(table, "ward")[:, 2]), heights, rtol=1e-9)
    return Race(work, target, sides)
