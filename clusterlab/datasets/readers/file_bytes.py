"""Reads the bytes of a file in pieces, and refuses what is no file of text or never ends."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.huge_pages import sized_buffer
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.encoding import holds_zeros, not_text_error
from clusterlab.datasets.readers.file_format import check_format
from clusterlab.datasets.readers.table_format import is_binary
from clusterlab.datasets.shards.points_folder import POINTS_SUFFIX
from clusterlab.datasets.table import LoadError, empty_error

MAX_SIGNATURE = 64
PREPARED_FOLDER = (
    "{path} is a folder of prepared points: cluster it with clusterlab run ALGO --data {path}, "
    "or a sample of it with --sample N."
)
PIECE_BYTES = 1 << 20  # small enough to cancel soon


def read_bytes(path: Path) -> bytes:
    """All bytes of a file of a known format, or of text; raises LoadError as soon as a piece is no text."""
    with read_errors(path), path.open("rb") as file:
        known = is_binary(file.read(MAX_SIGNATURE))
        file.seek(0)
        gathered = None
        for piece in _any_pieces(file) if known else pieces(file, path.name):
            gathered = gathered or sized_buffer(os.fstat(file.fileno()).st_size)  # the first piece is sound
            gathered.write(piece)
        return _written(gathered)


def _written(gathered: io.BytesIO | None) -> bytes:
    """The bytes that were written to a buffer."""
    if gathered is None:
        return b""
    gathered.truncate()
    return gathered.getvalue()


def _any_pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        check_canceled()
        yield piece


def pieces(file: BinaryIO, name: str, size: int = PIECE_BYTES) -> Iterator[bytes]:
    """The bytes of an open text file called `name`, so many at a time; raises LoadError for other bytes."""
    piece = file.read(size)
    check_format(piece, name)
    zeros_are_text = holds_zeros(piece)
    while piece:
        check_canceled()
        if b"\0" in piece and not (zeros_are_text and piece.strip(b"\0")):
            raise not_text_error(name)
        yield piece
        piece = file.read(size)


@contextmanager
def read_errors(path: Path) -> Iterator[None]:
    """A context in which errors of reading a file are raised as LoadError."""
    try:
        _check_regular_file(path)
        yield
    except LoadError:
        raise
    except FileNotFoundError:
        template = "There is no file {path}; check its name and folder."
        raise LoadError(Message(template, path=str(path))) from None
    except PermissionError:
        template = "{path} may not be read; ask its owner for permission."
        raise LoadError(Message(template, path=str(path))) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        template = "{path} cannot be read ({reason}); check the file and its disk."
        raise LoadError(Message(template, path=str(path), reason=reason)) from None


def _check_regular_file(path: Path) -> None:
    """Raises LoadError for a folder, for what might never end, such as a pipe, and for an empty file.

    The kernel's files, such as /proc/kmsg, have a size of 0 and may block: they are not opened.
    """
    if path.suffix == POINTS_SUFFIX and path.is_dir():
        raise LoadError(Message(PREPARED_FOLDER, path=str(path)))
    if path.is_dir():
        raise LoadError(Message("{path} is a folder; choose a file in it.", path=str(path)))
    if path.exists() and not path.is_file():
        template = "{path} is not a regular file; save the data to a file first."
        raise LoadError(Message(template, path=str(path)))
    if path.exists() and not path.stat().st_size:
        raise empty_error(path.name)
