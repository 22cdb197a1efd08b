"""Few, round numbers for the axes of a chart."""

import math
from collections.abc import Sequence

from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.ticks import nice

SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
SLACK = 1e-9  # of a step: a range that ends on a round number shows it, whatever rounding says
FEW, DWARF = 3, 4
EVERY = (1, 2, 5, 10, 20, 50, 100)


def even_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """The round numbers from low to high: as many as there can be up to `most`."""
    if not (low < high and math.isfinite(high - low)):
        return [low]
    step = nice((high - low) / (2 * most))
    while math.floor(high / step + SLACK) - math.ceil(low / step - SLACK) >= most:
        step = nice(step * 1.5)
    first, last = math.ceil(low / step - SLACK), math.floor(high / step + SLACK)
    return [i * step for i in range(first, last + 1)] or [low, high]


def whole_ticks(ks: Sequence[float] | Floats, current: int | None, most: int = 12) -> list[int]:
    """The K that are written: all of few, else every second, fifth or tenth, and always the current one."""
    numbers = [int(k) for k in ks]
    every = next((step for step in EVERY if len(numbers) <= most * step), EVERY[-1])
    shown = {k for k in numbers if k % every == 0}
    if current in numbers:
        shown = {k for k in shown if abs(k - current) >= every / 2} | {current}
    return sorted(shown)


def short(value: float, among: Sequence[float]) -> str:
    """A number in few characters, with as many decimals as it and the numbers beside it need: 7.5k."""
    largest = max(abs(v) for v in among)
    if largest >= 1e15 or 0 < largest < 1e-3:
        return f"{value:.3g}"
    unit, suffix = next(((u, s) for u, s in SUFFIXES if largest >= u), (1.0, ""))
    scaled = [v / unit for v in among]
    decimals = next((d for d in range(5) if all(abs(round(v, d) - v) < 10.0 ** -(d + 3) for v in scaled)), 5)
    return f"{value / unit:.{decimals}f}{suffix}" if value else "0"


def reach(values: Floats, from_zero: bool, before: tuple[float, float] | None) -> tuple[float, float]:
    """The range to draw: that of the values, widened to the one before where these may be its first ones."""
    low, high = float(values.min()), float(values.max())
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if before and _may_continue(values, low, high, before):
        low, high = min(low, before[0]), max(high, before[1])
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    return low, high


def _may_continue(values: Floats, low: float, high: float, before: tuple[float, float]) -> bool:
    """Whether a curve that fills in may become as high as the one before, which it meets."""
    meets = before[0] <= high and low <= before[1]
    return meets and (len(values) < FEW or high - low >= (before[1] - before[0]) / DWARF)
