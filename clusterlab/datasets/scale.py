"""Scaling of columns with different units."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats

SCALINGS = {
    "none": "Columns count as they are: those with large numbers count most.",
    "z-score": "Each column minus its mean, divided by its standard deviation (ddof 0).",
}
MAX_RANGE_RATIO = 10.0
MIN_POSITIVE = 5e-324
MIN_EXPONENT = -1000  # 2**1000 is still finite


@dataclass(frozen=True, eq=False)
class Scaling:
    """The `shift` (d,) that is subtracted from columns and the `factor` (d,) they are divided by."""

    kind: str
    shift: Floats
    factor: Floats

    def apply(self, matrix: Floats) -> Floats:
        """The scaled matrix (n, d)."""
        if self.kind == "none":
            return matrix
        shrink = _shrink(np.maximum(np.abs(self.shift), self.factor))
        unit = matrix * shrink
        unit -= self.shift * shrink
        unit /= self.factor * shrink
        return unit


def scaling(matrix: Floats, kind: str) -> Scaling:
    """The scaling of that kind for a finite (n, d) matrix; z-score divides by the deviation of ddof 0.

    A constant column is only shifted. Raises ValueError for an unknown kind.
    """
    if kind not in SCALINGS:
        template = "scale must be one of {kinds:commas}; it was {kind!r}."
        raise ValueError(Message(template, kinds=list(SCALINGS), kind=kind))
    width = matrix.shape[1]
    if kind == "none":
        return Scaling(kind, np.zeros(width), np.ones(width))
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    shrink = _shrink(np.maximum(np.abs(low), np.abs(high)))
    mean, deviation = _moments(matrix * shrink)
    shift = np.where(low < high, mean / shrink, low)
    factor = np.where(low < high, np.maximum(deviation / shrink, MIN_POSITIVE), 1.0)
    return Scaling(kind, shift, factor)


def suggests_scaling(matrix: Floats) -> Message:
    """Advice to scale where the ranges of the varying columns differ more than ten-fold, else empty."""
    ranges = matrix.max(axis=0) / 2 - matrix.min(axis=0) / 2
    ranges = ranges[ranges > 0]
    if len(ranges) < 2 or not ranges.max() / MAX_RANGE_RATIO > ranges.min():
        return Message()
    with np.errstate(over="ignore"):
        times = ranges.max() / ranges.min()
    if times < 1e6:
        template = (
            "The widest column ranges {times} times as far as the narrowest; "
            "z-score scaling lets every column count."
        )
        return Message(template, times=round(float(times)))
    return Message(
        "The widest column ranges over a million times as far as the narrowest; "
        "z-score scaling lets every column count."
    )


def _shrink(sizes: Floats) -> Floats:
    """The powers of two that bring each size near 1: multiplying by them neither rounds nor overflows."""
    return np.ldexp(1.0, -np.maximum(np.frexp(sizes)[1], MIN_EXPONENT))


def _moments(unit: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation (ddof 0) of each column in two passes, exact far from the origin too."""
    mean = unit.mean(axis=0)
    centered = unit - mean
    residual = centered.mean(axis=0)  # what the mean lost to rounding
    centered -= residual
    return mean + residual, np.sqrt(np.square(centered, out=centered).mean(axis=0))
