"""The first rows of a file as they are read; of a text file no more than its beginning is looked at."""

from dataclasses import dataclass
from pathlib import Path

from clusterlab.datasets.readers.csv.encoding import holds_zeros
from clusterlab.datasets.readers.file_bytes import read_bytes, read_errors
from clusterlab.datasets.readers.files import read_given
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.readers.table_format import ALL_OPTIONS, is_binary, recognized
from clusterlab.datasets.table import Table

PREVIEW_BYTES = 1 << 18
CELL_OPTIONS = frozenset({"header", "skip", "decimal", "thousands"})


@dataclass(frozen=True, eq=False)
class TablePreview:
    """The `table` of at least the first rows of a file, and the `options` of reading that apply to it."""

    table: Table
    options: frozenset[str]


def preview_file(path: Path, options: ReadOptions = DETECTED) -> TablePreview:
    """The first rows of a file; raises LoadError."""
    with read_errors(path), path.open("rb") as file:
        first = file.read(PREVIEW_BYTES + 1)
    if _must_be_whole(first, options):
        return preview_given(read_bytes(path), path.name, options)
    return preview_given(first, path.name, options)


def preview_given(content: bytes, name: str, options: ReadOptions = DETECTED) -> TablePreview:
    """The first rows of bytes that are called `name`; raises LoadError."""
    if not _must_be_whole(content, options):
        content = _whole_lines(content)
    table = read_given(content, name, options)
    return TablePreview(table, _applicable(content, table))


def _must_be_whole(first: bytes, options: ReadOptions) -> bool:
    """Whether bytes are no text that can be cut after a line feed."""
    wide = options.encoding is not None and "\n".encode(options.encoding) != b"\n"
    return wide or holds_zeros(first) or is_binary(first) or recognized(first) is not None


def _whole_lines(text: bytes) -> bytes:
    """The first lines of a text, without one that is cut off or in an open quote."""
    if len(text) <= PREVIEW_BYTES:
        return text
    end = text.rfind(b"\n", 0, PREVIEW_BYTES) + 1
    if text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, text.rfind(b'"', 0, end)) + 1
    return text[: end or PREVIEW_BYTES]


def _applicable(content: bytes, table: Table) -> frozenset[str]:
    """The options that apply to bytes; to a table in an archive those of its format."""
    kind, read_as = recognized(content), table.read_as or DETECTED
    if kind is None:
        return ALL_OPTIONS - {"sheet"}
    if kind.options < ALL_OPTIONS or read_as.encoding is not None:
        return kind.options
    return frozenset({"sheet"}) | (CELL_OPTIONS if read_as.header is not None else frozenset())
