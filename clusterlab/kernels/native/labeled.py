"""Native implementations of functions of rows with known labels, of reductions.py, nearest.py and gram.py."""

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import (
    DOUBLE,
    address,
    are_labels,
    as_column_major,
    as_row_major,
    column_stride,
    is_row_major,
    table_memory,
)
from clusterlab.kernels.parallel import run_pieces, split_rows
from clusterlab.kernels.typing import CHUNK, Floats, Labels, Rows

MIN_COLUMNS = 64
"""The fewest columns of a part of the work, a multiple of MOMENT_COLUMNS of kernels.c."""
MIN_PARALLEL_VALUES = 400_000
"""With fewer values, starting a second thread takes longer than it saves."""


def cluster_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats] | None:
    """The sums (k, d) and counts (k,) of clusters; None where it cannot take these arrays."""
    if not _are_labeled(points, labels, k):
        return None
    (n, d), total = points.shape, np.empty((k, points.shape[1]))
    parts = np.zeros((-(-n // CHUNK), k * d))
    memory = table_memory(points)[:4]
    loader.functions["kern_sums_by_label"](*memory, address(labels), labels.itemsize, k, address(parts))
    loader.functions["kern_sum_parts"](address(parts), *parts.shape, address(total))
    return total, np.bincount(labels, minlength=k).astype(float)


def cluster_deviations(
    points: Floats, rows: Rows, ends: Rows, means: Floats, shares: Floats | None = None
) -> tuple[Floats, Floats] | None:
    """The sums (k, d) of deviations and of their squares; None where it cannot take these arrays."""
    (k, d), table = means.shape, as_column_major(points)
    mean_table = as_row_major(means, points.shape[1])
    if table is not points or mean_table is None or rows.dtype != np.int64 or ends.dtype != np.int64:
        return None
    if shares is not None and (shares.dtype != DOUBLE or shares.shape != rows.shape):
        return None
    firsts, seconds = np.empty((k, d)), np.empty((k, d))
    given = rows, shares, ends
    arrays = [None if array is None else np.ascontiguousarray(array) for array in given]  # kept for the call
    table_and_rows = address(points), column_stride(points), d, *map(address, arrays), k
    call, outputs = loader.functions["kern_deviations"], (*map(address, (mean_table, firsts, seconds)),)

    def piece(start: int, stop: int) -> None:
        call(*table_and_rows, *outputs, start, stop)

    run_pieces(split_rows(d, MIN_COLUMNS), piece, serial=len(rows) * d < MIN_PARALLEL_VALUES)
    return firsts, seconds


def assigned_distances(points: Floats, centers: Floats, labels: Labels) -> Floats | None:
    """Squared distances (n,) to the centers of the labels; None where it cannot take these arrays."""
    center_table = as_row_major(centers, points.shape[1]) if points.ndim == 2 else None
    if center_table is None or not _are_labeled(points, labels, len(center_table)):
        return None
    found, memory = np.empty(len(points)), table_memory(points)[:4]
    inputs = address(labels), labels.itemsize, address(center_table)
    loader.functions["kern_assigned_distances"](*memory, *inputs, address(found))
    return found


def row_sums(products: Floats, labels: Labels, k: int) -> Floats | None:
    """The sums (k, n) of the rows of each cluster; None where it cannot take these arrays."""
    if not is_row_major(products) or not _have_clusters(labels, len(products), k):
        return None
    n, sums = products.shape[1], np.zeros((k, products.shape[1]))
    rows, ends = np.argsort(labels, kind="stable"), np.cumsum(np.bincount(labels, minlength=k))
    loader.functions["kern_row_sums"](address(products), n, address(rows), address(ends), k, address(sums))
    return sums


def _are_labeled(points: Floats, labels: Labels, k: int) -> bool:
    """Whether these are column-major points, and labels of `k` clusters."""
    return as_column_major(points) is points and _have_clusters(labels, len(points), k)


def _have_clusters(labels: Labels, n: int, k: int) -> bool:
    """Whether these are labels of `n` rows, each of one of `k` clusters."""
    return are_labels(labels, n, k) and bool(labels.min() >= 0 and labels.max() < k)
