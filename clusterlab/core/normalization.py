"""The normalization of a table, which rounds nothing: a power of two and a center on a coarse grid."""

import math

import numpy as np

from clusterlab.kernels.reductions import column_range, shift_rows, unweighted_means
from clusterlab.kernels.typing import Floats

MAX_POWER = 1022
"""The powers of two with exponents up to this, and their inverses, are numbers without rounding."""


def normalize_table(table: Floats) -> tuple[int, Floats]:
    """Scales a table (n, d) by a power of two and centers it on a coarse grid, in place.

    Returns the exponent and the center (d,).
    """
    return normalize_within(table, *column_range(table))


def normalization(low: Floats, high: Floats, mean: Floats) -> tuple[int, Floats]:
    """What `normalize_table` returns for a table with these bounds and means of its columns, (d,)."""
    return normalize_within(mean[None].copy(), low.copy(), high.copy())


def normalize_within(table: Floats, low: Floats, high: Floats) -> tuple[int, Floats]:
    """As `normalize_table`, with the bounds of the columns (d,), which are normalized, too."""
    first = _scale_down(table, low, high)
    center = _coarse_center(table, low, high)
    if not center.any():  # and then what follows changes nothing
        return first, np.ldexp(center, first)
    shift_rows(table, center)
    for bound in (low, high):
        bound -= center
    return first + _scale_down(table, low, high), np.ldexp(center, first)


def _scale_down(table: Floats, low: Floats, high: Floats) -> int:
    """Divides a table by the power of two that brings its values within -1 .. 1, in place: its exponent.

    So are its bounds, the least and the greatest value of each column.
    """
    exponent = _exponent(max(high.max(), -low.min()))
    if not exponent:
        return exponent
    is_power = abs(exponent) <= MAX_POWER
    for values in (table, low, high):
        if is_power:
            values *= math.ldexp(1.0, -exponent)  # faster than ldexp
        else:
            np.ldexp(values, -exponent, out=values)
    return exponent


def _coarse_center(table: Floats, low: Floats, high: Floats) -> Floats:
    """The mean of each column, cut toward zero to a power of two of at least twice its range.

    Then the center is zero, or no farther from a value than that value is from zero and a multiple
    of its last bit: the difference is exact (Sterbenz 1974). `low` and `high` are the bounds of the columns.
    """
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        grid = np.exp2(np.ceil(np.log2(high - low)) + 1)
        if (np.maximum(high, -low) < grid).all():  # as is then every mean
            return np.zeros(len(low))
        center = np.trunc(unweighted_means(table) / grid) * grid
    return np.asarray(np.where(high > low, center, low))


def _exponent(value: float) -> int:
    return math.frexp(value)[1]
