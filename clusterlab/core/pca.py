"""Points reduced to their first principal components, and the way back to what they were."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points, Units
from clusterlab.core.projection import components
from clusterlab.kernels.typing import Floats

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class OriginalFeatures:
    """All features that reduced points had: values (n, d) in the order of those points, and their units.

    `back_projection` (m, d) takes inside positions of the reduced points to positions among these values.
    """

    values: Floats
    units: Units
    back_projection: Floats
    _cached: Callable[[Hashable, Callable[[], object]], object]

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def d(self) -> int:
        """How many features there are."""
        return int(self.values.shape[1])

    def cached(self, key: Hashable, build: Callable[[], T]) -> T:
        """What `build` gives, kept with the reduced points."""
        return self._cached(("whole", key), build)  # type: ignore[return-value]


@dataclass(frozen=True, eq=False)
class Reduction:
    """Points on `m` principal components, what they were before, and the share of the variance kept."""

    points: Points
    original: OriginalFeatures
    m: int
    explained_variance: float


@dataclass(frozen=True, eq=False)
class BackProjectedUnits(Units):
    """The way of reduced points to the units of all features: `back_projection` (m, d) first, then the usual."""

    back_projection: Floats

    def positions(self, normalized: ArrayLike) -> Floats:
        """Positions (..., m) among the components, in a person's units (..., d)."""
        return super().positions(np.asarray(normalized, float) @ self.back_projection)

    def covariances(self, normalized: ArrayLike) -> Floats:
        """Covariances (..., m, m) among the components, in a person's units (..., d, d)."""
        return super().covariances(
            self.back_projection.T @ np.asarray(normalized, float) @ self.back_projection
        )

    def followed_by(self, factor: Floats, shift: Floats) -> "BackProjectedUnits":
        """The same way with one more stretch."""
        chained = super().followed_by(factor, shift)
        return BackProjectedUnits(
            chained.exponent, chained.center, chained.factor, chained.shift, self.back_projection
        )


def back_projected_units(original: OriginalFeatures) -> BackProjectedUnits:
    """The way of reduced points to the units of all their features."""
    units = original.units
    return BackProjectedUnits(
        units.exponent, units.center, units.factor, units.shift, original.back_projection
    )


def reduced(matrix: ArrayLike, m: int) -> Reduction:
    """The rows of a finite (n, d) matrix on their first `m` principal components, 1 <= m < d (Pearson 1901).

    The components are those of the covariance, as scikit-learn's PCA has them; the scores are in the
    matrix's units. Raises ValueError where m is not from 1 to d - 1.
    """
    original = Points(matrix)
    if not 1 <= m < original.d:
        raise ValueError(f"m must be from 1 to {original.d - 1}; it was {m}.")
    directions, shares = components(original)
    directions = np.ascontiguousarray(directions[:, :m])
    mean = original.values.mean(axis=0)
    scores = np.ldexp((original.values - mean) @ directions, original.units.exponent)
    points = Points(original.to_row_order(scores))
    return Reduction(
        points, _original_features(original, points, directions, mean), m, float(shares[:m].sum())
    )


def _original_features(
    original: Points, points: Points, directions: Floats, mean: Floats
) -> OriginalFeatures:
    """What the points were, moved so that the way there from the reduced ones is a matrix alone."""
    reduced_units, original_units = points.units, original.units
    zero = mean + np.ldexp(reduced_units.center, -original_units.exponent) @ directions.T
    values = np.asfortranarray(original.to_row_order(original.values)[points.order] - zero)
    center = original_units.center + np.ldexp(zero, original_units.exponent)
    units = Units(original_units.exponent, center, original_units.factor, original_units.shift)
    back_projection = np.ldexp(directions.T, reduced_units.exponent - original_units.exponent)
    return OriginalFeatures(values, units, back_projection, points.cached)
