"""Array arguments of compiled kernels: checks, memory layouts and addresses.

C checks nothing, so every array is checked before its address is passed on.
"""

import ctypes
from typing import Any

import numpy as np

from clusterlab.kernels.typing import BLOCK, Floats, Labels, label_dtype

Memory = tuple[int, int, int, int, int]
"""Address of the points, column stride, n, d, and address of the block records or 0; see `Blocks.memory`."""
DOUBLE = np.dtype(np.float64)
BYTES = DOUBLE.itemsize
MAX_CLUSTERS = 2**31 - 1
"""The largest int32: compiled code counts clusters in it."""


def as_column_major(points: Floats) -> Floats | None:
    """The points (n, d) with contiguous columns, copied if necessary; None if they are no float table."""
    if points.dtype != DOUBLE or points.ndim != 2 or 0 in points.shape:
        return None
    (n, d), (row_stride, stride) = points.shape, points.strides
    is_column_major = (row_stride == BYTES or n == 1) and (
        d == 1 or (stride >= n * BYTES and stride % BYTES == 0)
    )
    return points if is_column_major and points.flags.aligned else np.array(points, order="F", copy=True)


def as_row_major(centers: Floats, d: int) -> Floats | None:
    """The centers (k, d) in C order, copied if necessary; None if they are no floats of `d` columns."""
    if (
        centers.dtype != DOUBLE
        or centers.ndim != 2
        or centers.shape[1] != d
        or not 1 <= len(centers) <= MAX_CLUSTERS
    ):
        return None
    return centers if _is_contiguous(centers) else np.array(centers, order="C", copy=True)


def are_labels(labels: Labels, n: int, k: int) -> bool:
    """Whether these are contiguous labels of `n` rows, of the type for `k` clusters."""
    return labels.dtype == label_dtype(k) and labels.shape == (n,) and _is_contiguous(labels)


def is_row_major(table: Floats) -> bool:
    """Whether this is a table (n, d) of floats, its rows one after another, and not empty."""
    return table.dtype == DOUBLE and table.ndim == 2 and table.size > 0 and _is_contiguous(table)


def _is_contiguous(array: Any) -> bool:
    return bool(array.flags.c_contiguous and array.flags.aligned)


def table_memory(table: Floats) -> Memory:
    """The memory of a table without blocks; see `Memory`."""
    return address(table), column_stride(table), *table.shape, 0


def column_stride(table: Floats) -> int:
    """The distance between consecutive columns, in numbers."""
    return len(table) if table.shape[1] == 1 else table.strides[1] // BYTES


def piece_memory(memory: Memory, start: int, stop: int) -> tuple[int, int, int, int, int | None]:
    """The memory of the rows from `start`, the first of a chunk, to `stop`."""
    source, stride, _, d, records = memory
    boxes = records + start // BLOCK * (4 * d + 1) * BYTES if records else None
    return source + start * BYTES, stride, stop - start, d, boxes


def address(array: Any) -> Any:
    """The address of an array, None for None; the caller must keep the array alive."""
    if array is None:
        return None
    if array.flags.carray and array.size:  # takes a third of the time, but needs writable memory
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    return array.ctypes.data


def offset(address: int | None, by: int) -> int | None:
    """An address moved by a number of bytes, None for None."""
    return None if address is None else address + by
