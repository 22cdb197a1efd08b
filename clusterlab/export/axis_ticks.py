"""Round tick values and value ranges for the axes of charts."""

import math
from collections.abc import Sequence

from clusterlab.kernels.typing import Floats

UNIT_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
TICK_TOLERANCE = 1e-9  # of a step: a range that ends on a tick shows it despite rounding errors
FEW_VALUES, MAX_GROWTH = 3, 4  # when an incomplete curve keeps the range of the one before it
MIN_TICKS = 2  # that an axis has room for, however short it is
K_STRIDES = (1, 2, 5, 10, 20, 50, 100)


def nice_step(size: float) -> float:
    """The least number of the form 1, 2 or 5 times a power of ten that is at least `size`."""
    exponent = math.floor(math.log10(size))
    for factor in (1, 2, 5, 10):
        if factor * 10.0**exponent >= size * (1 - 1e-9):
            return float(f"{factor}e{exponent}")
    return float(f"1e{exponent + 1}")


def value_ticks(low: float, high: float, max_ticks: int = 5) -> list[float]:
    """Round tick values from low to high: as many as possible up to `max_ticks`."""
    if not (low < high and math.isfinite(high - low)):
        return [low]
    step = nice_step((high - low) / (2 * max_ticks))
    while math.floor(high / step + TICK_TOLERANCE) - math.ceil(low / step - TICK_TOLERANCE) >= max_ticks:
        step = nice_step(step * 1.5)
    first, last = math.ceil(low / step - TICK_TOLERANCE), math.floor(high / step + TICK_TOLERANCE)
    return [i * step for i in range(first, last + 1)] or [low, high]


def spaced_ticks(ticks: Sequence[float], room: float) -> list[float]:
    """All ticks, each second, each third and so on: as many as there is `room` for, which is two at least."""
    return list(ticks[:: max(1, math.ceil(len(ticks) / max(MIN_TICKS, room)))])


def k_ticks(ks: Sequence[float] | Floats, current: int | None, max_ticks: int = 12) -> list[int]:
    """The labeled K: all of few, else every second, fifth, tenth and so on, and always the current one."""
    numbers = [int(k) for k in ks]
    stride = next((step for step in K_STRIDES if len(numbers) <= max_ticks * step), K_STRIDES[-1])
    shown = {k for k in numbers if k % stride == 0}
    if current in numbers:
        shown = {k for k in shown if abs(k - current) >= stride / 2} | {current}
    return sorted(shown)


def short_number(value: float, others: Sequence[float]) -> str:
    """A number in few characters, such as 7.5k, with as many decimals as the `others` on its axis need."""
    largest = max(abs(v) for v in others)
    if largest >= 1e15 or 0 < largest < 1e-3:
        return f"{value:.3g}"
    unit, suffix = next(((u, s) for u, s in UNIT_SUFFIXES if largest >= u), (1.0, ""))
    scaled = [v / unit for v in others]
    decimals = next((d for d in range(5) if all(abs(round(v, d) - v) < 10.0 ** -(d + 3) for v in scaled)), 5)
    return f"{value / unit:.{decimals}f}{suffix}" if value else "0"


def axis_range(values: Floats, from_zero: bool, previous: tuple[float, float] | None) -> tuple[float, float]:
    """The range of the values, widened to the previous one where an incomplete curve may still reach it."""
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
    """Whether an incomplete curve may still reach the range of the previous one, which it overlaps."""
    meets = previous[0] <= high and low <= previous[1]
    return meets and (len(values) < FEW_VALUES or high - low >= (previous[1] - previous[0]) / MAX_GROWTH)
