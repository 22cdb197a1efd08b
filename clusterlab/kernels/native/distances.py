"""Native implementation of distances.py; see nearest.py."""

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import BYTES, DOUBLE, address
from clusterlab.kernels.parallel import run_pieces
from clusterlab.kernels.typing import Floats, Rows, chunks

ROWS_AT_ONCE = 32
"""The rows whose distances are computed together; ROWS_AT_ONCE of distances.h."""
MIN_PARALLEL_DISTANCES = 200_000
"""With fewer distances, starting a second thread takes longer than it saves."""


def group_distance_sums(points: Floats, part: slice, starts: Rows) -> Floats | None:
    """The sums of the distances to the points of each group."""
    if points.dtype != DOUBLE or points.ndim != 2 or 0 in points.shape or not len(starts):
        return None
    (n, d), m = points.shape, part.stop - part.start
    table, bounds = np.ascontiguousarray(points), np.append(starts, n).astype(np.int64)
    sums, row = np.empty((m, len(starts))), len(starts) * BYTES
    addresses, output = (address(table), address(bounds)), address(sums)

    def piece(start: int, stop: int) -> None:
        spare = np.empty(ROWS_AT_ONCE * d)
        rows = part.start + start, part.start + stop
        loader.functions["kern_distance_sums"](
            addresses[0], d, *rows, addresses[1], len(starts), output + start * row, address(spare)
        )

    pieces = [(few.start, few.stop) for few in chunks(m, ROWS_AT_ONCE)]
    run_pieces(pieces, piece, serial=m * n < MIN_PARALLEL_DISTANCES)
    return sums
