"""Calls of the compiled kernels; what they could not take is left to the numpy reference.

C checks nothing, so every array is looked at before its address is handed over. Each function here
has the name and the arguments of its reference, and returns the same bits, or None.
"""

import ctypes
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from clusterlab.kernels.blocks import MAX_BOX_COLUMNS, Assignment, Blocks
from clusterlab.kernels.native import loader
from clusterlab.kernels.parallel import MAX_SERIAL_ROWS, run_in_pieces
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, Floats, Labels, Rows, label_dtype

if TYPE_CHECKING:
    from clusterlab.kernels.kmeanspp import Potential

P = ParamSpec("P")
R = TypeVar("R")
Memory = tuple[int, int, int, int, int]
DOUBLE = np.dtype(np.float64)
BYTES = DOUBLE.itemsize
MAX_CLUSTERS = 2**31 - 1
"""So many clusters fit into what C calls an int32."""
MAX_CANDIDATES = 256
MIN_PARALLEL_PRUNED_ROWS = 10 * MAX_SERIAL_ROWS
"""So many are done where most blocks are settled as a whole."""
MAX_CACHED_CLUSTERS = 8
"""So many clusters of a block have their sums kept from round to round."""
MAX_FILTERED_COLUMNS, MAX_FILTERED_CENTERS = 2**16, 2**20
"""Up to so many columns and centers single precision may tell which center is nearest."""


def with_native(native: Callable[P, R | None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A reference with its compiled twin before it; the reference alone is its `__wrapped__`."""

    def decorate(reference: Callable[P, R]) -> Callable[P, R]:
        @wraps(reference)
        def native_or_reference(*args: P.args, **kwargs: P.kwargs) -> R:
            found = native(*args, **kwargs) if loader.functions else None
            return reference(*args, **kwargs) if found is None else found

        return native_or_reference

    return decorate


def nearest(points: Floats, centers: Floats) -> tuple[Labels, Floats] | None:
    """Labels and squared distances of the nearest centers."""
    table, center_table = _column_major(points), _row_major_centers(centers, points.shape[1])
    if table is None or center_table is None:
        return None
    labels, distances = np.empty(len(table), label_dtype(len(center_table))), np.empty(len(table))
    _assign(_memory(table), center_table, None, labels, distances, None)
    return labels, distances


def assign_points(blocks: Blocks, centers: Floats, hints: Labels | None = None) -> Assignment | None:
    """The nearest centers, and what follows for clusters."""
    n, d = blocks.points.shape
    center_table, k = _row_major_centers(centers, d), len(centers)
    if center_table is None or not (hints is None or _are_labels(hints, n, k)):
        return None
    labels, parts = np.empty(n, label_dtype(k)), np.zeros((-(-n // CHUNK), k * (d + 1) + 2))
    _assign(blocks.memory, center_table, hints, labels, None, parts)
    added = _fold(parts)
    total, changed = added[-2:].tolist()
    changed = None if hints is None else int(changed)
    return Assignment(labels, total, added[: k * d].reshape(k, d), added[k * d : -2], changed)


def add_center(blocks: Blocks, center: Floats, potential: "Potential") -> "Potential | None":
    """D^2 after one center more, in place."""
    place = _row_major_centers(center[None], blocks.points.shape[1])
    if place is None:
        return None
    call, to, addresses = loader.functions["kern_nearer"], _address(place), _addresses(potential)

    def piece(start: int, stop: int) -> None:
        call(*_rows(blocks.memory, start, stop), to, *_addresses_at(addresses, start))

    run_in_pieces(len(blocks.points), piece, MIN_PARALLEL_PRUNED_ROWS)
    return potential


def candidate_totals(blocks: Blocks, candidates: Floats, before: "Potential") -> Floats | None:
    """The totals of D^2 that candidates would leave."""
    n, d = blocks.points.shape
    center_table, m = _row_major_centers(candidates, d), len(candidates)
    if center_table is None or m > MAX_CANDIDATES:
        return None
    call, columns = loader.functions["kern_left"], np.array(center_table.T, order="C")
    parts = np.zeros((-(-n // CHUNK), m))
    centers, into, earlier = (_address(center_table), _address(columns)), _address(parts), _addresses(before)

    def piece(start: int, stop: int) -> None:
        to = into + start // CHUNK * m * BYTES
        call(*_rows(blocks.memory, start, stop), *centers, m, *_addresses_at(earlier, start), to)

    run_in_pieces(n, piece, MIN_PARALLEL_PRUNED_ROWS)
    return _fold(parts)


def rows_at_shares(potential: "Potential", shares: Floats) -> Rows:
    """The rows at shares of D^2."""
    each, sums, _ = _addresses(potential)
    cumulative, rows, m = np.empty(len(potential.sums)), np.empty(len(shares), np.int64), len(shares)
    scratch = _address(cumulative), _address(shares)
    loader.functions["kern_drawn"](each, len(potential.distances), sums, *scratch, m, _address(rows))
    return rows


def _addresses(potential: "Potential") -> tuple[int, int, int]:
    """Where D^2, its sums and its greatest begin."""
    return _address(potential.distances), _address(potential.sums), _address(potential.block_maxima)


def _addresses_at(addresses: tuple[int, int, int], row: int) -> tuple[int, int, int]:
    """Where they go on for a row that begins a block."""
    each, sums, block_maxima = addresses
    return each + row * BYTES, sums + row // BLOCK * BYTES, block_maxima + row // BLOCK * BYTES


def _assign(
    memory: Memory,
    center_table: Floats,
    hints: Labels | None,
    labels: Labels,
    distances: Floats | None,
    parts: Floats | None,
) -> None:
    """Writes the labels, and where asked for the squared distances, or the sums per chunk."""
    narrowed = _narrowed(center_table)
    to, single, before, names = map(_address, (center_table, narrowed, hints, labels))
    assign_at(
        memory,
        len(center_table),
        to,
        single,
        before,
        names,
        labels.itemsize,
        _address(distances),
        _address(parts),
    )


def assign_at(
    memory: Memory,
    k: int,
    center_table: int,
    narrowed: int | None,
    hints: int | None,
    labels: int,
    width: int,
    distances: int | None,
    parts: int | None,
    deadlines: int | None = None,
    drift: float = 0.0,
    cached_sums: int | None = None,
    totals: bool = True,
) -> None:
    """The same by the addresses of the arrays, and the bytes of a label; see kern_assign."""
    call, d = loader.functions["kern_assign"], memory[3]
    row = (k * (d + 1) + 2) * BYTES

    def piece(start: int, stop: int) -> None:
        outputs = _offset(distances, start * BYTES), _offset(parts, start // CHUNK * row)
        label_addresses = _offset(hints, start * width), labels + start * width
        deadline_address = _offset(deadlines, start // LANES * BYTES)
        sums = _offset(cached_sums, start // BLOCK * (MAX_CACHED_CLUSTERS * d + 1) * BYTES)
        rows = _rows(memory, start, stop)
        call(
            *rows,
            center_table,
            k,
            narrowed,
            *label_addresses,
            width,
            *outputs,
            deadline_address,
            drift,
            sums,
            totals,
        )

    run_in_pieces(memory[2], piece, max_serial_rows(memory))


def max_serial_rows(memory: Memory) -> int:
    """So many rows are done on one thread; of more, two take pieces."""
    return MIN_PARALLEL_PRUNED_ROWS if memory[4] and memory[3] <= MAX_BOX_COLUMNS else MAX_SERIAL_ROWS


def is_filtered(k: int, d: int) -> bool:
    """Whether single precision has a say in which of k centers of d columns is nearest."""
    return MAX_BOX_COLUMNS < d <= MAX_FILTERED_COLUMNS and 1 < k <= MAX_FILTERED_CENTERS


def _narrowed(center_table: Floats) -> Floats | None:
    """Centers (k, d) in single precision, as compiled code tells with them which may be nearest; None where
    it looks at all of them."""
    k, d = center_table.shape
    if not is_filtered(k, d):
        return None
    narrowed = np.empty(d + 1 + -(-k * (d + 1) // 2))
    loader.functions["kern_narrow"](_address(center_table), k, d, _address(narrowed))
    return narrowed


def _column_major(points: Floats) -> Floats | None:
    """The points with each column in one piece of memory; a copy where they do not lie so already."""
    if points.dtype != DOUBLE or points.ndim != 2 or 0 in points.shape:
        return None
    (n, d), (down, along) = points.shape, points.strides
    in_columns = (down == BYTES or n == 1) and (d == 1 or (along >= n * BYTES and along % BYTES == 0))
    return points if in_columns and points.flags.aligned else np.array(points, order="F", copy=True)


def _row_major_centers(centers: Floats, d: int) -> Floats | None:
    """The centers (k, d) row by row in memory, where they are such centers."""
    if (
        centers.dtype != DOUBLE
        or centers.ndim != 2
        or centers.shape[1] != d
        or not 1 <= len(centers) <= MAX_CLUSTERS
    ):
        return None
    return centers if _is_contiguous(centers) else np.array(centers, order="C", copy=True)


def _are_labels(labels: Labels, n: int, k: int) -> bool:
    """Whether these are labels of `n` rows, of the type that labels of `k` clusters have."""
    return labels.dtype == label_dtype(k) and labels.shape == (n,) and _is_contiguous(labels)


def _is_contiguous(array: Any) -> bool:
    return bool(array.flags.c_contiguous and array.flags.aligned)


def _memory(table: Floats) -> Memory:
    """What compiled code is told of a table without blocks; see `Blocks.memory`."""
    return _address(table), _stride(table), *table.shape, 0


def _stride(table: Floats) -> int:
    """How many numbers lie from one column to the next."""
    return len(table) if table.shape[1] == 1 else table.strides[1] // BYTES


def _rows(
    memory: tuple[int, int, int, int, int], start: int, stop: int
) -> tuple[int, int, int, int, int | None]:
    """The same of the rows from `start` to `stop`, of which the first begins a chunk."""
    source, stride, _, d, records = memory
    boxes = records + start // BLOCK * (4 * d + 1) * BYTES if records else None
    return source + start * BYTES, stride, stop - start, d, boxes


def _fold(parts: Floats) -> Floats:
    """The sum (width,) of the rows of `parts` (chunks, width), in their order."""
    if len(parts) == 1:
        return np.asarray(parts[0])
    total = np.empty(parts.shape[1])
    loader.functions["kern_fold"](_address(parts), *parts.shape, _address(total))
    return total


def _address(array: Any) -> Any:
    """Where an array begins; the caller holds on to it. None stays None."""
    if array is None:
        return None
    if array.flags.carray and array.size:  # writable and in one piece: so it takes a third of the time
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    return array.ctypes.data


def _offset(address: int | None, by: int) -> int | None:
    """An address further on. None stays None."""
    return None if address is None else address + by
