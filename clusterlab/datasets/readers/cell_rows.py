"""The table in rows of typed cells, as spreadsheets hold them."""

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.datasets.readers.csv.cells import read_columns
from clusterlab.datasets.readers.csv.dialect import Dialect, detect_dialect
from clusterlab.datasets.readers.csv.lines import MAX_FIRST_LINES
from clusterlab.datasets.readers.csv.read_column import ReadColumn
from clusterlab.datasets.readers.csv.reading_notes import large_note
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.readers.typed_frame import columns_table
from clusterlab.datasets.table import DATES, TRUTH_VALUES, NoRowsError, Table, empty_error
from clusterlab.kernels.typing import Floats

Row = Sequence[Any]
NUMBERS = {int, float}
TIMES = {datetime.date, datetime.datetime, datetime.time, datetime.timedelta}


def rows_table(rows: Sequence[Row], name: str, options: ReadOptions) -> Table:
    """The table in rows of cells, "" where they are empty; titles above it are found as in text files.

    Raises LoadError where there is no column of numbers.
    """
    filled = [row for row in rows if row.count("") < len(row)]
    filled = filled[options.skip or 0 :]
    if not filled:
        raise empty_error(name)
    given = replace(options, delimiter="\t", skip=None if options.skip is None else 0)
    dialect = detect_dialect(_lines(filled), name, given)
    body = filled[dialect.body_line :]
    if not body:
        raise NoRowsError(name, dialect.names)
    columns, kept = [], []
    for title, column in zip(dialect.names, _columns(body), strict=False):
        check_canceled()
        if title.startswith("column ") and all(type(cell) is str and cell == "" for cell in column):
            continue
        kept.append(title)
        columns.append(_read(title, column, dialect))
    asked = any(column.question for column in columns)  # of commas, as a point is the decimal mark here
    read_as = ReadOptions(
        decimal="," if asked else options.decimal,
        thousands=options.thousands,
        header=dialect.header,
        skip=_above(dialect, options),
        sheet=options.sheet,
    )
    return columns_table(columns, kept, name, read_as, dialect.notes)


def _columns(body: Sequence[Row]) -> list[Row | Floats]:
    """The columns of some rows, as arrays where all cells are numbers: many times as fast."""
    if set(map(type, chain.from_iterable(body))) <= NUMBERS:
        return [*np.ascontiguousarray(np.array(body, dtype=np.float64).T)]
    return [*zip(*body, strict=True)]


def _above(dialect: Dialect, options: ReadOptions) -> int:
    return max(dialect.body_line - dialect.header, 0) + (options.skip or 0)


def _lines(rows: Sequence[Row]) -> list[str]:
    """The first rows as lines of text, to find the header in."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    for row in rows[:MAX_FIRST_LINES]:
        is_title = row[0] != "" and row.count("") == len(row) - 1
        writer.writerow([" ".join(_text(cell).split()) for cell in (row[:1] if is_title else row)])
    return written.getvalue().removesuffix("\n").split("\n")


def _read(title: str, column: Row | Floats, dialect: Dialect) -> ReadColumn:
    """A column as numbers, where all its cells are numbers or empty, or as texts."""
    import polars as pl

    if isinstance(column, np.ndarray):
        return ReadColumn(column, large_note(title, column))
    kinds = set(map(type, column))
    if kinds <= NUMBERS | {str} and all(cell == "" for cell in column if type(cell) is str):
        return _read(
            title, np.array([np.nan if cell == "" else cell for cell in column], dtype=float), dialect
        )
    texts = [_text(cell) for cell in column]
    others = kinds - {str}
    if others and others <= TIMES | {bool}:
        return ReadColumn(None, (), TRUTH_VALUES if bool in others else DATES, tuple(texts))
    return read_columns([pl.Series(title, texts)], dialect, quoted=True)[0][0]


def _text(cell: Any) -> str:
    """A cell as text: a date in the ISO notation, a whole number without decimals."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)
