"""D^2: the squared distance of points to the nearest center so far, by which k-means++ draws the next."""

from typing import NamedTuple

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.native.nearest import with_native
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.reductions import block_sums, chunked_sum, padded_blocks
from clusterlab.kernels.typing import BLOCK, Floats, Rows


class Potential(NamedTuple):
    """D^2 of every row (n,), and of every block the sum and the greatest (b,)."""

    distances: Floats
    sums: Floats
    block_maxima: Floats

    @property
    def total(self) -> float:
        """The sum over all rows."""
        return float(chunked_sum(self.sums))

    def copy(self) -> "Potential":
        """The same in memory of its own."""
        return Potential(*(each.copy() for each in self))


def initial_potential(blocks: Blocks) -> Potential:
    """D^2 before there is any center: infinite."""
    n, b = len(blocks.points), len(blocks.records)
    return Potential(*(np.full(size, np.inf) for size in (n, b, b)))


@with_native(native_nearest.add_center)
def add_center(blocks: Blocks, center: Floats, potential: Potential) -> Potential:
    """D^2 after one `center` (d,) more, written over what it was: most of a million stay as they are."""
    distances, sums, block_maxima = potential
    np.minimum(squared_distances(blocks.points, center), distances, out=distances)
    sums[:], block_maxima[:] = block_sums(distances), padded_blocks(distances, 0.0).max(axis=1)
    return potential


@with_native(native_nearest.candidate_totals)
def candidate_totals(blocks: Blocks, candidates: Floats, before: Potential) -> Floats:
    """The total of D^2 that each of `candidates` (m, d) would leave, were it the next center: (m,)."""
    return np.array([add_center(blocks, candidate, before.copy()).total for candidate in candidates])


def draw_rows(potential: Potential, n_draws: int, rng: np.random.Generator) -> Rows:
    """`n_draws` rows, each drawn with probability in proportion to its D^2, with replacement.

    Where every D^2 is 0, each row is as likely as any other.
    """
    if not potential.sums.any():  # points so near each other that no square tells them apart
        return rng.integers(len(potential.distances), size=n_draws)
    return rows_at_shares(potential, rng.random(n_draws))


@with_native(native_nearest.rows_at_shares)
def rows_at_shares(potential: Potential, shares: Floats) -> Rows:
    """The rows at which D^2, added up, exceeds each of some `shares` (m,) of its total: first the block at
    which it does, and then the row of it."""
    cumulative = np.cumsum(potential.sums)
    thresholds = shares * cumulative[-1]
    last_block = np.searchsorted(cumulative, cumulative[-1])
    block_numbers = np.minimum(np.searchsorted(cumulative, thresholds, side="right"), last_block)
    within = thresholds - (cumulative - potential.sums)[block_numbers]
    return np.array([_row_at(potential, *threshold) for threshold in zip(block_numbers, within, strict=True)])


def _row_at(potential: Potential, block: int, threshold: float) -> int:
    """The row of a block at which its D^2, added up, exceeds `threshold`."""
    weights = potential.distances[block * BLOCK : (block + 1) * BLOCK]
    row = np.searchsorted(np.cumsum(weights), threshold, side="right")
    return int(block * BLOCK + min(row, np.flatnonzero(weights)[-1]))
