"""D^2: the squared distance of points to the nearest center so far, by which k-means++ draws the next."""

from typing import NamedTuple

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.native.nearest import twin
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.reductions import block_sums, blocked, chunked
from clusterlab.kernels.typing import BLOCK, Floats, Rows


class Potential(NamedTuple):
    """D^2 of every row (n,), and of every block the sum and the greatest (b,)."""

    distances: Floats
    sums: Floats
    greatest: Floats

    @property
    def total(self) -> float:
        """The sum over all rows."""
        return float(chunked(self.sums))

    def copy(self) -> "Potential":
        """The same in memory of its own."""
        return Potential(*(each.copy() for each in self))


def unlimited(blocks: Blocks) -> Potential:
    """D^2 before there is any center: infinite."""
    n, b = len(blocks.points), len(blocks.records)
    return Potential(*(np.full(size, np.inf) for size in (n, b, b)))


@twin(native_nearest.nearer)
def nearer(blocks: Blocks, center: Floats, potential: Potential) -> Potential:
    """D^2 after one `center` (d,) more, written over what it was: most of a million stay as they are."""
    distances, sums, greatest = potential
    np.minimum(squared_distances(blocks.points, center), distances, out=distances)
    sums[:], greatest[:] = block_sums(distances), blocked(distances, 0.0).max(axis=1)
    return potential


@twin(native_nearest.left)
def left(blocks: Blocks, candidates: Floats, before: Potential) -> Floats:
    """The total of D^2 that each of `candidates` (m, d) would leave, were it the next center: (m,)."""
    return np.array([nearer(blocks, candidate, before.copy()).total for candidate in candidates])


def drawn_rows(potential: Potential, how_many: int, rng: np.random.Generator) -> Rows:
    """`how_many` rows, each drawn with probability in proportion to its D^2, with replacement.

    Where every D^2 is 0, each row is as likely as any other.
    """
    if not potential.sums.any():  # points so near each other that no square tells them apart
        return rng.integers(len(potential.distances), size=how_many)
    return drawn(potential, rng.random(how_many))


@twin(native_nearest.drawn)
def drawn(potential: Potential, shares: Floats) -> Rows:
    """The rows at which D^2, added up, exceeds each of some `shares` (m,) of its total: first the block at
    which it does, and then the row of it."""
    reach = np.cumsum(potential.sums)
    places = shares * reach[-1]
    last = np.searchsorted(reach, reach[-1])
    numbers = np.minimum(np.searchsorted(reach, places, side="right"), last)
    within = places - (reach - potential.sums)[numbers]
    return np.array([_row_at(potential, *place) for place in zip(numbers, within, strict=True)])


def _row_at(potential: Potential, block: int, place: float) -> int:
    """The row of a block at which its D^2, added up, exceeds `place`."""
    weights = potential.distances[block * BLOCK : (block + 1) * BLOCK]
    row = np.searchsorted(np.cumsum(weights), place, side="right")
    return int(block * BLOCK + min(row, np.flatnonzero(weights)[-1]))
