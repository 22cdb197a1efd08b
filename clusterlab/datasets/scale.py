"""Scaling of columns with different units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.terms import sentence_of
from clusterlab.kernels.reductions import column_range
from clusterlab.kernels.typing import Floats
from clusterlab.kernels.weighted import column_means, column_quantiles, column_variances

SCALINGS = {
    "none": "Columns are not scaled: those with large values dominate.",
    "z-score": sentence_of("z-score"),
    "min-max": sentence_of("min-max"),
    "robust": sentence_of("robust"),
}
"""What each kind of scaling does, for help texts."""
SCALED = {
    "none": Message(),
    "z-score": Message("z-scored"),
    "min-max": Message("scaled to 0 to 1"),
    "robust": Message("scaled by median and quartiles"),
}
"""What was done to the columns, as a part of a sentence."""
MAX_RANGE_RATIO = 10.0
MIN_POSITIVE = 5e-324
MAX_SPREAD = np.finfo(np.float64).max  # the range of a column may be twice as large
MIN_EXPONENT = -1000  # 2**1000 is still finite


@dataclass(frozen=True, eq=False)
class Scaling:
    """The `shift` (d,) that is subtracted from columns and the `factor` (d,) they are divided by."""

    kind: str
    shift: Floats
    factor: Floats
    weighted: bool = False

    def with_weights(self, weights: Floats) -> "Scaling":
        """The same with weighted columns: one of weight w in `weights` (d,) counts as w equal columns."""
        if (weights == 1).all():
            return self
        with np.errstate(over="ignore", under="ignore"):
            factor = np.clip(self.factor / np.sqrt(weights), MIN_POSITIVE, MAX_SPREAD)
        return Scaling(self.kind, self.shift, factor, weighted=True)

    def apply(self, matrix: Floats) -> Floats:
        """The scaled matrix (n, d)."""
        if self.kind == "none" and not self.weighted:
            return matrix
        shrink = _shrink(np.maximum(np.abs(self.shift), self.factor))
        unit = matrix * shrink
        unit -= self.shift * shrink
        unit /= self.factor * shrink
        return unit


def scaling(matrix: Floats, kind: str, weights: Floats | None = None) -> Scaling:
    """The scaling of that kind for a finite (n, d) matrix, as `SCALINGS` describes it.

    A constant column is only shifted. Quartiles are interpolated linearly (Hyndman and Fan 1996, type 7).
    With `weights` (n,) a row counts as often as its weight says. Raises ValueError for an unknown kind.
    """
    if weights is not None:
        matrix, weights = matrix[weights > 0], weights[weights > 0]
    if kind not in SCALINGS:
        template = "scale must be one of {kinds:commas}; it was {kind!r}."
        raise ValueError(Message(template, kinds=list(SCALINGS), kind=kind))
    width = matrix.shape[1]
    if kind == "none":
        return Scaling(kind, np.zeros(width), np.ones(width))
    low, high = column_range(matrix)
    shrink = _shrink(np.maximum(np.abs(low), np.abs(high)))
    center, spread = _CENTERS_AND_SPREADS[kind](matrix * shrink, weights)
    shift = np.where(low < high, center / shrink, low)
    with np.errstate(over="ignore"):
        factor = np.where(low < high, np.clip(spread / shrink, MIN_POSITIVE, MAX_SPREAD), 1.0)
    return Scaling(kind, shift, factor)


def suggests_scaling(matrix: Floats, columns: Sequence[str]) -> Message:
    """Advice to scale an (n, d) matrix with d `columns`, where their ranges differ more than ten-fold.

    Constant columns do not count. Empty where no advice is due.
    """
    low, high = column_range(matrix)
    ranges = high / 2 - low / 2
    varying = ranges[ranges > 0]
    if len(varying) < 2 or not varying.max() / MAX_RANGE_RATIO > varying.min():
        return Message()
    with np.errstate(over="ignore"):
        times = varying.max() / varying.min()
    more = Message("{times}", times=round(float(times))) if times < 1e6 else Message("over a million")
    template = '"{column}" will dominate: its range is {more} times larger. Scale columns equally?'
    return Message(template, column=columns[int(ranges.argmax())], more=more)


def _shrink(sizes: Floats) -> Floats:
    """The powers of two that bring each size near 1: multiplying by them neither rounds nor overflows."""
    return np.ldexp(1.0, -np.maximum(np.frexp(sizes)[1], MIN_EXPONENT))


def _moments(unit: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    """Mean and standard deviation (ddof 0) of each column in two passes, exact far from the origin too."""
    if weights is not None:
        return column_means(unit, weights), np.sqrt(column_variances(unit, weights))
    mean = unit.mean(axis=0)
    centered = unit - mean
    residual = centered.mean(axis=0)  # what the mean lost to rounding
    centered -= residual
    return mean + residual, np.sqrt(np.square(centered, out=centered).mean(axis=0))


def _least_and_range(unit: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    """The least value and the range of each column."""
    low = unit.min(axis=0)
    return low, unit.max(axis=0) - low


def _median_and_quartiles(unit: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    """The median and the distance of the quartiles of each column; the standard deviation where that is 0."""
    shares = (0.25, 0.5, 0.75)
    lower, median, upper = (
        np.quantile(unit, shares, axis=0) if weights is None else column_quantiles(unit, weights, shares)
    )
    return median, np.where(lower < upper, upper - lower, _moments(unit, weights)[1])


_CENTERS_AND_SPREADS: dict[str, Callable[[Floats, Floats | None], tuple[Floats, Floats]]] = {
    "z-score": _moments,
    "min-max": _least_and_range,
    "robust": _median_and_quartiles,
}
