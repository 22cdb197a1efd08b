"""What was done to the columns of a table, learned from it once and applicable to the rows of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.datasets.column_transforms import logarithms
from clusterlab.datasets.missing_values import Filling, filling
from clusterlab.datasets.scale import Scaling
from clusterlab.datasets.table import LoadError, Selection, Table, unknown_column
from clusterlab.kernels.typing import Flags, Floats, Rows

if TYPE_CHECKING:
    from clusterlab.core.pca import ComponentBasis, Reduction


@dataclass(frozen=True, eq=False)
class PreparedRows:
    """The rows of a table after a preparation: `matrix` (m, d), and their 0-based numbers `kept` (m,).

    `dropped` (r,) are the numbers of the others; of these `empty` and `not_positive` (r, d) say which of the
    `columns` had no value, and which one without a logarithm. `notes` are sentences on cells.
    """

    matrix: Floats
    kept: Rows
    dropped: Rows
    columns: tuple[str, ...]
    empty: Flags
    not_positive: Flags
    notes: tuple[Message, ...] = ()

    def reason(self, place: int) -> Message:
        """Why the row at a place of `dropped` was dropped."""
        return _reason(self.columns, self.empty[place], self.not_positive[place])

    @cached_property
    def reasons(self) -> tuple[Message, ...]:
        """A sentence for each reason, with the number of rows and the first of them."""
        both = np.hstack([self.empty, self.not_positive])
        _, first, counts = np.unique(both, axis=0, return_index=True, return_counts=True)
        return tuple(self._reason_text(int(first[i]), int(counts[i])) for i in np.argsort(first))

    def _reason_text(self, place: int, count: int) -> Message:
        template = "{n:# row was|# rows were} dropped, the first is row {row!s}: {reason}."
        return Message(template, n=count, row=int(self.dropped[place]) + 1, reason=self.reason(place))


@dataclass(frozen=True, eq=False)
class Preparation:
    """Columns by their names in the file, and what was done to them, in this order.

    Of those `logged` the logarithms were taken; missing values were filled, or rows with them dropped where
    there is no `filling`; columns were scaled and weighted, and reduced to principal components where there
    is a `basis`. The `column_weights` that are not 1 are part of the scaling.
    """

    columns: tuple[str, ...]
    scale: Scaling
    logged: frozenset[str] = frozenset()
    column_weights: Mapping[str, float] = field(default_factory=dict)
    filling: Filling | None = None
    basis: "ComponentBasis | None" = None

    @property
    def missing(self) -> str:
        """What becomes of missing values."""
        return "drop" if self.filling is None else self.filling.kind

    def apply(self, table: Table) -> PreparedRows:
        """The rows of a table, prepared as those were from which this was learned.

        Raises LoadError for columns that the table does not have or that hold no number in any row.
        """
        table = table.unlogged or table
        cells, notes = checked_cells(table, self.columns)
        empty = ~np.isfinite(cells)
        cells[empty] = np.nan
        not_positive = self._without_logarithm(cells)
        bad = not_positive.any(axis=1) | (empty.any(axis=1) if self.filling is None else empty.all(axis=1))
        kept, dropped = np.flatnonzero(~bad), np.flatnonzero(bad)
        with np.errstate(over="ignore", invalid="ignore"):  # new rows may be of any size
            matrix = self._transformed(cells[kept])
        both = empty[dropped], not_positive[dropped]
        return PreparedRows(matrix, kept, dropped, self.columns, *both, (*table.notes, *notes))

    def _without_logarithm(self, cells: Floats) -> Flags:
        """Which cells (n, d) are of logged columns and not positive."""
        logged = np.array([name in self.logged for name in self.columns])
        return np.asarray((cells <= 0) & logged)

    def _transformed(self, cells: Floats) -> Floats:
        """The matrix that follows from the cells (m, d) of rows that are kept."""
        for place, name in enumerate(self.columns):
            if name in self.logged:
                cells[:, place] = logarithms(cells[:, place])
        if self.filling is not None and np.isnan(cells).any():
            cells = self.filling.apply(cells)
        scaled = self.scale.apply(np.ascontiguousarray(cells))
        return scaled if self.basis is None else self.basis.project(scaled)


def preparation(
    table: Table, selection: Selection, scale: Scaling, reduction: "Reduction | None" = None
) -> Preparation:
    """The preparation that made a `selection` of a table, its `scale` and `reduction`.

    What missing values become is learned from all rows of the table with any value, of which the selection
    may hold some only.
    """
    names = table.logged
    return Preparation(
        columns=tuple(names.get(name, name) for name in selection.columns),
        scale=scale,
        logged=frozenset(names[name] for name in selection.columns if name in names),
        column_weights={names.get(name, name): weight for name, weight in selection.column_weights.items()},
        filling=None if selection.missing == "drop" else _filling(table, selection),
        basis=None if reduction is None else reduction.basis,
    )


def _filling(table: Table, selection: Selection) -> Filling:
    matrix = table.values[:, [table.columns.index(name) for name in selection.columns]]
    return filling(matrix[~np.isnan(matrix).all(axis=1)], selection.missing)


def check_columns(table: Table, columns: Sequence[str]) -> None:
    """Raises LoadError where the table lacks some of the columns, with the names that are closest."""
    known = (*table.columns, *table.texts)
    lacking = [name for name in columns if name not in known]
    if len(lacking) == 1:
        raise unknown_column(table, lacking[0], known)
    if lacking:
        template = "{table} has no columns {names}. {first}"
        first = unknown_column(table, lacking[0], known).message
        raise LoadError(Message(template, table=table.name, names=[f"'{n}'" for n in lacking], first=first))


def checked_cells(table: Table, columns: Sequence[str]) -> tuple[Floats, list[Message]]:
    """The numbers (n, d) in some columns, NaN where there are none, and notes on cells of text.

    Raises LoadError for columns that the table does not have or that hold no number in any row.
    """
    check_columns(table, columns)
    cells, notes = np.empty((table.rows, len(columns))), list[Message]()
    for place, name in enumerate(columns):
        if name in table.texts:
            cells[:, place], noted = _numbers_of_texts(table, name)
            notes += noted
        else:
            cells[:, place] = table.values[:, table.columns.index(name)]
    return cells, notes


def _numbers_of_texts(table: Table, name: str) -> tuple[Floats, list[Message]]:
    """The numbers (n,) in a column of text, and a note on the cells that are none.

    Raises LoadError where no cell is a number.
    """
    import polars as pl

    from clusterlab.datasets.readers.csv.notation import is_missing, numbers, standard_notation

    texts, mark = table.texts[name], (table.read_as and table.read_as.decimal) or "."
    written = standard_notation(pl.Series(name, texts, dtype=pl.String))
    found = numbers(written, mark).fill_null(np.nan).to_numpy()
    unread = np.flatnonzero(np.isnan(found) & ~is_missing(written).to_numpy())
    if not len(unread):
        return found, []
    values = {"name": name, "cell": shortened(texts[unread[0]]), "row": int(unread[0]) + 1}
    if np.isnan(found).all():
        template = "The column {name!r} of {table} must hold numbers; row {row!s} holds {cell!r}."
        raise LoadError(Message(template, table=table.name, **values))
    template = (
        "Column {name}: {n:# cell is|# cells are} no number and counted as missing, "
        "the first {cell!r} in row {row!s}."
    )
    return found, [Message(template, n=len(unread), **values)]


def _reason(columns: Sequence[str], empty: Flags, not_positive: Flags) -> Message:
    """Why a row was dropped, by which of the columns were empty and not positive, (d,) each."""
    if not_positive.any():
        names = [name for name, bad in zip(columns, not_positive.tolist(), strict=True) if bad]
        return Message("no logarithm of {columns}, as it is not above 0", columns=names)
    if empty.all() and len(columns) > 1:
        return Message("no value in any column that is used")
    names = [name for name, bad in zip(columns, empty.tolist(), strict=True) if bad]
    return Message("no value in {columns}", columns=names)
