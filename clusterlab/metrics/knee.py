"""The knee of a curve over K: a heuristic that finds one in almost any curve."""

from collections.abc import Sequence

import numpy as np

from clusterlab.kernels.typing import Floats

MIN_RISE = 1e-12
"""Distances from the chord that are no more than rounding, as a fraction of the curve's height."""


def knee(ks: Sequence[int], values: Sequence[float]) -> int | None:
    """The K at which the curve of `values` is farthest from its chord, both axes scaled to [0, 1].

    On the side on which a curve of diminishing returns bends. None for a curve that does not begin
    at K = 1, has fewer than three points, is flat or straight, bends the other way or is not finite.
    (Satopää, Albrecht, Irwin and Raghavan 2011, without smoothing.)
    """
    if len(ks) != len(values):
        raise ValueError(f"There must be one value for every K; there were {len(values)} for {len(ks)}.")
    if len(ks) < 3 or ks[0] != 1 or not np.isfinite(values).all():
        return None
    height = _scaled(values)
    if height is None:
        return None
    gain = height - height[0] if height[-1] > height[0] else height[0] - height
    above = gain - _k_fractions(ks) * gain[-1]
    return ks[int(above.argmax())] if above.max() > MIN_RISE else None


def _scaled(values: Sequence[float]) -> Floats | None:
    """Values scaled to [0, 1], or None where all are equal."""
    found = np.asarray(values, float)
    found = np.ldexp(found, -int(np.frexp(np.abs(found).max())[1]))  # so that the range cannot overflow
    span = np.ptp(found)
    return None if span == 0 else np.asarray((found - found.min()) / span)


def _k_fractions(ks: Sequence[int]) -> Floats:
    """Each K scaled to [0, 1], from the first to the last."""
    return (np.asarray(ks, float) - ks[0]) / (ks[-1] - ks[0])
