"""Sums over rows in one fixed order: rows per lane, lanes by halves, blocks in order, chunks in order.

So scalar code, vector code and any number of threads return the same bits. Least and greatest values need no
order.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import blocks as native_blocks
from clusterlab.kernels.native import labeled as native_labeled
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, VALUES_AT_ONCE, Floats, Labels, Rows, chunks

MEAN_ROUNDING = 1e-9
"""A mean of equal values differs from them by no more than this share, however many there are."""
BLOCKS_PER_CHUNK = CHUNK // BLOCK
MAX_ACCUMULATED = 2**16
"""Sums in sequence of no more values are accumulated by numpy, which keeps every one on the way."""
VALUES_PER_GROUP, MIN_GROUPS = 1024, 4
"""How many values of a table are compared with as many others at once."""


@with_native(native_blocks.block_sums)
def block_sums(values: Floats) -> Floats:
    """The sums (..., b) of the blocks of 64 of `values` (..., n)."""
    return block_row_sums(block_rows(values, 0.0))


def block_rows(values: Floats, fill_value: float | Floats) -> Floats:
    """The rows (64, ..., b) of the blocks of `values` (..., n), padded as by `padded_blocks`.

    The first rows of all blocks come first, so that the blocks are the inner loop of sums over their rows.
    """
    return np.ascontiguousarray(np.moveaxis(padded_blocks(values, fill_value), -1, 0))


def block_row_sums(rows: Floats) -> Floats:
    """The sums (..., b) of the blocks with these `rows` (64, ..., b)."""
    lanes = _sum_in_order(rows.reshape(BLOCK // LANES, LANES, *rows.shape[1:]), 0)
    return np.asarray(_sum_by_halves(lanes[None])[0])


def chunked_sum(blocks: NDArray[Any]) -> NDArray[Any]:
    """The sum of `blocks` (b, ...) over the first axis, in order within each chunk and then over chunks."""
    missing = -len(blocks) % BLOCKS_PER_CHUNK
    padded = np.concatenate([blocks, np.zeros((missing, *blocks.shape[1:]))])
    return _sum_in_order(_sum_in_order(padded.reshape(-1, BLOCKS_PER_CHUNK, *blocks.shape[1:]), 1), 0)


def fixed_order_sum(values: Floats) -> float:
    """The sum of `values` (n,) in the fixed order of this module."""
    return float(chunked_sum(block_sums(values)))


def column_range(table: Floats) -> tuple[Floats, Floats]:
    """The least and the greatest value (d,) of each column of a `table` (n, d); NaN where a column has one.

    Rows are compared in groups: for each row by itself, numpy takes ten times as long where d is small. Of a
    small table the columns are copied.
    """
    n, d = table.shape
    rows = max(1, VALUES_PER_GROUP // max(1, d))
    if d and n < MIN_GROUPS * rows:
        columns = np.ascontiguousarray(table.T)
        return columns.min(axis=1), columns.max(axis=1)
    grouped = n // rows * rows if table.flags.c_contiguous else 0
    if not grouped:
        return table.min(axis=0), table.max(axis=0)
    groups, rest = table[:grouped].reshape(-1, rows * d), table[grouped:]
    least, greatest = (_columns_of(ends, rest) for ends in (groups.min(axis=0), groups.max(axis=0)))
    return least.min(axis=1), greatest.max(axis=1)


def unweighted_means(table: Floats) -> Floats:
    """The mean (d,) of each column of a `table` (n, d); rows are added in groups as in `column_range`."""
    n, d = table.shape
    rows = max(1, VALUES_PER_GROUP // max(1, d))
    grouped = n // rows * rows if table.flags.c_contiguous else 0
    if not grouped:
        return np.asarray(table.mean(axis=0))
    sums = table[:grouped].reshape(-1, rows * d).sum(axis=0)
    return np.asarray(_columns_of(sums, table[grouped:]).sum(axis=1) / n)


def shift_rows(table: Floats, by: Floats) -> None:
    """Subtracts `by` (d,) from every row of a `table` (n, d), in place; in groups as in `column_range`."""
    n, d = table.shape
    rows = max(1, VALUES_PER_GROUP // max(1, d))
    grouped = n // rows * rows if table.flags.c_contiguous and n > MIN_GROUPS * rows else 0
    if grouped:
        groups = table[:grouped].reshape(-1, rows * d)
        groups -= np.tile(by, rows)
    table[grouped:] -= by


def _columns_of(group: Floats, rest: Floats) -> Floats:
    """The columns (d, m) of the rows of a `group` (rows * d,) and the `rest` (r, d)."""
    columns = np.concatenate([group.reshape(-1, rest.shape[1]), rest]).T
    return np.ascontiguousarray(columns)


@with_native(native_labeled.cluster_sums)
def cluster_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of `points` (n, d) in each of `k` clusters of `labels` (n,)."""
    sums = [_chunk_cluster_sums(points[part], labels[part], k) for part in chunks(len(points))]
    return _sum_in_order(np.array(sums), 0), np.bincount(labels, minlength=k).astype(float)


@with_native(native_labeled.cluster_deviations)
def cluster_deviations(
    points: Floats, rows: Rows, ends: Rows, means: Floats, shares: Floats | None = None
) -> tuple[Floats, Floats]:
    """The sums (k, d) of the deviations of `rows` (m,) from the `means` (k, d) of their clusters.

    Also those of their squares. The rows of cluster j stand from ends[j] to ends[j + 1] - 1, and are added in
    this order; with `shares` (m,) each counts as much as its share says.
    """
    k, d = means.shape
    labels, sums = np.repeat(np.arange(k), np.diff(ends)), np.zeros((2, d, k))
    for columns in chunks(d, max(1, VALUES_AT_ONCE // max(k, len(rows)))):
        deviations = np.take(points.T[columns], rows, axis=1) - means.T[columns][:, labels]
        bins = (np.arange(len(deviations)) * k)[:, None] + labels
        own = deviations if shares is None else shares * deviations
        for total, values in zip(sums, (own, own * deviations), strict=True):
            found = np.bincount(bins.ravel(), values.ravel(), minlength=len(values) * k)
            total[columns] = found.reshape(-1, k)
    return np.ascontiguousarray(sums[0].T), np.ascontiguousarray(sums[1].T)


def cluster_averages(points: Floats, labels: Labels, sums: Floats, counts: Floats) -> Floats:
    """The means (k, d) of clusters of `points` (n, d) with these `sums` (k, d) and `counts` (k,), none empty.

    A column that has one value in all of a cluster has exactly this as its mean: the rounding of its sum
    would part equal points from their mean.
    """
    means, rows = sums / counts[:, None], np.zeros(len(counts), np.intp)
    rows[labels] = np.arange(len(labels))
    values = points[rows]
    may_be_constant = (means != values) & (np.abs(means - values) <= MEAN_ROUNDING * np.abs(values))
    for cluster in np.flatnonzero(may_be_constant.any(axis=1)):
        columns = np.flatnonzero(may_be_constant[cluster])
        own = points[labels == cluster][:, columns]
        constant = columns[(own == values[cluster, columns]).all(axis=0)]
        means[cluster, constant] = values[cluster, constant]
    return means


def padded_blocks(values: Floats, fill_value: float | Floats) -> Floats:
    """`values` (..., n) as a row per block (..., b, 64), the last padded with `fill_value` (..., 1)."""
    leading = values.shape[:-1]
    padding = np.broadcast_to(fill_value, (*leading, -values.shape[-1] % BLOCK))
    return np.concatenate([values, padding], axis=-1).reshape(*leading, -1, BLOCK)


def _chunk_cluster_sums(points: Floats, labels: Labels, k: int) -> Floats:
    """The sums (k, d) of the clusters within one chunk."""
    rows, n_blocks = np.arange(len(points)), -(-len(points) // BLOCK)
    lanes, n_bins = rows // BLOCK * LANES + rows % LANES, n_blocks * LANES * k
    lane_and_label, sums = lanes * k + labels, np.empty((k, points.shape[1]))
    for columns in chunks(points.shape[1], max(1, VALUES_AT_ONCE // max(n_bins, len(points)))):
        values = points[:, columns].T
        bins = (np.arange(len(values)) * n_bins)[:, None] + lane_and_label
        lane_sums = np.bincount(bins.ravel(), values.ravel(), minlength=len(values) * n_bins)
        block_totals = _sum_by_halves(lane_sums.reshape(-1, LANES, k)).reshape(-1, n_blocks, k)
        sums[:, columns] = _sum_in_order(block_totals, 1).T
    return sums


def _sum_by_halves(lanes: NDArray[Any]) -> NDArray[Any]:
    """The sums of lanes (b, 8, ...) over the second axis, the second half added to the first repeatedly."""
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes[:, 0]


def _sum_in_order(parts: NDArray[Any], axis: int) -> NDArray[Any]:
    """The sum over one axis in sequence; `np.sum` would add in pairs."""
    if 0 < parts.size <= MAX_ACCUMULATED:
        return np.asarray(np.add.accumulate(parts, axis).take(-1, axis) + 0.0)  # the sum of -0.0 is 0.0
    added = np.zeros(parts.shape[:axis] + parts.shape[axis + 1 :])
    for part in np.moveaxis(parts, axis, 0):
        added += part
    return added
