"""Rows of a table as they were read, in a view that asks for the cells it shows only."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from clusterlab.core.formatting import format_exact
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.table import Table
from clusterlab.ui.widgets.elements import add_copy_action
from clusterlab.ui.widgets.tooltip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
MISSING_CELL = "–"
MAX_COPIED_ROWS = 100_000
MAX_COLUMN_LINES = 14  # the greatest width of a column at first, in heights of a line


class TableRowsModel(QAbstractTableModel):
    """Some `rows` of a table, by their 0-based numbers; before its columns the `reason` of each, if given."""

    def __init__(
        self, table: Table, rows: Sequence[int], reason: Callable[[int], str] | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._table, self._rows, self._reason = table, rows, reason
        self._types = column_types(table)
        self._numeric = {name: j for j, name in enumerate(table.columns)}
        self._names = ("", *table.order) if reason else table.order

    def rowCount(self, parent: AnyIndex = NO_PARENT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NO_PARENT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its alignment, and a muted color where it is missing."""
        row, name = int(self._rows[index.row()]), self._names[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(name)
        if role == Qt.ItemDataRole.ForegroundRole and self._text(row, name) == MISSING_CELL:
            return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The name and the type of a column, with the reason as tooltip; the number of a row."""
        if orientation == Qt.Orientation.Vertical:
            return (
                str(self._table.row_number(int(self._rows[section])))
                if role == Qt.ItemDataRole.DisplayRole
                else None
            )
        name = self._names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(name)
        found = self._types.get(name)
        if found is None:
            return "Reason" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{name}: {found.words}")
        return f"{name}\n{found.kind}" if role == Qt.ItemDataRole.DisplayRole else None

    def _alignment(self, name: str) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if name in self._numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _text(self, row: int, name: str) -> str:
        if not name and self._reason is not None:
            return self._reason(row)
        if name in self._numeric:
            value = float(self._table.values[row, self._numeric[name]])
            return MISSING_CELL if np.isnan(value) else format_exact(value)
        return self._table.texts[name][row] or MISSING_CELL


class TableRowsView(QTableView):
    """Shows rows of a table; Ctrl+C copies the selected cells, or all, as tab-separated text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        add_copy_action(self, self.copy)

    def show_table(
        self, table: Table, rows: Sequence[int], reason: Callable[[int], str] | None = None
    ) -> None:
        """Shows rows of a table, by their 0-based numbers, with the reason of each, if given."""
        before = self.model()
        self.setModel(TableRowsModel(table, rows, reason, self))
        if before is not None:
            before.deleteLater()
        line = self.fontMetrics().height()
        self.verticalHeader().setDefaultSectionSize(line + 10)
        self.resizeColumnsToContents()
        for column in range(self.model().columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), MAX_COLUMN_LINES * line))

    def copy(self) -> None:
        """Copies the selected cells, or the table with its header, up to a number of rows."""
        model = self.model()
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes()):
            lines.setdefault(index.row(), []).append(index.data())
        if not lines and model is not None:
            columns = range(model.columnCount())
            header = [model.headerData(j, Qt.Orientation.Horizontal).split("\n")[0] for j in columns]
            rows = range(min(model.rowCount(), MAX_COPIED_ROWS))
            lines = {-1: header} | {i: [model.index(i, j).data() for j in columns] for i in rows}
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))
