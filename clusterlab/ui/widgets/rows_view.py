"""A sortable table of many rows: nothing of them is copied, only what is on screen becomes text."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from clusterlab.export.theme import LIGHT, Theme
from clusterlab.session.analysis.row_table import OrderedRows
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.data_table import RIGHT, Index
from clusterlab.ui.widgets.elements import add_copy_action
from clusterlab.ui.widgets.table_rows import MAX_COPIED_ROWS

NO_INDEX = QModelIndex()
MAX_SELECTED_RANGES = 2_000
"""Of a selection in more separate pieces only so many are marked in the table."""
MEASURED_ROWS = 100
"""The widths of columns follow from so many rows."""
ROW_PADDING, SWATCH = 8, QSize(10, 10)  # pixels
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel):
    """The rows of a table in some order; sorting is requested, since it may take a while."""

    sort_requested = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: OrderedRows | None = None
        self._swatches: tuple[QIcon, ...] = ()
        self._noise = _swatch(LIGHT.muted)

    @property
    def found(self) -> OrderedRows | None:
        """What is shown."""
        return self._found

    def show_rows(self, found: OrderedRows | None) -> None:
        """Shows other rows, or none."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def set_colors(self, colors: Sequence[str], noise: str) -> None:
        """Sets the color of each cluster."""
        self._swatches, self._noise = tuple(map(_swatch, colors)), _swatch(noise)

    def source_rows(self, places: Sequence[int]) -> set[int]:
        """The 0-based rows of the source at some rows of the view."""
        if self._found is None:
            return set()
        prepared = self._found.table.prepared
        kept = prepared.selection.kept[self._found.order[np.array(places, np.intp)]]
        return set((kept + prepared.before).tolist())

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """The number of rows."""
        return 0 if parent.isValid() or self._found is None else len(self._found.order)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """The number of columns."""
        return 0 if parent.isValid() or self._found is None else len(self._found.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its alignment, and the color of a cluster beside its number."""
        if self._found is None:
            return None
        table, place = self._found.table, int(self._found.order[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return table.text(place, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if table.is_number(index.column()) else LEFT
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 1 and table.labels is not None:
            label = int(table.labels[place])
            return self._swatches[label] if 0 <= label < len(self._swatches) else self._noise
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The name of a column."""
        if self._found is None or orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._found.table.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._found.table.is_number(section) else LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Requests the rows sorted by a column, -1 for the order of the data."""
        self.sort_requested.emit(column if column >= 0 else None, order == Qt.SortOrder.DescendingOrder)


class RowsView(QTableView):
    """The table; `rows_selected` are 0-based rows of the source that a person selected in it."""

    rows_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setAccessibleName("Rows of the data")
        self.setProperty("class", "rows")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setIconSize(SWATCH)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self._columns: tuple[str, ...] = ()
        self._marked: tuple[frozenset[int], OrderedRows | None] = frozenset(), None
        self._selects_rows = True
        self._set_up_headers()
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell_selection())
        add_copy_action(self, self.copy)
        self._colors: tuple[int, ...] = ()
        self._theme = LIGHT
        follow_theme(self)

    def show_rows(self, found: OrderedRows | None) -> None:
        """Shows other rows; the same columns keep their widths."""
        if found is self.rows.found:
            return
        self._selects_rows = False
        self.rows.show_rows(found)
        self._selects_rows = True
        columns = () if found is None else found.table.columns
        if columns != self._columns:
            self._columns = columns
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.resizeColumnsToContents()

    def show_colors(self, colors: tuple[int, ...]) -> None:
        """Sets the palette numbers of the clusters."""
        if colors != self._colors:
            self._colors = colors
            self._apply_colors()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self._apply_colors()

    def mark_rows(self, rows: frozenset[int]) -> None:
        """Marks rows of the source, and scrolls to the first of them unless they are marked already."""
        shown = rows, self.rows.found
        if shown[0] is self._marked[0] and shown[1] is self._marked[1]:
            return  # the mouse has moved to another point
        self._marked = shown
        if self.selected_rows() == rows:
            return
        places = self._places(rows)
        self._selects_rows = False
        self.selectionModel().select(self._ranges(places), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._selects_rows = True
        if len(places):
            self.scrollTo(self.rows.index(int(places[0]), 0))

    def selected_rows(self) -> set[int]:
        """The rows of the source that are selected."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(i) for i in range(selection.count())]
        places = [place for one in ranges for place in range(one.top(), one.bottom() + 1)]
        return self.rows.source_rows(places)

    def copy(self) -> None:
        """Copies the selected rows, or all, with a header, as tab-separated text."""
        selected = sorted({index.row() for index in self.selectionModel().selectedRows()})
        places = selected or range(self.rows.rowCount())
        columns = range(self.rows.columnCount())
        cells = [[self.rows.index(place, c).data() for c in columns] for place in places[:MAX_COPIED_ROWS]]
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, [self._columns, *cells])))

    def changeEvent(self, event: QEvent) -> None:
        """Fits the height of the rows to another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()

    def _places(self, rows: Collection[int]) -> "np.ndarray[Any, np.dtype[np.intp]]":
        """The rows of the view (m,) that show these rows of the source, ascending."""
        found = self.rows.found
        if found is None or not rows:
            return np.zeros(0, np.intp)
        wanted = np.fromiter(rows, np.intp) - found.table.prepared.before
        shown = found.table.prepared.selection.kept[found.order]
        return np.flatnonzero(np.isin(shown, wanted))

    def _ranges(self, places: "np.ndarray[Any, np.dtype[np.intp]]") -> QItemSelection:
        """The ranges of successive rows of the view (m,), which are ascending."""
        selection, last = QItemSelection(), self.rows.columnCount() - 1
        pieces = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else []
        for piece in pieces[:MAX_SELECTED_RANGES]:
            selection.select(self.rows.index(int(piece[0]), 0), self.rows.index(int(piece[-1]), last))
        return selection

    def _tell_selection(self) -> None:
        if self._selects_rows:
            self.rows_selected.emit(self.selected_rows())

    def _apply_colors(self) -> None:
        self.rows.set_colors([self._theme.cluster(number) for number in self._colors], self._theme.muted)
        self.viewport().update()

    def _set_up_headers(self) -> None:
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(MEASURED_ROWS)
        # With that of the table it would look at every selected row whenever it is painted.
        header.setSelectionModel(QItemSelectionModel(self.rows, header))
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)


def _swatch(color: str) -> QIcon:
    """A square in a color, which Qt would tint in selected rows."""
    square = QPixmap(SWATCH)
    square.fill(QColor(color))
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon
