"""The moments of hard clusters of points in shards, from which a mixture starts."""

from functools import partial

import numpy as np

from clusterlab.algorithms.gmm.balanced import Exponents, balanced, column_exponents
from clusterlab.algorithms.gmm.covariances import AXIS_ALIGNED_TYPES
from clusterlab.algorithms.kmeans.over_shards import FarPoint, fill_over_shards, labels_of_shard
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.sharded_points import ShardedPoints, scaled_blocks
from clusterlab.core.step import Step
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.gmm import HardMoments, add_hard_moments, hard_moments
from clusterlab.kernels.typing import Floats


def shard_cluster_moments(
    step: Step, points: ShardedPoints, covariance: str
) -> tuple[Floats, Floats, Floats]:
    """Means (k, d), covariances and weights (k,) of the clusters of a k-means step, of balanced points.

    A cluster that is empty takes the farthest point, as k-means would do next.
    """
    assert isinstance(step, KMeansStep)
    moves, exponents = fill_over_shards(step, points), column_exponents(points, covariance)
    is_diagonal = covariance in AXIS_ALIGNED_TYPES
    moments = partial(_moments_of_shard, step, moves, exponents, is_diagonal, points.shard_rows)
    means, covariances, sizes = points.reduce_numbered(moments, add_hard_moments)
    return means, covariances, np.asarray(sizes / sizes.sum())


def _moments_of_shard(
    step: KMeansStep,
    moves: list[tuple[FarPoint, int]],
    exponents: Exponents | None,
    is_diagonal: bool,
    shard_rows: int,
    number: int,
    blocks: Blocks,
) -> HardMoments:
    """Means, covariances and sizes of the clusters of a shard, of balanced points."""
    labels = labels_of_shard(step, blocks, number * shard_rows, moves)
    points = blocks.points if exponents is None else scaled_blocks(blocks, exponents).points
    return hard_moments(points, labels, balanced(step.positions, exponents), is_diagonal)
