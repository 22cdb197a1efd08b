"""A file that a person opened, and how it is read."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.shards.points_folder import HEADER_FILE, is_points_folder, named_folder
from clusterlab.datasets.table import Table

if TYPE_CHECKING:
    from clusterlab.datasets.readers.preview import TablePreview


@dataclass(frozen=True)
class OpenedFile:
    """A file that a person opened, with its time and size when it was last `written`, and how it is read.

    Of a table that was pasted or came on standard input, `content` holds the bytes and `path` names it.
    """

    path: Path
    written: tuple[int, int] | None = None
    options: ReadOptions = DETECTED
    content: bytes | None = field(default=None, repr=False)

    def read(self) -> Table:
        """The table in it; raises LoadError."""
        from clusterlab.datasets.readers.files import read_given, read_table

        if self.content is not None:
            return read_given(self.content, self.path.name, self.options)
        return read_table(self.path, self.options)

    def preview(self) -> "TablePreview":
        """The first rows of the table in it; raises LoadError."""
        from clusterlab.datasets.readers.preview import preview_file, preview_given

        if self.content is not None:
            return preview_given(self.content, self.path.name, self.options)
        return preview_file(self.path, self.options)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of prepared points."""
        return self.content is None and is_points_folder(self.path)

    @classmethod
    def now(cls, path: Path) -> "OpenedFile":
        """The file as it is now; a folder of prepared points may be named by its header."""
        path = named_folder(path)
        try:
            found = (path / HEADER_FILE if is_points_folder(path) else path).stat()
        except (OSError, ValueError):
            return cls(path)
        return cls(path, (found.st_mtime_ns, found.st_size))
