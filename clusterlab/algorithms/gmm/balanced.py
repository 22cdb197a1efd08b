"""Points whose narrow columns are widened for a mixture: their squares would underflow beside the widest."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms.common.column_spread import column_bounds
from clusterlab.core.cache import cached
from clusterlab.core.points import Points, Units
from clusterlab.kernels.typing import Floats

NARROW_RANGE = 1e-100
"""A column of a smaller range, where the widest is about 1, is multiplied by a power of two."""
Exponents = NDArray[np.int64]


def column_exponents(points: Points, covariance: str) -> Exponents | None:
    """The powers of two (d,) that widen narrow columns to a range of about 1; None where there are none.

    None for spherical covariances: they have one variance, that of the wide columns.
    """
    if covariance == "spherical":
        return None
    return cached(points, "column exponents", lambda: _column_exponents(*column_bounds(points)))


def balanced_points(points: Points, covariance: str) -> Points:
    """The points with narrow columns widened; the points themselves where there are none."""
    exponents = column_exponents(points, covariance)
    if exponents is None:
        return points
    return cached(points, "balanced", lambda: points.with_scaled_columns(exponents))


def log_volume(exponents: Exponents | None) -> float:
    """What a log density of balanced points falls short of that of the points."""
    return 0.0 if exponents is None else float(exponents.sum() * np.log(2))


def balanced(positions: Floats, exponents: Exponents | None) -> Floats:
    """Positions (..., d) in normalized coordinates, in those of balanced points."""
    return positions if exponents is None else np.ldexp(positions, exponents)


def unbalanced(positions: Floats, exponents: Exponents | None) -> Floats:
    """Positions (..., d) in coordinates of balanced points, in normalized ones."""
    return positions if exponents is None else np.ldexp(positions, -exponents)


def covariances_in(units: Units, covariances: Floats, exponents: Exponents | None) -> Floats:
    """Covariances (k, d, d) or variances (k, d) of balanced points, in the data's units squared."""
    if exponents is None:
        return units.component_covariances(covariances)
    powers = 2 * units.exponent - exponents - (exponents if covariances.ndim == 2 else exponents[:, None])
    with np.errstate(over="ignore"):
        return replace(units, exponent=0).component_covariances(np.ldexp(covariances, powers))


def _column_exponents(low: Floats, high: Floats) -> Exponents | None:
    ranges = high - low
    narrow = (ranges > 0) & (ranges < NARROW_RANGE)
    return np.where(narrow, -np.frexp(ranges)[1], 0).astype(np.int64) if narrow.any() else None
