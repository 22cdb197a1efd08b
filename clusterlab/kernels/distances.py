"""Distances between all points, summed group by group, a few rows at a time, so that memory stays bounded."""

import numpy as np

from clusterlab.kernels.parallel import on_one_blas_thread, run_pieces
from clusterlab.kernels.typing import Floats, Rows, chunks

BLOCK_BYTES = 2**20
"""Bytes of distances that a thread holds at a time: as many as a core keeps near."""

MIN_PIECES = 4
"""Into so many pieces even a few rows of many columns are cut, so that two threads share them."""


@on_one_blas_thread
def distance_sums(points: Floats, part: slice, starts: Rows, membership: Floats | None) -> Floats:
    """Euclidean distances from the rows `part` of `points` (n, d), summed over clusters of points: (m, k).

    Points that are in the same clusters stand side by side in groups, which begin at `starts` (g,), the
    first of them at 0. `membership` (g, k) is 1 where a group is part of a cluster, else 0; clusters may
    overlap. Without it each group is a cluster. In units of the points; threads change no bit.
    """
    from scipy.spatial.distance import cdist  # half a second of imports that most commands never need

    points = np.ascontiguousarray(points)
    rows, clusters = points[part], len(starts) if membership is None else membership.shape[1]
    sums = np.empty((len(rows), clusters))

    def piece(start: int, stop: int) -> None:
        groups = np.add.reduceat(cdist(rows[start:stop], points), starts, axis=1)
        sums[start:stop] = groups if membership is None else groups @ membership

    size = max(1, min(BLOCK_BYTES // (8 * len(points)), len(rows) // MIN_PIECES))
    run_pieces([(few.start, few.stop) for few in chunks(len(rows), size)], piece)
    return sums
