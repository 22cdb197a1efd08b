"""Points reduced to their first principal components, and the transform back to all features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.points import Points, Units
from clusterlab.core.principal_components import component_directions, component_shares
from clusterlab.kernels.typing import Floats, chunks

SCORES_AT_ONCE = 1 << 16
"""So many scores are summed at a time, so that they stay in the processor's cache."""


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
class ComponentBasis(FrozenArrays):
    """Principal components: `directions` (d, m) through the `mean` (d,) of points with these `units`."""

    units: Units
    mean: Floats
    directions: Floats

    def project(self, matrix: ArrayLike) -> Floats:
        """The scores (n, m) of rows (n, d), both in the data's units."""
        return self.scores(self.units.normalized(matrix))

    def scores(self, normalized: Floats) -> Floats:
        """The scores (n, m) in the data's units of rows (n, d) in normalized coordinates.

        They are summed column by column: those of a row do not depend on the others, as they would in a
        matrix product.
        """
        (d, m), found = self.directions.shape, np.zeros((len(normalized), self.directions.shape[1]))
        for part in chunks(len(normalized), max(1, SCORES_AT_ONCE // m)):
            for column in range(d):
                centered = normalized[part, column, None] - self.mean[column]
                found[part] += centered * self.directions[column]
        return np.asarray(np.ldexp(found, self.units.exponent))


@dataclass(frozen=True, eq=False)
class Reduction:
    """Points on `m` principal components, their original features, and the share of variance explained."""

    points: Points
    original: OriginalFeatures
    basis: ComponentBasis
    explained_variance: float

    @property
    def m(self) -> int:
        """The number of components."""
        return int(self.basis.directions.shape[1])


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
    basis = ComponentBasis(original.units, mean, directions)
    points = Points(original.to_row_order(basis.scores(original.values)), weights)
    return Reduction(
        points,
        _original_features(original, points, directions, mean),
        basis,
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
