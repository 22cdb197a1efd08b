"""Tables that need more memory than there is, and how they are prepared as a folder of points instead."""

from pathlib import Path
from typing import TYPE_CHECKING

from clusterlab.core.computer_memory import memory_bytes
from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import DETECTED
from clusterlab.datasets.shards.shard_header import SourceFile
from clusterlab.datasets.table import LoadError, select
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session

if TYPE_CHECKING:
    from clusterlab.datasets.shards.chunked_rows import ChunkedRows
    from clusterlab.datasets.shards.folder_preparation import FolderRequest

MEMORY_SHARE = 0.5
"""A table may take this share of the memory without a question."""
BYTES_PER_BYTE, BYTES_PER_NUMBER = 4, 40
"""About how many bytes each byte of a text file, and each number of another table, takes in the end."""
MIN_ASKED_BYTES = 50_000_000
"""Smaller files are read without a look at their size."""


class LargeTableError(LoadError):
    """A table that needs about `needed` bytes, more than may be taken without a question."""

    def __init__(self, message: Message, source: OpenedFile, needed: int) -> None:
        super().__init__(message)
        self.source, self.needed = source, needed

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.source, self.needed)


def check_table_size(session: Session) -> None:
    """Raises LargeTableError for a file that needs too much memory and can be prepared instead."""
    source = session.source
    if not isinstance(source, OpenedFile) or source.content is not None or source.options != DETECTED:
        return
    needed = table_bytes(source.path)
    if needed > max(MEMORY_SHARE * memory_bytes(), session.memory_budget):
        template = "{name} needs about {needed:bytes} of memory; this computer has {there:bytes}."
        words = Message(template, name=source.path.name, needed=needed, there=memory_bytes())
        raise LargeTableError(words, source, needed)


def table_bytes(path: Path) -> int:
    """About how many bytes of memory the table in a file takes; 0 where it is small, or not read in parts."""
    try:
        if path.stat().st_size < MIN_ASKED_BYTES:
            return 0
        source = _row_source(path)
        rows, size = source.rows_and_bytes()
        numbers = rows * len(source.first_table().columns) if rows else 0
    except (OSError, LoadError):
        return 0  # whoever reads it says why
    return numbers * BYTES_PER_NUMBER or size * BYTES_PER_BYTE


def table_request(path: Path, scaling: str) -> "FolderRequest":
    """The preparation of the table in a file, of the columns that are clustered by default."""
    from clusterlab.datasets.shards.folder_preparation import FolderRequest

    source = _row_source(path)
    found = select(source.first_table())
    left_out = {name: str(reason) for name, reason in found.left_out.items()}
    return FolderRequest((source,), (SourceFile.of(path),), found.columns, scaling, left_out=left_out)


def _row_source(path: Path) -> "ChunkedRows":
    from clusterlab.datasets.shards.row_sources import row_source  # with the readers: a window opens without

    return row_source(path)
