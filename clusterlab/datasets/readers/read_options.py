"""How a file is to be read: what a person chose, and what was chosen for them."""

from dataclasses import dataclass

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

DECIMAL_MARKS = (".", ",")
THOUSANDS_MARKS = ("", ".", ",", " ", "'")
_NOT_DELIMITERS = '\r\n"\x1f\0'


@dataclass(frozen=True)
class ReadOptions:
    """How a text file is read; what is None is detected from its first lines.

    `encoding` is a name that Python knows. `delimiter` is one ASCII character, " " for runs of blanks, or ""
    for a single column. `thousands` is the mark between groups of digits, "" for none; with a point or comma
    the other one is the decimal mark. `skip` counts the lines above the header, or above the rows where there
    is no header. `sheet` names one of several sheets, arrays or files. Raises LoadError for other values.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    header: bool | None = None
    skip: int | None = None
    sheet: str | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None:
            _check_encoding(self.encoding)
        if self.delimiter is not None:
            _check_delimiter(self.delimiter)
        _check_choice("decimal mark", self.decimal, DECIMAL_MARKS)
        _check_choice("thousands mark", self.thousands, THOUSANDS_MARKS)
        if self.decimal is None and self.thousands in DECIMAL_MARKS:
            object.__setattr__(self, "decimal", "," if self.thousands == "." else ".")
        if self.decimal is not None and self.decimal == self.thousands:
            template = "The decimal mark {mark!r} also separates thousands; choose different marks."
            raise LoadError(Message(template, mark=self.decimal))
        if self.skip is not None and self.skip < 0:
            raise LoadError(Message("The lines to skip must be at least 0; it was {n!s}.", n=self.skip))

    @property
    def has_other_marks(self) -> bool:
        """Whether a person chose marks that numbers in programs do not have."""
        return self.decimal == "," or bool(self.thousands)


def _check_encoding(name: str) -> None:
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        template = "There is no text encoding {name!r}; try utf-8, cp1252, latin-1, utf-16 or gbk."
        raise LoadError(Message(template, name=name)) from None


def _check_delimiter(delimiter: str) -> None:
    if len(delimiter) > 1 or not delimiter.isascii() or delimiter in (*_NOT_DELIMITERS,):
        template = "The delimiter must be one ASCII character that is no quote; it was {delimiter!r}."
        raise LoadError(Message(template, delimiter=delimiter))


def _check_choice(what: str, mark: str | None, choices: tuple[str, ...]) -> None:
    if mark is not None and mark not in choices:
        template = "The {what} must be one of {choices:commas}; it was {mark!r}."
        raise LoadError(Message(template, what=what, choices=[repr(c) for c in choices], mark=mark))


DETECTED = ReadOptions()
"""Everything is detected."""
