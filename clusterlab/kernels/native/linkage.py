"""Native implementation of linkage.py; see linkage.h."""

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address, as_column_major
from clusterlab.kernels.native.kd_tree import KdTree
from clusterlab.kernels.typing import CancelCheck, Floats

PER_BOX = 16
"""The clusters with one bounding box, and boxes with an outer one; PER_BOX of linkage.h."""
WORK_PER_CALL = 2**25
"""The numbers compared between two calls of `check_canceled`: some ten milliseconds."""


def chain_merges(points: Floats, check_canceled: CancelCheck) -> Floats | None:
    """The merges in the order of the chain."""
    table = as_column_major(points)
    if table is None:
        return None
    (n, d), rows = points.shape, KdTree.of(table, check_canceled).rows
    stride = -(-n // PER_BOX**2) * PER_BOX**2
    means, sizes, costs = np.full((d, stride), np.inf), np.ones(stride), np.zeros(stride)
    numbers, slots, at, chain = np.full(stride, -1), np.zeros(stride, int), *np.empty((2, n), int)
    means[:, :n], numbers[:n], slots[:n], at[rows] = points.T[:, rows], rows, rows, np.arange(n)
    boxes = np.full((2 * d + 1) * (stride // PER_BOX + stride // PER_BOX**2), np.inf)
    bounds, state, merges = np.empty(stride // PER_BOX**2), np.array([stride, n, 0, 0]), np.empty((n - 1, 4))
    arrays = map(address, (sizes, costs, numbers, slots, at, chain, boxes, bounds, state, merges))
    arguments = address(means), stride, n, d, *arrays, WORK_PER_CALL
    while loader.functions["kern_link"](*arguments) < n - 1:
        check_canceled()
    return merges
