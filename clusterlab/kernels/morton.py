"""Spatial order by Morton codes: points near each other in space become near each other in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import morton as native_morton
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import CHUNK, Floats, Rows, chunks

Codes: TypeAlias = NDArray[np.unsignedinteger]
BITS = 16
MARGIN = 1e-6
"""Added to cell numbers: grid values often lie on a cell's edge, where rounding must not decide."""
ALWAYS_USED, MIN_RANGE_DIVISOR, RANGE_STEPS = 4, 8, 1e6
"""The four widest columns are used; others only where their range is over an eighth of the widest. Ranges are
compared as multiples of a millionth of the widest."""
N_COMPONENTS = 12
SAMPLE_ROWS, SAMPLE_COLUMNS = 4096, 256
"""The rows and columns from which principal directions are computed."""
ENCODED_ROWS = 2 * CHUNK
"""So many rows are encoded at once, whose numbers stay in the cache."""
MIN_VARIANCE_SHARE = 1e-8
"""Directions of a smaller share of the largest variance are not taken from products of rows."""
ROUNDING_STEPS = 64.0
"""Directions are rounded to 1 / 64: the last bits of eigenvectors differ between machines."""


@dataclass(frozen=True, eq=False)
class SpatialGrid:
    """The cells of a Morton code of some `bits`, which interleaves those of the columns (Morton 1966).

    Tables of more than 16 columns are replaced by their principal components: `axes` (N_COMPONENTS, m) of
    the columns `chosen` (m,). `low` and `high` (c,) bound the columns or components.
    """

    low: Floats
    high: Floats
    bits: int = BITS
    chosen: Rows | None = None
    axes: Floats | None = None

    @classmethod
    def of(cls, sample: Floats, bits: int = BITS) -> "SpatialGrid":
        """The grid for the columns of a `sample` (n, d) of a table; its bounds are those of the sample."""
        chosen, axes = (
            (None, None) if sample.shape[1] <= BITS else _principal_directions(sample, np.ptp(sample, axis=0))
        )
        grid = cls(np.empty(0), np.empty(0), bits, chosen, axes)
        return grid.bounded(*grid.bounds(sample))

    def bounded(self, low: Floats, high: Floats) -> "SpatialGrid":
        """The same grid between other bounds (c,)."""
        return replace(self, low=low, high=high)

    def bounds(self, points: Floats) -> tuple[Floats, Floats]:
        """The least and greatest value (c,) of the columns or components of `points` (n, d)."""
        return _bounds(self.columns(points))

    def codes(self, points: Floats) -> Codes:
        """The code of each row of `points` (n, d): (n,), of 16 bits unless there are more."""
        return _morton_codes(self.columns(points), self.low, self.high, self.bits)

    @on_one_blas_thread
    def columns(self, points: Floats) -> Floats:
        """The columns or components (c, n) of `points` (n, d)."""
        if self.chosen is None or self.axes is None:
            return points.T
        return np.asarray(self.axes @ points[:, self.chosen].T)


def spatial_order(points: Floats, bounds: tuple[Floats, Floats] | None = None) -> Rows:
    """The rows of `points` (n, d) in the order of a 16-bit Morton code: (n,).

    The columns are those of `SpatialGrid`, widest first. Equal codes keep their order. The least and the
    greatest values of the columns are computed unless they are given.
    """
    columns = points.T
    if points.shape[1] > BITS:
        columns, bounds = _component_columns(points, bounds), None
    return code_order(_morton_codes(columns, *(bounds or _bounds(columns)), BITS))


def _component_columns(points: Floats, bounds: tuple[Floats, Floats] | None) -> Floats:
    """The components (N_COMPONENTS, n) of `points` (n, d) with these bounds, if they are known."""
    sample = sample_rows(points)
    is_known = bounds is not None and len(sample) == len(points)
    ranges = bounds[1] - bounds[0] if bounds is not None and is_known else np.ptp(sample, axis=0)
    unbounded = np.empty(0)
    return SpatialGrid(unbounded, unbounded, BITS, *_principal_directions(sample, ranges)).columns(points)


def sample_rows(points: Floats) -> Floats:
    """The rows, evenly spaced, from which principal directions are computed: at most `SAMPLE_ROWS`."""
    return points[:: sample_interval(len(points))]


def sample_interval(n: int) -> int:
    """Every how many of `n` rows one is of the sample."""
    return max(1, -(-n // SAMPLE_ROWS))


def code_order(codes: Codes) -> Rows:
    """The stable order (n,) of codes of up to 32 bits, in two passes of 16 bits each (radix sort)."""
    if codes.dtype == np.uint16:
        return stable_order(codes)
    order = stable_order((codes & np.uint32(0xFFFF)).astype(np.uint16))
    return np.asarray(order[stable_order((codes >> np.uint32(16)).astype(np.uint16)[order])])


@with_native(native_morton.stable_order)
def stable_order(codes: Codes) -> Rows:
    """The stable order (n,) of codes of 16 bits."""
    return np.argsort(codes, kind="stable")


def _bounds(columns: Floats) -> tuple[Floats, Floats]:
    return columns.min(axis=1), columns.max(axis=1)


@on_one_blas_thread
def _principal_directions(sample: Floats, ranges: Floats) -> tuple[Rows, Floats]:
    """The widest columns (m,) of a sample with these `ranges` (d,), and their principal directions.

    The directions (N_COMPONENTS, m) are rounded.
    """
    widest = _widest_columns(ranges)
    sample = sample[:, widest]
    axes = _principal_axes(sample - sample.mean(axis=0))[:N_COMPONENTS]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return widest, np.rint(axes / largest * ROUNDING_STEPS)


def _widest_columns(ranges: Floats) -> Rows:
    """The columns (m,) of the greatest `ranges` (d,), of equals the first, at most SAMPLE_COLUMNS of them."""
    among = np.arange(len(ranges))
    if len(ranges) > SAMPLE_COLUMNS:
        among = np.flatnonzero(ranges >= np.partition(ranges, -SAMPLE_COLUMNS)[-SAMPLE_COLUMNS])
    return among[np.argsort(-ranges[among], kind="stable")[:SAMPLE_COLUMNS]]


def _principal_axes(centered: Floats) -> Floats:
    """The principal directions of a centered table (n, d) as rows, largest variance first.

    Of few rows they follow from the eigenvectors of the products of rows, in half the time, unless their
    variances differ so much that the squares lose them.
    """
    n, d = centered.shape
    if n >= d:
        return np.linalg.eigh(centered.T @ centered)[1].T[::-1]
    if n > N_COMPONENTS:
        values, vectors = np.linalg.eigh(centered @ centered.T)
        if values[-N_COMPONENTS] > MIN_VARIANCE_SHARE * values[-1]:
            return np.asarray(vectors.T[: -N_COMPONENTS - 1 : -1] @ centered)
    return np.linalg.svd(centered, full_matrices=False)[2]


def _morton_codes(columns: Floats, low: Floats, high: Floats, bits: int) -> Codes:
    """The codes (n,) of `columns` (c, n) between bounds (c,)."""
    kind: Any = np.uint16 if bits <= BITS else np.uint32
    ranges, lows = (high - low).tolist(), low.tolist()
    widest = _used_columns(ranges)
    cells, spreads = _cells_and_spreads(len(widest), bits, kind)
    rows = [(j, lows[j], ranges[j], n) for j, n in zip(widest, cells, strict=True)]
    return interleaved_cells(columns, np.array(rows, float).reshape(-1, 4), spreads, kind)


@cache
def _cells_and_spreads(columns: int, bits: int, kind: Any) -> tuple[list[float], list[Codes | None]]:
    """How many cells each of so many columns has, widest first, and the bits of the code of each cell."""
    positions = [_bit_positions(rank, columns, bits) for rank in range(columns)]
    return [2.0 ** len(own) for own in positions], [_spread_numbers(own, kind) for own in positions]


def _used_columns(ranges: list[float]) -> list[int]:
    """The columns that codes are made of, widest first; they are too few for arrays to save time."""
    largest = max(ranges)
    shares = [round(span / (largest or 1.0) * RANGE_STEPS) for span in ranges]
    widest = sorted(range(len(ranges)), key=lambda j: -shares[j])
    least = largest / MIN_RANGE_DIVISOR
    return [j for place, j in enumerate(widest) if ranges[j] > (0 if place < ALWAYS_USED else least)]


@with_native(native_morton.interleaved_cells)
def interleaved_cells(
    columns: Floats, grid: Floats, spreads: Sequence[Codes | None], kind: Any = np.uint16
) -> Codes:
    """The codes (n,) of `columns` (c, n), some rows at a time.

    A row of `grid` (m, 4) has the index of a column, its lower bound, its span and its number of cells. To
    its cell belong the bits in its item of `spreads`; None where these are those of the cell.
    """
    code = np.zeros(columns.shape[1], kind)
    for part in chunks(len(code), ENCODED_ROWS):
        together = np.ascontiguousarray(columns[:, part])
        for (column, low, span, n_cells), spread in zip(grid.tolist(), spreads, strict=True):
            cells = _cells(together[int(column)], low, span, n_cells)
            code[part] |= cells.astype(kind) if spread is None else spread.take(cells.astype(np.intp))
    return code


def _cells(values: Floats, low: float, span: float, n_cells: float) -> Floats:
    """In which of the `n_cells` cells of a span from `low` the `values` (n,) lie, with a fraction."""
    share = values - low
    share /= span
    share *= n_cells
    share += MARGIN
    return np.minimum(share, n_cells - 1, out=share)


def _bit_positions(rank: int, columns: int, bits: int) -> tuple[int, ...]:
    """The bits of the code, lowest first, that hold the column with a `rank` by width among `columns`.

    All columns have equally many, the wider ones lower; the remaining bits go to the widest.
    """
    remaining = bits % columns
    return (rank,) * (rank < remaining) + tuple(range(remaining + rank, bits, columns))


def _spread_numbers(bits: tuple[int, ...], kind: Any) -> Codes | None:
    """All numbers of so many bits, their bits moved to the positions `bits`.

    None for more bits than 16: these are those of the only column, and stay where they are.
    """
    return None if len(bits) > BITS else _spread_bits(np.arange(2 ** len(bits), dtype=kind), bits)


def _spread_bits(cell: Codes, bits: tuple[int, ...]) -> Codes:
    """The bits of each cell number, lowest first, moved to the positions `bits`."""
    spread: Codes = np.zeros_like(cell)
    kind: Any = cell.dtype.type
    for bit, position in enumerate(bits):
        spread |= ((cell >> kind(bit)) & kind(1)) << kind(position)
    return spread
