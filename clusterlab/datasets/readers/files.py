"""Reads a table from a file; every failure is a sentence that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.reading_notes import finite_or_missing
from clusterlab.datasets.readers.file_bytes import read_bytes
from clusterlab.datasets.readers.file_format import check_format
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.readers.table_format import recognized
from clusterlab.datasets.table import LoadError, Table, empty_error
from clusterlab.kernels.typing import as_float_table


def read_table(path: str | Path, options: ReadOptions = DETECTED) -> Table:
    """The table in a file, as its content shows unless the options say how it is written.

    Raises LoadError where the file cannot be read or has no numeric column.
    """
    path = Path(path)
    with _memory_errors(path.name):
        return read_content(read_bytes(path), path.name, options)


def as_table(data: Table | ArrayLike | str | Path) -> Table:
    """A table itself, that in a file, or that of an array (n, d) of numbers, whose columns are numbered.

    Raises LoadError where the data are no such thing.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, (str, Path)):
        return read_table(data)
    try:
        values = as_float_table(data)
    except (TypeError, ValueError, OverflowError):
        values = np.empty(0)
    if values.ndim != 2 or 0 in values.shape:
        raise LoadError(Message("The data must be a table, a file, or an array of rows of numbers."))
    names = tuple(f"column {place + 1}" for place in range(values.shape[1]))
    values, notes = finite_or_missing(names, values)
    return Table("array", names, values, notes=notes)


def read_given(content: bytes, name: str, options: ReadOptions = DETECTED) -> Table:
    """The table in bytes that came from no file, as of standard input, called `name`; raises LoadError."""
    if not content:
        raise empty_error(name)
    with _memory_errors(name):
        return read_content(content, name, options)


@contextmanager
def _memory_errors(name: str) -> Iterator[None]:
    """A context in which too little memory is raised as LoadError."""
    try:
        yield
    except MemoryError:
        template = "{name} does not fit into memory; open a part of it."
        raise LoadError(Message(template, name=name)) from None


def read_content(data: bytes, name: str, options: ReadOptions) -> Table:
    """The table in the bytes of a file called `name`, in whatever format they are; raises LoadError."""
    kind = recognized(data)
    if kind is not None:
        kind.check_options(name, options)
        return kind.read(data, name, options)
    check_format(data, name)
    if options.sheet is not None:
        template = "{name} is a text file, which has no sheet {sheet!r}; leave --sheet out."
        raise LoadError(Message(template, name=name, sheet=options.sheet))
    from clusterlab.datasets.readers.csv.text_table import read_text  # a window opens without it

    return read_text(data, name, options)
