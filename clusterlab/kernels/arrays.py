"""The names that array arguments go by, and how work is cut into chunks."""

import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.signedinteger]
Rows = NDArray[np.intp]

LANES = 8
BLOCK = 8 * LANES
CHUNK = 128 * BLOCK
"""Sums over rows are taken per lane, lanes in order per block, blocks in order per chunk, chunks in order: so
whoever adds up, a row at a time, eight at a time or on two threads, agrees to the bit."""


def numbers_in(values: ArrayLike) -> Floats:
    """A copy of `values` as floats, column by column in memory, NaN where they are masked.

    Raises TypeError, ValueError or OverflowError where they are no table of real numbers.
    """
    if np.iscomplexobj(values):
        raise TypeError("A complex number is not one number but two.")
    if "numpy.ma" in sys.modules and isinstance(values, np.ma.MaskedArray):  # slow to load, and rarely there
        values = np.ma.filled(values.astype(float), np.nan)
    return np.array(values, dtype=float, order="F", copy=True)


def chunks(n: int, size: int = CHUNK) -> Iterator[slice]:
    """Consecutive slices that cover `n` rows, in order."""
    return (slice(low, min(low + size, n)) for low in range(0, n, size))


def label_type(k: int) -> type[np.signedinteger]:
    """The smallest integer type that holds the labels -1 .. k - 1."""
    for kind in (np.int8, np.int16, np.int32):
        if k - 1 <= np.iinfo(kind).max:
            return kind
    return np.int64
