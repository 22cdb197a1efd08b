"""All distances between points, a few rows at a time, so that memory stays bounded."""

from collections.abc import Iterator

import numpy as np

from clusterlab.kernels.arrays import Floats, Rows, chunks

BUDGET = 4 * 2**20
"""Bytes of distances held at a time: as many as a processor keeps near, and a cancel is seen soon."""


def distance_chunks(points: Floats, budget: int = BUDGET) -> Iterator[tuple[slice, Floats]]:
    """Euclidean distances from some rows of `points` (n, d) to all of them: pairs of slice and (m, n).

    In units of the points. A chunk takes at most `budget` bytes, or one row where that is more.
    """
    from scipy.spatial.distance import cdist  # half a second of imports that most commands never need

    points = np.ascontiguousarray(points)
    for part in chunks(len(points), max(1, budget // (8 * len(points)))):
        yield part, cdist(points[part], points)


def group_sums(distances: Floats, starts: Rows) -> Floats:
    """Sums over groups of neighboring columns of `distances` (m, n), each from its start (k,): (m, k)."""
    return np.asarray(np.add.reduceat(distances, starts, axis=1))
