"""Numbers, counts and lists in English text."""

import math
from collections.abc import Sequence

MAX_COUNT = 10**18
"""Integers from here on are written as other numbers are: with a few digits and an exponent."""


def format_number(value: float | None) -> str:
    """A number with about four digits: 1,860.5, 0.5528, 3.1e-07; a count with all of them."""
    if isinstance(value, int) and abs(value) < MAX_COUNT:
        return f"{value:,}"
    if value is None or math.isnan(value):
        return "not defined"
    if math.isinf(value):
        return "beyond what a number can hold"
    size = abs(value)
    if size == 0:
        return "0"
    if 1e-3 <= size < 1e7:
        decimals = 1 if size >= 1000 else max(0, 3 - math.floor(math.log10(size)))
        return f"{value:,.{decimals}f}"
    return f"{value:.3g}"


def whole_number(value: float) -> float:
    """A number that is whole as an int, which is written without decimals; others as they are."""
    return int(value) if float(value).is_integer() and abs(value) < MAX_COUNT else float(value)


def format_count(n: int, noun: str, plural: str = "") -> str:
    """A count with its noun: 1 point, 300 points."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def format_percent(fraction: float) -> str:
    """A share as a person reads it: 0.5 %, 12 %."""
    size = abs(fraction)
    return (
        f"{fraction:.0%}".replace("%", " %")
        if size >= 0.1 or not size
        else f"{fraction:.1%}".replace("%", " %")
    )


def format_signed_percent(fraction: float) -> str:
    """A change as a share with its sign, with one decimal, or one digit below 0.05 %: -31.2 %, +0.004 %."""
    percent = abs(100 * fraction)
    decimals = 1 if percent >= 0.05 or not percent else -math.floor(math.log10(percent))
    return f"{fraction:+.{decimals}%}".replace("%", " %")


def format_hundredths(value: float) -> str:
    """A number with two decimals, of which a zero has no sign: 0.98."""
    if math.isnan(value):
        return "not defined"
    return f"{round(value, 2) + 0.0:.2f}"


def format_duration(seconds: float) -> str:
    """A duration in s or ms, rounded."""
    if seconds >= 1:
        return f"{seconds:,.1f} s"
    return f"{1000 * seconds:.3g} ms" if seconds >= 1e-5 else "under 0.01 ms"


def format_list(words: list[str]) -> str:
    """Words as a person lists them: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def format_commas(words: Sequence[str]) -> str:
    """Names separated by commas alone: a, b, c."""
    return ", ".join(words)


def format_exact(value: float) -> str:
    """A number with all digits that a float holds for certain: 0.1, 1234567.89."""
    return f"{value:.15g}"


def format_short(value: float) -> str:
    """A number with up to six digits: 0.333333, 1e+07."""
    return f"{value:g}"


def format_plain(value: float) -> str:
    """A number as a person writes it: 10,000,000 and not 1e+07."""
    return f"{int(value):,}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:g}"


def format_bytes(n_bytes: int) -> str:
    """Bytes as a person reads them: 1.4 GiB; much fewer as 12 MiB."""
    if n_bytes < 2**30 / 10:
        return f"{n_bytes / 2**20:,.1f} MiB"
    return f"{n_bytes / 2**30:,.1f} GiB"


def shortened(text: str, length: int = 40) -> str:
    """A text on one line and with at most so many characters."""
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length else line[: length - 1] + "…"
