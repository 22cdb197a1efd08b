"""Opens a table from a file; every failure is one sentence that says what to do."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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
from clusterlab.datasets.table import Floats, LoadError, Table

if TYPE_CHECKING:
    import polars as pl

EXTRA_COLUMN = "\0extra"  # takes what a row holds beyond the last column
SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".numbers")
_MISSING_TOKENS = sorted(
    {cased for token in MISSING_CELLS for cased in (token, token.upper(), token.title(), "NaN")}
)


def read_table(path: str | Path, dialect: Dialect | None = None) -> Table:
    """The table in a file, in the dialect that its first lines show unless one is given.

    Raises LoadError when there is no such file, it holds no table, or no column of numbers.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower(), read_text)
    try:
        return reader(_read_bytes(path), path, dialect)
    except MemoryError:
        raise LoadError(f"{path.name} does not fit into memory; open a part of it.") from None


def examples() -> dict[str, Path]:
    """The shipped example files by name."""
    return {path.stem: path for path in sorted(resource("examples").glob("*.csv"))}


def _read_bytes(path: Path) -> bytes:
    with read_errors(path):
        return path.read_bytes()


@contextmanager
def read_errors(path: Path) -> Iterator[None]:
    """Whatever keeps a file from being read within this is raised as a LoadError."""
    try:
        _check_regular_file(path)
        yield
    except LoadError:
        raise
    except FileNotFoundError:
        raise LoadError(f"There is no file {path}; check its name and folder.") from None
    except PermissionError:
        raise LoadError(f"{path} may not be read; ask its owner for permission.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LoadError(f"{path} cannot be read ({reason}); check the file and its disk.") from None


def _check_regular_file(path: Path) -> None:
    """A folder holds no table, and a pipe might never end."""
    if path.is_dir():
        raise LoadError(f"{path} is a folder; choose a file in it.")
    if path.exists() and not path.is_file():
        raise LoadError(f"{path} is not a regular file; save the data to a file first.")


def _refuse_spreadsheet(_data: bytes, path: Path, _dialect: Dialect | None) -> Table:
    raise LoadError(f"{path.name} is a spreadsheet; save the sheet as CSV and open that file.")


def read_text(data: bytes, path: Path, dialect: Dialect | None) -> Table:
    """The table in the bytes of a text file, or of some of its lines."""
    data, encoding = to_utf8(data, path.name)
    dialect = dialect or detect_dialect(first_lines(data, path.name), path.name)
    if dialect.delimiter == " ":
        data = squeezed_blanks(data)
    columns, notes = _columns(data, dialect, path.name)
    if encoding == "cp1252":
        notes = ("The text is not UTF-8; it was read as Windows-1252.", *notes)
    return _table(path, columns, dialect.notes + notes)


READERS: dict[str, Callable[[bytes, Path, Dialect | None], Table]] = dict.fromkeys(
    SPREADSHEETS, _refuse_spreadsheet
)

Columns = dict[str, "Floats | tuple[str, ...]"]


def _table(path: Path, columns: Columns, notes: tuple[str, ...]) -> Table:
    """The table of the columns of numbers, with the columns of text beside it."""
    texts = {name: column for name, column in columns.items() if isinstance(column, tuple)}
    names = tuple(name for name in columns if name not in texts)
    if not names:
        raise LoadError(
            f"{path.name} has no numeric column; clustering needs at least one column of numbers."
        )
    values = np.empty((len(columns[names[0]]), len(names)))
    for j, name in enumerate(names):
        values[:, j] = columns.pop(name)
    return Table(path.name, names, values, texts, notes=notes)


def _columns(data: bytes, dialect: Dialect, name: str) -> tuple[Columns, tuple[str, ...]]:
    """Every column as numbers or texts: at once where all cells are plain, else by way of the texts."""
    import polars as pl

    quotes = sum(piece.count(b'"') for piece in line_chunks(data))
    frame = _plain_frame(data, dialect, quotes)
    if frame is None:
        frame = _text_frame(data, dialect, quotes, name)
    if not frame.height:
        raise LoadError(f"{name} has a header but no rows; open a file that holds data.")
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
    """The frame read straight into numbers, or None when some cell wants a closer look."""
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
    """The frame with every cell as it is written; raises LoadError when a quote is never closed."""
    import polars as pl

    kinds = [pl.String for _ in dialect.names]
    quoted = quotes > 0
    if quoted and not _opens_quotes(data, dialect.delimiter):
        quoted = False  # such as inches: 5" is a cell of its own
    elif quotes % 2:
        raise LoadError(f"{name} has a quoted cell that is never closed; add the missing quote.")
    try:
        return _frame(data, dialect, kinds, quoted)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise LoadError(f"{name} has cells with quotes inside; write each such quote twice.") from None


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


def _long_rows_note(frame: "pl.DataFrame") -> tuple[str, ...]:
    """A note on the rows that hold more cells than there are columns."""
    extra = frame[EXTRA_COLUMN].is_not_null()
    row = first_true_row(extra)
    if row is None:
        return ()
    count = int(extra.sum())
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return (
        f"{rows} more cells than there are columns, the first is row {row + 1}; those cells were left out.",
    )


def _without_trailing(columns: Columns, dialect: Dialect) -> Columns:
    """The columns but for empty ones that the header does not name: lines often end with a separator."""
    empty = [
        name
        for j, name in enumerate(dialect.names)
        if dialect.header and name == f"column {j + 1}" and _all_missing(columns[name])
    ]
    return {name: column for name, column in columns.items() if name not in empty}


def _all_missing(column: "Floats | tuple[str, ...]") -> bool:
    return not isinstance(column, tuple) and bool(np.isnan(column).all())
