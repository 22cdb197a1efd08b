"""Reads columns of text as numbers; the decimal mark is decided over all columns of a file.

Columns are read in blocks of about a million cells, one column after another in one long series, so that many
short columns take no longer than a few long ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv import notation
from clusterlab.datasets.readers.csv.block_cells import BlockCells
from clusterlab.datasets.readers.csv.dialect import Dialect
from clusterlab.datasets.readers.csv.read_column import ReadColumn
from clusterlab.datasets.readers.csv.reading_notes import (
    MAX_EXACT_INTEGER,
    MAX_NOTED_COLUMNS,
    affix_note,
    infinite_as_missing,
    mark_note,
    rounding_note,
    unreadable_note,
)
from clusterlab.datasets.readers.csv.sample import Mask
from clusterlab.datasets.table import TEXT_COLUMN
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

BLOCK_CELLS = 1 << 20
MAX_THREADS = 4
MAX_WORDS = 2
MAX_WORD_SHARE = 0.05
"""A column with more words than both, as a share of the cells that are not missing, is one of text."""
SEVERAL_CURRENCIES = Message("text: amounts in several currencies")
_T = TypeVar("_T")


def read_columns(
    columns: "Sequence[pl.Series]", dialect: Dialect, quoted: bool
) -> tuple[list[ReadColumn], str]:
    """Each column as numbers or texts, and the decimal mark of the file.

    Cells such as 1,5 or 1,234,567 show which mark is the decimal one; 1,234 is ambiguous and is read like
    the rest of its column, then of the file, then as files with that delimiter usually are, with a question.
    """
    size = max(BLOCK_CELLS // max(len(columns[0]) if columns else 0, 1), 1)
    groups = [columns[start : start + size] for start in range(0, len(columns), size)]
    with ThreadPoolExecutor(MAX_THREADS) as pool:  # polars releases the GIL
        blocks = list(_uncanceled(pool.map(partial(_block, dialect=dialect, quoted=quoted), groups)))
        commas = list(_uncanceled(pool.map(lambda block: block.has_commas, blocks)))
        grouped = list(_uncanceled(pool.map(lambda block: block.has_decimal_commas, blocks)))
        mark, undecided = dialect.options.decimal or ".", False
        if not dialect.options.decimal and (dialect.delimiter == ";" or any(commas) or any(grouped)):
            counted = list(_uncanceled(pool.map(lambda block: block.counts, blocks)))
            found = {one: sum(int(count[one].sum()) for count in counted) for one in notation.OTHER_MARK}
            mark, undecided = _decimal_mark(found, any(commas), dialect.delimiter), found["."] == found[","]
        read = _uncanceled(pool.map(lambda block: block.read(mark, undecided), blocks))
        return [column for some in read for column in some], mark


def text_cells(column: "pl.Series", missing: frozenset[str], quoted: bool) -> tuple[str, ...]:
    """The cells of a column of text; empty where they are, or are words for missing in columns of numbers."""
    cells = _stripped(column, quoted)
    if missing:
        cells = cells.set(cells.is_in(list(missing)).fill_null(False), "")
    return tuple(cells.fill_null(""))


def _uncanceled(items: Iterator[_T]) -> Iterator[_T]:
    for item in items:
        check_canceled()
        yield item


def _stripped(column: "pl.Series", quoted: bool) -> "pl.Series":
    return column.str.strip_chars(" \t\r\n\u00a0" if quoted else ' \t\r\n"\u00a0')


def _block(columns: "Sequence[pl.Series]", dialect: Dialect, quoted: bool) -> "_Block":
    import polars as pl

    cells = _stripped(pl.concat([column.rename("") for column in columns]), quoted)
    return _Block([column.name for column in columns], cells, dialect)


class _Block(BlockCells):
    """Some columns that are read as numbers or texts."""

    def read(self, mark: str, undecided: bool) -> list[ReadColumn]:
        """The columns as numbers or texts, where `mark` is the decimal mark of the file.

        With an `undecided` mark there are questions about cells that can be read in two ways.
        """
        marks = self._marks(mark)
        values = self._values(marks)
        reasons = {} if self.plain.all() else self._text_reasons()
        noted = np.flatnonzero(self._deserves_notes(marks, values))[:MAX_NOTED_COLUMNS].tolist()
        notes = {j: self._notes(j, marks[j], values[j]) for j in noted if j not in reasons}
        read = []
        named = set(list(reasons)[:MAX_NOTED_COLUMNS])
        for j in range(len(self.names)):
            if j in reasons:
                read.append(self._text(j, reasons[j], noted=j in named))
            else:
                read.append(self._numbers(j, marks[j], values[j], notes.get(j, ()), undecided))
        return read

    def _numbers(
        self, j: int, mark: str, values: Floats, notes: tuple[Message, ...], undecided: bool
    ) -> ReadColumn:
        """A column as numbers, with what was found in its cells."""
        numbers, infinite = infinite_as_missing(self.names[j], values)
        question = self._question(j) if undecided else Message()
        if self.plain[j]:
            return ReadColumn(numbers, notes + infinite, question=question)
        grouping = (notation.OTHER_MARK[mark], " ", "'")
        groups = "".join(one for one in grouping if (self.holding[one][j] & self.fits[mark][j]).any())
        unreadable = int((self.present[j] & np.isnan(values)).sum())
        return ReadColumn(numbers, notes + infinite, Message(), (), groups, unreadable, question)

    def _question(self, j: int) -> Message:
        """Which cell of a column of numbers can be read as another one; empty where none can.

        A point is the decimal mark, but in files with semicolons it may group thousands.
        """
        if self.counts["."][j] != self.counts[","][j]:
            return Message()
        doubtful = self.unclear[j] & (self.holding[","][j] | (self.dialect.delimiter == ";"))
        if not doubtful.any():
            return Message()
        standard = self.column(self.standard, j).gather([int(doubtful.argmax())])
        with_point, with_comma = (float(notation.numbers(standard, mark)[0]) for mark in (".", ","))
        cell = shortened(self.column(self.cells, j)[int(doubtful.argmax())])
        template = "Column {column}: {cell} can be read as {one:exact} or as {other:exact}."
        low, high = sorted((with_point, with_comma), key=abs)
        return Message(template, column=self.names[j], cell=cell, one=low, other=high)

    def _marks(self, mark: str) -> list[str]:
        """The decimal mark of each column: the given one, that of most of its cells, or that of the file."""
        given = self.dialect.options.decimal
        if given or (mark == "." and not self.has_commas and not self.has_decimal_commas):
            return [given or mark] * len(self.names)
        points, commas = self.counts["."].tolist(), self.counts[","].tolist()
        return [
            mark if n_points == n_commas else "," if n_commas > n_points else "."
            for n_points, n_commas in zip(points, commas, strict=True)
        ]

    def _values(self, marks: Sequence[str]) -> Floats:
        """The numbers (columns, rows), NaN where a cell is missing or no number."""
        values = self.shaped(self.direct.fill_null(np.nan))
        for mark in notation.OTHER_MARK:
            wanted = np.array([column == mark for column in marks])
            if mark == "." and not self.dialect.options.thousands:
                wanted &= ~self.plain
            if wanted.any():
                found = notation.numbers(self.standard, mark, self.dialect.options.thousands)
                values = np.where(wanted[:, None], self.shaped(found.fill_null(np.nan)), values)
        return values

    def _text_reasons(self) -> dict[int, Message]:
        """Why columns are text, by their places in the block."""
        fits = self.fits.get(self.dialect.options.decimal or "", self.fits["."] | self.fits[","])
        found, present = fits.sum(axis=1), self.present.sum(axis=1)
        words = np.where(self.plain, 0, present - found)
        open_ranges = self.shaped(self.cells.str.ends_with("-").fill_null(False)).sum(axis=1) == present
        text = ~self.plain & ((found <= words) | open_ranges)
        mixed = ~text & (words > np.maximum(MAX_WORDS, MAX_WORD_SHARE * present))
        reasons = dict.fromkeys(np.flatnonzero(text).tolist(), TEXT_COLUMN)
        for j in np.flatnonzero(mixed).tolist():
            row = int((self.present[j] & ~fits[j]).argmax())
            reasons[j] = _mixed_reason(int(words[j]), int(present[j]), self.column(self.cells, j)[row], row)
        for j in np.flatnonzero(~text & ~mixed & self._has_currencies()).tolist():
            if notation.several_currencies(self.column(self.cells, j)):
                reasons[j] = SEVERAL_CURRENCIES
        return reasons

    def _has_currencies(self) -> Mask:
        """Which columns (d,) hold a currency sign."""
        signs = self.cells.str.contains(r"\p{Sc}").fill_null(False)
        return np.asarray(self.shaped(signs).any(axis=1))

    def _deserves_notes(self, marks: Sequence[str], values: Floats) -> Mask:
        """Which columns (d,) have a cell that a person might expect to be read in another way."""
        large = np.abs(values) >= MAX_EXACT_INTEGER
        found = large.any(axis=1)
        if not self.plain.all():
            strange = self.present & np.isnan(values)
            strange |= ~self.shaped(notation.is_standard(self.cells))
            found |= strange.any(axis=1)
        if not self.plain.all() or "," in marks or self.dialect.delimiter == ";":
            marked = self.shaped(self.cells.str.contains("[.,]").fill_null(False))
            found |= marked.any(axis=1)
        return np.asarray(found)

    def _notes(self, j: int, mark: str, values: Floats) -> tuple[Message, ...]:
        import polars as pl

        cells, standard = self.column(self.cells, j), self.column(self.standard, j)
        numbers = pl.Series(self.names[j], values, nan_to_null=True)
        notes = unreadable_note(cells, numbers)
        notes += mark_note(cells, numbers, mark, self._may_be_decimal(j, mark))
        if not self.plain[j] or mark == ",":
            notes += notation.notation_notes(self.names[j], cells, numbers)
        return notes + rounding_note(standard, numbers)

    def _may_be_decimal(self, j: int, mark: str) -> str:
        """A cell whose decimal mark might be another mark, and that therefore is noted; empty without one."""
        if self.dialect.options.decimal:
            return ""
        commas, points = int(self.counts[","][j]), int(self.counts["."][j])
        if not self.dialect.delimiter and mark == "," and commas:
            places = self.fits[","][j] & ~self.fits["."][j]
        else:
            places = self.unclear[j] if not (points or commas) else np.zeros(1, dtype=bool)
        cell = self.column(self.cells, j)[int(places.argmax())] if places.any() else ""
        certain = mark == "." and self.dialect.delimiter != ";"
        return cell if mark in cell and not certain else ""

    def _text(self, j: int, reason: Message, noted: bool) -> ReadColumn:
        """A column as texts, with notes if it is to be `noted`."""
        texts = text_cells(self.column(self.written, j), self.dialect.missing, quoted=True)
        notes = affix_note(self.column(self.cells, j)) if noted and reason is TEXT_COLUMN else ()
        return ReadColumn(None, notes, reason, texts)


def _mixed_reason(words: int, present: int, cell: str, row: int) -> Message:
    template = "text: {n} of {present:# cell is|# cells are} not a number, the first {cell!r} in row {row!s}"
    return Message(template, n=words, present=present, cell=shortened(cell), row=row + 1)


def _decimal_mark(counts: Mapping[str, int], has_commas: bool, delimiter: str) -> str:
    """The decimal mark of the file: that of more unambiguous cells, else what the delimiter suggests."""
    if delimiter == "," and not has_commas:
        return "."  # there is no decimal comma in it, whatever groups the thousands of a column
    if counts["."] != counts[","]:
        return "," if counts[","] > counts["."] else "."
    return "," if has_commas and delimiter != "," else "."
