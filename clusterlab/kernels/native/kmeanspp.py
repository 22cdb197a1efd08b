"""Native implementations of kmeanspp.py; see nearest.py."""

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import BYTES, address, as_row_major, piece_memory
from clusterlab.kernels.native.nearest import max_serial_rows, sum_parts
from clusterlab.kernels.parallel import run_in_pieces
from clusterlab.kernels.results import Potential
from clusterlab.kernels.typing import BLOCK, CHUNK, MIN_WIDE, Floats, Rows

MAX_CANDIDATES = 256
"""Compiled code has buffers for this many candidates."""


def add_center(
    blocks: Blocks, center: Floats, potential: Potential, weights: Floats | None = None
) -> Potential | None:
    """D^2 after one more center, in place; None for weighted rows."""
    center_table = as_row_major(center[None], blocks.points.shape[1])
    if center_table is None or weights is not None:
        return None
    call, to = loader.functions["kern_add_center"], address(center_table)
    addresses = _potential_addresses(potential)

    def piece(start: int, stop: int) -> None:
        call(*piece_memory(blocks.memory, start, stop), to, *_addresses_from(addresses, start))

    run_in_pieces(len(blocks.points), piece, max_serial_rows(blocks.memory))
    return potential


def candidate_totals(
    blocks: Blocks, candidates: Floats, before: Potential, weights: Floats | None = None
) -> Floats | None:
    """The totals of D^2 after adding each candidate alone; None for weighted rows."""
    n, d = blocks.points.shape
    center_table, m = as_row_major(candidates, d), len(candidates)
    if center_table is None or weights is not None or m > MAX_CANDIDATES:
        return None
    call, columns = loader.functions["kern_candidate_totals"], None
    if d < MIN_WIDE:
        columns = np.array(center_table.T, order="C")
    parts = np.zeros((-(-n // CHUNK), m))
    centers, output, potential = (
        (address(center_table), address(columns)),
        address(parts),
        _potential_addresses(before),
    )

    def piece(start: int, stop: int) -> None:
        to = output + start // CHUNK * m * BYTES
        call(*piece_memory(blocks.memory, start, stop), *centers, m, *_addresses_from(potential, start), to)

    run_in_pieces(n, piece, max_serial_rows(blocks.memory))
    return sum_parts(parts)


def rows_at_shares(potential: Potential, shares: Floats) -> Rows:
    """The rows at shares of the total of D^2."""
    each, sums, _ = _potential_addresses(potential)
    cumulative, rows, m = np.empty(len(potential.sums)), np.empty(len(shares), np.int64), len(shares)
    scratch = address(cumulative), address(shares)
    loader.functions["kern_rows_at_shares"](each, len(potential.distances), sums, *scratch, m, address(rows))
    return rows


def draw_centers(
    blocks: Blocks, potential: Potential, shares: Floats, weights: Floats | None = None
) -> tuple[Floats, Rows, Rows] | None:
    """Consecutive draws; None for weighted rows, and where one thread would take long."""
    (n, d), (most, m) = blocks.points.shape, shares.shape
    if weights is not None or m > MAX_CANDIDATES or n > max_serial_rows(blocks.memory) or d >= MIN_WIDE:
        return None
    centers, rows, drawn = np.empty((most, d)), np.empty((most, m), np.int64), np.empty(most, np.int64)
    scratch = np.empty(len(potential.sums) + m * (2 * d + 1 + -(-n // CHUNK)))
    given = *piece_memory(blocks.memory, 0, n), *_potential_addresses(potential), address(shares)
    outputs = address(centers), address(rows), address(drawn), address(scratch)
    count = loader.functions["kern_draw_centers"](*given, most, m, *outputs)
    return centers[:count], rows[:count], drawn[:count]


def _potential_addresses(potential: Potential) -> tuple[int, int, int]:
    """The addresses of D^2, its sums and its maxima."""
    return address(potential.distances), address(potential.sums), address(potential.block_maxima)


def _addresses_from(addresses: tuple[int, int, int], row: int) -> tuple[int, int, int]:
    """The addresses from a `row`, the first of a block, on."""
    each, sums, block_maxima = addresses
    return each + row * BYTES, sums + row // BLOCK * BYTES, block_maxima + row // BLOCK * BYTES
