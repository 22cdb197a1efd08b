"""Rows that keep coming from a file or a generator, as points of which the first are there."""

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from clusterlab.core.formatting import count
from clusterlab.core.stream import Stream
from clusterlab.datasets.readers.csv.chunked import read_chunks
from clusterlab.datasets.scale import Scaling, scaling
from clusterlab.datasets.table import LoadError, Table, select
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.prepared import Opened, Prepared, Source

MADE = 10_000
"""So many rows are generated at a time."""


class Coming:
    """The rows of a source one after another; who asks for earlier ones has it begin anew."""

    def __init__(self, begin: Callable[[], Iterator[Floats]], d: int) -> None:
        self._begin, self._none = begin, np.empty((0, d))
        self._asking = threading.Lock()
        self._start_again()

    def __call__(self, seen: int, rows: int) -> Floats:
        """Up to so many rows (m, d) after the first `seen`."""
        with self._asking:
            if seen < self._at:
                self._start_again()
            self._take(seen - self._at)
            return self._take(rows)

    def _start_again(self) -> None:
        self._parts, self._left, self._at = self._begin(), self._none, 0

    def _take(self, rows: int) -> Floats:
        taken = [self._left]
        while sum(map(len, taken)) < rows and (more := next(self._parts, None)) is not None:
            taken.append(more)
        there = np.concatenate(taken)
        self._left = there[rows:]
        self._at += len(there[:rows])
        return there[:rows]


def streaming(source: Source, columns: Sequence[str] | None, kind: str, rows: int) -> Prepared:
    """The first `rows` of a source, which choose what is not chosen and fix the scales, and those to come.

    Raises LoadError where the source cannot be read or a column that takes part turns out to be text.
    """
    table = _first(_tables(source), rows)
    selection = select(table, columns)
    scale = scaling(selection.matrix, kind)
    scaled, names = scale.apply(selection.matrix), selection.columns
    coming = Coming(lambda: _scaled(source, names, scale), len(names))
    generated = not isinstance(source, Opened)
    return Prepared(table, selection, scale, Stream(scaled, coming), generated)


def _tables(source: Source) -> Iterator[Table]:
    return read_chunks(source.path) if isinstance(source, Opened) else source.endless(MADE)


def _first(tables: Iterator[Table], rows: int) -> Table:
    """The first rows of some tables as one table; their columns are those of the first of them."""
    first = next(tables)
    parts, there = [first.values], first.rows
    while there < rows and (more := next(tables, None)) is not None:
        parts.append(_values(more, first.columns, there))
        there += more.rows
    return Table(first.name, first.columns, np.concatenate(parts)[:rows], notes=first.notes)


def _scaled(source: Source, columns: Sequence[str], scale: Scaling) -> Iterator[Floats]:
    """The complete rows of a source, scaled as its first rows were."""
    seen = 0
    for table in _tables(source):
        values = _values(table, columns, seen)
        seen += table.rows
        yield scale.apply(values[np.isfinite(values).all(axis=1)])


def _values(table: Table, columns: Sequence[str], seen: int) -> Floats:
    for name in columns:
        if name not in table.columns:
            after = count(seen, "row")
            raise LoadError(f"{table.name} holds text in the column {name!r} after {after}; leave it out.")
    return np.ascontiguousarray(table.values[:, [table.columns.index(name) for name in columns]])
