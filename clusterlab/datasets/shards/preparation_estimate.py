"""What a preparation will read, write and hold, and about how long it takes, measured on the first rows."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.normalization import normalize_table
from clusterlab.datasets.shards.chunked_rows import TEXT_BYTES, RowChunk
from clusterlab.datasets.shards.folder_preparation import FolderRequest, disk_bytes
from clusterlab.datasets.shards.row_spool import NUMBER, record_width, rows_at_once
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.morton import SpatialGrid, code_order
from clusterlab.kernels.typing import Floats

SHARDS_AT_ONCE = 8
"""About so many arrays of the size of a shard are in memory at once."""
FIXED_BYTES = 200_000_000
"""The memory of the program and its libraries."""


@dataclass(frozen=True)
class PreparationEstimate:
    """About how many rows there are, the bytes read, held on the disk and in memory, and the seconds."""

    rows: int
    read_bytes: int
    disk_bytes: int
    folder_bytes: int
    memory_bytes: int
    seconds: float

    @property
    def words(self) -> Message:
        """The estimate in a sentence."""
        template = (
            "About {rows:# row|# rows}: reads {read:bytes}, needs {disk:bytes} of disk and at most "
            "{memory:bytes} of memory, and takes about {seconds:short} s. "
            "The folder will have {folder:bytes}."
        )
        values = {"rows": self.rows, "read": self.read_bytes, "disk": self.disk_bytes}
        held = {"memory": self.memory_bytes, "folder": self.folder_bytes}
        return Message(template, **values, **held, seconds=float(f"{self.seconds:.1g}"))


def preparation_estimate(request: FolderRequest) -> PreparationEstimate:
    """The estimate for a request; raises LoadError."""
    sizes = [source.rows_and_bytes() for source in request.sources]
    n_bytes, d = sum(size for _, size in sizes), len(request.columns)
    largest = max(range(len(sizes)), key=lambda place: sizes[place][1])  # others may have no rows
    began = perf_counter()
    chunk = next(
        request.sources[largest].chunks(request.columns, rows_at_once(d), 0), RowChunk(np.empty((0, d)))
    )
    reading = perf_counter() - began
    rows = sum(count for count, _ in sizes)
    rows = rows or _rows_of_text(len(chunk.cells), sizes[largest][1], n_bytes)
    disk, folder = disk_bytes(rows, d)
    shard_bytes = request.shard_rows * record_width(d) * NUMBER
    seconds = (reading + _sorting_seconds(chunk.cells)) * rows / max(1, len(chunk.cells))
    memory = FIXED_BYTES + SHARDS_AT_ONCE * shard_bytes
    return PreparationEstimate(rows, n_bytes, disk, folder, memory, seconds)


def _rows_of_text(chunk_rows: int, file_bytes: int, n_bytes: int) -> int:
    """About how many rows text files have, by those of the first chunk of one of them."""
    return round(chunk_rows * n_bytes / max(1, min(TEXT_BYTES, file_bytes)))


def _sorting_seconds(cells: Floats) -> float:
    """The seconds in which rows with these cells (m, d) are sorted, twice encoded and made blocks of."""
    complete = cells[np.isfinite(cells).all(axis=1)]
    if not len(complete):
        return 0.0
    began = perf_counter()
    normalize_table(complete)
    grid = SpatialGrid.of(complete)
    grid.codes(complete)
    Blocks.of(complete, code_order(grid.codes(complete)))
    return perf_counter() - began
