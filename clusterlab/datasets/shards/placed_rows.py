"""Rows in one spatial order of all: their codes are counted, then each row is written to its shard.

A record of a placed row holds its normalized cells and, in the bits of one more number, its place in the
shard and its number in the source.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile

import numpy as np

from clusterlab.core.normalization import normalization
from clusterlab.datasets.scale import Scaling
from clusterlab.datasets.shards.row_spool import NUMBER, ReadSoFar, read_records, record_parts
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.morton import BITS, Codes, SpatialGrid, code_order, sample_interval
from clusterlab.kernels.parallel import map_in_order
from clusterlab.kernels.typing import Floats, Rows

NUMBER_BITS = 40
"""The bits of the number of a row; those above hold its place in the shard."""
MAX_BITS, ROWS_PER_CELL_BITS = 22, 4
"""The most bits of a code, and about how many rows share one, as a power of two, before that limits them."""


@dataclass(frozen=True, eq=False)
class Normalizing:
    """What makes normalized coordinates of cells: a scaling, then a center and a power of two."""

    scaling: Scaling
    exponent: int
    center: Floats

    @classmethod
    def of(cls, scaling: Scaling, found: ReadSoFar) -> "Normalizing":
        """The normalization of the rows that were read, after a scaling."""
        low, high, mean = scaling.apply(np.array([found.low, found.high, found.mean]))
        return cls(scaling, *normalization(low, high, mean))

    def apply(self, cells: Floats) -> Floats:
        """The normalized coordinates (m, d) of cells (m, d)."""
        centered = self.scaling.apply(cells) - self.center
        with np.errstate(over="ignore"):
            power = np.ldexp(1.0, -self.exponent)
        if np.isfinite(power) and power > 0:  # faster than ldexp
            return np.asarray(np.multiply(centered, power, out=centered))
        return np.asarray(np.ldexp(centered, -self.exponent))


class SortedRows(NamedTuple):
    """The `records` (m, d + 1) of rows with normalized cells, in the order of their `codes` (m,)."""

    codes: Codes
    records: Floats


@dataclass(eq=False)
class PlacedSoFar:
    """How many parts of the rows were counted, and then written.

    `counts` (c,) are the numbers of rows of each code, `taken` (c,) of how many the place is taken, and
    `filled` (s,) how many rows are in each shard.
    """

    counts: Rows
    taken: Rows
    filled: Rows
    counted: int = 0
    written: int = 0

    @classmethod
    def load(cls, path: Path, codes: int, shards: int) -> "PlacedSoFar":
        """What was saved in a file, else the beginning."""
        try:
            with np.load(path, allow_pickle=False) as found:
                counted, written = found["parts"].tolist()
                of_codes = found["counts"].reshape(codes), found["taken"].reshape(codes)
                return cls(*of_codes, found["filled"].reshape(shards), counted, written)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            zeros = np.zeros((2, codes), np.int64)
            return cls(zeros[0], zeros[1], np.zeros(shards, np.int64))

    def save(self, path: Path) -> None:
        """Saves it to a file, which is replaced as a whole; raises OSError."""
        new = path.with_name(f"new-{path.name}")
        parts = np.array([self.counted, self.written])
        np.savez(new, counts=self.counts, taken=self.taken, filled=self.filled, parts=parts)
        os.replace(new, path)


class SpatialPlacing:
    """Sends the records of a file of `n` rows to their places in one spatial order of all."""

    def __init__(self, path: Path, n: int, normalizing: Normalizing) -> None:
        self.path, self.n, self.normalizing = path, n, normalizing
        self.d = len(normalizing.center)
        self.parts = record_parts(path, n, self.d)

    def grid(self, low: Floats, high: Floats) -> SpatialGrid:
        """The grid of all rows, whose cells lie within `low` and `high` (d,); with many columns by a pass."""
        bits = code_bits(self.n)
        if self.d <= BITS:
            low, high = self.normalizing.apply(np.array([low, high]))
            return SpatialGrid(low, high, bits)
        every = sample_interval(self.n)
        sample = [self._normalized(part)[(-part.start) % every :: every] for part in self.parts]
        grid = SpatialGrid.of(np.concatenate(sample), bits)
        bounds = map_in_order(lambda i: grid.bounds(self._normalized(self.parts[i])), len(self.parts))
        lows, highs = zip(*bounds, strict=True)
        return grid.bounded(np.min(lows, axis=0), np.max(highs, axis=0))

    def count(self, grid: SpatialGrid, so_far: "PlacedSoFar") -> Iterator[int]:
        """Counts the rows of each code; yields how many rows are done."""
        parts = self.parts[so_far.counted :]

        def counts(i: int) -> Rows:
            return np.bincount(grid.codes(self._normalized(parts[i])), minlength=2**grid.bits)

        for part, found in zip(parts, map_in_order(counts, len(parts)), strict=True):
            so_far.counts += found
            so_far.counted += 1
            yield part.stop

    def write(self, grid: SpatialGrid, so_far: "PlacedSoFar", shard_rows: int, path: Path) -> Iterator[int]:
        """Writes all rows to their shards in a file; yields how many are written. Raises OSError.

        Rows of equal codes keep their order.
        """
        parts, starts = self.parts[so_far.written :], np.cumsum(so_far.counts) - so_far.counts
        next_places = starts + so_far.taken
        with path.open("r+b" if so_far.written else "wb", buffering=0) as file:
            for part, rows in zip(parts, self._sorted_parts(grid, parts), strict=True):
                places = take_places(rows.codes, next_places)
                so_far.filled = _write_rows(file, rows, places, shard_rows, so_far.filled)
                so_far.taken = next_places - starts
                so_far.written += 1
                yield part.stop

    def _sorted_parts(self, grid: SpatialGrid, parts: list[slice]) -> Iterator[SortedRows]:
        def sorted_part(i: int) -> SortedRows:
            records = read_records(self.path, parts[i], self.d)
            records[:, :-1] = self.normalizing.apply(records[:, :-1])
            codes = grid.codes(records[:, :-1])
            order = code_order(codes)
            return SortedRows(codes[order], np.take(records, order, axis=0))

        return map_in_order(sorted_part, len(parts))

    def _normalized(self, part: slice) -> Floats:
        return self.normalizing.apply(read_records(self.path, part, self.d)[:, :-1])


def code_bits(n: int) -> int:
    """The bits of the codes of `n` rows: those of `Points`, and more where many rows would share a code."""
    return min(MAX_BITS, max(BITS, n.bit_length() - ROWS_PER_CELL_BITS - 2))


def placed_blocks(path: Path, span: slice, d: int) -> tuple[Blocks, Rows]:
    """The blocks of a shard of placed rows, and their numbers in the source; raises OSError."""
    records = read_records(path, span, d)
    tags = records.view(np.int64)[:, -1].copy()
    order = np.empty(len(tags), np.intp)
    order[tags >> NUMBER_BITS] = np.arange(len(tags))
    return Blocks.of(records[:, :-1], order), (tags & ((1 << NUMBER_BITS) - 1))[order]


def take_places(codes: Codes, next_places: Rows) -> Rows:
    """The places (m,) of rows with ascending `codes`, which are no longer the next ones of these codes."""
    starts = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
    counts = np.diff(np.append(starts, len(codes)))
    first = next_places[codes[starts]]
    next_places[codes[starts]] += counts
    return np.asarray(np.arange(len(codes)) + np.repeat(first - starts, counts))


def _write_rows(file: BinaryIO, rows: SortedRows, places: Rows, shard_rows: int, filled: Rows) -> Rows:
    """Writes rows with ascending `places` behind those that are already in their shards, `filled` (s,).

    Returns how many are there afterwards.
    """
    records, filled = rows.records, filled.copy()
    records.view(np.int64)[:, -1] |= places % shard_rows << NUMBER_BITS
    shards = np.arange(places[0] // shard_rows, places[-1] // shard_rows + 1)
    ends = np.searchsorted(places, (shards + 1) * shard_rows)
    for shard, start, end in zip(shards.tolist(), [0, *ends[:-1]], ends, strict=True):
        file.seek((shard * shard_rows + int(filled[shard])) * records.shape[1] * NUMBER)
        _write_all(file, records[start:end].tobytes())
        filled[shard] += end - start
    return filled


def _write_all(file: BinaryIO, content: bytes) -> None:
    while content:
        content = content[file.write(content) :]
