"""A table of cells that can be sorted and copied, as high as its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from clusterlab.ui.theme.theme import LIGHT, Theme, mix
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SORT_ROLE = Role.UserRole
HEADER_PADDING, CELL_PADDING = "0", "00"  # texts that are as wide as the padding in the style sheet
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """A text, the number that it is sorted by, a tooltip, and a share of the accent color behind it."""

    text: str
    value: float | None = None
    tip: str = ""
    tint: float = 0.0
    bold: bool = False
    muted: bool = False


class CellModel(QAbstractTableModel):
    """Rows of cells under a header of cells."""

    def __init__(self, alignment: Qt.AlignmentFlag, parent: QWidget) -> None:
        super().__init__(parent)
        self._alignment, self._theme = alignment, LIGHT
        self._left = Qt.AlignmentFlag.AlignLeft | (alignment & Qt.AlignmentFlag.AlignVertical_Mask)
        self._header: Sequence[Cell] = ()
        self._rows: Sequence[Sequence[Cell]] = ()

    def set_rows(self, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """Sets all cells; a table of the same shape keeps its selection."""
        if (len(header), len(rows)) == (len(self._header), len(self._rows)):
            self._header, self._rows = header, rows
            self._emit_changed()
            return
        self.beginResetModel()
        self._header, self._rows = header, rows
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self._emit_changed()

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of rows."""
        return len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of columns."""
        return len(self._header)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What a cell shows, by role."""
        return self._cell_data(self._rows[index.row()][index.column()], index.column(), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """What a cell of the header shows, by role."""
        if orientation == Qt.Orientation.Vertical:
            return None
        return self._cell_data(self._header[section], section, role)

    def _cell_data(self, cell: Cell, column: int, role: int) -> Any:
        match role:
            case Role.DisplayRole:
                return cell.text
            case Role.UserRole:
                return cell.value if column or cell.value is not None else cell.text
            case Role.ToolTipRole:
                return f"<p>{escape(cell.tip)}</p>" if cell.tip else None  # a name may look like markup
            case Role.TextAlignmentRole:
                return self._alignment if column else self._left
            case Role.FontRole if cell.bold:
                return _bold()
            case Role.BackgroundRole if cell.tint:
                return QColor(mix(self._theme.panel, self._theme.accent, cell.tint))
            case Role.ForegroundRole if cell.muted:
                return QColor(self._theme.muted)
        return None

    def _emit_changed(self) -> None:
        if self._header and self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._header) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._header) - 1)


class NarrowHeader(QHeaderView):
    """A header that reserves no width for the sort indicator, which is above the text."""

    def sectionSizeFromContents(self, section: int) -> QSize:
        """The size of the text of a section."""
        text = str(self.model().headerData(section, self.orientation()))
        width = self.fontMetrics().horizontalAdvance(text + HEADER_PADDING)
        return QSize(width, super().sectionSizeFromContents(section).height())


class PaddedDelegate(QStyledItemDelegate):
    """Gives cells the height of their wrapped text: Qt forgets that padding makes it wrap earlier."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The size of a cell whose column is as wide as the rectangle of `option`."""
        narrowed = QStyleOptionViewItem(option)
        padding = option.fontMetrics.horizontalAdvance(CELL_PADDING)
        narrowed.rect = option.rect.adjusted(0, 0, -padding, 0)
        return super().sizeHint(narrowed, index)


class DataTable(QTableView):
    """A table that is sorted by a click on its header, and copied as tab-separated text by Ctrl+C.

    A selection is copied alone. Either the first column takes the remaining width, or the others share it.
    """

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        alignment: Qt.AlignmentFlag = RIGHT,
        stretches_first: bool = True,
    ) -> None:
        super().__init__(parent)
        self._cells, self._sorted = CellModel(alignment, self), QSortFilterProxyModel(self)
        self._stretches_first = stretches_first
        self._sorted.setSourceModel(self._cells)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setAccessibleName(name)
        self._set_up_headers()
        self._fit_to_rows()
        copy = QAction("Copy", self, shortcut=QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        follow_theme(self)

    def show_rows(self, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """Shows rows of cells under a header."""
        self._cells.set_rows(header, rows)
        modes = QHeaderView.ResizeMode
        for column in range(len(header)):
            stretches = (column == 0) == self._stretches_first
            self.horizontalHeader().setSectionResizeMode(
                column, modes.Stretch if stretches else modes.ResizeToContents
            )

    def fill_height(self) -> None:
        """Takes all height that there is, and scrolls, in place of the height of the rows."""
        self.setProperty("class", "filling")
        self.setShowGrid(False)
        self.setItemDelegate(PaddedDelegate(self))
        self.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustIgnored)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._cells.set_theme(theme)

    def texts(self) -> list[list[str]]:
        """The texts of the rows, in the order on screen."""
        model = self.model()
        rows, columns = range(model.rowCount()), range(model.columnCount())
        return [[model.index(row, column).data() for column in columns] for row in rows]

    def copy(self) -> None:
        """Copies the selected cells, or the whole table with its header."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes()):
            lines.setdefault(index.row(), []).append(index.data())
        copied = list(lines.values()) or [self._header_texts(), *self.texts()]
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, copied)))

    def _header_texts(self) -> list[str]:
        model, columns = self.model(), range(self.model().columnCount())
        return [model.headerData(column, Qt.Orientation.Horizontal) for column in columns]

    def _set_up_headers(self) -> None:
        header = NarrowHeader(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(header)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        header.sectionResized.connect(self.resizeRowsToContents)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(MIN_TARGET_SIZE)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def _fit_to_rows(self) -> None:
        self.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font
