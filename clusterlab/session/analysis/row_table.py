"""The rows that are clustered as a table with their clusters, sorted and filtered on a worker."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.formatting import format_exact
from clusterlab.core.worker import TaskQueue
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.kernels.typing import Labels, Rows
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.prepared import Prepared

OWN_COLUMNS = ("row", "cluster")
"""The columns before those of the data."""
MAX_LIVE_ROWS = 5_000
"""Up to so many rows clusters follow every step; with more, only while playback is paused."""


@dataclass(frozen=True)
class RowQuery:
    """Which rows are wanted, and in which order.

    `column` is the column by which they are sorted, `cluster` the only one that is wanted, -1 for noise,
    `text` what some cell must contain, and `shown` the rows that are shown; None and an empty text want all,
    in the order of the data.
    """

    column: int | None = None
    descending: bool = False
    cluster: int | None = None
    text: str = ""
    shown: RowSubset | None = None


@dataclass(frozen=True, eq=False)
class RowTable:
    """The rows that are clustered, in the order of the data, and their clusters `labels` (m,), if any.

    The `listing` names and numbers the clusters.
    """

    prepared: Prepared
    labels: Labels | None
    listing: ClusterListing = PLAIN_LISTING

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (*OWN_COLUMNS, *self.prepared.table.order)

    def row(self, place: int) -> int:
        """The 0-based row of the source at a place."""
        return self.prepared.before + int(self.prepared.selection.kept[place])

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers; that of clusters holds names."""
        return column != 1 and self.columns[column] not in self.prepared.table.texts

    def text(self, place: int, column: int) -> str:
        """The cell at a place; empty where a value is missing."""
        if column == 0:
            return str(self.prepared.table.row_number(self.row(place)))
        if column == 1:
            return "" if self.labels is None else self._cluster_text(int(self.labels[place]))
        value = self._values(column)[self.prepared.selection.kept[place]]
        return value if isinstance(value, str) else "" if np.isnan(value) else format_exact(float(value))

    def order(self, query: RowQuery) -> Rows:
        """The places of the wanted rows, in the wanted order; missing values are last."""
        places = np.flatnonzero(self._wanted(query))
        if query.column is None:
            return places
        keys = self._keys(query.column)[places]
        known = keys == keys  # NaN is not equal to itself
        order = np.argsort(-keys[known] if query.descending else keys[known], kind="stable")
        return np.concatenate([places[known][order], places[~known]])

    def _wanted(self, query: RowQuery) -> NDArray[np.bool_]:
        wanted = np.ones(len(self.prepared.selection.kept), bool)
        if query.cluster is not None and self.labels is not None:
            wanted &= self.labels == query.cluster
        if query.shown is not None and query.shown.of == self.prepared.table.rows:
            wanted &= query.shown.mask[self.prepared.selection.kept]
        return wanted & self._containing(query.text.strip()) if query.text.strip() else wanted

    def _containing(self, text: str) -> NDArray[np.bool_]:
        """Whether some text of a row contains a text, or a number of it equals it: (m,)."""
        table, kept = self.prepared.table, self.prepared.selection.kept
        found, lower = np.zeros(table.rows, bool), text.lower()
        for column in table.texts.values():
            found |= np.fromiter((lower in cell.lower() for cell in column), bool, table.rows)
        with suppress(ValueError):  # it is no number
            found |= (table.values == float(text)).any(axis=1)
        return np.asarray(found[kept])

    def _keys(self, column: int) -> NDArray[np.float64]:
        """Numbers (m,) by which the places are sorted by a column."""
        kept = self.prepared.selection.kept
        if column == 0:
            return kept.astype(float)
        if column == 1:
            return np.full(len(kept), np.nan) if self.labels is None else self._cluster_keys(self.labels)
        values = self._values(column)
        if isinstance(values, np.ndarray):
            return np.asarray(values[kept])
        folded = np.array([cell.casefold() for cell in values])
        ranks = np.unique(folded, return_inverse=True)[1].astype(float)
        ranks[folded == ""] = np.nan
        return np.asarray(ranks[kept])

    def _cluster_text(self, label: int) -> str:
        cluster = self.listing.reference(label)
        return self.listing.unlabeled if label < 0 else cluster.name or str(cluster.shown_number)

    def _cluster_keys(self, labels: Labels) -> NDArray[np.float64]:
        """The numbers by which clusters are listed (m,), noise first."""
        numbers = [self.listing.number(label) for label in (*range(int(labels.max(initial=-1)) + 1), -1)]
        return np.array(numbers, float)[labels]

    def _values(self, column: int) -> "NDArray[np.float64] | tuple[str, ...]":
        """The cells of a column of the data, in all rows of the table."""
        table, name = self.prepared.table, self.columns[column]
        return table.texts[name] if name in table.texts else table.values[:, table.columns.index(name)]


@dataclass(frozen=True, eq=False)
class OrderedRows:
    """Places of a table in the order of a query."""

    table: RowTable
    query: RowQuery
    order: Rows


class RowOrders(QueuedAnalysis):
    """Keeps the rows of the step on screen in the order of a query."""

    shows_end = True

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._requested: tuple[object, ...] = ()
        self.found: OrderedRows | None = None

    def follow(
        self,
        prepared: Prepared | None,
        labels: Labels | None,
        query: RowQuery,
        paused: bool,
        listing: ClusterListing = PLAIN_LISTING,
    ) -> None:
        """Starts to order the rows of a step, with `labels` (n,) in spatial order, unless that is done."""
        if prepared is None:
            self.cancel()
            self.found, self._requested = None, ()
            return
        wanted = prepared, labels, (query, listing)
        is_live = paused or prepared.points.n <= MAX_LIVE_ROWS
        if is_live and not _same(wanted, self._requested):
            self._requested = wanted
            self._compute(lambda: _ordered(prepared, labels, query, listing))

    def _take(self, item: OrderedRows) -> bool:
        self.found = item
        return True

    def _forget_request(self) -> None:
        self._requested = ()


def _ordered(
    prepared: Prepared, labels: Labels | None, query: RowQuery, listing: ClusterListing
) -> Iterator[OrderedRows]:
    own = None if labels is None else prepared.points.to_row_order(labels)
    table = RowTable(prepared, own, listing)
    yield OrderedRows(table, query, table.order(query))


def _same(wanted: tuple[object, ...], before: tuple[object, ...]) -> bool:
    """Whether data and labels are the same objects, and query and listing are equal."""
    return bool(before) and wanted[0] is before[0] and wanted[1] is before[1] and wanted[2] == before[2]
