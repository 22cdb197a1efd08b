"""Some columns of text in one long series, and which of their cells are numbers with each decimal mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.datasets.readers.csv import notation
from clusterlab.datasets.readers.csv.dialect import Dialect
from clusterlab.datasets.readers.csv.sample import Mask

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class BlockCells:
    """Some columns, one after another in `written`, the stripped cells; masks are (columns, rows).

    A cell is unclear where it is a number with both decimal marks, such as 1,234.
    """

    names: Sequence[str]
    written: "pl.Series"
    dialect: Dialect

    @cached_property
    def cells(self) -> "pl.Series":
        """The cells, null where they are missing values."""
        return self.written.set(notation.is_missing(self.written), None)

    @cached_property
    def present(self) -> Mask:
        """Which cells are no missing values."""
        return self.shaped(self.cells.is_not_null())

    @cached_property
    def direct(self) -> "pl.Series":
        """The cells that are plain numbers."""
        import polars as pl

        return self.cells.cast(pl.Float64, strict=False)

    @cached_property
    def plain(self) -> Mask:
        """Which columns (d,) hold plain numbers only, which need no rewriting."""
        if self.dialect.options.has_other_marks:
            return np.zeros(len(self.names), dtype=bool)
        found: Mask = self.shaped(self.direct.is_not_null())
        return np.asarray((found == self.present).all(axis=1))

    @cached_property
    def standard(self) -> "pl.Series":
        """The cells in standard notation."""
        return notation.standard_notation(self.cells)

    @cached_property
    def fits(self) -> dict[str, Mask]:
        """Which cells are numbers with each decimal mark."""
        thousands = self.dialect.options.thousands
        return {
            mark: self.shaped(notation.is_number(self.standard, mark, thousands))
            for mark in notation.OTHER_MARK
        }

    @cached_property
    def counts(self) -> dict[str, NDArray[np.int64]]:
        """The number of cells in each column that are numbers with that decimal mark only."""
        point, comma = self.fits["."], self.fits[","]
        return {".": (point & ~comma).sum(axis=1), ",": (comma & ~point).sum(axis=1)}

    @cached_property
    def unclear(self) -> Mask:
        """Which cells are numbers with both decimal marks and hold one of them."""
        marked = self.shaped(self.standard.str.contains("[.,]").fill_null(False))
        return np.asarray(self.fits["."] & self.fits[","] & marked)

    @cached_property
    def has_commas(self) -> bool:
        """Whether a comma may be a decimal mark in some cell."""
        if self.plain.all():
            return False
        commas = self.shaped(self.standard.str.contains(",", literal=True).fill_null(False))
        return bool((self.fits[","] & commas).any())

    @cached_property
    def has_decimal_commas(self) -> bool:
        """Whether some cell is a number with a comma as the decimal mark only, such as 1,5 or 1.234.567."""
        return not self.plain.all() and bool(self.counts[","].any())

    @cached_property
    def holding(self) -> dict[str, Mask]:
        """Which cells hold each mark that may group thousands."""
        return {
            mark: self.shaped(self.standard.str.contains(mark, literal=True).fill_null(False))
            for mark in (".", ",", " ", "'")
        }

    def column(self, cells: "pl.Series", j: int) -> "pl.Series":
        """The part of some cells that is one column."""
        rows = len(cells) // len(self.names)
        return cells.slice(j * rows, rows).rename(self.names[j])

    def shaped(self, flat: "pl.Series") -> NDArray[Any]:
        """A value for each cell as (columns, rows)."""
        return flat.to_numpy().reshape(len(self.names), -1)
