"""Which rows of a larger source a table holds."""

from dataclasses import dataclass

from clusterlab.core.frozen import FrozenArrays
from clusterlab.kernels.typing import Rows

MAX_LISTED_ROWS = 20
"""So many dropped rows are listed with the reason."""


@dataclass(frozen=True)
class DroppedRow:
    """A row that was dropped, by its 0-based number in the source, and why."""

    row: int
    reason: str


@dataclass(frozen=True, eq=False)
class SourceRows(FrozenArrays):
    """A random sample of the complete rows of a source: their 0-based `numbers` (n,), ascending.

    The source has `of` complete rows; `dropped` ones were not, of which the first are in `first_dropped`.
    """

    numbers: Rows
    of: int
    dropped: int = 0
    first_dropped: tuple[DroppedRow, ...] = ()

    @property
    def sampled_of(self) -> int:
        """The number of rows that the sample was drawn from; 0 where all were taken."""
        return self.of if len(self.numbers) < self.of else 0
