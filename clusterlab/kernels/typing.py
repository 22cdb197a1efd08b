"""Types of array arguments, and how rows are divided into lanes, blocks and chunks."""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.signedinteger]
Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]
CancelCheck = Callable[[], None]
"""Called regularly by long computations; cancels them by raising."""

LANES = 8
CACHE_LINE = 64
"""Bytes."""
ALIGNMENT = 8
"""Columns start at a multiple of so many numbers: cache lines, from which vector loads are fastest."""
BLOCK = 8 * LANES
CHUNK = 128 * BLOCK
"""Rows are processed in blocks and chunks; reductions.py defines the order in which they are summed."""
MIN_WIDE = 512
"""From so many columns on, boxes exclude no candidates; MIN_WIDE of kernels.c."""
MAX_GATHERED_COLUMNS = 16
"""Rows of up to so many columns are in one or two cache lines, from which they are gathered at once."""
GATHERED_VALUES = 2 * CHUNK
"""Values of whole rows that are gathered at a time."""
VALUES_AT_ONCE = 8 * CHUNK
"""Values of one or more columns that are processed at a time, so that temporary arrays stay small."""


def never_canceled() -> None:
    """The check of work that cannot be canceled."""


def uses_records(n: int, d: int) -> bool:
    """Whether kernels use records of the blocks of a table (n, d): not of a single one of many columns.

    Its box excludes nothing, and its rows are hardly ever in one cluster.
    """
    return n > BLOCK or d < MIN_WIDE


def as_float_table(values: ArrayLike, may_be_row_major: bool = False) -> Floats:
    """A copy of `values` (n, d) as floats in column-major order, NaN where they are masked.

    It `may_be_row_major` where these are. Raises TypeError, ValueError or OverflowError unless they are an
    array of real numbers.
    """
    if np.iscomplexobj(values):
        raise TypeError("A complex number is not one number but two.")
    # numpy.ma is slow to import, and rarely needed
    if "numpy.ma" in sys.modules and isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(float), np.nan)
    if isinstance(values, np.ndarray) and values.ndim == 2 and values.dtype.kind in "fiu":
        if may_be_row_major and values.flags.c_contiguous and _stays_row_major(*values.shape):
            return np.array(values, dtype=float, order="C", copy=True)
        return _copied_by_columns(values)
    return np.array(values, dtype=float, order="F", copy=True)


def _stays_row_major(n: int, d: int) -> bool:
    """Whether the rows (n, d) of a table are gathered as fast, and compared faster, one after another."""
    return d <= MAX_GATHERED_COLUMNS or d > n


def _copied_by_columns(values: NDArray[Any]) -> Floats:
    """A copy of `values` (n, d) in column-major order, a few rows at a time: whole columns miss the cache."""
    table = np.empty(values.shape, order="F")
    for part in chunks(len(values)):
        table[part] = values[part]
    return table


def rows_at(table: Floats, places: Rows | list[int]) -> Floats:
    """The rows (m, d) of a `table` (n, d) at some places, with loops over what lies together in memory.

    A few rows of many columns are read one after another.
    """
    if table.flags.c_contiguous:
        return np.asarray(table.take(places, axis=0))
    if len(places) < table.shape[1]:
        return np.asarray(table[places])
    return np.asarray(table.T.take(places, axis=1).T)


def column_major(table: Floats, order: Rows) -> Floats:
    """The rows of `table` (n, d) in an `order` (n,), in column-major memory with aligned columns."""
    n, d = len(order), table.shape[1]
    columns = aligned_columns(n, d).T
    if table.flags.c_contiguous and d > 1:
        for part in chunks(n, max(1, GATHERED_VALUES // d)):
            columns[:, part] = table.take(order[part], axis=0, mode="clip").T
        return columns.T
    for part in chunks(d, max(1, VALUES_AT_ONCE // n)):
        np.take(table.T[part], order, axis=1, out=columns[part], mode="clip")
    return columns.T


def aligned_columns(n: int, d: int) -> Floats:
    """An array (n, d) in column-major memory with aligned columns, not filled but for zeros between these."""
    stride = -(-n // ALIGNMENT) * ALIGNMENT
    columns = aligned_memory(stride * d, np.float64).reshape(d, stride)
    columns[:, n:] = 0.0
    return columns[:, :n].T


def aligned_memory(size: int, kind: type[np.floating]) -> NDArray[Any]:
    """An array (size,) of one kind of numbers that starts a cache line, not filled."""
    buffer = np.empty(size + CACHE_LINE // np.dtype(kind).itemsize, kind)
    skipped = -buffer.ctypes.data % CACHE_LINE // buffer.itemsize
    return buffer[skipped : skipped + size]


def chunks(n: int, size: int = CHUNK) -> Iterator[slice]:
    """Consecutive slices of at most `size` rows that cover `n` rows, in order."""
    return (slice(low, min(low + size, n)) for low in range(0, n, size))


@cache
def label_dtype(k: int) -> type[np.signedinteger]:
    """The smallest signed integer type that holds the labels -1 .. k - 1."""
    for kind in (np.int8, np.int16, np.int32):
        if k - 1 <= np.iinfo(kind).max:
            return kind
    return np.int64
