"""Blocks of 64 neighboring rows: a box around each, and the moments that stand for its rows as a whole."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from clusterlab.kernels.reductions import block_sums, padded_blocks
from clusterlab.kernels.typing import BLOCK, CHUNK, Floats, Labels, Rows, chunks, column_major

ROWS_AT_ONCE = 8 * CHUNK
"""So many rows are described at a time."""
MAX_BOX_COLUMNS = 8
"""Up to so many columns a box tells well where the rows of a block are."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """The rows of `points` (n, d), in memory as `column_major` lays them, and a record of each block.

    Its record, of `records` (b, 4 d + 1), holds the low and the high corner of its box (d each), the
    sums of its rows (d), the sums of their offsets from the middle of the box (d), and the squared
    length of these offsets.
    """

    points: Floats
    records: Floats

    @classmethod
    def of(cls, table: Floats, order: Rows) -> "Blocks":
        """The blocks of the rows of `table` (n, d) in a spatial `order` (n,)."""
        points = column_major(table, order)
        points.setflags(write=False)
        records = np.zeros((-(-len(points) // BLOCK), 4 * points.shape[1] + 1))
        for part in chunks(
            len(points), ROWS_AT_ONCE
        ):  # a few at a time: the memory beside the points stays small
            for column in range(points.shape[1]):
                _write_records(
                    records[part.start // BLOCK : -(-part.stop // BLOCK)], column, points[part, column]
                )
        records.setflags(write=False)
        return cls(points, records)

    @cached_property
    def memory(self) -> tuple[int, int, int, int, int]:
        """What compiled code is told: the address of the points, numbers from column to column, n, d, and
        the address of the records."""
        n, d = self.points.shape
        stride = self.points.strides[1] // self.points.itemsize if d > 1 else n
        return self.points.ctypes.data, stride, n, d, self.records.ctypes.data

    @cached_property
    def box_centers(self) -> Floats:
        """The middles of the boxes (b, d)."""
        d = self.points.shape[1]
        return 0.5 * (self.records[:, :d] + self.records[:, d : 2 * d])

    @cached_property
    def sizes(self) -> Floats:
        """How many rows each block has (b,)."""
        sizes = np.full(len(self.records), float(BLOCK))
        sizes[-1] = len(self.points) - BLOCK * (len(sizes) - 1)
        return sizes

    def squared_distance_sums(self, centers: Floats) -> Floats:
        """The squared distances of the rows of each block to a center of its own, of `centers` (b, d): (b,).

        By the theorem of parallel axes, from the moments about the middle: nothing cancels that matters,
        because a box reaches as far as its points do.
        """
        d = self.points.shape[1]
        squared_distance_sums = self.records[:, 4 * d].copy()
        for column in range(d):
            offsets_from_center = self.box_centers[:, column] - centers[:, column]
            squared_distance_sums += offsets_from_center * (
                2 * self.records[:, 3 * d + column] + self.sizes * offsets_from_center
            )
        return squared_distance_sums


class Assignment(NamedTuple):
    """The nearest centers of n points, and what follows from them.

    Labels (n,), the total of the squared distances, the sums (k, d) and counts (k,) of the points of
    each center, and how many labels are not as was likely.
    """

    labels: Labels
    total: float
    sums: Floats
    counts: Floats
    changed: int | None


class Means(NamedTuple):
    """The means of clusters (k, d), and how far from their centers: the sum of the squared moves, each as
    often as its cluster has points, which is the `gain` of moving there, and each once."""

    centers: Floats
    gain: float
    shift: float


class LloydResult(NamedTuple):
    """Where rounds have come to: centers (k, d), what is assigned to them, and after how many rounds."""

    centers: Floats
    found: Assignment
    n_rounds: int


def uniform_blocks(labels: Labels) -> np.ndarray:
    """Whether all rows of a block have one label, of `labels` (n,): (b,)."""
    rows = padded_blocks(labels.astype(float), float(labels[-1]))
    return np.asarray((rows == rows[:, :1]).all(axis=1))


def _write_records(records: Floats, column: int, values: Floats) -> None:
    """Writes what the records (b, 4 d + 1) say of one column, and adds its share of the squared lengths."""
    d = records.shape[1] // 4
    rows = padded_blocks(values, values[-1])
    low, high = rows.min(axis=1), rows.max(axis=1)
    offsets = values - np.repeat(0.5 * (low + high), BLOCK)[: len(values)]
    records[:, column], records[:, d + column] = low, high
    records[:, 2 * d + column] = block_sums(values)
    records[:, 3 * d + column] = block_sums(offsets)
    records[:, 4 * d] += block_sums(offsets * offsets)
