"""Rows that are read in chunks, without the readers, so that a window opens without them."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple, Protocol

from clusterlab.core.message import Message
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Floats

TEXT_BYTES = 2**24
"""Bytes of text that are read at once."""


class RowChunk(NamedTuple):
    """The cells (m, d) of consecutive rows in the chosen columns, NaN where there is no number, and notes."""

    cells: Floats
    notes: tuple[Message, ...] = ()


class ChunkedRows(Protocol):
    """Rows that can be read in chunks, as often as wanted."""

    is_sliced: ClassVar[bool]
    """Whether rows can be read without those before."""

    @property
    def name(self) -> str:
        """What it is called."""

    def first_table(self) -> Table:
        """The first rows with all columns; raises LoadError."""

    def check_columns(self, columns: Sequence[str]) -> None:
        """Raises LoadError where some columns are lacking."""

    def rows_and_bytes(self) -> tuple[int, int]:
        """How many rows and bytes there are; of text files the rows are not known, and 0."""

    def chunks(self, columns: Sequence[str], size: int, start: int) -> Iterator[RowChunk]:
        """The rows after the first `start` in chunks of about `size` rows; raises LoadError."""
