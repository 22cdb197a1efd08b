"""Sums over rows in one fixed order: lanes, then lanes by halves, blocks in order, chunks in order.

So whoever adds up, a row at a time, eight at a time or on two threads, agrees to the bit.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, Floats, Labels, chunks

BLOCKS = CHUNK // BLOCK


def block_sums(values: Floats) -> Floats:
    """The sum of every block of 64 of `values` (n,): (b,)."""
    lanes = blocked(values, 0.0).reshape(-1, BLOCK // LANES, LANES)
    return _by_halves(_in_order(lanes, 1))


def chunked(blocks: NDArray[Any]) -> NDArray[Any]:
    """The sum over the first axis of `blocks` (b, ...), in order per chunk and then chunk by chunk."""
    missing = -len(blocks) % BLOCKS
    padded = np.concatenate([blocks, np.zeros((missing, *blocks.shape[1:]))])
    return _in_order(_in_order(padded.reshape(-1, BLOCKS, *blocks.shape[1:]), 1), 0)


def total(values: Floats) -> float:
    """The sum of `values` (n,)."""
    return float(chunked(block_sums(values)))


def cluster_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of `points` (n, d) in each of `k` clusters."""
    sums = [_of_chunk(points[part], labels[part], k) for part in chunks(len(points))]
    return _in_order(np.array(sums), 0), np.bincount(labels, minlength=k).astype(float)


def blocked(values: Floats, filling: float) -> Floats:
    """`values` (n,) with a row for every block, the last of them filled up: (b, 64)."""
    missing = -len(values) % BLOCK
    return np.concatenate([values, np.full(missing, filling)]).reshape(-1, BLOCK)


def _of_chunk(points: Floats, labels: Labels, k: int) -> Floats:
    """The sums (k, d) of the clusters in one chunk."""
    rows = np.arange(len(points))
    lanes = rows // BLOCK * LANES + rows % LANES
    own, shape = lanes * k + labels, (-(-len(points) // BLOCK), LANES, k)
    sums = np.empty((k, points.shape[1]))
    for column in range(points.shape[1]):
        of_lanes = np.bincount(own, points[:, column], minlength=np.prod(shape)).reshape(shape)
        sums[:, column] = _in_order(_by_halves(of_lanes), 0)
    return sums


def _by_halves(lanes: NDArray[Any]) -> NDArray[Any]:
    """The sums over the second axis of lanes (b, 8, ...), of which the second half is added to the first."""
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes[:, 0]


def _in_order(parts: NDArray[Any], axis: int) -> NDArray[Any]:
    """The sum over one axis, one after another; `sum` would add them in pairs."""
    added = np.zeros(parts.shape[:axis] + parts.shape[axis + 1 :])
    for part in np.moveaxis(parts, axis, 0):
        added += part
    return added
