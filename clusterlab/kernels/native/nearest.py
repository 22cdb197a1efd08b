"""Native implementations of nearest.py: the nearest centers.

As in every module of this folder, a function has the name and arguments of its numpy reference and returns
the same bits, or None where compiled code cannot take the arguments.
"""

import numpy as np

from clusterlab.kernels.blocks import MAX_BOX_COLUMNS, Blocks
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import (
    BYTES,
    Memory,
    address,
    are_labels,
    as_column_major,
    as_row_major,
    offset,
    piece_memory,
    table_memory,
)
from clusterlab.kernels.parallel import MAX_SERIAL_ROWS, run_in_pieces
from clusterlab.kernels.results import Assignment, ClusterSums
from clusterlab.kernels.typing import BLOCK, CHUNK, LANES, Floats, Labels, label_dtype

MIN_PARALLEL_PRUNED_ROWS = 10 * MAX_SERIAL_ROWS
"""The fewest rows for several threads where boxes exclude most centers, so that a row takes less time."""
MIN_PARALLEL_CENTERS = 512
"""With so many centers, several threads are faster also where boxes exclude most of them."""
MIN_WIDE_COLUMNS = 256
"""With so many columns several threads are faster from the second chunk of rows on."""
MAX_CACHED_CLUSTERS = 8
"""The most clusters of a block whose sums are cached between iterations."""
MIN_SCORED_COLUMNS, MIN_SCORED_CENTERS = 4, 16
"""With fewer columns, or centers of few columns, single precision saves no time; MIN_SCORED of kernels.c."""
MAX_FILTERED_COLUMNS, MAX_FILTERED_CENTERS = 2**16, 2**20
"""The most columns and centers for which distances are first compared in single precision."""


def nearest(points: Floats, centers: Floats) -> tuple[Labels, Floats] | None:
    """Labels and squared distances of the nearest centers."""
    table, center_table = as_column_major(points), as_row_major(centers, points.shape[1])
    if table is None or center_table is None:
        return None
    labels, distances = np.empty(len(table), label_dtype(len(center_table))), np.empty(len(table))
    _assign(table_memory(table), center_table, None, labels, distances, None)
    return labels, distances


def assign_batch(points: Floats, centers: Floats) -> Assignment | None:
    """The nearest centers of rows in any order."""
    table, center_table = as_column_major(points), as_row_major(centers, points.shape[1])
    if table is None or center_table is None:
        return None
    return _assignment(table_memory(table), center_table, None)


def assign_points(
    blocks: Blocks, centers: Floats, hints: Labels | None = None, weights: Floats | None = None
) -> Assignment | None:
    """The nearest centers, with the inertia and cluster sums; None for weighted rows."""
    if weights is not None:
        return None
    n, d = blocks.points.shape
    center_table, k = as_row_major(centers, d), len(centers)
    if center_table is None or not (hints is None or are_labels(hints, n, k)):
        return None
    return _assignment(blocks.memory, center_table, hints)


def nearest_sums(blocks: Blocks, centers: Floats) -> ClusterSums | None:
    """The inertia and the cluster sums, without the labels."""
    center_table = as_row_major(centers, blocks.points.shape[1])
    return None if center_table is None else ClusterSums(*_sums(blocks.memory, center_table, None, None)[:3])


def _assignment(memory: Memory, center_table: Floats, hints: Labels | None) -> Assignment:
    """The nearest centers, with the inertia and cluster sums."""
    labels = np.empty(memory[2], label_dtype(len(center_table)))
    total, sums, counts, changed = _sums(memory, center_table, hints, labels)
    return Assignment(labels, total, sums, counts, None if hints is None else int(changed))


def _sums(
    memory: Memory, center_table: Floats, hints: Labels | None, labels: Labels | None
) -> tuple[float, Floats, Floats, float]:
    """The inertia, sums (k, d), counts (k,) and changes; the labels are written unless there is no room."""
    (n, d), k = memory[2:4], len(center_table)
    parts = np.zeros((-(-n // CHUNK), k * (d + 1) + 2))
    _assign(memory, center_table, hints, labels, None, parts)
    added = sum_parts(parts)
    total, changed = added[-2:].tolist()
    return total, added[: k * d].reshape(k, d), added[k * d : -2], changed


def _assign(
    memory: Memory,
    center_table: Floats,
    hints: Labels | None,
    labels: Labels | None,
    distances: Floats | None,
    parts: Floats | None,
) -> None:
    """Writes what is not None: the labels, the squared distances and the sums per chunk (`parts`)."""
    columns = columns_of_centers(center_table)
    is_worth_a_filter = memory[2] > BLOCK
    single = single_precision_centers(center_table) if is_worth_a_filter else None
    centers = address(center_table), address(columns), address(single)
    width = 1 if labels is None else labels.itemsize
    outputs = address(labels), width, address(distances), address(parts)
    assign_by_address(memory, len(center_table), *centers, address(hints), *outputs)


def assign_by_address(
    memory: Memory,
    k: int,
    center_table: int,
    columns: int | None,
    single: int | None,
    hints: int | None,
    labels: int | None,
    width: int,
    distances: int | None,
    parts: int | None,
    deadlines: int | None = None,
    drift: float = 0.0,
    cached_sums: int | None = None,
    totals: bool = True,
) -> None:
    """Calls kern_assign with the addresses of arrays and the `width` of a label in bytes."""
    call, d = loader.functions["kern_assign"], memory[3]
    row = (k * (d + 1) + 2) * BYTES

    def piece(start: int, stop: int) -> None:
        outputs = offset(distances, start * BYTES), offset(parts, start // CHUNK * row)
        label_addresses = offset(hints, start * width), offset(labels, start * width)
        deadline_address = offset(deadlines, start // LANES * BYTES)
        sums = cached_from(cached_sums, start, d)
        rows = piece_memory(memory, start, stop)
        call(
            *rows,
            center_table,
            columns,
            k,
            single,
            *label_addresses,
            width,
            *outputs,
            deadline_address,
            drift,
            sums,
            totals,
        )

    run_in_pieces(memory[2], piece, max_serial_rows(memory, k))


def cached_from(cached_sums: int | None, row: int, d: int) -> int | None:
    """The address of the cached sums of the block that starts at a row."""
    return offset(cached_sums, row // BLOCK * (MAX_CACHED_CLUSTERS * d + 1) * BYTES)


def max_serial_rows(memory: Memory, k: int = 1) -> int:
    """The most rows that one thread compares with `k` centers alone."""
    if memory[3] >= MIN_WIDE_COLUMNS:
        return CHUNK
    is_pruned = memory[4] and memory[3] < MIN_SCORED_COLUMNS and k < MIN_PARALLEL_CENTERS
    return MIN_PARALLEL_PRUNED_ROWS if is_pruned else MAX_SERIAL_ROWS


def columns_of_centers(center_table: Floats) -> Floats | None:
    """Centers (k, d) column by column: (d, k); None with too many columns for boxes."""
    return np.array(center_table.T, order="C") if center_table.shape[1] <= MAX_BOX_COLUMNS else None


def is_filtered(k: int, d: int) -> bool:
    """Whether distances to `k` centers of `d` columns are first compared in single precision."""
    return MAX_BOX_COLUMNS < d <= MAX_FILTERED_COLUMNS and 1 < k <= MAX_FILTERED_CENTERS


def single_precision_centers(center_table: Floats) -> Floats | None:
    """Centers (k, d) in single precision in the layout of kern_single_precision; None if not filtered."""
    k, d = center_table.shape
    single = empty_single_precision(k, d)
    if single is not None:
        loader.functions["kern_single_precision"](address(center_table), k, d, address(single))
    return single


def empty_single_precision(k: int, d: int) -> Floats | None:
    """Memory for centers (k, d) in single precision; None if they are not filtered."""
    is_scored = MIN_SCORED_COLUMNS <= d <= MAX_BOX_COLUMNS and MIN_SCORED_CENTERS <= k <= MAX_FILTERED_CENTERS
    return np.empty(d + 1 + -(-k * (d + 1) // 2)) if is_scored or is_filtered(k, d) else None


def sum_parts(parts: Floats) -> Floats:
    """The sum (width,) of the rows of `parts` (chunks, width), added in order."""
    if len(parts) == 1:
        return np.asarray(parts[0])
    total = np.empty(parts.shape[1])
    loader.functions["kern_sum_parts"](address(parts), *parts.shape, address(total))
    return total
