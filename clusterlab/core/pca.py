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
class Whole:
    """All features that reduced points had: values (n, d) in the order of those points, and their units.

    `back` (m, d) takes inside positions of the reduced points to positions among these values.
    """

    values: Floats
    units: Units
    back: Floats
    _memo: Callable[[Hashable, Callable[[], object]], object]

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def d(self) -> int:
        """How many features there are."""
        return int(self.values.shape[1])

    def memo(self, key: Hashable, build: Callable[[], T]) -> T:
        """What `build` gives, kept with the reduced points."""
        return self._memo(("whole", key), build)  # type: ignore[return-value]


@dataclass(frozen=True, eq=False)
class Reduction:
    """Points on `m` principal components, what they were before, and the share of the variance kept."""

    points: Points
    whole: Whole
    m: int
    kept: float


@dataclass(frozen=True, eq=False)
class BackUnits(Units):
    """The way of reduced points to the units of all features: `back` (m, d) first, then the usual."""

    back: Floats

    def positions(self, inside: ArrayLike) -> Floats:
        """Positions (..., m) among the components, in a person's units (..., d)."""
        return super().positions(np.asarray(inside, float) @ self.back)

    def spreads(self, inside: ArrayLike) -> Floats:
        """Covariances (..., m, m) among the components, in a person's units (..., d, d)."""
        return super().spreads(self.back.T @ np.asarray(inside, float) @ self.back)

    def then(self, factor: Floats, shift: Floats) -> "BackUnits":
        """The same way with one more stretch."""
        longer = super().then(factor, shift)
        return BackUnits(longer.exponent, longer.center, longer.factor, longer.shift, self.back)


def back_units(whole: Whole) -> BackUnits:
    """The way of reduced points to the units of all their features."""
    units = whole.units
    return BackUnits(units.exponent, units.center, units.factor, units.shift, whole.back)


def reduced(matrix: ArrayLike, m: int) -> Reduction:
    """The rows of a finite (n, d) matrix on their first `m` principal components, 1 <= m < d (Pearson 1901).

    The components are those of the covariance, as scikit-learn's PCA has them; the scores are in the
    matrix's units. Raises ValueError where m is not from 1 to d - 1.
    """
    whole = Points(matrix)
    if not 1 <= m < whole.d:
        raise ValueError(f"m must be from 1 to {whole.d - 1}; it was {m}.")
    directions, shares = components(whole)
    directions = np.ascontiguousarray(directions[:, :m])
    mean = whole.values.mean(axis=0)
    scores = np.ldexp((whole.values - mean) @ directions, whole.units.exponent)
    points = Points(whole.to_rows(scores))
    return Reduction(points, _whole(whole, points, directions, mean), m, float(shares[:m].sum()))


def _whole(whole: Points, points: Points, directions: Floats, mean: Floats) -> Whole:
    """What the points were, moved so that the way there from the reduced ones is a matrix alone."""
    own, theirs = points.units, whole.units
    zero = mean + np.ldexp(own.center, -theirs.exponent) @ directions.T
    values = np.asfortranarray(whole.to_rows(whole.values)[points.order] - zero)
    center = theirs.center + np.ldexp(zero, theirs.exponent)
    units = Units(theirs.exponent, center, theirs.factor, theirs.shift)
    back = np.ldexp(directions.T, own.exponent - theirs.exponent)
    return Whole(values, units, back, points.memo)
