"""k-means||: many starting centers for points in shards, in few passes over them (Bahmani et al. 2012).

In each round every point becomes a candidate with a chance proportional to D^2, so that about twice as many
are drawn as there will be centers. The candidates, each weighted by the number of points nearest to it, are
then clustered themselves. The number of rounds is fixed and the chances are ratios: units do not matter.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from clusterlab.algorithms.common.seeding import draw_remaining_centers, random_row
from clusterlab.algorithms.kmeans.over_shards import sums_over_shards
from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.lloyd import run_rounds
from clusterlab.kernels.nearest import assign_points, assigned_distances
from clusterlab.kernels.typing import Floats, chunks

OVERSAMPLED_FROM = 51
"""From so many clusters on, picking centers one by one would need too many passes."""
ROUNDS, OVERSAMPLING = 5, 2
"""The rounds, and how many candidates are drawn in each for every center, as in the paper."""
MAX_LLOYD_ROUNDS = 100


class OversampledStart(NamedTuple):
    """Starting centers (k, d), and of how many candidates they are the means."""

    centers: Floats
    candidates: int


def oversampled_start(points: ShardedPoints, first: Floats, k: int, seed: int) -> OversampledStart | None:
    """`k` centers from candidates of which the `first` (1, d) is given; None if too few are distinct."""
    candidates = first
    for number in range(1, ROUNDS + 1):
        total = sums_over_shards(points, candidates).total
        if not total > 0:
            break
        drawn = _drawn_points(points, candidates, OVERSAMPLING * k / total, (seed, number))
        candidates = np.unique(np.vstack([candidates, drawn]) + 0.0, axis=0)
    if len(candidates) < k:
        return None
    weights = sums_over_shards(points, candidates).counts
    return OversampledStart(_clustered(candidates, weights, k, seed), len(candidates))


def _drawn_points(points: ShardedPoints, centers: Floats, rate: float, key: tuple[int, int]) -> Floats:
    """The points (m, d) that are drawn, each with the chance of its D^2 times `rate`."""
    return np.vstack([*points.map(partial(_drawn_of_shard, centers, rate, key))])


def _drawn_of_shard(
    centers: Floats, rate: float, key: tuple[int, int], number: int, blocks: Blocks
) -> Floats:
    rng, labels = np.random.default_rng((*key, number)), assign_points(blocks, centers).labels
    found = []
    for part in chunks(len(labels)):
        values = blocks.points[part]
        squares = assigned_distances(values, centers, labels[part])
        found.append(values[rng.random(len(values)) < squares * rate])
    return np.vstack(found)


def _clustered(candidates: Floats, weights: Floats, k: int, seed: int) -> Floats:
    """The centers (k, d) of weighted candidates by k-means++ and Lloyd's k-means."""
    own = Points(candidates, weights)
    first = own.take([random_row(own, seed)])
    centers = drain(draw_remaining_centers(own, first, k, k, seed, True))[0] if k > 1 else first
    found = assign_points(own.blocks, centers, None, own.weights)
    rounds = run_rounds(own.blocks, centers, found, 0.0, MAX_LLOYD_ROUNDS, own.weights)
    return own.units.positions(drain(rounds).centers)
