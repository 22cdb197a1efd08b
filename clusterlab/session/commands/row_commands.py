"""The commands about which rows of the data are clustered and shown, one method each."""

from collections.abc import Callable, Collection
from dataclasses import replace

from clusterlab.core.message import Message
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.session.playback.player import Player
from clusterlab.session.state.document import Document
from clusterlab.session.state.session import with_rows

NO_ROWS_SELECTED = Message("Select some points first.")


class RowCommands:
    """Changes the rows of the document; `report_error` gets the reason where that is impossible."""

    def __init__(self, document: Document, player: Player, report_error: Callable[[Message], None]) -> None:
        self._document, self._player, self._report_error = document, player, report_error

    def cluster_only(self, rows: Collection[int]) -> None:
        """Clusters only these rows of the table."""
        of = self._rows_of_table
        if there := [row for row in rows if row < of]:
            self._choose(RowSubset.holding(there, of))
        else:
            self._report_error(NO_ROWS_SELECTED)

    def leave_out(self, rows: Collection[int]) -> None:
        """Leaves these rows of the table out."""
        of = self._rows_of_table
        if there := [row for row in rows if row < of]:
            self._choose((self._document.session.rows or RowSubset.every(of)).without(there))
        else:
            self._report_error(NO_ROWS_SELECTED)

    def show_only(self, rows: Collection[int]) -> None:
        """Shows only these rows of the table; all are still clustered."""
        of = self._rows_of_table
        if there := [row for row in rows if row < of]:
            self._show(RowSubset.holding(there, of))
        else:
            self._report_error(NO_ROWS_SELECTED)

    def show_all(self) -> None:
        """Shows all rows again."""
        self._show(None)

    def use_all(self) -> None:
        """Clusters all rows again."""
        self._choose(None)

    @property
    def _rows_of_table(self) -> int:
        """How many rows the table on screen has; 0 while none is read, or while another one is."""
        scene = self._player.scene
        is_current = scene.session.source == self._document.session.source
        return scene.prepared.table.rows if scene.prepared is not None and is_current else 0

    def _show(self, rows: RowSubset | None) -> None:
        self._document.change(replace(self._document.session, shown_rows=rows))

    def _choose(self, rows: RowSubset | None) -> None:
        self._document.change(with_rows(self._document.session, rows))
