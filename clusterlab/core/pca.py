"""Points reduced to their first principal components, and the transform back to all features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.points import Points, Units
from clusterlab.core.projection import component_directions, component_shares
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True, eq=False)
class OriginalFeatures(FrozenArrays):
    """All features of reduced points: values (n, d) in the order of the reduced points, and their units.

    `back_projection` (m, d) maps normalized coordinates of the reduced points to those of these values.
    """

    values: Floats
    units: Units
    back_projection: Floats

    @property
    def d(self) -> int:
        """How many features there are."""
        return int(self.values.shape[1])


@dataclass(frozen=True, eq=False)
class Reduction:
    """Points on `m` principal components, their original features, and the share of variance explained."""

    points: Points
    original: OriginalFeatures
    m: int
    explained_variance: float


@dataclass(frozen=True, eq=False)
class BackProjectedUnits(Units):
    """The transform of reduced points to the units of all features, with `back_projection` (m, d) first."""

    back_projection: Floats

    def positions(self, normalized: ArrayLike) -> Floats:
        """Positions (..., m) on the components, in the data's units (..., d)."""
        return super().positions(np.asarray(normalized, float) @ self.back_projection)

    def covariances(self, normalized: ArrayLike) -> Floats:
        """Covariances (..., m, m) of the components, in the data's units squared (..., d, d)."""
        return super().covariances(
            self.back_projection.T @ np.asarray(normalized, float) @ self.back_projection
        )

    def variances(self, normalized: ArrayLike) -> Floats:
        """Variances (..., m) along the components, as those (..., d) of the features in the data's units."""
        return super().variances(
            np.asarray(normalized, float) @ (self.back_projection * self.back_projection)
        )

    def followed_by(self, factor: Floats, shift: Floats) -> "BackProjectedUnits":
        """The same transform followed by another scaling and shift of each column."""
        chained = super().followed_by(factor, shift)
        return BackProjectedUnits(
            chained.exponent, chained.center, chained.factor, chained.shift, self.back_projection
        )


def back_projected_units(original: OriginalFeatures) -> BackProjectedUnits:
    """The transform of reduced points to the units of all their features."""
    units = original.units
    return BackProjectedUnits(
        units.exponent, units.center, units.factor, units.shift, original.back_projection
    )


def reduced(matrix: ArrayLike, m: int, weights: Floats | None = None) -> Reduction:
    """The rows of a finite (n, d) matrix on their first `m` principal components, 1 <= m < d (Pearson 1901).

    The components are those of the covariance, as scikit-learn's PCA has them; the scores are in the
    matrix's units. The points have the `weights` (n,), which the components do not count. Raises ValueError
    where m is not from 1 to d - 1.
    """
    original = Points(matrix)
    if not 1 <= m < original.d:
        raise ValueError(Message("m must be from 1 to {high!s}; it was {m!s}.", high=original.d - 1, m=m))
    directions = np.ascontiguousarray(component_directions(original, range(m)))
    mean = original.values.mean(axis=0)
    scores = np.ldexp((original.values - mean) @ directions, original.units.exponent)
    points = Points(original.to_row_order(scores), weights)
    return Reduction(
        points,
        _original_features(original, points, directions, mean),
        m,
        float(component_shares(original)[:m].sum()),
    )


def reduction_text(reduction: Reduction) -> Message:
    """How many components are kept, and their share of the variance."""
    template = "{m:# component|# components}, {share:percent} of the variance"
    return Message(template, m=reduction.m, share=reduction.explained_variance)


def _original_features(
    original: Points, points: Points, directions: Floats, mean: Floats
) -> OriginalFeatures:
    """The original features, shifted so that the map from the reduced points is linear."""
    reduced_units, original_units = points.units, original.units
    zero = mean + np.ldexp(reduced_units.center, -original_units.exponent) @ directions.T
    values = np.asfortranarray(original.to_row_order(original.values)[points.order] - zero)
    center = original_units.center + np.ldexp(zero, original_units.exponent)
    units = Units(original_units.exponent, center, original_units.factor, original_units.shift)
    back_projection = np.ldexp(directions.T, reduced_units.exponent - original_units.exponent)
    return OriginalFeatures(values, units, back_projection)
