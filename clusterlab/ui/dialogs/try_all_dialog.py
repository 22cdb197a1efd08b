"""A modeless dialog with the results of all algorithms, the best first; a click opens one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clusterlab.export.table_cell import Cell
from clusterlab.ui.widgets.data_table import DataTable
from clusterlab.ui.widgets.elements import fill_layout, text_label

TRY_ALL_SIZE = QSize(900, 560)
MIN_NOTE_LENGTH = 24  # digits that fit into the column of notes


class TryAllDialog(QDialog):
    """A sortable table with a row for each algorithm, and the progress; Esc stops first, and closes then.

    `algorithm_chosen` carries the title in the first cell of a row that was clicked, or chosen by Enter.
    """

    algorithm_chosen = Signal(str)
    stop_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Try all")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.about, self.words = (text_label("", "muted", wraps=True) for _ in range(2))
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of all algorithms")
        top_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self.table = DataTable("Results of all algorithms", self, top_left)
        self.table.fill_height()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.table.setHorizontalScrollMode(DataTable.ScrollMode.ScrollPerPixel)
        self.table.setSelectionBehavior(DataTable.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        for signal in (self.table.clicked, self.table.activated):
            signal.connect(self._choose)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.again = QPushButton("Try again")
        self.again.setAutoDefault(False)
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())  # Qt's icon ignores the theme
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        parts = (self.about, self.bar, (self.table, 1), self.words, buttons)
        fill_layout(QVBoxLayout(self), *parts, spacing=10, margins=(18, 16, 18, 16))
        self._is_built = True
        self.table.viewport().installEventFilter(self)
        self.resize(TRY_ALL_SIZE.boundedTo(parent.screen().availableSize() - QSize(40, 80)))

    def show_rows(self, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """Shows a row of cells for each algorithm that has ended."""
        self.table.show_rows(header, rows)
        self._fit_columns()

    def show_progress(self, done: int, of: int, words: str, is_busy: bool) -> None:
        """Shows how many algorithms have ended, and what is being done or can be done."""
        self.bar.setRange(0, max(1, of))
        self.bar.setValue(done)
        self.bar.setVisible(is_busy)
        self.words.setText(words)
        self.again.setVisible(not is_busy)
        self._is_busy = is_busy

    def reject(self) -> None:
        """Stops what is being tried, or closes the dialog."""
        if self._is_busy:
            self.stop_asked.emit()
        else:
            super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fits the columns to the width of the table, which a scroll bar beside it takes some of."""
        if event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Fits the columns to another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_built:
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Gives each column the width of its texts, and the notes what is left."""
        header, count = self.table.horizontalHeader(), self.table.model().columnCount()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        digit = self.table.fontMetrics().horizontalAdvance("0")
        widths = [
            max(self.table.sizeHintForColumn(column), header.sectionSizeHint(column)) + 2 * digit
            for column in range(count - 1)
        ]
        left = self.table.viewport().width() - sum(widths)
        for column, width in enumerate([*widths, max(left, MIN_NOTE_LENGTH * digit)][:count]):
            header.resizeSection(column, width)

    _is_busy = _is_built = False

    def _choose(self, index: QModelIndex) -> None:
        self.algorithm_chosen.emit(str(index.siblingAtColumn(0).data()))
