"""Sampling of k-means++ by D^2, the squared distance to the nearest center so far.

(Arthur and Vassilvitskii 2007.) The functions here are the reference of the native implementations.
"""

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import kmeanspp as native_kmeanspp
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.reductions import block_sums, padded_blocks
from clusterlab.kernels.results import Potential
from clusterlab.kernels.typing import BLOCK, Floats, Rows, rows_at
from clusterlab.kernels.weighted import draw_rows_by_weight


def initial_potential(blocks: Blocks, weights: Floats | None = None) -> Potential:
    """D^2 before the first center: infinite, but 0 for rows of weight 0."""
    n, b = len(blocks.points), blocks.count
    potential = Potential(*(np.full(size, np.inf) for size in (n, b, b)))
    if weights is not None:
        potential.distances[weights == 0] = 0.0
    return potential


@with_native(native_kmeanspp.add_center)
def add_center(
    blocks: Blocks, center: Floats, potential: Potential, weights: Floats | None = None
) -> Potential:
    """D^2 after one more `center` (d,): `potential` updated in place, since most rows keep their value.

    With `weights` (n,) it is D^2 times the weight of each row, in `potential` too.
    """
    distances, sums, block_maxima = potential
    added = squared_distances(blocks.points, center)
    if weights is not None:
        added *= weights
    np.minimum(added, distances, out=distances)
    sums[:], block_maxima[:] = block_sums(distances), padded_blocks(distances, 0.0).max(axis=1)
    return potential


@with_native(native_kmeanspp.candidate_totals)
def candidate_totals(
    blocks: Blocks, candidates: Floats, before: Potential, weights: Floats | None = None
) -> Floats:
    """The total of D^2 after adding each of `candidates` (m, d) alone as the next center: (m,).

    With `weights` (n,) it is weighted, as `before` is.
    """
    return np.array([add_center(blocks, candidate, before.copy(), weights).total for candidate in candidates])


def draw_rows(
    potential: Potential, n_draws: int, rng: "np.random.Generator", weights: Floats | None = None
) -> Rows:
    """`n_draws` rows, drawn with replacement and with probabilities proportional to D^2.

    Where every D^2 is 0, the draw is uniform, with `weights` (n,) proportional to these.
    """
    if not potential.sums.any():  # all points coincide with centers, or their squares underflow
        if weights is not None:
            return draw_rows_by_weight(weights, n_draws, rng)
        return rng.integers(len(potential.distances), size=n_draws)
    return rows_at_shares(potential, rng.random(n_draws))


@with_native(native_kmeanspp.rows_at_shares)
def rows_at_shares(potential: Potential, shares: Floats) -> Rows:
    """The rows (m,) at which the cumulative D^2 first exceeds each of `shares` (m,) of its total.

    The block is found first, by the sums of blocks, and then the row within it.
    """
    blocks, within = blocks_at_shares(potential.sums, shares)
    distances = potential.distances
    return np.array(
        [row_in_block(distances, *threshold) for threshold in zip(blocks.tolist(), within, strict=True)]
    )


@with_native(native_kmeanspp.draw_centers)
def draw_centers(
    blocks: Blocks, potential: Potential, shares: Floats, weights: Floats | None = None
) -> tuple[Floats, Rows, Rows]:
    """Up to m centers (m, d) one after another, each the best of the c rows at `shares` (m, c) of D^2.

    Also returns the candidate rows (m, c) and the drawn ones (m,): fewer where every D^2 is 0. But for the
    last center, `potential` is updated in place.
    """
    centers, rows, drawn = np.empty((len(shares), blocks.points.shape[1])), list[Rows](), list[int]()
    for i, own in enumerate(shares):
        if i:
            add_center(blocks, centers[i - 1], potential, weights)
        if not potential.sums.any():
            break
        rows.append(rows_at_shares(potential, own))
        best = 0
        if len(own) > 1:
            totals = candidate_totals(blocks, rows_at(blocks.points, rows[i]), potential, weights)
            best = int(np.argmin(totals))
        drawn.append(int(rows[i][best]))
        centers[i] = blocks.points[drawn[i]]
    candidates = np.array(rows, np.int64).reshape(-1, shares.shape[1])
    return centers[: len(drawn)], candidates, np.array(drawn, np.int64)


def blocks_at_shares(sums: Floats, shares: Floats) -> tuple[Rows, Floats]:
    """The blocks (m,) at which the cumulative D^2 first exceeds each of `shares` (m,) of its total.

    `sums` (b,) are those of the blocks. Also returns the rest of D^2 (m,) that is to be exceeded within them.
    """
    cumulative = np.cumsum(sums)
    thresholds = shares * cumulative[-1]
    last_block = np.searchsorted(cumulative, cumulative[-1])
    blocks = np.minimum(np.searchsorted(cumulative, thresholds, side="right"), last_block)
    return blocks, thresholds - (cumulative - sums)[blocks]


def row_in_block(distances: Floats, block: int, threshold: float) -> int:
    """The row of a block of D^2 (n,) at which the cumulative D^2 within it first exceeds `threshold`."""
    weights = distances[block * BLOCK : (block + 1) * BLOCK]
    row = np.searchsorted(np.cumsum(weights), threshold, side="right")
    return int(block * BLOCK + min(row, np.flatnonzero(weights)[-1]))
