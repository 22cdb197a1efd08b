"""A modeless dialog with the rows that were dropped, each with the reason."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.datasets.table import Table
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.table_rows import TableRowsView

DROPPED_ROWS_SIZE = QSize(760, 480)


class DroppedRowsDialog(QDialog):
    """A table of rows of a file, as they were read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Dropped rows")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = text_label("", "muted", wraps=True)
        self.rows = TableRowsView("Dropped rows")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())  # Qt's icon ignores the theme
        parts = (self.words, (self.rows, 1), buttons)
        fill_layout(QVBoxLayout(self), *parts, spacing=10, margins=(18, 16, 18, 16))
        self.resize(DROPPED_ROWS_SIZE.boundedTo(parent.screen().availableSize() - QSize(40, 80)))

    def show_rows(self, table: Table, rows: Sequence[int], reason: Callable[[int], str]) -> None:
        """Shows rows of a table, by their 0-based numbers, each with the reason."""
        count = f"{format_count(len(rows), 'row')} of {table.name} {'was' if len(rows) == 1 else 'were'}"
        advice = "To keep them, choose below the columns how missing values are filled."
        self.words.setText(f"{count} dropped for missing values. {advice}")
        self.rows.show_table(table, rows, reason)
