"""A grid of cells over two columns of a table, for compiled searches within a radius; see kd_tree.h."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import BYTES, address, column_stride
from clusterlab.kernels.typing import LANES, CancelCheck, Floats, Rows, chunks

RECORD = np.dtype([("low", "2f8"), ("scale", "f8"), ("counts", "2i8"), ("reach", "i8")])
"""The struct `grid` of kernels.c."""
SIDE_PER_RADIUS = {2: 0.7071, 3: 1.001}
"""Of tables with so many columns. Of two, points of one cell are within the radius of each other; of three,
points within it are in adjacent cells. With more columns, few points of a cell are near each other."""
FEWEST_PER_CELL, POINTS_PER_CELL = 4, 8
"""If such cells had fewer points than the first on average, cells have the second: not all are empty."""
SLACK, LEAST_RADIUS = 1e-6, 1e-100
"""Beyond the rounding of distances and of positions in the grid; squares of less may be 0."""


class CellGrid(NamedTuple):
    """A grid, and where the points of its cells start (cells + 1,) when they are sorted by cell."""

    record: NDArray[Any]
    starts: Rows

    @property
    def n_cells(self) -> int:
        """The number of cells."""
        return len(self.starts) - 1


def sort_by_cell(
    points: Floats, radius: float, check_canceled: CancelCheck, work_per_call: int
) -> tuple[CellGrid, Floats]:
    """A grid for searches within `radius`, and `points` (n, d), column-major, sorted by its cells.

    The second is (d + 1, n + `LANES`): columns, and last the rows. About `work_per_call` numbers are moved
    between two calls of `check_canceled`.
    """
    (n, d), record = points.shape, _grid_over(points, radius)
    parts = list(chunks(n, max(1, work_per_call // (d + 1))))
    starts = _first_places(points, record, parts, check_canceled)
    table, reached = np.zeros((d + 1, n + LANES)), starts.copy()
    outputs = address(record), address(reached), address(table), n + LANES
    for part in parts:
        check_canceled()
        loader.functions["kern_sort_cells"](
            address(points), column_stride(points), d, part.start, part.stop, *outputs
        )
    return CellGrid(record, starts), table


def _first_places(
    points: Floats, record: NDArray[Any], parts: list[slice], check_canceled: CancelCheck
) -> Rows:
    """Where the points of each cell start (cells + 1,)."""
    starts = np.zeros(int(record["counts"].prod()) + 1, np.intp)
    for part in parts:
        check_canceled()
        first = address(points) + part.start * BYTES
        loader.functions["kern_count_cells"](
            first, column_stride(points), part.stop - part.start, address(record), address(starts[1:])
        )
    return np.cumsum(starts, out=starts)


def _grid_over(points: Floats, radius: float) -> NDArray[Any]:
    """The record of the grid over the first two columns of `points` (n, d)."""
    n, d = points.shape
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        spans = high - low
    if d not in SIDE_PER_RADIUS or not np.isfinite((radius * radius, *spans)).all():
        return np.array((0, 0, 1, 0), RECORD)
    radius = max(radius * (1 + SLACK), LEAST_RADIUS)
    side, length = radius * SIDE_PER_RADIUS[d], float(spans.max())
    if length > side * (n / FEWEST_PER_CELL) ** 0.5:
        side = length / (n / POINTS_PER_CELL) ** 0.5
    counts = (spans / side).astype(np.int64) + 1
    return np.array((low, 1 / side, counts, int(radius / side) + 1), RECORD)
