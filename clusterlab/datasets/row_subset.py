"""Some of the rows of a table, chosen by a person."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message
from clusterlab.datasets.table import LoadError, Selection, selected_rows


@dataclass(frozen=True)
class RowSubset:
    """Some of the `of` rows of a table; equal ones hold the same rows. Raises LoadError for another size."""

    of: int
    _bits: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.of < 0 or len(self._bits) != (self.of + 7) // 8:
            template = "A choice among {of!s} rows needs a bit for each; there are {n!s} bytes."
            raise LoadError(Message(template, of=self.of, n=len(self._bits)))

    @classmethod
    def holding(cls, rows: Iterable[int], of: int) -> "RowSubset":
        """The subset that holds these 0-based rows of a table of `of` rows, and no others."""
        mask = np.zeros(of, bool)
        mask[np.fromiter(rows, np.intp)] = True
        return cls(of, np.packbits(mask).tobytes())

    @classmethod
    def every(cls, of: int) -> "RowSubset":
        """All rows of a table of `of` rows."""
        return cls.holding(range(of), of)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which rows it holds: (of,)."""
        bits = np.unpackbits(np.frombuffer(self._bits, np.uint8), count=self.of)
        return bits.astype(bool)

    def without(self, rows: Iterable[int]) -> "RowSubset":
        """The subset without these 0-based rows."""
        mask = self.mask
        mask[np.fromiter(rows, np.intp)] = False
        return replace(self, _bits=np.packbits(mask).tobytes())

    def within(self, selection: Selection, of: int) -> Selection:
        """The part of a selection in these rows, from a table of `of` rows.

        Raises LoadError where there is none, or where the table has another number of rows than before.
        """
        if of != self.of:
            template = "The data have {of} rows now, and had {before} when rows were chosen: use all rows."
            raise LoadError(Message(template, of=of, before=self.of))
        inside = np.flatnonzero(self.mask[selection.kept])
        if not len(inside):
            raise LoadError(Message("None of the chosen rows has all values; choose other rows or columns."))
        return replace(selected_rows(selection, inside), chosen_of=len(selection.kept))
