"""Dates and times in texts as numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clusterlab.kernels.typing import Flags, Floats

if TYPE_CHECKING:
    import polars as pl

_PATTERN = (
    r"^\s*(?:(?<a>\d{1,2}|\d{4})(?<mark>[-/.])(?<b>\d{1,2})[-/.](?<c>\d{1,2}|\d{4}))?[T ]?"
    r"(?:(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{1,2}(?:\.\d+)?))?)?"
    r"\s*(?:Z|(?<sign>[+-])(?<zone_hour>\d{2}):?(?<zone_minute>\d{2})?)?\s*$"
)
FIRST_TWO_DIGIT_YEAR = 69  # of the years 1969 to 2068, as POSIX reads them
MAX_DAY, MAX_MONTH = 31, 12
SECONDS_A_DAY = 86_400.0


class DateValues(NamedTuple):
    """Dates as `seconds` since 1970, or times of day as those since midnight (n,): NaN for neither.

    `first` is what comes first in the dates: "year", "month" or "day"; empty for times.
    """

    seconds: Floats
    first: str


def date_values(texts: Sequence[str]) -> DateValues:
    """Reads dates and times (n,).

    Of dates without the year in front, the day is first where a first number exceeds 12, the month where a
    second one does; else the month before slashes, and the day before other marks.
    """
    import polars as pl

    parts = pl.Series(texts, dtype=pl.String).str.extract_groups(_PATTERN).struct.unnest()
    number = {name: _numbers(parts[name]) for name in parts.columns if name not in ("mark", "sign")}
    of_day = _seconds_of_day(number, (parts["sign"] == "-").fill_null(value=False).to_numpy())
    has_date = ~np.isnan(number["a"])
    if not has_date.any():
        return DateValues(of_day, "")
    first = _first_part(number["a"], number["b"], (parts["mark"] == "/").any())
    days = _days(number["a"], number["b"], number["c"], first == "month")
    has_year_first = bool((number["a"] > MAX_DAY).any())
    seconds = days * SECONDS_A_DAY + np.where(np.isnan(of_day), 0.0, of_day)
    return DateValues(seconds, "year" if has_year_first else first)


def _numbers(column: "pl.Series") -> Floats:
    import polars as pl

    return np.asarray(column.cast(pl.Float64).fill_null(np.nan).to_numpy())


def _seconds_of_day(number: dict[str, Floats], is_west: Flags) -> Floats:
    """The seconds since midnight in UTC, NaN without an hour."""
    offset = np.nan_to_num(number["zone_hour"]) * 60 + np.nan_to_num(number["zone_minute"])
    minutes = number["hour"] * 60 + number["minute"] - np.where(is_west, -offset, offset)
    return np.asarray(minutes * 60 + np.nan_to_num(number["second"]))


def _first_part(a: Floats, b: Floats, has_slashes: bool) -> str:
    """Whether the month or the day comes first in dates that do not begin with the year."""
    others = ~(a > MAX_DAY)
    is_day = (a[others] > MAX_MONTH).any() or not has_slashes
    return "month" if (b[others] > MAX_MONTH).any() or not is_day else "day"


def _days(a: Floats, b: Floats, c: Floats, month_first: bool) -> Floats:
    """The days since 1970 of dates with three numbers, NaN where there is no such day."""
    year_first = a > MAX_DAY
    century = np.where(c < FIRST_TWO_DIGIT_YEAR, 2000, np.where(c < 100, 1900, 0))
    year = np.where(year_first, a, c + century)
    month = np.where(~year_first & month_first, a, b)
    day = np.where(year_first, c, b if month_first else a)
    is_read = ~np.isnan(year + month + day) & (month >= 1) & (month <= MAX_MONTH) & (day >= 1)
    months = np.where(is_read, (year - 1970) * 12 + month - 1, 0).astype(np.int64)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    found = first + np.where(is_read, day, 1).astype(np.int64) - 1
    return np.where(is_read & (found < after), found, np.nan).astype(float)
