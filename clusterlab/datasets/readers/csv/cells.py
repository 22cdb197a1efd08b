"""Reads columns of text as numbers; the decimal mark is decided over all columns of a file."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv import notation
from clusterlab.datasets.readers.csv.dialect import Dialect
from clusterlab.datasets.readers.csv.notation import OTHER_MARK, shortened
from clusterlab.datasets.readers.csv.reading_notes import (
    affix_note,
    first_true_row,
    infinite_as_missing,
    mark_note,
    rounding_note,
    unreadable_note,
)
from clusterlab.datasets.table import TEXT_COLUMN
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

MAX_WORDS = 2
MAX_WORD_SHARE = 0.05
"""A column with more words than both, as a share of the cells that are not missing, is one of text."""
SEVERAL_CURRENCIES = Message("it holds text: amounts in several currencies")
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class ReadColumn:
    """The `numbers` of a column, NaN where missing; or None, and the `reason` why it is one of text."""

    numbers: Floats | None
    notes: tuple[Message, ...] = ()
    reason: Message = Message()


@dataclass(frozen=True, eq=False)
class _RawColumn:
    """A column of text, and the evidence in its cells on the decimal mark.

    `cells` are null where missing, `standard` is their standard notation; `points` and `commas` count the
    cells that are numbers with that decimal mark only; `unclear` is the first cell that is a number with
    both, such as 1,234; `direct` holds the numbers where every cell is plain.
    """

    cells: "pl.Series"
    standard: "pl.Series"
    direct: "pl.Series | None" = None
    points: int = 0
    commas: int = 0
    unclear: str = ""
    text: Message = Message()


def read_columns(
    columns: "Sequence[pl.Series]", dialect: Dialect, quoted: bool
) -> tuple[list[ReadColumn], str]:
    """Each column as numbers or texts, and the decimal mark of the file.

    Cells such as 1,5 or 1,234,567 show which mark is the decimal one; 1,234 is ambiguous and is read like
    the rest of its column, then of the file, then as files with that delimiter usually are.
    """
    with ThreadPoolExecutor() as pool:  # polars releases the GIL
        raw = list(_uncanceled(pool.map(lambda cells: _raw_column(cells, dialect, quoted), columns)))
        if dialect.delimiter == ";" or any(item.commas or item.unclear for item in raw):
            raw = list(_uncanceled(pool.map(lambda item: _with_marks(item, dialect), raw)))
        mark = dialect.options.decimal or _decimal_mark(raw, dialect.delimiter)
        read = _uncanceled(pool.map(lambda item: _read_column(item, mark, dialect, quoted), raw))
        return list(read), mark


def _uncanceled(items: "Iterator[_T]") -> "Iterator[_T]":
    for item in items:
        check_canceled()
        yield item


def text_cells(column: "pl.Series", missing: frozenset[str], quoted: bool) -> tuple[str, ...]:
    """The cells of a column of text; empty where they are, or are words for missing in columns of numbers."""
    cells = _stripped(column, quoted)
    if missing:
        cells = cells.set(cells.is_in(list(missing)).fill_null(False), "")
    return tuple(cells.fill_null(""))


def _stripped(column: "pl.Series", quoted: bool) -> "pl.Series":
    return column.str.strip_chars(" \t\r\n\u00a0" if quoted else ' \t\r\n"\u00a0')


def _raw_column(column: "pl.Series", dialect: Dialect, quoted: bool) -> _RawColumn:
    """The column parsed as plain numbers if all its cells are; else with its decimal marks counted."""
    import polars as pl

    cells = _stripped(column, quoted)
    cells = cells.set(notation.is_missing(cells), None)
    direct = cells.cast(pl.Float64, strict=False)
    if direct.null_count() == cells.null_count():
        return _RawColumn(cells, cells, direct)
    return _with_marks(_RawColumn(cells, notation.standard_notation(cells)), dialect)


def _with_marks(item: _RawColumn, dialect: Dialect) -> _RawColumn:
    """The column with its decimal marks counted, and whether it is one of text."""
    cells, standard, thousands = item.cells, item.standard, dialect.options.thousands
    point, comma = (notation.is_number(standard, mark, thousands) for mark in OTHER_MARK)
    numbers = {".": point, ",": comma}.get(dialect.options.decimal or "", point | comma)
    points, commas = int((point & ~comma).sum()), int((comma & ~point).sum())
    unclear = cells.filter(point & comma & standard.str.contains("[.,]").fill_null(False)).head(1)
    text = Message() if item.direct is not None else _text_reason(cells, numbers)
    return _RawColumn(cells, standard, item.direct, points, commas, "".join(unclear), text=text)


def _text_reason(cells: "pl.Series", numbers: "pl.Series") -> Message:
    """Why a column is one of text; empty where it is one of numbers."""
    present, found = len(cells) - cells.null_count(), int(numbers.sum())
    words = present - found
    if found <= words:
        return TEXT_COLUMN
    if words > max(MAX_WORDS, MAX_WORD_SHARE * present):
        row = first_true_row(cells.is_not_null() & ~numbers) or 0
        template = (
            "it holds text: {n} of {present:# cell is|# cells are} no number, "
            "the first {cell!r} in row {row!s}"
        )
        return Message(template, n=words, present=present, cell=shortened(cells[row]), row=row + 1)
    return SEVERAL_CURRENCIES if notation.several_currencies(cells) else Message()


def _decimal_mark(raw: Sequence[_RawColumn], delimiter: str) -> str:
    """The decimal mark of the file: that of more unambiguous cells, else what the delimiter suggests."""
    points, commas = sum(item.points for item in raw), sum(item.commas for item in raw)
    if points != commas:
        return "," if commas > points else "."
    unclear = any("," in item.unclear for item in raw)
    return "," if unclear and delimiter != "," else "."


def _read_column(item: _RawColumn, file_mark: str, dialect: Dialect, quoted: bool) -> ReadColumn:
    if item.text:
        note = affix_note(item.cells) if item.text is TEXT_COLUMN else ()
        return ReadColumn(None, note, item.text)
    mark = file_mark if item.points == item.commas else "," if item.commas > item.points else "."
    mark = dialect.options.decimal or mark
    plain = item.direct if mark == "." and not dialect.options.thousands else None
    numbers = notation.numbers(item.standard, mark, dialect.options.thousands) if plain is None else plain
    values, infinite = infinite_as_missing(item.cells.name, numbers.fill_null(np.nan).to_numpy())
    notes = unreadable_note(item.cells, numbers)
    notes += mark_note(item.cells, numbers, mark, _may_be_decimal(item, mark, dialect))
    if plain is None:
        notes += notation.notation_notes(item.cells.name, item.cells, numbers)
    return ReadColumn(values, notes + rounding_note(item.standard, numbers) + infinite)


def _may_be_decimal(item: _RawColumn, mark: str, dialect: Dialect) -> str:
    """A cell whose decimal mark might be another mark, and that therefore is noted; empty without one."""
    if dialect.options.decimal:
        return ""
    if not dialect.delimiter and mark == "," and item.commas:
        row = first_true_row(item.cells.str.contains(",", literal=True))
        return "" if row is None else str(item.cells[row])
    open_question = mark in item.unclear and not (item.points or item.commas)
    return item.unclear if open_question and (mark == "," or dialect.delimiter == ";") else ""
