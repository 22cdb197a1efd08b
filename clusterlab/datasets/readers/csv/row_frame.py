"""Parses the rows of a text file in a known dialect into columns of numbers and of text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.dialect import Dialect
from clusterlab.datasets.readers.csv.encoding import line_chunks
from clusterlab.datasets.readers.csv.lines import TextLines, squeezed_blanks, unwrapped, without_comments
from clusterlab.datasets.readers.csv.notation import MISSING_WORDS
from clusterlab.datasets.readers.csv.reading_notes import MAX_EXACT_INTEGER, finite_or_missing
from clusterlab.datasets.readers.library_panics import logged_panics
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

EXTRA_COLUMN = "\0extra"  # the cells of a row beyond the last column
CELL_BYTES = 32  # of a text, and once more while columns are put together
_ZLIB_START = b"x^"  # polars inflates what begins like this
_ALL_MISSING = sorted(
    {cased for word in MISSING_WORDS for cased in (word, word.upper(), word.title(), "NaN")}
)


@dataclass(frozen=True)
class TextRows:
    """The rows of a text file: they begin after `above` lines of `data`.

    `feeds` and `quotes` count the line feeds and the double quotes in the file, `comments` the lines left out
    as they begin with #.
    """

    data: bytes
    above: int
    feeds: int
    quotes: int
    comments: int


def rows_of(lines: TextLines, dialect: Dialect) -> TextRows:
    """The rows of a file without the lines above them and without comments."""
    data, above, quotes, comments = lines.data, dialect.body_line, lines.quotes, 0
    if dialect.wrapped:
        data = unwrapped(data)
        quotes = data.count(b'"')
    if lines.hashes:
        start = _offset(data, above)
        comments = len(re.findall(rb"^#", data[:start], re.MULTILINE)) - _named_by_comment(
            data[:start], dialect
        )
        data, removed = without_comments(data[start:], dialect.delimiter, len(dialect.names))
        above, comments = 0, comments + removed
    if dialect.delimiter == " ":
        data = squeezed_blanks(data)
    if data.startswith(_ZLIB_START):
        data, above = b"\n" + data, above + 1
    return TextRows(data, above, lines.feeds, quotes, comments)


def check_room(rows: TextRows, dialect: Dialect) -> None:
    """Raises MemoryError where the columns of a file cannot fit into memory.

    polars ends the process where it gets no memory.
    """
    np.empty(len(rows.data) + rows.feeds * (len(dialect.names) + 1) * CELL_BYTES, dtype=np.uint8)


def _offset(data: bytes, lines: int) -> int:
    """Where the line with this 0-based number begins."""
    start = 0
    for _ in range(lines):
        start = data.find(b"\n", start) + 1 or len(data)
    return start


def _named_by_comment(above: bytes, dialect: Dialect) -> bool:
    """Whether the last line above the rows is a comment that names the columns."""
    return dialect.header and above[above.rfind(b"\n", 0, -1) + 1 :].startswith(b"#")


@dataclass(frozen=True, eq=False)
class PlainRows:
    """The `frame` of rows that were parsed directly, its `values` (n, d), NaN where missing, and notes."""

    frame: "pl.DataFrame"
    values: Floats
    notes: tuple[Message, ...] = ()


def plain_rows(rows: TextRows, dialect: Dialect) -> PlainRows | None:
    """The rows parsed directly as numbers; None where some cell is no plain number."""
    import polars as pl

    # A cell that is one lone quote makes polars panic where it expects a number.
    if "unclear" in dialect.kinds or rows.quotes or dialect.quote != '"' or dialect.options.has_other_marks:
        return None
    kinds = [pl.Float64 if kind == "plain" else pl.String for kind in dialect.kinds]
    seen = sorted(dialect.missing - {""})
    for missing in (seen, _ALL_MISSING):
        check_canceled()
        try:
            frame = _frame(rows, dialect, kinds, quote=None, missing=missing)
        except pl.exceptions.PolarsError:
            continue
        return _with_exact_numbers(frame)
    return None


def _with_exact_numbers(frame: "pl.DataFrame") -> PlainRows | None:
    """The numbers of a frame; None where one is so large that an integer might have been rounded."""
    import polars as pl

    numeric = [column for column in frame.get_columns() if column.dtype == pl.Float64]
    values: Floats = pl.DataFrame(numeric).to_numpy(order="c")
    if not values.size or np.fmax(-np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)) < (
        MAX_EXACT_INTEGER
    ):
        return PlainRows(frame, values)
    sizes = np.abs(values)
    if (np.isfinite(sizes) & (sizes >= MAX_EXACT_INTEGER)).any():
        return None
    return PlainRows(frame, *finite_or_missing([column.name for column in numeric], values))


def text_frame(rows: TextRows, dialect: Dialect, name: str) -> tuple["pl.DataFrame", bool]:
    """The frame with every cell as text, and whether quotes were part of the format, not of the cells.

    Raises LoadError when a quote is never closed.
    """
    import polars as pl

    kinds = [pl.String for _ in dialect.names]
    quoted = dialect.quote == "'" or (rows.quotes > 0 and _opens_quotes(rows.data, dialect.delimiter))
    # Quotes that open no cell belong to it, such as that of inches: 5".
    if quoted and rows.quotes % 2 and dialect.quote == '"':
        template = "{name} has a quoted cell that is never closed; add the missing quote."
        raise LoadError(Message(template, name=name))
    try:
        with logged_panics():
            return _frame(rows, dialect, kinds, dialect.quote if quoted else None, missing=[]), quoted
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        template = "{name} has cells with quotes inside; write each such quote twice."
        raise LoadError(Message(template, name=name)) from None


def text_columns(rows: TextRows, dialect: Dialect, names: Sequence[str]) -> "pl.DataFrame":
    """Some columns of a file without quotes as text, also the words that mean a missing value."""
    import polars as pl

    kinds = [pl.String for _ in dialect.names]
    wanted = set(names)
    places = [j for j, name in enumerate(dialect.names) if name in wanted]
    return _frame(rows, dialect, kinds, quote=None, missing=[], columns=places)


def _frame(
    rows: TextRows,
    dialect: Dialect,
    kinds: "Sequence[type[pl.DataType]]",
    quote: str | None,
    missing: Sequence[str],
    columns: list[int] | None = None,
) -> "pl.DataFrame":
    import polars as pl

    return pl.read_csv(
        rows.data,
        has_header=False,
        skip_lines=rows.above,
        columns=columns,
        separator=dialect.delimiter.replace(" ", "\t") or "\x1f",
        quote_char=quote,
        schema=dict(zip(dialect.names, kinds, strict=True)) | {EXTRA_COLUMN: pl.String},
        null_values=list(missing) or None,
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
    )


def _opens_quotes(data: bytes, delimiter: str) -> bool:
    """Whether some cell begins with a quote."""
    starts = re.compile(rb'(?:^|[\n\t %s])"' % re.escape(delimiter).encode())
    return any(starts.search(piece) for piece in line_chunks(data))
