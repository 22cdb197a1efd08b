"""Native implementations of morton.py; see nearest.py."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import BYTES, DOUBLE, address
from clusterlab.kernels.parallel import run_in_pieces
from clusterlab.kernels.typing import Floats, Rows

MAX_ORDERED = 2**24
"""The most codes that kern_code_order sorts."""


def interleaved_cells(
    columns: Floats, grid: Floats, spreads: Sequence[NDArray[Any] | None], kind: Any = np.uint16
) -> NDArray[Any] | None:
    """The codes of rows; None unless they have 16 bits, and the columns are floats."""
    tables = [spread for spread in spreads if spread is not None]
    if kind != np.uint16 or not tables or columns.dtype != DOUBLE or not columns.flags.aligned:
        return None
    spread = np.concatenate(tables)
    (column_stride, row_stride), n = (stride // BYTES for stride in columns.strides), columns.shape[1]
    codes = np.empty(n, np.uint16)
    call, source, to = loader.functions["kern_morton_codes"], columns.ctypes.data, address(codes)
    cells = address(grid), len(grid), address(spread)

    def piece(start: int, stop: int) -> None:
        memory = source + start * row_stride * BYTES, row_stride, column_stride, stop - start
        call(*memory, *cells, to + start * codes.itemsize)

    run_in_pieces(n, piece)
    return codes


def stable_order(codes: NDArray[Any]) -> Rows | None:
    """The order of codes; None for too many, or unless they have 16 bits and lie one after another."""
    if codes.dtype != np.uint16 or not codes.flags.c_contiguous or not 0 < len(codes) <= MAX_ORDERED:
        return None
    scratch, order = np.empty(len(codes), np.uint32), np.empty(len(codes), np.int64)
    to = address(scratch), address(order)
    loader.functions["kern_code_order"](address(codes), len(codes), *to)
    return order
