"""Turns columns of written numbers into numbers, with the decimal mark decided over all of them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.datasets.readers.csv.dialect import MISSING_CELLS
from clusterlab.datasets.table import Floats

if TYPE_CHECKING:
    import polars as pl

MAX_EXACT_INTEGER = 2.0**53  # from here on not every whole number is a float64
_NUMBER = r"^[+-]?(?:\d+|[1-9]\d{0,2}(?:[MARK '’\u00A0\u202F]\d{3})+)?(?:POINT\d*)?(?:[eE][+-]?\d+)?$"
_PATTERN = {
    ".": _NUMBER.replace("MARK", ",").replace("POINT", r"\."),
    ",": _NUMBER.replace("MARK", ".").replace("POINT", ","),
}
_NUMBER_LIKE = r"^[+\-\d.,].*\d$"  # saves most columns of numbers the cleaning
_OTHER_MARK = {".": ",", ",": "."}
_MARK_NAMES = {".": "point", ",": "comma"}


@dataclass(frozen=True, eq=False)
class RawColumn:
    """A column as it was written, and what its cells say about the decimal mark.

    `points` and `commas` count the cells that only one decimal mark explains; `unclear` is the first
    cell that both explain, such as 1,234; `direct` holds the numbers when every cell is a plain one.
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
) -> list[tuple[Floats | None, tuple[str, ...]]]:
    """For each column of texts its numbers, NaN where missing, and notes; None where it holds text.

    Cells such as 1,5 or 1,234,567 show which mark is the decimal one; 1,234 shows nothing by itself
    and follows the rest of its column, then of the file, then the custom that goes with the delimiter.
    """
    with ThreadPoolExecutor() as pool:  # polars works on one column at a time without the GIL
        written = list(pool.map(_read_plain, columns))
        if delimiter == ";" or any(item.commas or item.unclear for item in written):
            written = list(pool.map(_count_marks, written))
        file_mark = _decimal_mark(written, delimiter)
        return list(pool.map(lambda item: _read_column(item, file_mark, delimiter), written))


def clean_cells(column: "pl.Series") -> "pl.Series":
    """The cells without blanks and quotes around them, null where they say that nothing is known."""
    if column.str.contains(_NUMBER_LIKE).all():
        return column
    cells = column.str.strip_chars(' \t\r\n"\u00a0')
    return cells.set(cells.str.to_lowercase().is_in(list(MISSING_CELLS)), None)


def infinite_as_missing(name: str, values: Floats) -> tuple[Floats, tuple[str, ...]]:
    """The values with NaN for what is infinite, and a note that counts those."""
    infinite = np.isinf(values)
    count = int(infinite.sum())
    if not count:
        return values, ()
    row = int(infinite.argmax()) + 1
    note = (
        f"Column {name}: {_cell_count_text(count)} infinite and counted as missing, the first in row {row}."
    )
    return np.where(infinite, np.nan, values), (note,)


def _read_plain(column: "pl.Series") -> RawColumn:
    """The column as plain numbers if it is that throughout; else its marks are weighed."""
    import polars as pl

    cells = clean_cells(column)
    direct = cells.cast(pl.Float64, strict=False)
    if direct.null_count() == cells.null_count():
        return RawColumn(cells, direct)
    return _count_marks(RawColumn(cells))


def _count_marks(item: RawColumn) -> RawColumn:
    """The column with its marks counted, unless they are already."""
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
    """The decimal mark of the file: the one that more cells prove, else what the delimiter suggests."""
    points, commas = sum(item.points for item in written), sum(item.commas for item in written)
    if points != commas:
        return "," if commas > points else "."
    unclear = any("," in item.unclear for item in written)
    return "," if unclear and delimiter != "," else "."


def _read_column(item: RawColumn, file_mark: str, delimiter: str) -> tuple[Floats | None, tuple[str, ...]]:
    if not item.numeric:
        return None, ()
    mark = file_mark if item.points == item.commas else "," if item.commas > item.points else "."
    plain = item.direct if mark == "." else None
    numbers = _parsed(item.cells, mark) if plain is None else plain
    values, infinite = infinite_as_missing(item.cells.name, numbers.fill_null(np.nan).to_numpy())
    notes = _unreadable_note(item.cells, numbers) + _reading_note(item, numbers, mark, delimiter)
    return values, notes + _rounding_note(item.cells, numbers) + infinite


def _parsed(cells: "pl.Series", mark: str) -> "pl.Series":
    """The numbers of the cells that are written with that decimal mark, null for all others."""
    import polars as pl

    fitting = cells.set(~cells.str.contains(_PATTERN[mark]), None)
    bare = fitting.str.replace_all(f"[{_OTHER_MARK[mark]} '’\u00a0\u202f]", "")
    return bare.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def first_true_row(mask: "pl.Series") -> int | None:
    """The first row where the mask is true, if any."""
    row = mask.fill_null(False).arg_max()
    return row if row is not None and mask[row] else None


def _unreadable_note(cells: "pl.Series", numbers: "pl.Series") -> tuple[str, ...]:
    """A note on the cells that are no numbers, naming the first and its row."""
    wrong = cells.is_not_null() & numbers.is_null()
    row = first_true_row(wrong)
    if row is None:
        return ()
    many = f"{_cell_count_text(int(wrong.sum()))} no number and counted as missing"
    return (f"Column {cells.name}: {many}, the first {cells[row]!r} in row {row + 1}.",)


def _reading_note(item: RawColumn, numbers: "pl.Series", mark: str, delimiter: str) -> tuple[str, ...]:
    """A note that shows how one cell was read, where another reading was possible."""
    row = first_true_row(item.cells.str.contains(_OTHER_MARK[mark], literal=True) & numbers.is_not_null())
    reason = f"the {_MARK_NAMES[_OTHER_MARK[mark]]} groups thousands"
    if (
        row is None
        and mark in item.unclear
        and not (item.points or item.commas)
        and (mark == "," or delimiter == ";")
    ):
        row = first_true_row(item.cells == item.unclear)
        reason = f"the {_MARK_NAMES[mark]} is the decimal mark"
    if row is None:
        return ()
    return (f"Column {item.cells.name}: {item.cells[row]} was read as {numbers[row]:.15g} ({reason}).",)


def _rounding_note(cells: "pl.Series", numbers: "pl.Series") -> tuple[str, ...]:
    """A note when whole numbers are too long to be held exactly."""
    row = first_true_row((numbers.abs() >= MAX_EXACT_INTEGER) & cells.str.contains(r"^[+-]?\d+$"))
    if row is None:
        return ()
    long = f"whole numbers beyond 2^53 were rounded, the first {cells[row]} in row {row + 1}"
    return (f"Column {cells.name}: {long}.",)


def _cell_count_text(count: int) -> str:
    return "1 cell is" if count == 1 else f"{count:,} cells are"
