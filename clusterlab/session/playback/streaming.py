"""Streams: the rows of a file or a generator, of which the first are there from the start."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.stream import Stream
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.scale import Scaling, scaling
from clusterlab.datasets.table import LoadError, Table, select
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Prepared

ROWS_PER_CHUNK = 10_000
"""The number of rows that are generated at a time."""


class RowSource:
    """The rows of a source in order; a request for earlier rows restarts it."""

    def __init__(self, begin: Callable[[], Iterator[Floats]], d: int) -> None:
        self._begin, self._no_rows = begin, np.empty((0, d))
        self._lock = threading.Lock()
        self._restart()

    def __reduce__(self) -> tuple[object, ...]:
        return RowSource, (self._begin, self._no_rows.shape[1])

    def __call__(self, rows_received: int, rows: int) -> Floats:
        """Up to so many rows (m, d) after the first `rows_received`."""
        with self._lock:
            if rows_received < self._position:
                self._restart()
            self._take(rows_received - self._position)
            return self._take(rows)

    def _restart(self) -> None:
        self._chunks, self._leftover, self._position = self._begin(), self._no_rows, 0

    def _take(self, rows: int) -> Floats:
        taken = [self._leftover]
        while sum(map(len, taken)) < rows and (more := next(self._chunks, None)) is not None:
            taken.append(more)
        rows_read = np.concatenate(taken)
        self._leftover = rows_read[rows:]
        self._position += len(rows_read[:rows])
        return rows_read[:rows]


def prepare_stream(
    source: Shape | OpenedFile, columns: Sequence[str] | None, kind: str, rows: int
) -> Prepared:
    """The first `rows` of a source, which determine default columns and the scaling, and those to come.

    Raises LoadError where the source cannot be read or a chosen column turns out to be text.
    """
    table = _first_rows(_tables(source), rows)
    selection = select(table, columns)
    scale = scaling(selection.matrix, kind)
    scaled, names = scale.apply(selection.matrix), selection.columns
    row_source = RowSource(partial(_scaled_chunks, source, names, scale), len(names))
    generated = not isinstance(source, OpenedFile)
    return Prepared(table, selection, scale, Stream(scaled, row_source), generated)


def _tables(source: Shape | OpenedFile) -> Iterator[Table]:
    if not isinstance(source, OpenedFile):
        return source.endless(ROWS_PER_CHUNK)
    if source.content is not None:
        return iter([source.read()])
    from clusterlab.datasets.readers.csv.chunked import read_chunks  # a window opens without it

    return read_chunks(source.path, options=source.options)


def _first_rows(tables: Iterator[Table], rows: int) -> Table:
    """The first rows of some tables as one table, with the columns of the first of them."""
    first = next(tables)
    parts, n_rows = [first.values], first.rows
    while n_rows < rows and (more := next(tables, None)) is not None:
        parts.append(_column_values(more, first.columns, n_rows))
        n_rows += more.rows
    values = np.concatenate(parts)[:rows]
    return Table(
        first.name,
        first.columns,
        values,
        notes=first.notes,
        read_as=first.read_as,
        question=first.question,
        asked=first.asked,
    )


def _scaled_chunks(source: Shape | OpenedFile, columns: Sequence[str], scale: Scaling) -> Iterator[Floats]:
    """The complete rows of a source, scaled as its first rows were."""
    rows_received = 0
    for table in _tables(source):
        values = _column_values(table, columns, rows_received)
        rows_received += table.rows
        yield scale.apply(values[np.isfinite(values).all(axis=1)])


def _column_values(table: Table, columns: Sequence[str], rows_received: int) -> Floats:
    for name in columns:
        if name not in table.columns:
            template = "{table} holds text in the column {name!r} after {n:# row|# rows}; leave it out."
            raise LoadError(Message(template, table=table.name, name=name, n=rows_received))
    return np.ascontiguousarray(table.values[:, [table.columns.index(name) for name in columns]])
