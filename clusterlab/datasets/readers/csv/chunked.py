"""Reads a text file in chunks, one table each, so that it need not fit into memory."""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.dialect import Dialect, detect_dialect
from clusterlab.datasets.readers.csv.encoding import first_lines, to_utf8
from clusterlab.datasets.readers.files import READERS, read_errors, read_text
from clusterlab.datasets.table import LoadError, Table

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
READ_BYTES = 1 << 20
"""The size of a chunk in bytes."""


def read_chunks(path: str | Path, size: int = READ_BYTES) -> Iterator[Table]:
    """The rows of a text file in their order, as tables of about `size` bytes of text each.

    The dialect is detected from the first chunk. Raises LoadError as `read_table` does, and for files that
    are neither UTF-8 nor Windows-1252.
    """
    path = Path(path)
    if path.suffix.lower() in READERS:
        template = "{name} cannot be read in chunks; save it as CSV and open that file."
        raise LoadError(Message(template, name=path.name))
    dialect: Dialect | None = None
    with read_errors(path), path.open("rb") as file:
        for lines in _lines(file, size):
            if not lines.isspace():
                chunk_dialect = dialect or _dialect(lines, path.name)
                yield read_text(lines, path, chunk_dialect)
                dialect = replace(chunk_dialect, header=False, notes=())
    if dialect is None:
        raise LoadError(Message("{name} is empty; open a file that holds a table.", name=path.name))


def _dialect(lines: bytes, name: str) -> Dialect:
    if lines.startswith(UTF16_MARKS):
        template = "{name} is UTF-16, which cannot be read in chunks; save it as UTF-8."
        raise LoadError(Message(template, name=name))
    return detect_dialect(first_lines(to_utf8(lines, name)[0], name), name)


def _lines(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Chunks of whole lines that do not split a quoted cell: after an odd number of quotes one is open."""
    rest = b""
    while piece := file.read(size):
        rest += piece
        end = rest.rfind(b"\n") + 1
        if end and rest.count(b'"', 0, end) % 2 == 0:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
