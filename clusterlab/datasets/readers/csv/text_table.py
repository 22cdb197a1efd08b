"""The table in the bytes of a text file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.cells import read_columns, text_cells
from clusterlab.datasets.readers.csv.dialect import Dialect, detect_dialect
from clusterlab.datasets.readers.csv.encoding import decoded
from clusterlab.datasets.readers.csv.lines import first_lines, text_lines
from clusterlab.datasets.readers.csv.read_column import (
    ReadColumn,
    cell_findings,
    column_notes,
    thousands_mark,
)
from clusterlab.datasets.readers.csv.reading_notes import (
    MAX_NOTED_COLUMNS,
    NEARLY_NUMBERS,
    affix_note,
    first_true_row,
    without_repetition,
)
from clusterlab.datasets.readers.csv.row_frame import (
    EXTRA_COLUMN,
    PlainRows,
    TextRows,
    check_room,
    plain_rows,
    rows_of,
    text_columns,
    text_frame,
)
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.table import TEXT_COLUMN, NoRowsError, Table, no_numbers_error
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

TEXT_KINDS = ("text", "words")


@dataclass(frozen=True, eq=False)
class _Columns:
    """The named columns of numbers, `values` (n, d), and the columns of text.

    `mark` is the decimal mark; the other fields are those of the table and of `ReadOptions`.
    """

    names: tuple[str, ...]
    values: Floats
    texts: dict[str, tuple[str, ...]]
    reasons: dict[str, Message]
    notes: tuple[Message, ...]
    mark: str = "."
    thousands: str | None = ""
    unreadable: int = 0
    question: Message = Message()


def read_text(
    data: bytes,
    name: str,
    options: ReadOptions,
    dialect: Dialect | None = None,
    words: Mapping[str, Message] = MappingProxyType({}),
) -> Table:
    """The table in the bytes of a text file called `name`; raises LoadError.

    The dialect is detected from its first lines unless one is given, as for a chunk of its lines. Columns
    called `words` are text whatever their cells are, each for a reason.
    """
    text = decoded(data, name, options.encoding)
    lines = text_lines(text.data, 0 if dialect else options.skip or 0)
    dialect = dialect or detect_dialect(first_lines(lines.data, name), name, options)
    kinds = zip(dialect.names, dialect.kinds, strict=True)
    dialect = replace(dialect, kinds=tuple("words" if title in words else kind for title, kind in kinds))
    rows = rows_of(lines, dialect)
    columns = _columns(rows, dialect, name)
    columns = replace(
        columns, reasons={title: words.get(title, why) for title, why in columns.reasons.items()}
    )
    notes = (*text.notes, *lines.notes, *dialect.notes, *_comment_note(rows), *columns.notes)
    chosen = replace(_chosen(dialect), encoding=text.encoding)
    read_as = replace(chosen, decimal=columns.mark, thousands=columns.thousands)
    return _table(name, columns, dialect, without_repetition(notes), read_as)


def _chosen(dialect: Dialect) -> ReadOptions:
    """The options with what was detected in place of what was not given."""
    skip = dialect.options.skip or 0
    above = max(dialect.body_line - dialect.header, 0) + skip
    return replace(dialect.options, delimiter=dialect.delimiter, header=dialect.header, skip=above)


def _columns(rows: TextRows, dialect: Dialect, name: str) -> _Columns:
    """Every column as numbers or texts: parsed directly where all cells are plain, else by way of texts."""
    check_room(rows, dialect)
    plain = plain_rows(rows, dialect)
    if plain is not None:
        _check_height(plain.frame, name)
        return _from_numbers(plain, rows, dialect)
    frame, quoted = text_frame(rows, dialect, name)
    _check_height(frame, name)
    return _from_texts(frame, dialect, quoted)


def _check_height(frame: "pl.DataFrame", name: str) -> None:
    if not frame.height:
        raise NoRowsError(name, frame.columns)


def _from_numbers(plain: PlainRows, rows: TextRows, dialect: Dialect) -> _Columns:
    frame = plain.frame
    kinds = dict(zip(dialect.names, dialect.kinds, strict=True))
    texts = [name for name, kind in kinds.items() if kind in TEXT_KINDS]
    numeric = tuple(name for name, kind in kinds.items() if kind not in TEXT_KINDS)
    words = frame.select(texts)
    gaps = [cells.name for cells in words if cells.null_count()]  # some may be words for missing
    words = words.with_columns(text_columns(rows, dialect, gaps)) if gaps else words
    cells = {c.name: text_cells(c, dialect.missing, quoted=False) for c in words if numeric}
    notes = (
        *_long_rows_note(frame),
        *plain.notes,
        *(note for column in words.get_columns()[:MAX_NOTED_COLUMNS] for note in affix_note(column)),
    )
    return _Columns(numeric, plain.values, cells, dict.fromkeys(texts, TEXT_COLUMN), notes)


def _from_texts(frame: "pl.DataFrame", dialect: Dialect, quoted: bool) -> _Columns:
    words = [name for name, kind in zip(dialect.names, dialect.kinds, strict=True) if kind == "words"]
    others = [name for name in dialect.names if name not in set(words)]
    read, mark = read_columns([frame[name] for name in others], dialect, quoted)
    found = dict(zip(others, read, strict=True))
    for name in words:
        found[name] = ReadColumn(None, (), TEXT_COLUMN, text_cells(frame[name], dialect.missing, quoted))
    numeric = {name: column.numbers for name, column in found.items() if column.numbers is not None}
    values = np.stack([*numeric.values()], axis=1) if numeric else np.empty((frame.height, 0))
    reasons = {name: column.reason for name, column in found.items() if column.numbers is None}
    texts = {name: found[name].texts for name in reasons}
    notes = (*_long_rows_note(frame), *column_notes(read))
    marks = mark, thousands_mark(read, mark)
    return _Columns(tuple(numeric), values, texts, reasons, notes, *marks, *cell_findings(read))


def _table(
    name: str, columns: _Columns, dialect: Dialect, notes: tuple[Message, ...], read_as: ReadOptions
) -> Table:
    """The table of the columns but for empty unnamed ones: lines often end with a separator."""
    unnamed = {f"column {j + 1}" for j in range(len(dialect.names))} if dialect.header else set()
    empty = [
        j
        for j, title in enumerate(columns.names)
        if title in unnamed and bool(np.isnan(columns.values[:, j]).all())
    ]
    names, values = columns.names, columns.values
    if empty:
        names = tuple(title for j, title in enumerate(names) if j not in empty)
        values = np.delete(values, empty, axis=1)
    if not names:
        nearly = [note for note in columns.notes if note.template == NEARLY_NUMBERS]
        raise no_numbers_error(name, *nearly[:1])
    kept = {*names, *columns.texts}
    return Table(
        name,
        names,
        values,
        columns.texts,
        notes=notes,
        reasons=columns.reasons,
        read_as=read_as,
        order=tuple(title for title in dialect.names if title in kept),
        unreadable=columns.unreadable,
        question=dialect.question or columns.question,
        asked="delimiter" if dialect.question else "decimal",
    )


def _comment_note(rows: TextRows) -> tuple[Message, ...]:
    if not rows.comments:
        return ()
    template = "{n:# line that begins|# lines that begin} with # {n:was|were} left out."
    return (Message(template, n=rows.comments),)


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
