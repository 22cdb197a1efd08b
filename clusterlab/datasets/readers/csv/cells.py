"""Parses columns of text as numbers; the decimal mark is decided over all columns of a file."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.dialect import MISSING_CELLS
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

MAX_EXACT_INTEGER = 2.0**53  # from here on not every integer is a float64
_NUMBER = r"^[+-]?(?:\d+|[1-9]\d{0,2}(?:[MARK '’\u00A0\u202F]\d{3})+)?(?:POINT\d*)?(?:[eE][+-]?\d+)?$"
_PATTERN = {
    ".": _NUMBER.replace("MARK", ",").replace("POINT", r"\."),
    ",": _NUMBER.replace("MARK", ".").replace("POINT", ","),
}
_NUMBER_LIKE = r"^[+\-\d.,].*\d$"  # columns of such cells need no cleaning
_OTHER_MARK = {".": ",", ",": "."}
_GROUPS_THOUSANDS = {
    ".": "Column {column}: {cell} was read as {number:exact} (the point groups thousands).",
    ",": "Column {column}: {cell} was read as {number:exact} (the comma groups thousands).",
}
_IS_DECIMAL_MARK = {
    ".": "Column {column}: {cell} was read as {number:exact} (the point is the decimal mark).",
    ",": "Column {column}: {cell} was read as {number:exact} (the comma is the decimal mark).",
}


@dataclass(frozen=True, eq=False)
class RawColumn:
    """A column of text, and the evidence in its cells on the decimal mark.

    `points` and `commas` count the cells that are numbers with that decimal mark only; `unclear` is the first
    cell that is a number with both, such as 1,234; `direct` holds the numbers where every cell is plain.
    """

    cells: "pl.Series"
    direct: "pl.Series | None" = None
    points: int = 0
    commas: int = 0
    unclear: str = ""
    marks_counted: bool = False
    numeric: bool = True


def read_columns(
    columns: "Sequence[pl.Series]", delimiter: str
) -> list[tuple[Floats | None, tuple[Message, ...]]]:
    """For each text column its numbers, NaN where missing, and notes; None where it holds text.

    Cells such as 1,5 or 1,234,567 show which mark is the decimal one; 1,234 is ambiguous and is read like
    the rest of its column, then of the file, then as files with that delimiter usually are.
    """
    with ThreadPoolExecutor() as pool:  # polars releases the GIL
        written = list(pool.map(_read_plain, columns))
        if delimiter == ";" or any(item.commas or item.unclear for item in written):
            written = list(pool.map(_count_marks, written))
        file_mark = _decimal_mark(written, delimiter)
        return list(pool.map(lambda item: _read_column(item, file_mark, delimiter), written))


def clean_cells(column: "pl.Series") -> "pl.Series":
    """The cells without surrounding blanks and quotes, null where they mean a missing value."""
    if column.str.contains(_NUMBER_LIKE).all():
        return column
    cells = column.str.strip_chars(' \t\r\n"\u00a0')
    return cells.set(cells.str.to_lowercase().is_in(list(MISSING_CELLS)), None)


def infinite_as_missing(name: str, values: Floats) -> tuple[Floats, tuple[Message, ...]]:
    """The values with NaN in place of infinite ones, and a note that counts these."""
    infinite = np.isinf(values)
    count = int(infinite.sum())
    if not count:
        return values, ()
    template = (
        "Column {column}: {n:# cell is|# cells are} infinite and counted as missing, "
        "the first in row {row!s}."
    )
    note = Message(template, column=name, n=count, row=int(infinite.argmax()) + 1)
    return np.where(infinite, np.nan, values), (note,)


def _read_plain(column: "pl.Series") -> RawColumn:
    """The column parsed as plain numbers if all its cells are; else with its decimal marks counted."""
    import polars as pl

    cells = clean_cells(column)
    direct = cells.cast(pl.Float64, strict=False)
    if direct.null_count() == cells.null_count():
        return RawColumn(cells, direct)
    return _count_marks(RawColumn(cells))


def _count_marks(item: RawColumn) -> RawColumn:
    """The column with its decimal marks counted, unless they are already."""
    if item.marks_counted:
        return item
    cells = item.cells
    point, comma = cells.str.contains(_PATTERN["."]), cells.str.contains(_PATTERN[","])
    points, commas = int((point & ~comma).sum()), int((comma & ~point).sum())
    share = max(int(point.sum()), int(comma.sum())) / max(len(cells) - cells.null_count(), 1)
    unclear = cells.filter((point & comma & cells.str.contains("[.,]")).fill_null(False)).head(1)
    if item.direct is None and share <= 0.5:
        return RawColumn(cells, marks_counted=True, numeric=False)
    return RawColumn(cells, item.direct, points, commas, "".join(unclear), marks_counted=True)


def _decimal_mark(written: Sequence[RawColumn], delimiter: str) -> str:
    """The decimal mark of the file: that of more unambiguous cells, else what the delimiter suggests."""
    points, commas = sum(item.points for item in written), sum(item.commas for item in written)
    if points != commas:
        return "," if commas > points else "."
    unclear = any("," in item.unclear for item in written)
    return "," if unclear and delimiter != "," else "."


def _read_column(
    item: RawColumn, file_mark: str, delimiter: str
) -> tuple[Floats | None, tuple[Message, ...]]:
    if not item.numeric:
        return None, ()
    mark = file_mark if item.points == item.commas else "," if item.commas > item.points else "."
    plain = item.direct if mark == "." else None
    numbers = _parsed(item.cells, mark) if plain is None else plain
    values, infinite = infinite_as_missing(item.cells.name, numbers.fill_null(np.nan).to_numpy())
    notes = _unreadable_note(item.cells, numbers) + _reading_note(item, numbers, mark, delimiter)
    return values, notes + _rounding_note(item.cells, numbers) + infinite


def _parsed(cells: "pl.Series", mark: str) -> "pl.Series":
    """The numbers of the cells that are valid with that decimal mark, null for all others."""
    import polars as pl

    fitting = cells.set(~cells.str.contains(_PATTERN[mark]), None)
    bare = fitting.str.replace_all(f"[{_OTHER_MARK[mark]} '’\u00a0\u202f]", "")
    return bare.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def first_true_row(mask: "pl.Series") -> int | None:
    """The first row where the mask is true, if any."""
    row = mask.fill_null(False).arg_max()
    return row if row is not None and mask[row] else None


def _unreadable_note(cells: "pl.Series", numbers: "pl.Series") -> tuple[Message, ...]:
    """A note on the cells that are no numbers, with the first and its row."""
    wrong = cells.is_not_null() & numbers.is_null()
    row = first_true_row(wrong)
    if row is None:
        return ()
    template = (
        "Column {column}: {n:# cell is|# cells are} no number and counted as missing, "
        "the first {cell!r} in row {row!s}."
    )
    return (Message(template, column=cells.name, n=int(wrong.sum()), cell=cells[row], row=row + 1),)


def _reading_note(item: RawColumn, numbers: "pl.Series", mark: str, delimiter: str) -> tuple[Message, ...]:
    """A note on how one cell was read, where another reading was possible."""
    row = first_true_row(item.cells.str.contains(_OTHER_MARK[mark], literal=True) & numbers.is_not_null())
    template = _GROUPS_THOUSANDS[_OTHER_MARK[mark]]
    if (
        row is None
        and mark in item.unclear
        and not (item.points or item.commas)
        and (mark == "," or delimiter == ";")
    ):
        row = first_true_row(item.cells == item.unclear)
        template = _IS_DECIMAL_MARK[mark]
    if row is None:
        return ()
    return (Message(template, column=item.cells.name, cell=item.cells[row], number=numbers[row]),)


def _rounding_note(cells: "pl.Series", numbers: "pl.Series") -> tuple[Message, ...]:
    """A note where integers are too long for a float64."""
    row = first_true_row((numbers.abs() >= MAX_EXACT_INTEGER) & cells.str.contains(r"^[+-]?\d+$"))
    if row is None:
        return ()
    template = "Column {column}: whole numbers beyond 2^53 were rounded, the first {cell} in row {row!s}."
    return (Message(template, column=cells.name, cell=cells[row], row=row + 1),)
