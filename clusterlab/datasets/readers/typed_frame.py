"""The table of a polars frame, whose columns have types."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.cells import read_columns
from clusterlab.datasets.readers.csv.dialect import Dialect, unique_names
from clusterlab.datasets.readers.csv.read_column import ReadColumn, cell_findings, column_notes
from clusterlab.datasets.readers.csv.reading_notes import (
    infinite_as_missing,
    rounding_note,
    without_repetition,
)
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.table import (
    CATEGORIES,
    DATES,
    NESTED,
    TRUTH_VALUES,
    NoRowsError,
    Table,
    no_numbers_error,
)

if TYPE_CHECKING:
    import polars as pl

MAX_CELLS = 2_000_000_000


def check_frame_room(rows: int, columns: int) -> None:
    """Raises MemoryError where a frame of that size cannot fit into memory."""
    if rows * columns > MAX_CELLS:
        raise MemoryError
    np.empty(max(rows * columns, 0), dtype=np.float64)


def frame_table(frame: "pl.DataFrame", name: str, read_as: ReadOptions = DETECTED) -> Table:
    """The table of a frame called `name`; text columns that hold numbers are read as these.

    Raises LoadError where there is no row or no column of numbers.
    """
    if not frame.height:
        raise NoRowsError(name, frame.columns)
    names = unique_names(frame.columns, frame.width)
    columns = [column.rename(title) for column, title in zip(frame.get_columns(), names, strict=True)]
    table = columns_table([_read(column) for column in columns], names, name, read_as)
    return replace(table, question=Message())  # no option of these formats could answer it


def columns_table(
    columns: Sequence[ReadColumn],
    names: Sequence[str],
    name: str,
    read_as: ReadOptions,
    notes: tuple[Message, ...] = (),
) -> Table:
    """The table of columns that were read; raises LoadError where none holds numbers."""
    found = dict(zip(names, columns, strict=True))
    numeric = {title: column.numbers for title, column in found.items() if column.numbers is not None}
    if not numeric:
        raise no_numbers_error(name)
    texts = {title: column.texts for title, column in found.items() if column.numbers is None}
    reasons = {title: found[title].reason for title in texts}
    notes = without_repetition((*notes, *column_notes(columns)))
    values = np.stack([*numeric.values()], axis=1)
    unreadable, question = cell_findings(columns)
    return Table(
        name,
        tuple(numeric),
        values,
        texts,
        notes=notes,
        reasons=reasons,
        read_as=read_as,
        order=tuple(names),
        unreadable=unreadable,
        question=question,
    )


def _read(column: "pl.Series") -> ReadColumn:
    """A column of any type as numbers or texts."""
    import polars as pl

    kind = column.dtype
    if kind.is_numeric() or kind == pl.Null:
        return number_column(column)
    if kind == pl.String:
        return text_column(column)
    if kind in (pl.Categorical, pl.Enum):
        return ReadColumn(None, (), CATEGORIES, _written(column))
    reason = TRUTH_VALUES if kind == pl.Boolean else DATES if kind.is_temporal() else NESTED
    if kind.is_nested() or kind in (pl.Object, pl.Binary):
        return ReadColumn(None, (), NESTED, tuple("" if cell is None else "…" for cell in column))
    return ReadColumn(None, (), reason, _written(column))


def _written(column: "pl.Series") -> tuple[str, ...]:
    """Dates, times, durations, categories and truth values as texts, "" where they are null."""
    import polars as pl

    if column.dtype == pl.Duration:
        return tuple("" if cell is None else str(cell) for cell in column)
    texts = column.cast(pl.String)
    return tuple((texts.str.replace(r"\.0+$", "") if column.dtype.is_temporal() else texts).fill_null(""))


def number_column(column: "pl.Series") -> ReadColumn:
    """A column of numbers, NaN where it is null."""
    import polars as pl

    numbers = column.cast(pl.Float64, strict=False)
    notes = rounding_note(column.cast(pl.String), numbers) if column.dtype.is_integer() else ()
    values, infinite = infinite_as_missing(column.name, numbers.fill_null(np.nan).to_numpy())
    return ReadColumn(values, notes + infinite)


def text_column(column: "pl.Series") -> ReadColumn:
    """A column of texts, as numbers where they are."""
    dialect = Dialect("\t", (column.name,), ("unclear",), DETECTED)
    return read_columns([column], dialect, quoted=True)[0][0]
