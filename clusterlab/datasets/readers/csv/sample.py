"""The cells of the first records of a text file, and which of them are numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.datasets.readers.csv import notation
from clusterlab.kernels.typing import Floats, Rows

if TYPE_CHECKING:
    import polars as pl

Mask = NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)


def most_frequent_length(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have; 0 without rows."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


@dataclass(frozen=True, eq=False)
class SampleCells:
    """Some rows of stripped cells; a row may have fewer cells than `width`, or more.

    The masks are (n, width); `numbers` are cells that are numbers with one of the decimal marks, `plain`
    those that need no rewriting, `values` (n, width) their values and NaN elsewhere.
    """

    rows: Sequence[Sequence[str]]
    width: int
    decimal: str | None = None
    thousands: str | None = None
    cells: list[str] = field(init=False)

    def __post_init__(self) -> None:
        width, gaps = self.width, [""] * self.width
        padded = (row if len(row) == width else [*row[:width], *gaps[len(row) :]] for row in self.rows)
        object.__setattr__(self, "cells", [cell.strip() for row in padded for cell in row])

    def column(self, j: int) -> list[str]:
        """The cells of a column."""
        return self.cells[j :: self.width]

    @cached_property
    def present(self) -> Mask:
        """Which cells are no missing values."""
        return self._shaped(~notation.is_missing(self._series).to_numpy())

    @cached_property
    def plain(self) -> Mask:
        """Which present cells are numbers that can be parsed as they are."""
        return self._shaped(self._direct.is_not_null().to_numpy()) & self.present

    @cached_property
    def padded(self) -> Mask:
        """Which cells begin with a zero before another digit, such as 05."""
        return self._shaped(self._series.str.contains(r"^[+-]?0[0-9]").to_numpy())

    @cached_property
    def values(self) -> Floats:
        """The number in each present cell, NaN where there is none."""
        found = np.full(len(self.cells), np.nan)
        if self.decimal != notation.DECIMAL_COMMA:
            found = self._direct.fill_null(np.nan).to_numpy().copy()
        places = np.flatnonzero(self.present.ravel() & np.isnan(found))
        if len(places):
            self._rewrite(found, places)
        return np.where(self.present, self._shaped(found), np.nan)

    def _rewrite(self, found: Floats, places: Rows) -> None:
        """Puts the numbers of cells at some places that need rewriting into their values `found`."""
        standard = notation.standard_notation(self._series.gather(places.tolist()))  # an array loads numpy.ma
        for mark in notation.OTHER_MARK if self.decimal is None else (self.decimal,):
            numbers = notation.numbers(standard, mark, self.thousands).fill_null(np.nan).to_numpy()
            found[places] = np.where(np.isnan(found[places]), numbers, found[places])

    @cached_property
    def numbers(self) -> Mask:
        """Which present cells are numbers."""
        return ~np.isnan(self.values)

    @cached_property
    def number_share(self) -> Floats:
        """The share of numbers among the present cells of each column, 0 where none is present."""
        return np.asarray(self.numbers.sum(axis=0) / np.maximum(self.present.sum(axis=0), 1))

    @cached_property
    def _direct(self) -> "pl.Series":
        """The cells that can be parsed as they are."""
        import polars as pl

        return self._series.cast(pl.Float64, strict=False)

    @cached_property
    def _series(self) -> "pl.Series":
        import polars as pl

        return pl.Series("cells", self.cells, dtype=pl.String)

    def _shaped(self, flat: NDArray[Number]) -> NDArray[Number]:
        return flat.reshape(len(self.rows), self.width)
