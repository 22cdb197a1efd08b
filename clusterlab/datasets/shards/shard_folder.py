"""A folder of prepared points: a header, and for each shard its points, block records and row numbers.

The arrays are `.npy` files that are mapped into memory, so the system reads what is needed and takes memory
back when others need it. The header is JSON, with the checksum of each file.
"""

import threading
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message, without_fields
from clusterlab.core.open_files import allow_open_files
from clusterlab.core.sharded_points import ShardedPoints, Shards
from clusterlab.datasets.shards.points_folder import HEADER_FILE
from clusterlab.datasets.shards.shard_header import ARRAYS, ShardEntry, ShardHeader, damaged, read_header
from clusterlab.datasets.shards.shard_sample import places_of_numbers, sampled_numbers
from clusterlab.datasets.source_rows import SourceRows
from clusterlab.datasets.table import LoadError, Table
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import BLOCK, Floats, Rows

ARRAY_TYPES = {"points": ("<f8",), "records": ("<f8",), "rows": ("<u4", "<i8")}
"""The types of the arrays."""
FILES_OF_SHARD = len(ARRAYS) + 1
"""A mapped file stays open; a run may have one of its own for each shard."""
READ_AT_ONCE = 2**22
"""Bytes of a file that are read at once for its checksum."""
_header_lock = threading.Lock()
"""numpy reads the header of an array by `ast`, which in CPython 3.11 fails where two threads use it."""


class ShardFolder(Shards):
    """The shards in a folder; each is mapped into memory and its files are checked when it is first used.

    Raises LoadError for files that are missing, cut off or changed.
    """

    def __init__(self, path: Path, header: ShardHeader) -> None:
        self.path, self.header = path, header
        self._found: dict[int, tuple[Blocks, Rows]] = {}
        self._lock = threading.Lock()
        allow_open_files(FILES_OF_SHARD * len(header.shards))
        for number, entry in enumerate(header.shards):
            for name, size in zip(ARRAYS, entry.sizes, strict=True):
                _check_size(array_path(path, number, name), size)

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "header": self.header}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    @cached_property
    def points(self) -> ShardedPoints:
        """All points in the folder."""
        header = self.header
        return ShardedPoints(self, header.units, (header.rows, len(header.columns)), header.shard_rows)

    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard, in mapped memory."""
        return self._shard(number)[0]

    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""
        return self._shard(number)[1]

    def sample(self, rows: int) -> Table:
        """A random sample of the points as a table in the units of the source, in the order of its rows.

        They are those that a sample of the source would be. Raises LoadError where a disk is full.
        """
        return sampled_table(self.header, *self.sampled(rows))

    def sampled(self, rows: int) -> tuple[Rows, Floats]:
        """The 0-based rows of the source (m,), ascending, and the normalized values (m, d) of a sample."""
        numbers = sampled_numbers(self.points, self.header.source_rows, rows)
        places = places_of_numbers(self.points, self.header.source_rows, numbers)
        return numbers, self.points.take(places)

    def _shard(self, number: int) -> tuple[Blocks, Rows]:
        found = self._found.get(number)
        if found is None:
            found = self._mapped(number)
            with self._lock:
                found = self._found.setdefault(number, found)
        return found

    def _mapped(self, number: int) -> tuple[Blocks, Rows]:
        entry, d = self.header.shards[number], len(self.header.columns)
        shapes = (d, entry.rows), (-(-entry.rows // BLOCK), 4 * d + 1), (entry.rows,)
        points, records, rows = (
            _mapped_array(array_path(self.path, number, name), checksum, shape, ARRAY_TYPES[name])
            for name, checksum, shape in zip(ARRAYS, entry.checksums, shapes, strict=True)
        )
        if not 0 <= int(rows.min()) <= int(rows.max()) < self.header.source_rows:
            raise damaged(array_path(self.path, number, "rows"), "it has rows that the source has not")
        if not np.isfinite(records).all():
            raise damaged(array_path(self.path, number, "records"), "it has numbers that are not finite")
        return Blocks(points.T, records), rows


def sampled_table(header: ShardHeader, numbers: Rows, normalized: Floats) -> Table:
    """The table of a sample: its 0-based rows of the source (m,), ascending, and normalized values (m, d)."""
    values, notes = header.source_units.positions(normalized), tuple(map(without_fields, header.notes))
    source = SourceRows(numbers, header.rows, header.source_rows - header.rows, header.first_dropped)
    return Table(header.name, header.columns, values, notes=notes, logged=header.logged, source=source)


def open_folder(path: Path) -> ShardFolder:
    """The prepared points in a folder; raises LoadError."""
    try:
        header = read_header(path / HEADER_FILE)
    except OSError:
        template = (
            "{path} is no folder of prepared points, as it has no {header}. clusterlab prepare makes one."
        )
        raise LoadError(Message(template, path=str(path), header=HEADER_FILE)) from None
    return ShardFolder(path, header)


def array_path(folder: Path, number: int, name: str) -> Path:
    """The file of one of the `ARRAYS` of a shard."""
    return folder / f"{number:06d}-{name}.npy"


def write_shard(folder: Path, number: int, blocks: Blocks, rows: Rows) -> ShardEntry:
    """Writes the files of a shard and returns its entry; raises OSError."""
    arrays = blocks.points.T, blocks.records, rows
    written = [
        _write_array(array_path(folder, number, name), array)
        for name, array in zip(ARRAYS, arrays, strict=True)
    ]
    return ShardEntry(len(rows), *zip(*written, strict=True))


def _write_array(path: Path, array: NDArray[Any]) -> tuple[int, int]:
    """Writes an array; returns the size and the checksum of the file."""
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
    return path.stat().st_size, _checksum(path)


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(READ_AT_ONCE):
            found = zlib.crc32(part, found)
    return found


def _check_size(path: Path, size: int) -> None:
    try:
        actual = path.stat().st_size
    except OSError:
        raise damaged(path, "it is missing") from None
    if actual != size:
        raise damaged(path, f"it has {actual:,} bytes, not {size:,}")


def _mapped_array(path: Path, checksum: int, shape: tuple[int, ...], dtypes: tuple[str, ...]) -> Any:
    """The array in a file, mapped into memory; raises LoadError where it is another one."""
    try:
        is_same = _checksum(path) == checksum
        with _header_lock:
            found = np.load(path, mmap_mode="r", allow_pickle=False) if is_same else None
    except OSError as error:
        raise damaged(path, error.strerror or str(error)) from None
    except (ValueError, EOFError):
        raise damaged(path, "it holds no array") from None
    if found is None:
        raise damaged(path, "its checksum differs")
    if found.shape != shape or found.dtype.str not in dtypes or not found.flags.c_contiguous:
        raise damaged(path, "its array has another shape or type")
    return np.asarray(found)
