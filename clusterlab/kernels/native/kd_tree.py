"""A k-d tree (Bentley 1975) for compiled searches; see density.h."""

from typing import NamedTuple

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address
from clusterlab.kernels.typing import LANES, CancelCheck, Floats, Rows

MAX_LEAF = 2 * LANES
"""The most points of a leaf, unless they are equal; MAX_LEAF of kernels.c."""
WORK_PER_CALL = 2**24
"""The numbers moved or compared between two calls of `check_canceled`: some ten milliseconds."""


class KdTree(NamedTuple):
    """A k-d tree of n points, which splits boxes in the middle of their longest side.

    `table` (d + 1, n + LANES) holds the columns of the points in tree order, and last their rows. `boxes`
    (nodes, 2 d), `ends` and `parents` (nodes,) and `starts` (nodes + 1,) describe the nodes.
    """

    table: Floats
    boxes: Floats
    ends: Rows
    parents: Rows
    starts: Rows

    @classmethod
    def of(cls, points: Floats, check_canceled: CancelCheck) -> "KdTree":
        """The tree of `points` (n, d), grown a few nodes at a time."""
        (n, d), nodes, capacity = points.shape, 0, len(points) // 4 + 1
        table, spare = np.zeros((d + 1, n + LANES)), np.empty(n + n // 8 + 1)
        table[:d, :n], table[d, :n] = points.T, np.arange(n)
        boxes, arrays = np.empty((capacity, 2 * d)), [np.empty(capacity, np.intp) for _ in range(4)]
        while not nodes or arrays[0][nodes - 1] < n:
            check_canceled()
            if nodes == len(boxes):
                boxes, *arrays = (np.concatenate([array, np.empty_like(array)]) for array in (boxes, *arrays))
            outputs = address(boxes), *map(address, arrays), address(spare)
            nodes = loader.functions["kern_grow_tree"](
                address(table), n + LANES, n, d, nodes, len(boxes), *outputs, WORK_PER_CALL
            )
        ends, parents, starts, _ = (array[:nodes] for array in arrays)
        loader.functions["kern_finish_tree"](nodes, address(ends), address(parents))
        return cls(table, boxes[:nodes], ends, parents, np.append(starts, n))

    @property
    def rows(self) -> Rows:
        """The rows of the points in tree order: (n,)."""
        return self.table[-1, : self.starts[-1]].astype(np.intp)

    @property
    def places(self) -> Rows:
        """The places of the points in tree order, by row: (n,)."""
        places = np.empty(self.starts[-1], np.intp)
        places[self.rows] = np.arange(len(places))
        return places

    def arguments(self, eps: float) -> tuple[object, ...]:
        """The arguments that every search within `eps` begins with."""
        (columns, stride), nodes = self.table.shape, len(self.ends)
        arrays = self.boxes, self.ends, self.parents, self.starts
        return address(self.table), stride, columns - 1, nodes, *map(address, arrays), eps * eps
