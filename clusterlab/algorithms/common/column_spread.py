"""Bounds, variances and quartiles of the columns of points, in memory or in shards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.points import Points
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.quantiles import column_quantiles_in_parts
from clusterlab.kernels.typing import Floats, chunks
from clusterlab.kernels.weighted import column_variances

T = TypeVar("T")


def column_bounds(points: Points) -> tuple[Floats, Floats]:
    """The least and the greatest value (d,) of each column among the points of positive weight."""
    if isinstance(points, ShardedPoints):
        return points.bounds
    return cached(points, "bounds", lambda: _bounds(points.values[points.counted]))


def variances_of_columns(points: Points) -> Floats:
    """The variances (d,), ddof 0, of the columns, weighted where the points are."""
    if not isinstance(points, ShardedPoints):
        return column_variances(points.values, points.weights)
    return np.asarray(np.diagonal(total_shard_covariance(points)))


def total_shard_covariance(points: ShardedPoints) -> Floats:
    """The covariance (d, d), ddof 0, of all points in shards, in two passes."""
    return cached(points, "total covariance", lambda: _total_covariance(points))


def shard_quartiles(points: ShardedPoints) -> tuple[Floats, Floats]:
    """The lower and upper quartile (d,) of each column."""
    low, high = column_quantiles_in_parts(_ValueParts(points), *points.bounds, (0.25, 0.75))
    return low, high


@dataclass(frozen=True)
class _ValueParts:
    """The points as parts (m, d) of a table."""

    points: ShardedPoints

    def map(self, work: Callable[[Floats], T]) -> Iterator[T]:
        """What `work` makes of the points of each shard."""
        return self.points.map(partial(_on_values, work))


def _on_values(work: Callable[[Floats], T], number: int, blocks: Blocks) -> T:
    return work(blocks.points)


def _total_covariance(points: ShardedPoints) -> Floats:
    mean = points.reduce(_column_sums, np.add) / points.n
    rest = points.reduce(partial(_sums_of_products, mean), np.add)
    shift = rest[-1] / points.n  # what the mean lost to rounding
    return np.asarray(rest[:-1] / points.n - shift[:, None] * shift)


def _bounds(values: Floats) -> tuple[Floats, Floats]:
    return values.min(axis=0), values.max(axis=0)


def _column_sums(blocks: Blocks) -> Floats:
    d = blocks.points.shape[1]
    return np.asarray(blocks.records[:, 2 * d : 3 * d].sum(axis=0))


def _sums_of_products(mean: Floats, blocks: Blocks) -> Floats:
    """The sums of products of deviations (d, d) from a `mean` (d,), below them those of deviations (d,)."""
    values, sums = blocks.points, np.zeros((len(mean) + 1, len(mean)))
    for part in chunks(len(values)):
        deviations = values[part] - mean
        sums[:-1] += deviations.T @ deviations
        sums[-1] += deviations.sum(axis=0)
    return sums
