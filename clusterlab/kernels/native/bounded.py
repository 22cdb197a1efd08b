"""The native assignment of the rows of many columns to moving centers, by bounds of all distances.

See bounds.h, which has the proofs.
"""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address, piece_memory
from clusterlab.kernels.native.nearest import MIN_WIDE_COLUMNS, cached_from, is_filtered, max_serial_rows
from clusterlab.kernels.native.passes import DISTANCE_MARGIN, AssignmentPass, RoundBuffers
from clusterlab.kernels.parallel import run_pieces, split_rows
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, aligned_memory, chunks

MAX_BOUNDED_CENTERS = 1024
"""The most centers that rows have bounds for; MAX_BOUNDED of kernels.c."""
MAX_BOUNDED_BYTES = 2**30
"""The most memory for rows in single precision and bounds."""
ROW_FLOATS, PLACE_FLOATS = 32, 16
"""Rows in single precision, and their bounds, have a multiple of so many numbers, as in kernels.c."""
FLOAT_BYTES = 4
COLUMN_RANGES = 4
"""The columns of a chunk are summed in so many parts, so that few chunks make work for several threads."""


def is_bounded(n: int, d: int, k: int) -> bool:
    """Whether bounds of all distances save more time than they take."""
    room = n * (_padded(d, ROW_FLOATS) + _padded(k, PLACE_FLOATS)) * FLOAT_BYTES
    fits = k <= MAX_BOUNDED_CENTERS and room <= MAX_BOUNDED_BYTES
    return d >= MIN_WIDE_COLUMNS and fits and is_filtered(k, d)


class BoundedPass(AssignmentPass):
    """Repeated assignment of all rows to moving centers, with bounds as in Elkan (2003)."""

    def __init__(self, blocks: Blocks, k: int) -> None:
        super().__init__(blocks, k)
        n, d = blocks.points.shape
        width, places = _padded(d, ROW_FLOATS), _padded(k, PLACE_FLOATS)
        self.rows, self.lower = (_aligned_rows(n, numbers) for numbers in (width, places))
        self.lengths, self.upper = np.empty(n, np.float32), np.full(n, np.inf, np.float32)
        self.single = aligned_memory(k * width + 2 * places, np.float32)
        self.previous, self.drifts, self.shift = np.zeros((k, d)), np.full(k, -1.0), np.empty(d)
        self.changes, self.serial = np.empty(-(-n // BLOCK)), n <= max_serial_rows(self.memory, k)
        self.single.fill(0)

    def assign(self, buffers: RoundBuffers, before: int, farthest: float) -> None:
        """Assigns to the centers in `buffers`."""
        is_first = bool(self.drifts[0] < 0)
        self._label(buffers, before, is_first, self._move_centers(buffers))
        self._add(buffers)
        buffers.added[-1] = self.changes.sum()

    def _move_centers(self, buffers: RoundBuffers) -> float:
        """Prepares for the centers in `buffers`; returns their largest squared length."""
        previous, drifts, *written = map(address, (self.previous, self.drifts, self.shift, self.single))
        moved = buffers.addresses.centers, self.k, self.memory[3], previous, drifts
        return float(loader.functions["kern_bounded_centers"](*moved, DISTANCE_MARGIN, *written))

    def _label(self, buffers: RoundBuffers, before: int, is_first: bool, largest: float) -> None:
        """Finds the labels, some blocks at a time."""
        call, width, to = loader.functions["kern_bounded_labels"], buffers.labels.itemsize, buffers.addresses
        centers = to.centers, self.k, address(self.shift), largest, address(self.single)

        def label(start: int, stop: int) -> None:
            labels = before + start * width, to.labels + start * width, width
            bounds = (self.rows, self.lengths, self.upper, self.lower)
            of_rows = (*(address(each[start:]) for each in bounds),)
            of_blocks = address(self.changes[start // BLOCK :]), self._cached_from(start)
            memory = piece_memory(self.memory, start, stop)[:4]
            call(*memory, *centers, *labels, *of_rows, is_first, *of_blocks)

        run_pieces(split_rows(self.memory[2], BLOCK), label, self.serial)

    def _add(self, buffers: RoundBuffers) -> None:
        """Adds up the clusters, some columns of a chunk at a time."""
        call, (n, d), width = loader.functions["kern_bounded_sums"], self.memory[2:4], buffers.labels.itemsize
        ranges = [*chunks(d, _padded(-(-d // COLUMN_RANGES), LANES))]
        pieces = [(rows, columns) for rows in chunks(n) for columns in ranges]
        self.parts.fill(0)

        def add(start: int, stop: int) -> None:
            for rows, columns in pieces[start:stop]:
                memory = piece_memory(self.memory, rows.start, rows.stop)[:4]
                labels = buffers.addresses.labels + rows.start * width, width, self.k
                sums = self._cached_from(rows.start), address(self.parts[rows.start // CHUNK :])
                call(*memory, columns.start, columns.stop, *labels, *sums)

        run_pieces([(number, number + 1) for number in range(len(pieces))], add, self.serial)
        parts = address(self.parts), *self.parts.shape, buffers.addresses.sums
        loader.functions["kern_sum_parts"](*parts)

    def _cached_from(self, row: int) -> int | None:
        """The address of the cached sums of the block that starts at a row."""
        return cached_from(address(self.cached_sums), row, self.memory[3])


def _padded(count: int, multiple: int) -> int:
    return -(-count // multiple) * multiple


def _aligned_rows(n: int, width: int) -> NDArray[np.float32]:
    """An array (n, width) in single precision, not filled, whose rows start cache lines."""
    return aligned_memory(n * width, np.float32).reshape(n, width)
