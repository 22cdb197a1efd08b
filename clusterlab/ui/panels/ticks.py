"""Few, round numbers for the axes of a chart."""

import math
from collections.abc import Sequence

from clusterlab.kernels.arrays import Floats

STEPS = (1, 2, 2.5, 5, 10)
SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def even_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """At most `most` round numbers at even distances that enclose low and high, where that is possible."""
    if not low < high:
        return [low]
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (size * s * t for t in (1, 10) for s in STEPS):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < most:
            return [i * step for i in range(first, last + 1)]
    return [low, high]


def whole_ticks(ks: Sequence[float] | Floats, current: int | None) -> list[int]:
    """The K that are written: all of few, else every second, fifth or tenth, and always the current one."""
    numbers = [int(k) for k in ks]
    every = next((step for step in (1, 2, 5, 10, 20) if len(numbers) <= 12 * step), 50)
    shown = {k for k in numbers if every == 1 or k % every == 0}
    if current in numbers:
        shown = {k for k in shown if k == current or abs(k - current) >= every / 2} | {current}
    return sorted(shown)


def short(value: float, among: Sequence[float]) -> str:
    """A number in few characters, with as many decimals as keep it apart from the others: 7.9k."""
    largest = max(abs(v) for v in among)
    unit, suffix = next(((u, s) for u, s in SUFFIXES if largest >= u), (1.0, ""))
    for decimals in range(4):
        words = [f"{v / unit:.{decimals}f}" for v in among]
        if all(
            math.isclose(float(w) * unit, v, rel_tol=1e-3, abs_tol=1e-9 * largest)
            for w, v in zip(words, among, strict=True)
        ):
            return f"{value / unit:.{decimals}f}{suffix if value else ''}"
    return f"{value:.3g}"


def reach(values: Floats, from_zero: bool, before: tuple[float, float] | None) -> tuple[float, float]:
    """The range to draw: that of the values, widened to the one before, which a curve that fills in keeps."""
    low, high = float(values.min()), float(values.max())
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if before and before[0] <= high and low <= before[1]:
        low, high = min(low, before[0]), max(high, before[1])
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    return low, high
