"""Native implementations of lloyd.py; see nearest.py.

An iteration over a thousand points takes less time than asking five arrays for their addresses. So two
buffers, whose addresses are computed once, are written in turn.
"""

from collections.abc import Generator

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address, are_labels, as_row_major
from clusterlab.kernels.native.bounded import BoundedPass, is_bounded
from clusterlab.kernels.native.nearest import empty_single_precision, is_filtered, max_serial_rows
from clusterlab.kernels.native.passes import AssignmentPass, RoundAddresses, RoundBuffers
from clusterlab.kernels.results import Assignment, LloydResult, Means
from clusterlab.kernels.typing import CHUNK, Floats, Labels

NO_ROW = np.int64(-1)
"""The row of a cluster of which none is known."""
MAX_POINTS_UNPAUSED = 500_000
"""Points that may be assigned between two yields."""


def cluster_means(
    blocks: Blocks,
    labels: Labels,
    centers: Floats,
    sums: Floats,
    counts: Floats,
    weights: Floats | None = None,
) -> Means | None:
    """The means of clusters, and their moves from the centers; None for weighted ones."""
    if weights is not None:
        return None
    (n, d), arrays = blocks.points.shape, _as_c_arrays(centers, sums, counts)
    if arrays is None or centers.shape[1] != d or not are_labels(labels, n, len(centers)):
        return None
    moved, moves, rows = np.empty(centers.shape), np.empty(3), np.empty(len(centers), np.int64)
    rows.fill(NO_ROW)
    loader.functions["kern_cluster_means"](
        *(*blocks.memory[:3], address(labels), labels.itemsize),
        *(*map(address, arrays), *centers.shape, address(rows), address(moved), address(moves)),
    )
    return Means(moved, *moves[:2].tolist())


def run_rounds(
    blocks: Blocks,
    centers: Floats,
    found: Assignment,
    tolerance: float,
    max_rounds: int,
    weights: Floats | None = None,
) -> Generator[None, None, LloydResult] | None:
    """Lloyd iterations; None for weighted rows."""
    if weights is not None:
        return None
    n, d = blocks.points.shape
    arrays = _as_c_arrays(centers, found.sums, found.counts)
    if arrays is None or centers.shape[1] != d or not are_labels(found.labels, n, len(centers)):
        return None
    sums, counts, centers = arrays
    found = found._replace(sums=sums, counts=counts)
    k = len(centers)
    is_serial = not is_filtered(k, d) and n <= max_serial_rows(blocks.memory, k)
    return (_serial_rounds if is_serial else _rounds)(blocks, centers, found, tolerance, max_rounds)


def _serial_rounds(
    blocks: Blocks, centers: Floats, found: Assignment, tolerance: float, max_rounds: int
) -> Generator[None, None, LloydResult]:
    """Iterations over few points on one thread, several between two yields."""
    (n, d), k = blocks.points.shape, len(centers)
    current, previous = RoundBuffers(n, d, k), RoundBuffers(n, d, k)
    current.load(centers, found)
    parts, moves = np.empty((-(-n // CHUNK), len(current.added))), np.empty(3)
    rows, columns, single = np.full(k, NO_ROW), np.empty((d, k)), empty_single_precision(k, d)
    out_addresses = (*map(address, (rows, parts, moves, columns, single)),)
    call = loader.functions["kern_run_rounds"]
    rounds_per_call, done, width = max(1, MAX_POINTS_UNPAUSED // n), 0, current.labels.itemsize
    while done < max_rounds:
        requested = min(rounds_per_call, max_rounds - done)
        sum_addresses = current.addresses.sums, previous.addresses.sums
        labels = current.addresses.labels, previous.addresses.labels
        done_now = call(
            *blocks.memory, k, *sum_addresses, *labels, width, tolerance, requested, *out_addresses
        )
        done += done_now
        if done_now % 2:
            current, previous = previous, current
        if done_now < requested:
            break
        yield
    return LloydResult(current.centers, current.found(), done) if done else LloydResult(centers, found, 0)


def _rounds(
    blocks: Blocks, centers: Floats, found: Assignment, tolerance: float, max_rounds: int
) -> Generator[None, None, LloydResult]:
    """Iterations over many points on several threads, with a yield after each."""
    (n, d), k = blocks.points.shape, len(centers)
    current, previous = RoundBuffers(n, d, k), RoundBuffers(n, d, k)
    last = RoundAddresses(*map(address, (found.sums, found.counts, centers, found.labels)))
    moves, rows = np.empty(3), np.full(k, NO_ROW)
    assignment_pass = (BoundedPass if is_bounded(n, d, k) else AssignmentPass)(blocks, k)
    call, done, width = loader.functions["kern_cluster_means"], 0, current.labels.itemsize
    to_rows, to_moves = address(rows), address(moves)
    while done < max_rounds:
        outputs = to_rows, current.addresses.centers, to_moves
        n_empty = call(*blocks.memory[:3], last.labels, width, *last[:3], k, d, *outputs)
        if n_empty or moves[1] <= tolerance:
            break
        assignment_pass.assign(current, last.labels, float(moves[2]))
        if current.added[-1] == 0:
            break
        current, previous, last, done = previous, current, current.addresses, done + 1
        yield
    if not done:
        return LloydResult(centers, found, 0)
    assignment_pass.close(previous, previous.addresses.labels, current.addresses.labels)
    return LloydResult(previous.centers, previous.found(), done)


def sums_by_label(
    blocks: Blocks, labels: Labels, k: int, weights: Floats | None = None
) -> tuple[Floats, Floats] | None:
    """The sums and counts of clusters with known labels; None for weighted rows."""
    n, d = blocks.points.shape
    if weights is not None or not (
        is_filtered(k, d) and are_labels(labels, n, k) and labels.min() >= 0 and labels.max() < k
    ):
        return None
    buffers, assignment_pass = RoundBuffers(n, d, k), AssignmentPass(blocks, k)
    buffers.centers.fill(0)
    spare = np.empty_like(labels)
    assignment_pass.close(buffers, address(labels), address(spare))
    found = buffers.found()
    return found.sums, found.counts


def _as_c_arrays(centers: Floats, sums: Floats, counts: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Sums (k, d), counts (k,) and centers (k, d) in C order; None if compiled code cannot take them."""
    if centers.ndim != 2 or sums.shape != centers.shape or counts.shape != centers.shape[:1]:
        return None
    k, d = centers.shape
    tables = as_row_major(sums, d), as_row_major(counts[None], k), as_row_major(centers, d)
    sum_table, count_table, center_table = tables
    if sum_table is None or count_table is None or center_table is None:
        return None
    return sum_table, count_table[0], center_table
