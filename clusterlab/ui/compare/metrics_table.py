"""The table of a comparison: metrics of each pane at the step on screen, and their pairwise agreement."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clusterlab.core.terms import sentence_of
from clusterlab.export.metrics_rows import HEADER
from clusterlab.export.table_cell import Cell
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip


class MetricsTable(QWidget):
    """A row of metrics for each pane, and below them the pairwise adjusted Rand index.

    The tables are made when they are first shown: until then every change of the style would take longer.
    """

    metrics: DataTable
    agreement: DataTable

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = text_label("", "muted", wraps=True)
        self._column = fill_layout(QVBoxLayout(self), self.note, spacing=12)

    def show_rows(
        self, rows: Sequence[Sequence[Cell]], agreement: Sequence[Sequence[Cell]], note: str
    ) -> None:
        """Shows a row for each pane, the pairwise agreement, and a note."""
        if self._column.count() == 1:
            self._add_tables()
        self.metrics.show_rows(HEADER, rows)
        numbers = [Cell(str(number), number, muted=True) for number in range(1, len(agreement) + 1)]
        self.agreement.show_rows(
            [Cell(""), *numbers], [[name, *row] for name, row in zip(numbers, agreement, strict=True)]
        )
        self.note.setText(note)

    def _add_tables(self) -> None:
        self.metrics = DataTable("Metrics of the panes")
        self.agreement = DataTable("Agreement between panes", stretches_first=False)
        heading = text_label("Agreement between panes", "heading")
        set_tip(heading, sentence_of("Agreement between panes"))
        self._column.insertWidget(0, self.metrics)
        self._column.addWidget(heading)
        self._column.addWidget(self.agreement)
