"""K-d trees (Bentley 1975) of the cells of a grid, for compiled searches; see kd_tree.h."""

from typing import NamedTuple

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address
from clusterlab.kernels.native.cell_grid import CellGrid, sort_by_cell
from clusterlab.kernels.typing import LANES, CancelCheck, Floats, Rows

MAX_LEAF = 2 * LANES
"""The most points of a leaf, unless they are equal; MAX_LEAF of kernels.c."""
WORK_PER_CALL = 2**24
"""The numbers moved or compared between two calls of `check_canceled`: some ten milliseconds."""


class KdTree(NamedTuple):
    """The k-d trees of n points, one for each cell of a grid, which split boxes in the middle of their
    longest side.

    `table` (d + 1, n + LANES) holds the columns of the points in tree order, and last their rows. `boxes`
    (nodes, 2 d), `ends` and `parents` (nodes,) and `starts` (nodes + 1,) describe the nodes, `first`
    (cells + 1,) the first nodes of the cells of the `grid`.
    """

    table: Floats
    boxes: Floats
    ends: Rows
    parents: Rows
    starts: Rows
    first: Rows
    grid: CellGrid

    @classmethod
    def of(cls, points: Floats, check_canceled: CancelCheck, radius: float = np.inf) -> "KdTree":
        """The trees of column-major `points` (n, d), grown a few nodes at a time.

        Of points within `radius` of each other, cells are in reach of each other; of an infinite one there
        is one cell, and so one tree.
        """
        grid, table = sort_by_cell(points, radius, check_canceled, WORK_PER_CALL)
        boxes, ends, parents, starts = _grow(table, len(points), grid, check_canceled)
        first = np.empty(grid.n_cells + 1, np.intp)
        loader.functions["kern_finish_tree"](
            len(ends), address(ends), address(parents), grid.n_cells, address(first)
        )
        return cls(table, boxes, ends, parents, np.append(starts, len(points)), first, grid)

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
        """The arguments that every search within `eps`, at most the radius, begins with."""
        (columns, stride), nodes = self.table.shape, len(self.ends)
        arrays = self.boxes, self.ends, self.parents, self.starts, self.first, self.grid.record
        return address(self.table), stride, columns - 1, nodes, *map(address, arrays), eps * eps


def _grow(
    table: Floats, n: int, grid: CellGrid, check_canceled: CancelCheck
) -> tuple[Floats, Rows, Rows, Rows]:
    """Boxes, ends, parents and starts of the nodes of n points in `table`, which are put into tree order."""
    (columns, stride), nodes, capacity = table.shape, 0, n // 4 + 1
    boxes, arrays = np.empty((capacity, 2 * columns - 2)), [np.empty(capacity, np.intp) for _ in range(4)]
    spare = np.empty(n + n // 8 + 1)
    while not nodes or arrays[0][nodes - 1] < n:
        check_canceled()
        if nodes == len(boxes):
            boxes, *arrays = (np.concatenate([array, np.empty_like(array)]) for array in (boxes, *arrays))
        outputs = map(address, (boxes, *arrays, spare, grid.starts))
        nodes = loader.functions["kern_grow_tree"](
            address(table), stride, n, columns - 1, nodes, len(boxes), *outputs, WORK_PER_CALL
        )
    ends, parents, starts, _ = (array[:nodes] for array in arrays)
    return boxes[:nodes], ends, parents, starts
