"""Pairwise distances summed over clusters, a few rows at a time so that memory stays bounded."""

import numpy as np

from clusterlab.kernels.parallel import on_one_blas_thread, run_pieces
from clusterlab.kernels.typing import Floats, Rows, chunks

BLOCK_BYTES = 2**20
"""Bytes of distances that a thread holds at a time, to fit a core's cache."""

MIN_PIECES = 4
"""Rows are divided into at least so many pieces, so that two threads share them."""


@on_one_blas_thread
def distance_sums(points: Floats, part: slice, starts: Rows, membership: Floats | None) -> Floats:
    """Sums (m, k) of Euclidean distances from the rows `part` of `points` (n, d) to each cluster's points.

    Points are sorted into contiguous groups that start at `starts` (g,), the first at 0. `membership` (g, k)
    is 1 where a group is part of a cluster, else 0; clusters may overlap. Without it each group is a cluster.
    In units of the points; the result does not depend on the number of threads.
    """
    from scipy.spatial.distance import cdist  # slow to import, and most commands never need it

    points = np.ascontiguousarray(points)
    rows, clusters = points[part], len(starts) if membership is None else membership.shape[1]
    sums = np.empty((len(rows), clusters))

    def piece(start: int, stop: int) -> None:
        groups = np.add.reduceat(cdist(rows[start:stop], points), starts, axis=1)
        sums[start:stop] = groups if membership is None else groups @ membership

    size = max(1, min(BLOCK_BYTES // (8 * len(points)), len(rows) // MIN_PIECES))
    run_pieces([(few.start, few.stop) for few in chunks(len(rows), size)], piece)
    return sums
