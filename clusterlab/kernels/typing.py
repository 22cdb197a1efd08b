"""The names that array arguments go by, and how work is cut into chunks."""

import sys
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.signedinteger]
Rows = NDArray[np.intp]
CancelCheck = Callable[[], None]
"""Called now and then by what takes long: it may end the work by raising."""

LANES = 8
ALIGNMENT = 8
"""So many numbers are read at once, and fastest from a place that is a multiple of as many."""
BLOCK = 8 * LANES
CHUNK = 128 * BLOCK
"""Rows are worked on in blocks and chunks; reductions.py says in which order they are added up."""


def never_canceled() -> None:
    """The pause of work that is never ended early."""


def as_float_table(values: ArrayLike) -> Floats:
    """A copy of `values` as floats, column by column in memory, NaN where they are masked.

    Raises TypeError, ValueError or OverflowError where they are no table of real numbers.
    """
    if np.iscomplexobj(values):
        raise TypeError("A complex number is not one number but two.")
    if "numpy.ma" in sys.modules and isinstance(values, np.ma.MaskedArray):  # slow to load, and rarely there
        values = np.ma.filled(values.astype(float), np.nan)
    return np.array(values, dtype=float, order="F", copy=True)


def column_major(table: Floats, order: Rows) -> Floats:
    """The rows of `table` (n, d) in an `order` (n,), each column in one piece of memory that begins where a
    processor likes to read."""
    n, d = len(order), table.shape[1]
    stride = -(-n // ALIGNMENT) * ALIGNMENT
    buffer = np.zeros(stride * d + ALIGNMENT)
    skipped = -(buffer.ctypes.data // buffer.itemsize) % ALIGNMENT
    columns = buffer[skipped : skipped + stride * d].reshape(d, stride)[:, :n]
    for column in range(d):
        np.take(table[:, column], order, out=columns[column], mode="clip")
    return columns.T


def chunks(n: int, size: int = CHUNK) -> Iterator[slice]:
    """Consecutive slices that cover `n` rows, in order."""
    return (slice(low, min(low + size, n)) for low in range(0, n, size))


@cache
def label_dtype(k: int) -> type[np.signedinteger]:
    """The smallest integer type that holds the labels -1 .. k - 1."""
    for kind in (np.int8, np.int16, np.int32):
        if k - 1 <= np.iinfo(kind).max:
            return kind
    return np.int64
