"""A cell of a table, without how it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A text, the number that it is sorted by, a tooltip, and a share of the accent color behind it.

    `color` is that of a cluster that it names.
    """

    text: str
    value: float | None = None
    tip: str = ""
    tint: float = 0.0
    bold: bool = False
    muted: bool = False
    color: str = ""
