"""Few, round numbers for the axes of a chart."""

import math
from collections.abc import Sequence

from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.ticks import nice_step

UNIT_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
TICK_TOLERANCE = 1e-9  # of a step: a range that ends on a round number shows it, whatever rounding says
FEW_VALUES, MAX_GROWTH = 3, 4
K_STRIDES = (1, 2, 5, 10, 20, 50, 100)


def value_ticks(low: float, high: float, max_ticks: int = 5) -> list[float]:
    """The round numbers from low to high: as many as there can be up to `max_ticks`."""
    if not (low < high and math.isfinite(high - low)):
        return [low]
    step = nice_step((high - low) / (2 * max_ticks))
    while math.floor(high / step + TICK_TOLERANCE) - math.ceil(low / step - TICK_TOLERANCE) >= max_ticks:
        step = nice_step(step * 1.5)
    first, last = math.ceil(low / step - TICK_TOLERANCE), math.floor(high / step + TICK_TOLERANCE)
    return [i * step for i in range(first, last + 1)] or [low, high]


def k_ticks(ks: Sequence[float] | Floats, current: int | None, max_ticks: int = 12) -> list[int]:
    """The K that are written: all of few, else every second, fifth or tenth, and always the current one."""
    numbers = [int(k) for k in ks]
    stride = next((step for step in K_STRIDES if len(numbers) <= max_ticks * step), K_STRIDES[-1])
    shown = {k for k in numbers if k % stride == 0}
    if current in numbers:
        shown = {k for k in shown if abs(k - current) >= stride / 2} | {current}
    return sorted(shown)


def short_number(value: float, others: Sequence[float]) -> str:
    """A number in few characters, with as many decimals as it and the numbers beside it need: 7.5k."""
    largest = max(abs(v) for v in others)
    if largest >= 1e15 or 0 < largest < 1e-3:
        return f"{value:.3g}"
    unit, suffix = next(((u, s) for u, s in UNIT_SUFFIXES if largest >= u), (1.0, ""))
    scaled = [v / unit for v in others]
    decimals = next((d for d in range(5) if all(abs(round(v, d) - v) < 10.0 ** -(d + 3) for v in scaled)), 5)
    return f"{value / unit:.{decimals}f}{suffix}" if value else "0"


def axis_range(values: Floats, from_zero: bool, previous: tuple[float, float] | None) -> tuple[float, float]:
    """The range to draw: that of the values, widened to the one before where these may be its first ones."""
    low, high = float(values.min()), float(values.max())
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if previous and _may_continue(values, low, high, previous):
        low, high = min(low, previous[0]), max(high, previous[1])
    if low == high:
        half_range = abs(low) / 10 or 1.0
        low, high = low - half_range, high + half_range
    return low, high


def _may_continue(values: Floats, low: float, high: float, previous: tuple[float, float]) -> bool:
    """Whether a curve that fills in may become as high as the one before, which it meets."""
    meets = previous[0] <= high and low <= previous[1]
    return meets and (len(values) < FEW_VALUES or high - low >= (previous[1] - previous[0]) / MAX_GROWTH)
