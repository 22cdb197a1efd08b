"""A table of cells that can be sorted and copied, as high as its rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from clusterlab.export.table_cell import Cell
from clusterlab.export.theme import LIGHT, Theme, mix
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.elements import add_copy_action
from clusterlab.ui.widgets.figures_action import FiguresEvent, add_figures_action, ask_window
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.export.chart_figures import Figures

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole
HEADER_PADDING, CELL_PADDING = "0", "00"  # texts that are as wide as the padding in the style sheet
ROW_SPACING = 3  # pixels
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NarrowHeader(QHeaderView):
    """A header that reserves no width for the sort indicator, which is above the text.

    Its `padding` is a text as wide as that of the style sheet.
    """

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.padding = HEADER_PADDING

    def sectionSizeFromContents(self, section: int) -> QSize:
        """The size of the text of a section."""
        text = str(self.model().headerData(section, self.orientation()))
        width = self.fontMetrics().horizontalAdvance(text + self.padding)
        return QSize(width, super().sectionSizeFromContents(section).height())


class SpacedDelegate(QStyledItemDelegate):
    """Keeps wrapped texts apart, and knows of padding, which makes them wrap earlier than Qt expects."""

    def __init__(self, parent: QWidget, padding: str = "") -> None:
        super().__init__(parent)
        self._padding = padding

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The size of a cell whose column is as wide as the rectangle of `option`."""
        narrowed = QStyleOptionViewItem(option)
        padding = option.fontMetrics.horizontalAdvance(self._padding)
        narrowed.rect = option.rect.adjusted(0, 0, -padding, 0)
        return super().sizeHint(narrowed, index) + QSize(0, ROW_SPACING)


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
        self._resize_rows = QTimer(singleShot=True, interval=0)  # once for all columns and cells
        super().__init__(parent)
        self._resize_rows.setParent(self)
        self._resize_rows.timeout.connect(self.resizeRowsToContents)
        self._alignment, self._stretches_first, self._theme = alignment, stretches_first, LIGHT
        self._header: Sequence[Cell] = ()
        self._rows: Sequence[Sequence[Cell]] = ()
        self._text_columns = frozenset[int]()
        self._items, sorted_items = QStandardItemModel(self), QSortFilterProxyModel(self)
        self._column_header = NarrowHeader(Qt.Orientation.Horizontal, self)
        sorted_items.setSourceModel(self._items)
        sorted_items.setSortRole(SORT_ROLE)
        sorted_items.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(sorted_items)
        self.setAccessibleName(name)
        self.setItemDelegate(SpacedDelegate(self))
        self._set_up_headers()
        self._fit_to_rows()
        add_copy_action(self, self.copy)
        add_figures_action(self, self._figures)
        follow_theme(self)

    def show_rows(self, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """Shows rows of cells under a header; a table of the same shape keeps its selection."""
        if header != self._header:
            self._header, self._rows = header, rows
            self._fill()
        elif rows != self._rows:
            before, self._rows = self._rows, rows
            self._fill_rows(before)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        for row, cells in enumerate(self._rows):
            for column, cell in enumerate(cells):
                self._color(self._items.item(row, column), cell)

    def changeEvent(self, event: QEvent) -> None:
        """Fits the rows to another font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._resize_rows.start()

    def fill_height(self) -> None:
        """Takes all height that there is, and scrolls, in place of the height of the rows."""
        self.setProperty("class", "filling")
        self._column_header.padding = CELL_PADDING
        self.setShowGrid(False)
        self.setItemDelegate(SpacedDelegate(self, CELL_PADDING))
        self.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustIgnored)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)

    def texts(self) -> list[list[str]]:
        """The texts of the rows, in the order on screen."""
        model = self.model()
        rows, columns = range(model.rowCount()), range(model.columnCount())
        return [[model.index(row, column).data() for column in columns] for row in rows]

    def save_figures(self) -> None:
        """Asks the window to save the cells, as the context menu does."""
        ask_window(self, FiguresEvent(self._figures()))

    def _figures(self) -> "Figures":
        """The cells in the order on screen; numbers have all their digits."""
        from clusterlab.export.chart_figures import figures_table

        model = self.model()
        assert isinstance(model, QSortFilterProxyModel)
        rows = [self._rows[model.mapToSource(model.index(i, 0)).row()] for i in range(model.rowCount())]
        cells = [[cell.text if cell.value is None else cell.value for cell in row] for row in rows]
        return figures_table(self.accessibleName(), [cell.text for cell in self._header], cells)

    def copy(self) -> None:
        """Copies the selected cells, or the whole table with its header."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes()):
            lines.setdefault(index.row(), []).append(index.data())
        copied = list(lines.values()) or [[cell.text for cell in self._header], *self.texts()]
        QGuiApplication.clipboard().setText("\n".join(map("\t".join, copied)))

    def _fill(self) -> None:
        self._items.setColumnCount(len(self._header))
        for column, cell in enumerate(self._header):
            self._items.setHorizontalHeaderItem(column, self._item(cell, column))
            stretches, modes = (column == 0) == self._stretches_first, QHeaderView.ResizeMode
            mode = modes.Stretch if stretches else modes.ResizeToContents
            self.horizontalHeader().setSectionResizeMode(column, mode)
        self._fill_rows(())

    def _fill_rows(self, before: Sequence[Sequence[Cell]]) -> None:
        """Sets the cells that differ from those before; all where others are columns of text."""
        text_columns, self._text_columns = self._text_columns, _text_columns(self._rows)
        before = before if text_columns == self._text_columns else ()
        self._items.setRowCount(len(self._rows))
        for row, cells in enumerate(self._rows):
            old = before[row] if row < len(before) else ()
            for column, cell in enumerate(cells):
                if column >= len(old) or cell != old[column]:
                    self._items.setItem(row, column, self._item(cell, column))
        self._resize_rows.start()

    def _item(self, cell: Cell, column: int) -> QStandardItem:
        item = QStandardItem(cell.text)
        item.setEditable(False)
        sorts_by_text = cell.value is None and (not column or column in self._text_columns)
        item.setData(cell.text if sorts_by_text else cell.value, SORT_ROLE)
        set_tip(item, cell.tip)
        left = Qt.AlignmentFlag.AlignLeft | (self._alignment & Qt.AlignmentFlag.AlignVertical_Mask)
        item.setTextAlignment(self._alignment if column else left)
        if cell.bold:
            bold = QFont()
            bold.setBold(True)
            item.setFont(bold)
        self._color(item, cell)
        return item

    def _color(self, item: QStandardItem, cell: Cell) -> None:
        if cell.tint:
            item.setBackground(QColor(mix(self._theme.panel, self._theme.accent, cell.tint)))
        if cell.muted:
            item.setForeground(QColor(self._theme.muted))

    def _set_up_headers(self) -> None:
        header = self._column_header
        self.setHorizontalHeader(header)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        header.sectionResized.connect(lambda: self._resize_rows.start())
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(MIN_TARGET_SIZE)

    def _fit_to_rows(self) -> None:
        self.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)


def _text_columns(rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """The columns in which no cell has a number to be sorted by."""
    columns = range(min(map(len, rows), default=0))
    return frozenset(column for column in columns if all(row[column].value is None for row in rows))
