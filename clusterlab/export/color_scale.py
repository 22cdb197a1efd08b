"""The colors of a scale of numbers, and the ticks beside it."""

import math
from functools import lru_cache

import numpy as np

from clusterlab.datasets.column_codes import SCALE_LEVELS, ScaleCodes
from clusterlab.export.axis_ticks import value_ticks
from clusterlab.export.theme import MARK_CONTRAST, Theme, parse_color
from clusterlab.export.ticks import Tick, Ticks, ticks
from clusterlab.kernels.raster.color import Rgb, blend_colors, contrast_ratio
from clusterlab.kernels.typing import Floats

PLASMA = (
    "#0d0887",
    "#41049d",
    "#6a00a8",
    "#8f0da4",
    "#b12a90",
    "#cc4778",
    "#e16462",
    "#f2844b",
    "#fca636",
    "#fcce25",
    "#f0f921",
)
"""The color-blind-safe map plasma (Smith and van der Walt 2015): its lightness grows evenly."""
MAP_POSITIONS = 512
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
MONTH, YEAR = 30.44 * DAY, 365.25 * DAY
DATE_STEPS: tuple[tuple[float, str, int], ...] = (
    *((float(n), "s", n) for n in (1, 2, 5, 10, 15, 30)),
    *((MINUTE * n, "s", 60 * n) for n in (1, 2, 5, 10, 15, 30)),
    *((HOUR * n, "s", 3600 * n) for n in (1, 2, 3, 6, 12)),
    *((DAY * n, "D", n) for n in (1, 2, 7, 14)),
    *((MONTH * n, "M", n) for n in (1, 2, 3, 6)),
    *((YEAR * n * 10**power, "Y", n * 10**power) for power in range(4) for n in (1, 2, 5)),
)
"""Round steps between dates: their lengths in seconds, and how many of a unit of time they are."""


@lru_cache
def scale_colors(theme: Theme) -> Rgb:
    """The color of each code of a scale (SCALE_LEVELS, 3): the part of the map with 3:1 on the canvas."""
    colors = _map_colors(np.linspace(0, 1, MAP_POSITIONS))
    visible = np.flatnonzero(contrast_ratio(colors, parse_color(theme.canvas)) >= MARK_CONTRAST)
    first, last = (visible[[0, -1]] / (MAP_POSITIONS - 1)).tolist()
    found = _map_colors(np.linspace(first, last, SCALE_LEVELS))
    found.setflags(write=False)
    return found


def scale_ticks(codes: ScaleCodes, max_ticks: int) -> Ticks:
    """At most about so many round values of a scale, at positions from 0 to 1."""
    if codes.quantity == "number":
        return ticks(0.0, 1.0, codes.low, codes.high - codes.low, max_ticks)
    if codes.quantity == "year":
        years = [year for year in value_ticks(codes.low, codes.high, max_ticks) if year == int(year)]
        return _ticks(codes, [(year, f"{year:.0f}") for year in years])
    return _ticks(codes, _dates(codes, max_ticks))


def _map_colors(positions: Floats) -> Rgb:
    """The colors (m, 3) of the map at positions from 0 to 1."""
    last = len(PLASMA) - 1
    lower = np.minimum((positions * last).astype(int), last - 1)
    shares = np.zeros((len(positions), len(PLASMA)))
    rows = np.arange(len(positions))
    shares[rows, lower + 1] = positions * last - lower
    shares[rows, lower] = 1 - shares[rows, lower + 1]
    return blend_colors(shares, np.array([parse_color(color) for color in PLASMA]))


def _ticks(codes: ScaleCodes, marks: list[tuple[float, str]]) -> Ticks:
    span = codes.high - codes.low
    return Ticks(tuple(Tick((value - codes.low) / span, text) for value, text in marks))


def _dates(codes: ScaleCodes, max_ticks: int) -> list[tuple[float, str]]:
    """Round dates or times of a scale, in seconds, with their texts."""
    span = codes.high - codes.low
    length, unit, count = next((step for step in DATE_STEPS if span / step[0] <= max_ticks), DATE_STEPS[-1])
    start = np.array(math.floor(codes.low)).astype("datetime64[s]").astype(f"datetime64[{unit}]")
    epoch = 1970 if unit == "Y" else 0  # numpy counts years from then, people from 0
    first = -(-(int(start.astype(np.int64)) + epoch) // count) * count - epoch
    dates = (first + count * np.arange(max_ticks + 2)).astype(f"datetime64[{unit}]")
    seconds = dates.astype("datetime64[s]").astype(np.int64).tolist()
    texts = [_date_text(date, length, codes, span) for date in dates.astype(str).tolist()]
    return [mark for mark in zip(seconds, texts, strict=True) if codes.low <= mark[0] <= codes.high]


def _date_text(date: str, length: float, codes: ScaleCodes, span: float) -> str:
    """A date as precise as the step of this length, a time alone where all are of one day."""
    day, _, time = date.partition("T")
    if not time:
        return day
    time = time if length < MINUTE else time[:5]
    return time if codes.quantity == "time" or span < DAY else f"{day[5:]} {time}"
