"""Rows that keep coming from a file or a generator, as points of which the first are there."""

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from clusterlab.core.formatting import format_count
from clusterlab.core.stream import Stream
from clusterlab.datasets.readers.csv.chunked import read_chunks
from clusterlab.datasets.scale import Scaling, scaling
from clusterlab.datasets.table import LoadError, Table, select
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.prepared import OpenedFile, Prepared, Source

ROWS_PER_CHUNK = 10_000
"""So many rows are generated at a time."""


class RowSource:
    """The rows of a source one after another; who asks for earlier ones has it begin anew."""

    def __init__(self, begin: Callable[[], Iterator[Floats]], d: int) -> None:
        self._begin, self._no_rows = begin, np.empty((0, d))
        self._lock = threading.Lock()
        self._restart()

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


def prepare_stream(source: Source, columns: Sequence[str] | None, kind: str, rows: int) -> Prepared:
    """The first `rows` of a source, which choose what is not chosen and fix the scales, and those to come.

    Raises LoadError where the source cannot be read or a column that takes part turns out to be text.
    """
    table = _first_rows(_tables(source), rows)
    selection = select(table, columns)
    scale = scaling(selection.matrix, kind)
    scaled, names = scale.apply(selection.matrix), selection.columns
    row_source = RowSource(lambda: _scaled_chunks(source, names, scale), len(names))
    generated = not isinstance(source, OpenedFile)
    return Prepared(table, selection, scale, Stream(scaled, row_source), generated)


def _tables(source: Source) -> Iterator[Table]:
    return read_chunks(source.path) if isinstance(source, OpenedFile) else source.endless(ROWS_PER_CHUNK)


def _first_rows(tables: Iterator[Table], rows: int) -> Table:
    """The first rows of some tables as one table; their columns are those of the first of them."""
    first = next(tables)
    parts, n_rows = [first.values], first.rows
    while n_rows < rows and (more := next(tables, None)) is not None:
        parts.append(_column_values(more, first.columns, n_rows))
        n_rows += more.rows
    return Table(first.name, first.columns, np.concatenate(parts)[:rows], notes=first.notes)


def _scaled_chunks(source: Source, columns: Sequence[str], scale: Scaling) -> Iterator[Floats]:
    """The complete rows of a source, scaled as its first rows were."""
    rows_received = 0
    for table in _tables(source):
        values = _column_values(table, columns, rows_received)
        rows_received += table.rows
        yield scale.apply(values[np.isfinite(values).all(axis=1)])


def _column_values(table: Table, columns: Sequence[str], rows_received: int) -> Floats:
    for name in columns:
        if name not in table.columns:
            after = format_count(rows_received, "row")
            raise LoadError(f"{table.name} holds text in the column {name!r} after {after}; leave it out.")
    return np.ascontiguousarray(table.values[:, [table.columns.index(name) for name in columns]])
