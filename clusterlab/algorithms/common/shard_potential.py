"""D^2 of points in shards, which is kept where these are: there is one number for every point."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from clusterlab.core.cache import keep_latest, take_latest
from clusterlab.core.scratch_array import scratch_array
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.kmeanspp import add_center, blocks_at_shares, candidate_totals, row_in_block
from clusterlab.kernels.reductions import chunked_sum
from clusterlab.kernels.results import Potential
from clusterlab.kernels.typing import BLOCK, Floats, Rows

MAX_MEMORY_OF_SHARD = 2**20
"""D^2 of a shard of more bytes is in a temporary file: there may be many shards."""


@dataclass(frozen=True, eq=False)
class ShardPotential:
    """D^2 of points in shards to the nearest of `centers` (m, d), with its `sums` over all blocks (b,)."""

    points: ShardedPoints
    centers: Floats
    sums: Floats

    @classmethod
    def of(cls, points: ShardedPoints, centers: Floats) -> "ShardPotential":
        """D^2 to the nearest of normalized centers (k, d)."""
        return cls(points, centers, np.concatenate([*points.map(partial(_block_sums, centers))]))

    @property
    def total(self) -> float:
        """The sum over all points."""
        return float(chunked_sum(self.sums))

    def at(self, row: int) -> float:
        """That of a point by its index in spatial order."""
        number, within = divmod(row, self.points.shard_rows)
        return next(self.points.map(partial(_distance_at, self.centers, within), [number]))

    def draw_rows(self, n_draws: int, rng: "np.random.Generator") -> Rows:
        """As the kernel of this name draws them."""
        if not self.sums.any():
            return rng.integers(self.points.n, size=n_draws)
        blocks, within = blocks_at_shares(self.sums, rng.random(n_draws))
        own = self.points.shard_rows // BLOCK
        found, numbers = np.empty(n_draws, np.int64), blocks // own
        for number in np.unique(numbers).tolist():
            chosen = numbers == number
            draw = partial(_rows_in_blocks, self.centers, blocks[chosen] - number * own, within[chosen])
            found[chosen] = next(self.points.map(draw, [number])) + number * self.points.shard_rows
        return found

    def candidate_totals(self, candidates: Floats) -> Floats:
        """The total of D^2 after adding each of `candidates` (m, d) alone as the next center: (m,)."""
        totals = self.points.map(partial(_totals, self.centers, candidates))
        return np.asarray(sum(totals, np.zeros(len(candidates))))


def _potential_of(blocks: Blocks, centers: Floats) -> Potential:
    """D^2 of the points of a shard, kept with its blocks: most often it is known for the first centers."""
    known, found = take_latest(blocks, "D2", lambda: (centers[:0], _initial(blocks)))
    if len(known) > len(centers) or not np.array_equal(known, centers[: len(known)]):
        known, found = centers[:0], _initial(blocks)
    for center in centers[len(known) :]:
        add_center(blocks, center, found)
    keep_latest(blocks, "D2", (centers, found))
    return found


def _initial(blocks: Blocks) -> Potential:
    """D^2 before the first center: infinite."""
    distances = scratch_array(len(blocks.points), max_memory=MAX_MEMORY_OF_SHARD)
    distances[:] = np.inf
    return Potential(distances, *(np.full(blocks.count, np.inf) for _ in range(2)))


def _block_sums(centers: Floats, number: int, blocks: Blocks) -> Floats:
    return _potential_of(blocks, centers).sums.copy()


def _distance_at(centers: Floats, row: int, number: int, blocks: Blocks) -> float:
    return _potential_of(blocks, centers).at(row)


def _rows_in_blocks(centers: Floats, numbers: Rows, within: Floats, number: int, blocks: Blocks) -> Rows:
    """The rows (m,) of a shard in blocks of some `numbers` (m,), by the rest of D^2 `within` them (m,)."""
    distances = _potential_of(blocks, centers).distances
    places = zip(numbers.tolist(), within, strict=True)
    return np.array([row_in_block(distances, *place) for place in places])


def _totals(centers: Floats, candidates: Floats, number: int, blocks: Blocks) -> Floats:
    return candidate_totals(blocks, candidates, _potential_of(blocks, centers))
