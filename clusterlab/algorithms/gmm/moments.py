"""Means and covariances from the moments of an E-step, where needed by a second pass."""

from dataclasses import replace
from functools import partial

import numpy as np

from clusterlab.algorithms.common.column_spread import column_bounds
from clusterlab.algorithms.gmm.step import MixtureStep
from clusterlab.core.points import Points
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.gaussian_components import GaussianComponents
from clusterlab.kernels.gmm import (
    MIN_COUNT,
    NEGLIGIBLE_SHIFT,
    Expectation,
    add_expectations,
    expectation,
    expectation_down_to,
    expectation_of_few,
    expectation_without_moments,
    has_few_shares,
    means_and_covariances,
    moments_of_shares,
    without_negligible,
)
from clusterlab.kernels.typing import Floats

NARROW_VARIANCE_SHARE = 1e-8
"""Variances below this share of a column's squared range need a second pass, against cancellation.

They do not where the means have hardly moved from where the moments were taken.
"""


def reference_positions(step: MixtureStep, points: Points) -> Floats:
    """The positions (k, d) about which moments are computed: the means, clipped to the bounding box.

    About a mean far outside, given or dragged there, the spread of the points would be lost to rounding.
    """
    return np.clip(step.means, *column_bounds(points))


def expectation_after(step: MixtureStep, points: Points, is_last: bool = False) -> Expectation:
    """The E-step after a start or an M-step, with moments, or with shares where these are fewer numbers.

    The last one of a table without weights needs neither: an M-step after all takes another pass.
    """
    is_table = not isinstance(points, ShardedPoints) and points.weights is None
    if is_table and has_few_shares(points.values, step.mixture):
        return expectation_of_few(points.values, step.mixture)
    if is_table and is_last:
        return expectation_without_moments(points.values, step.mixture)
    return expectation_of(points, step.mixture, reference_positions(step, points))


def expectation_of(points: Points, mixture: GaussianComponents, origins: Floats) -> Expectation:
    """An E-step over points in memory or in shards, with moments about `origins` (k, d)."""
    if not isinstance(points, ShardedPoints):
        return expectation(points.values, mixture, origins, points.weights)

    def down_to(lowest: float) -> Expectation:
        return points.reduce(partial(_expectation_of_shard, mixture, origins, lowest), add_expectations)

    return without_negligible(down_to, mixture, points.n)  # a shard alone has few points of far components


def _expectation_of_shard(
    mixture: GaussianComponents, origins: Floats, lowest: float, blocks: Blocks
) -> Expectation:
    """An E-step over a shard, of which no labels are kept."""
    return replace(expectation_down_to(lowest, blocks.points, mixture, origins), labels=None)


def weighted_moments(step: MixtureStep, points: Points) -> tuple[Floats, Floats]:
    """The means (k, d) and covariances weighted by the responsibilities, before any constraint.

    Components without points keep theirs.
    """
    origins = reference_positions(step, points)
    has_moments = step.second_moments is not None or step.shares is not None
    found = step if has_moments else expectation_of(points, step.mixture, origins)
    means, covariances = _estimates_about(origins, found, points)
    assert step.counts is not None
    occupied = step.counts > MIN_COUNT
    means[~occupied], covariances[~occupied] = step.means[~occupied], step.covariances[~occupied]
    variances = covariances if covariances.ndim == 2 else np.diagonal(covariances, axis1=1, axis2=2)
    low, high = column_bounds(points)
    narrow = occupied & (variances < NARROW_VARIANCE_SHARE * (high - low) ** 2).any(axis=1)
    if narrow.any():
        narrow &= ((means - origins) ** 2 > NEGLIGIBLE_SHIFT * variances).any(axis=1)
    if narrow.any():
        again = step if step.shares is not None else expectation_of(points, step.mixture, means)
        refined = _estimates_about(means, again, points)
        means[narrow], covariances[narrow] = refined[0][narrow], refined[1][narrow]
    return means, covariances


def _estimates_about(
    origins: Floats, found: MixtureStep | Expectation, points: Points
) -> tuple[Floats, Floats]:
    """Means and covariances from the moments about `origins` (k, d) of an E-step, or from its shares."""
    assert found.counts is not None
    moments = found.first_moments, found.second_moments
    if found.shares is not None:
        moments = moments_of_shares(points.values, found.shares, origins)
    first_moments, second_moments = moments
    assert first_moments is not None
    assert second_moments is not None
    return means_and_covariances(origins, found.counts, first_moments, second_moments)
