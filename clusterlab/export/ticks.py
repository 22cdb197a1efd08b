"""Round tick values along an axis, in the units of the data."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from clusterlab.core.projection import View
from clusterlab.export.axis_ticks import nice_step
from clusterlab.export.viewport import Viewport

MIN_TICK_SPAN = 1e-300  # smaller spans have too few significant bits for round numbers
TICK_SPACING = (110, 84)  # logical pixels between neighboring ticks, on the x and the y axis
MAX_TICK_DIGITS = 6  # longer numbers are written relative to an offset, which stands at the end of the axis


@dataclass(frozen=True)
class Tick:
    """A position on an axis of the plane, and its label."""

    position: float
    text: str


@dataclass(frozen=True)
class Ticks:
    """The ticks of an axis, and the offset to be added to each label."""

    marks: tuple[Tick, ...] = ()
    offset_text: str = ""


@lru_cache(64)  # grid, labels and names of an axis need the same
def ticks(low: float, high: float, origin: float, step: float, max_ticks: int) -> Ticks:
    """At most about `max_ticks` ticks from position `low` to `high`; values are origin + step * position.

    They are counted from the round number nearest to the origin, so that neither an offset of 1e8 nor a
    scale of 1e-160 costs precision.
    """
    with np.errstate(all="ignore"):
        span = float(np.float64(high) * step - np.float64(low) * step)
        if not (math.isfinite(span) and math.isfinite(origin) and span > MIN_TICK_SPAN):
            return Ticks()
        size = nice_step(span / max(max_ticks, 1))
        if abs(origin / size) > 2**52:
            return Ticks()
        base = round(origin / size)
        offset = origin - base * size
        first, last = math.ceil((offset + step * low) / size), math.floor((offset + step * high) / size)
        places = [(i * size - offset) / step for i in range(first, last + 1)]
    texts, added = _texts(range(base + first, base + last + 1), size)
    return Ticks(tuple(map(Tick, places, texts)), added)


def axis_ticks(view: View, viewport: Viewport, axis: int, max_ticks: int = 0) -> Ticks:
    """The ticks of an axis, about as many as fit or `max_ticks`; an axis without a name has none."""
    if not view.axes[axis]:
        return Ticks()
    max_ticks = max_ticks or max(1, round(viewport.size[axis] / (TICK_SPACING[axis] * viewport.scale)))
    origin, step = float(view.origin[axis]), float(view.step[axis])
    return ticks(viewport.low[axis], viewport.high[axis], origin, step, max_ticks)


def _texts(counts: range, size: float) -> tuple[list[str], str]:
    """The labels of `counts` times `size`, and the offset that they leave out."""
    if not counts:
        return [], ""
    common = 0
    if max(abs(counts[0]), abs(counts[-1])) >= 10**MAX_TICK_DIGITS:
        common = round((counts[0] + counts[-1]) / 20_000) * 10_000
    exponent = math.floor(math.log10(size) + 1e-9)
    unit = round(size / 10.0**exponent)
    words = [_text((count - common) * unit, exponent) for count in counts]
    added = _text(common * unit, exponent, signed=True) if common else ""
    return words, added.rstrip("0").rstrip(".") if "." in added and "e" not in added else added


def _text(count: int, exponent: int, signed: bool = False) -> str:
    """count * 10**exponent as exact decimal text, in scientific notation where it is long."""
    digits = len(str(abs(count)))
    sign = "+" if signed else ""
    if count == 0:
        return "0"
    if exponent < -6 or digits + exponent > 7 + 6 * signed:
        mantissa = f"{count / 10 ** (digits - 1):{sign}.{digits - 1}f}"
        short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{short}e{exponent + digits - 1}"
    if exponent >= 0:
        return f"{count * 10**exponent:{sign},}"
    whole, part = divmod(abs(count), 10**-exponent)
    mark = "-" if count < 0 else sign
    return f"{mark}{whole:,}.{part:0{-exponent}}"
