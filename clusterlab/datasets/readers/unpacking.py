"""Unpacks compressed data within bounds, so that a small file cannot fill the memory."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError

_Packed = IO[bytes] | gzip.GzipFile
PIECE = 4 << 20
MAX_UNPACKED = 4 << 30
BAD_PACKING = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, EOFError, NotImplementedError, RuntimeError)
"""What damaged, cut off or encrypted archives raise."""


class UnpackedSizeError(LoadError):
    """A packed file that unpacks to more than is read."""


def protected_error(name: str) -> LoadError:
    """The error for a file that takes a password."""
    return LoadError(Message("{name} is protected by a password; save it without one.", name=name))


def unpacked(file: _Packed, name: str, limit: int = MAX_UNPACKED) -> bytes:
    """All bytes of a packed file; raises UnpackedSizeError for more than `limit`."""
    gathered = io.BytesIO()
    for piece in unpacked_pieces(file, name, limit):
        gathered.write(piece)
    return gathered.getvalue()


def unpacked_pieces(file: _Packed, name: str, limit: int = MAX_UNPACKED) -> Iterator[bytes]:
    """The bytes of a packed file in pieces; raises UnpackedSizeError once there are more than `limit`."""
    total = 0
    while piece := file.read(PIECE):
        check_canceled()
        total += len(piece)
        if total > limit:
            template = "{name} unpacks to more than {n!s} MiB; unpack it and open a part of it."
            raise UnpackedSizeError(Message(template, name=name, n=limit >> 20))
        yield piece


def member_names(data: bytes) -> list[str]:
    """The files in a zip archive, without folders; none if the bytes are no sound archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [member.filename for member in archive.infolist() if not member.is_dir()]
    except (*BAD_PACKING, ValueError, OSError):
        return []
