"""Native implementation of blocks.py; see nearest.py."""

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import BYTES, address, as_column_major, table_memory
from clusterlab.kernels.parallel import run_in_pieces
from clusterlab.kernels.typing import BLOCK, Floats

COLUMN_SUM = 2
"""Where the sum of the only column stands in a record; see `Blocks`."""


def block_sums(values: Floats) -> Floats | None:
    """The sums of the blocks of one column of numbers, which are in their records; None for several."""
    if values.ndim != 1:
        return None
    records = block_records(values[:, None])
    return None if records is None else np.asarray(records[:, COLUMN_SUM])


def block_records(points: Floats) -> Floats | None:
    """The records of the blocks."""
    table = as_column_major(points)
    if table is None:
        return None
    (source, stride, n, d, _), width = table_memory(table), 4 * points.shape[1] + 1
    records = np.empty((-(-n // BLOCK), width))
    call, to = loader.functions["kern_block_records"], address(records)

    def piece(start: int, stop: int) -> None:
        output = to + start // BLOCK * width * BYTES
        call(source + start * BYTES, stride, stop - start, d, output)

    run_in_pieces(n, piece)
    return records
