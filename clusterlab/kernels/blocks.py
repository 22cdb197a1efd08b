"""Blocks of 64 consecutive rows, each with its bounding box and moments."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterlab.kernels.native import blocks as native_blocks
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.reductions import block_row_sums, block_rows, padded_blocks
from clusterlab.kernels.typing import (
    BLOCK,
    VALUES_AT_ONCE,
    Floats,
    Labels,
    Rows,
    chunks,
    column_major,
    uses_records,
)

MAX_BOX_COLUMNS = 8
"""With more columns, bounding boxes are too loose to exclude centers."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """The rows of `points` (n, d), laid out by `column_major`, and a record of each block.

    A row of `records` (b, 4 d + 1) holds the lower and upper corner of the bounding box (d each), the sums of
    the rows (d), the sums of their offsets from the box center (d), and the sum of the squared offsets. They
    are made when first needed where they are not `given`, as kernels then do without them.
    """

    points: Floats
    given: Floats | None

    @classmethod
    def of(cls, table: Floats, order: Rows) -> "Blocks":
        """The blocks of the rows of `table` (n, d) in a spatial `order` (n,)."""
        return _read_only(*gathered_blocks(table, order))

    def __copy__(self) -> "Blocks":
        return self

    def __deepcopy__(self, memo: object) -> "Blocks":
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.points, self.given)  # no cached addresses, which hold in one process only

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return -(-len(self.points) // BLOCK)

    @cached_property
    def records(self) -> Floats:
        """The records (b, 4 d + 1)."""
        if self.given is not None:
            return self.given
        records = block_records(self.points)
        records.setflags(write=False)
        return records

    @cached_property
    def memory(self) -> tuple[int, int, int, int, int]:
        """Arguments of compiled code: address of the points, column stride, n, d, and that of the records.

        The last one is 0 where kernels do without records.
        """
        n, d = self.points.shape
        stride = self.points.strides[1] // self.points.itemsize if d > 1 else n
        return self.points.ctypes.data, stride, n, d, 0 if self.given is None else self.given.ctypes.data

    @cached_property
    def box_centers(self) -> Floats:
        """The centers of the boxes (b, d)."""
        d = self.points.shape[1]
        return 0.5 * (self.records[:, :d] + self.records[:, d : 2 * d])

    @cached_property
    def sizes(self) -> Floats:
        """The numbers of rows of the blocks (b,)."""
        sizes = np.full(self.count, float(BLOCK))
        sizes[-1] = len(self.points) - BLOCK * (len(sizes) - 1)
        return sizes

    def squared_distance_sums(self, centers: Floats) -> Floats:
        """The sums (b,) of squared distances from the rows of each block to its row of `centers` (b, d).

        They follow by the parallel axis theorem from the moments about the box center, which lies among the
        points: so cancellation is harmless.
        """
        d = self.points.shape[1]
        squared_distance_sums = self.records[:, 4 * d].copy()
        for column in range(d):
            offsets_from_center = self.box_centers[:, column] - centers[:, column]
            squared_distance_sums += offsets_from_center * (
                2 * self.records[:, 3 * d + column] + self.sizes * offsets_from_center
            )
        return squared_distance_sums


@with_native(native_blocks.gathered_blocks)
def gathered_blocks(table: Floats, order: Rows) -> tuple[Floats, Floats | None]:
    """The rows of `table` (n, d) in an `order` (n,), laid out by `column_major`, and their records.

    None where kernels use none.
    """
    points = column_major(table, order)
    return points, block_records(points) if uses_records(*points.shape) else None


@with_native(native_blocks.block_records)
def block_records(points: Floats) -> Floats:
    """The records (b, 4 d + 1) of the blocks of `points` (n, d); see `Blocks`."""
    n, d = points.shape
    records = np.zeros((-(-n // BLOCK), 4 * d + 1))
    for part in chunks(n, VALUES_AT_ONCE):
        own = records[part.start // BLOCK : -(-part.stop // BLOCK)]
        for columns in chunks(d, max(1, VALUES_AT_ONCE // n)):
            _write_records(own, columns, points[part, columns].T)
    return records


def uniform_blocks(labels: Labels) -> np.ndarray:
    """Whether all rows of a block have the same of `labels` (n,): (b,)."""
    rows = padded_blocks(labels.astype(float), float(labels[-1]))
    return np.asarray((rows == rows[:, :1]).all(axis=1))


def _restored(points: Floats, records: Floats | None) -> Blocks:
    """The blocks of unpickled arrays, in aligned memory again."""
    return _read_only(column_major(points, np.arange(len(points))), records)


def _read_only(points: Floats, records: Floats | None) -> Blocks:
    """The blocks of arrays that nothing may change any more."""
    points.setflags(write=False)
    if records is not None:
        records.setflags(write=False)
    return Blocks(points, records)


def _write_records(records: Floats, columns: slice, values: Floats) -> None:
    """Writes the part of some columns, `values` (m, n), of records (b, 4 d + 1); adds squared offsets."""
    d, rows = records.shape[1] // 4, block_rows(values, values[:, -1:])
    low, high = rows.min(axis=0), rows.max(axis=0)
    offsets = rows - 0.5 * (low + high)
    n_last = values.shape[1] - BLOCK * (len(records) - 1)
    for padded in (rows, offsets):
        padded[n_last:, :, -1] = 0.0
    parts = low, high, block_row_sums(rows), block_row_sums(offsets)
    for number, part in enumerate(parts):
        records[:, number * d + columns.start : number * d + columns.stop] = part.T
    squares = block_row_sums(offsets * offsets)
    records[:, 4 * d] = np.add.accumulate([records[:, 4 * d], *squares])[-1]
