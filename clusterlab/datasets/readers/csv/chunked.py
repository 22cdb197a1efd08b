"""Reads a text file in chunks, one table each, so that it need not fit into memory."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.dialect import Dialect, detect_dialect
from clusterlab.datasets.readers.csv.encoding import decoded, holds_zeros
from clusterlab.datasets.readers.csv.lines import first_lines, text_lines
from clusterlab.datasets.readers.csv.notation import DECIMAL_COMMA
from clusterlab.datasets.readers.csv.text_table import read_text
from clusterlab.datasets.readers.file_bytes import PIECE_BYTES, pieces, read_errors
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.readers.table_format import is_binary, recognized
from clusterlab.datasets.table import LoadError, Table, empty_error


def read_chunks(
    path: str | Path, size: int = PIECE_BYTES, options: ReadOptions = DETECTED
) -> Iterator[Table]:
    """The rows of a text file in their order, as tables of about `size` bytes of text each.

    The dialect is detected from the first chunk, the decimal mark from the first that shows it. Raises
    LoadError as `read_table` does, for encodings with several bytes for a line end, and for a later chunk
    with a question.
    """
    path = Path(path)
    dialect: Dialect | None = None
    with read_errors(path), path.open("rb") as file:
        _check_text(file, path.name)
        for lines in _line_chunks(pieces(file, path.name, size)):
            if not lines.isspace():
                _check_encoding(lines, path.name, options)
                chunk_dialect = dialect or _dialect(lines, path.name, options)
                table = read_text(lines, path.name, options, chunk_dialect)
                if dialect and table.question:
                    raise LoadError(
                        Message(
                            "{question} Say which is right: the rows above do not show it.",
                            question=table.question,
                        )
                    )
                yield table
                dialect = _below(chunk_dialect, table)
    if dialect is None:
        raise empty_error(path.name)


def _check_text(file: BinaryIO, name: str) -> None:
    """Raises LoadError where a file is of a format that only can be read whole."""
    first = file.read(PIECE_BYTES)
    file.seek(0)
    if is_binary(first) or recognized(first):
        template = "{name} is no delimited text, which alone can be read in chunks; save it as CSV."
        raise LoadError(Message(template, name=name))


def _check_encoding(lines: bytes, name: str, options: ReadOptions) -> None:
    """Raises LoadError where the byte of a line feed need not end a line."""
    given = options.encoding
    if holds_zeros(lines) or (given is not None and '\n,"'.encode(given) != b'\n,"'):
        template = "{name} is UTF-16 or UTF-32, which cannot be read in chunks; save it as UTF-8."
        raise LoadError(Message(template, name=name))


def _dialect(lines: bytes, name: str, options: ReadOptions) -> Dialect:
    text = text_lines(decoded(lines, name, options.encoding).data, options.skip or 0)
    return detect_dialect(first_lines(text.data, name), name, options)


def _below(dialect: Dialect, table: Table) -> Dialect:
    """The dialect of the chunks below one: without what stands above, with the decimal mark that it shows."""
    options, found = dialect.options, (table.read_as or DETECTED).decimal
    whole = table.values == np.rint(table.values)
    shown = found == DECIMAL_COMMA or table.question or not (whole | np.isnan(table.values)).all()
    if options.decimal is None and shown:
        options = replace(options, decimal=found)
    return replace(dialect, options=options, header=False, body_line=0, notes=(), question=Message())


def _line_chunks(found: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks of whole lines that do not split a quoted cell: after an odd number of quotes one is open."""
    rest = b""
    for piece in found:
        rest += piece
        end = rest.rfind(b"\n") + 1
        if end and rest.count(b'"', 0, end) % 2 == 0:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
