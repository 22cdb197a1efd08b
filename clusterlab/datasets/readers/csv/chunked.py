"""A text file read in chunks: table after table, so that it need not fit into memory."""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from clusterlab.datasets.readers.csv.dialect import Dialect, sniff
from clusterlab.datasets.readers.csv.encoding import head, utf8
from clusterlab.datasets.readers.files import READERS, read_text, reading
from clusterlab.datasets.table import LoadError, Table

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHUNK = 1 << 20
"""So many bytes are read at a time."""


def read_chunks(path: str | Path, size: int = CHUNK) -> Iterator[Table]:
    """The rows of a text file in their order, as many at a time as are in about `size` bytes.

    The first chunk shows the dialect. Raises LoadError as `read_table` does, and for files that are no
    text in UTF-8 or Windows-1252.
    """
    path = Path(path)
    if path.suffix.lower() in READERS:
        raise LoadError(f"{path.name} cannot be read in chunks; save it as CSV and open that file.")
    dialect: Dialect | None = None
    with reading(path), path.open("rb") as file:
        for lines in _lines(file, size):
            if not lines.isspace():
                own = dialect or _dialect(lines, path.name)
                yield read_text(lines, path, own)
                dialect = replace(own, header=False, notes=())
    if dialect is None:
        raise LoadError(f"{path.name} is empty; open a file that holds a table.")


def _dialect(lines: bytes, name: str) -> Dialect:
    if lines.startswith(WIDE):
        raise LoadError(f"{name} is UTF-16, which cannot be read in chunks; save it as UTF-8.")
    return sniff(head(utf8(lines, name)[0], name), name)


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
