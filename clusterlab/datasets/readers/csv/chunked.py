"""A text file read in chunks: table after table, so that it need not fit into memory."""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from clusterlab.datasets.readers.csv.dialect import Dialect, detect_dialect
from clusterlab.datasets.readers.csv.encoding import first_lines, to_utf8
from clusterlab.datasets.readers.files import READERS, read_errors, read_text
from clusterlab.datasets.table import LoadError, Table

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
READ_BYTES = 1 << 20
"""So many bytes are read at a time."""


def read_chunks(path: str | Path, size: int = READ_BYTES) -> Iterator[Table]:
    """The rows of a text file in their order, as many at a time as are in about `size` bytes.

    The first chunk shows the dialect. Raises LoadError as `read_table` does, and for files that are no
    text in UTF-8 or Windows-1252.
    """
    path = Path(path)
    if path.suffix.lower() in READERS:
        raise LoadError(f"{path.name} cannot be read in chunks; save it as CSV and open that file.")
    dialect: Dialect | None = None
    with read_errors(path), path.open("rb") as file:
        for lines in _lines(file, size):
            if not lines.isspace():
                chunk_dialect = dialect or _dialect(lines, path.name)
                yield read_text(lines, path, chunk_dialect)
                dialect = replace(chunk_dialect, header=False, notes=())
    if dialect is None:
        raise LoadError(f"{path.name} is empty; open a file that holds a table.")


def _dialect(lines: bytes, name: str) -> Dialect:
    if lines.startswith(UTF16_MARKS):
        raise LoadError(f"{name} is UTF-16, which cannot be read in chunks; save it as UTF-8.")
    return detect_dialect(first_lines(to_utf8(lines, name)[0], name), name)


def _lines(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Whole lines, and no quoted cell cut in two: that of an odd quote goes on in the next line."""
    rest = b""
    while piece := file.read(size):
        rest += piece
        end = rest.rfind(b"\n") + 1
        if end and rest.count(b'"', 0, end) % 2 == 0:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
