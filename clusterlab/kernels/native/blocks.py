"""Native implementation of blocks.py; see nearest.py."""

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import (
    BYTES,
    address,
    as_column_major,
    is_row_major,
    offset,
    table_memory,
)
from clusterlab.kernels.parallel import run_in_pieces
from clusterlab.kernels.typing import BLOCK, Floats, Rows, aligned_columns, uses_records

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


def gathered_blocks(table: Floats, order: Rows) -> tuple[Floats, Floats | None] | None:
    """The rows in their order and the records; None where the rows do not lie one after another."""
    if not (is_row_major(table) and order.dtype == np.int64 and order.flags.c_contiguous):
        return None
    (rows, d), n = table.shape, len(order)
    points, width = aligned_columns(n, d), 4 * d + 1
    records = np.empty((-(-n // BLOCK), width)) if uses_records(n, d) else None
    call, source, places = loader.functions["kern_gather_blocks"], address(table), address(order)
    (to, stride, *_), to_records = table_memory(points), address(records)

    def piece(start: int, stop: int) -> None:
        outputs = to + start * BYTES, stride, offset(to_records, start // BLOCK * width * BYTES)
        call(source, rows, d, places + start * BYTES, stop - start, *outputs)

    run_in_pieces(n, piece)
    return points, records
