"""Reads a table from a file; every failure is a sentence that says what to do."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.csv.cells import (
    MAX_EXACT_INTEGER,
    clean_cells,
    first_true_row,
    infinite_as_missing,
    read_columns,
)
from clusterlab.datasets.readers.csv.dialect import MISSING_CELLS, Dialect, detect_dialect
from clusterlab.datasets.readers.csv.encoding import first_lines, line_chunks, squeezed_blanks, to_utf8
from clusterlab.datasets.table import LoadError, Table
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

EXTRA_COLUMN = "\0extra"  # the cells of a row beyond the last column
SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".numbers")
_MISSING_TOKENS = sorted(
    {cased for token in MISSING_CELLS for cased in (token, token.upper(), token.title(), "NaN")}
)


def read_table(path: str | Path, dialect: Dialect | None = None) -> Table:
    """The table in a file, in the dialect detected from its first lines unless one is given.

    Raises LoadError where the file cannot be read or has no numeric column.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower(), read_text)
    try:
        return reader(_read_bytes(path), path, dialect)
    except MemoryError:
        template = "{name} does not fit into memory; open a part of it."
        raise LoadError(Message(template, name=path.name)) from None


def examples() -> dict[str, Path]:
    """The shipped example files by name."""
    return {path.stem: path for path in sorted(resource("examples").glob("*.csv"))}


def _read_bytes(path: Path) -> bytes:
    with read_errors(path):
        return path.read_bytes()


@contextmanager
def read_errors(path: Path) -> Iterator[None]:
    """A context in which errors of reading a file are raised as LoadError."""
    try:
        _check_regular_file(path)
        yield
    except LoadError:
        raise
    except FileNotFoundError:
        template = "There is no file {path}; check its name and folder."
        raise LoadError(Message(template, path=str(path))) from None
    except PermissionError:
        template = "{path} may not be read; ask its owner for permission."
        raise LoadError(Message(template, path=str(path))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        template = "{path} cannot be read ({reason}); check the file and its disk."
        raise LoadError(Message(template, path=str(path), reason=reason)) from None


def _check_regular_file(path: Path) -> None:
    """Raises LoadError for a folder and for what might never end, such as a pipe."""
    if path.is_dir():
        raise LoadError(Message("{path} is a folder; choose a file in it.", path=str(path)))
    if path.exists() and not path.is_file():
        template = "{path} is not a regular file; save the data to a file first."
        raise LoadError(Message(template, path=str(path)))


def _spreadsheet_error(_data: bytes, path: Path, _dialect: Dialect | None) -> Table:
    template = "{name} is a spreadsheet; save the sheet as CSV and open that file."
    raise LoadError(Message(template, name=path.name))


def read_text(data: bytes, path: Path, dialect: Dialect | None) -> Table:
    """The table in the bytes of a text file, or of a chunk of its lines."""
    data, encoding = to_utf8(data, path.name)
    dialect = dialect or detect_dialect(first_lines(data, path.name), path.name)
    if dialect.delimiter == " ":
        data = squeezed_blanks(data)
    columns, notes = _columns(data, dialect, path.name)
    if encoding == "cp1252":
        notes = (Message("The text is not UTF-8; it was read as Windows-1252."), *notes)
    return _table(path, columns, dialect.notes + notes)


READERS: dict[str, Callable[[bytes, Path, Dialect | None], Table]] = dict.fromkeys(
    SPREADSHEETS, _spreadsheet_error
)

Columns = dict[str, "Floats | tuple[str, ...]"]


def _table(path: Path, columns: Columns, notes: tuple[Message, ...]) -> Table:
    """The table of the numeric columns, with the text columns."""
    texts = {name: column for name, column in columns.items() if isinstance(column, tuple)}
    names = tuple(name for name in columns if name not in texts)
    if not names:
        template = "{name} has no numeric column; clustering needs at least one column of numbers."
        raise LoadError(Message(template, name=path.name))
    values = np.empty((len(columns[names[0]]), len(names)))
    for j, name in enumerate(names):
        values[:, j] = columns.pop(name)
    return Table(path.name, names, values, texts, notes=notes)


def _columns(data: bytes, dialect: Dialect, name: str) -> tuple[Columns, tuple[Message, ...]]:
    """Every column as numbers or texts: parsed directly where all cells are plain, else by way of texts."""
    import polars as pl

    quotes = sum(piece.count(b'"') for piece in line_chunks(data))
    frame = _plain_frame(data, dialect, quotes)
    if frame is None:
        frame = _text_frame(data, dialect, quotes, name)
    if not frame.height:
        raise LoadError(Message("{name} has a header but no rows; open a file that holds data.", name=name))
    notes = _long_rows_note(frame)
    columns: Columns = {}
    texts = [column for column in frame if column.name != EXTRA_COLUMN and column.dtype == pl.String]
    read = dict(zip((c.name for c in texts), read_columns(texts, dialect.delimiter), strict=True))
    for title in dialect.names:
        values, column_notes = read.get(title) or infinite_as_missing(
            title, frame[title].fill_null(np.nan).to_numpy()
        )
        columns[title] = tuple(clean_cells(frame[title]).fill_null("")) if values is None else values
        notes += column_notes
    return _without_trailing(columns, dialect), notes


def _plain_frame(data: bytes, dialect: Dialect, quotes: int) -> "pl.DataFrame | None":
    """The frame parsed directly as numbers, or None where some cell is no plain number."""
    import polars as pl

    # A cell that is one lone quote makes polars panic where it expects a number.
    if not dialect.kinds or "unclear" in dialect.kinds or quotes:
        return None
    kinds = [pl.Float64 if kind == "plain" else pl.String for kind in dialect.kinds]
    try:
        frame = _frame(data, dialect, kinds, quoted=False)
    except pl.exceptions.PolarsError:
        return None
    inexact = any(
        ((c.abs() >= MAX_EXACT_INTEGER) & c.is_finite()).any() for c in frame if c.dtype == pl.Float64
    )
    return None if inexact else frame


def _text_frame(data: bytes, dialect: Dialect, quotes: int, name: str) -> "pl.DataFrame":
    """The frame with every cell as text; raises LoadError when a quote is never closed."""
    import polars as pl

    kinds = [pl.String for _ in dialect.names]
    quoted = quotes > 0
    if quoted and not _opens_quotes(data, dialect.delimiter):
        quoted = False  # such as inches: the quote in 5" belongs to the cell
    elif quotes % 2:
        template = "{name} has a quoted cell that is never closed; add the missing quote."
        raise LoadError(Message(template, name=name))
    try:
        return _frame(data, dialect, kinds, quoted)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        template = "{name} has cells with quotes inside; write each such quote twice."
        raise LoadError(Message(template, name=name)) from None


def _frame(
    data: bytes, dialect: Dialect, kinds: "Sequence[type[pl.DataType]]", quoted: bool
) -> "pl.DataFrame":
    import polars as pl

    return pl.read_csv(
        data,
        has_header=False,
        skip_rows=int(dialect.header),
        separator=dialect.delimiter.replace(" ", "\t") or "\x1f",
        comment_prefix=dialect.comment or None,
        quote_char='"' if quoted else None,
        schema=dict(zip(dialect.names, kinds, strict=True)) | {EXTRA_COLUMN: pl.String},
        null_values=_MISSING_TOKENS,
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
    )


def _opens_quotes(data: bytes, delimiter: str) -> bool:
    """Whether some cell begins with a quote."""
    starts = re.compile(rb'(?:^|[\n\t %s])"' % re.escape(delimiter).encode())
    return any(starts.search(piece) for piece in line_chunks(data))


def _long_rows_note(frame: "pl.DataFrame") -> tuple[Message, ...]:
    """A note on the rows that hold more cells than there are columns."""
    extra = frame[EXTRA_COLUMN].is_not_null()
    row = first_true_row(extra)
    if row is None:
        return ()
    template = (
        "{n:# row has|# rows have} more cells than there are columns, the first is row {row!s}; "
        "those cells were left out."
    )
    return (Message(template, n=int(extra.sum()), row=row + 1),)


def _without_trailing(columns: Columns, dialect: Dialect) -> Columns:
    """The columns without empty unnamed ones: lines often end with a separator."""
    empty = [
        name
        for j, name in enumerate(dialect.names)
        if dialect.header and name == f"column {j + 1}" and _all_missing(columns[name])
    ]
    return {name: column for name, column in columns.items() if name not in empty}


def _all_missing(column: "Floats | tuple[str, ...]") -> bool:
    return not isinstance(column, tuple) and bool(np.isnan(column).all())
