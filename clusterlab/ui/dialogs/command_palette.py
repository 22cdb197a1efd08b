"""The command palette: a list of all actions, narrowed by what is typed."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from clusterlab.ui.widgets.control_keys import ENTER_KEYS
from clusterlab.ui.widgets.elements import fill_layout
from clusterlab.ui.widgets.tooltip import set_tip

DIALOG_SIZE = QSize(560, 420)
DISTANCE_FROM_TOP = 72  # pixels below the top of the window
LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PaletteRow(NamedTuple):
    """A row of the palette: an action, its words, its menu and its keys."""

    action: QAction
    words: str
    menu: str
    keys: str

    def match(self, typed: str) -> int | None:
        """How well the typed words match, 0 best: all its words, their beginning, any of them, its help."""
        own, words = self.words.lower(), typed.split()
        searched = f"{self.menu} {own} {self.action.toolTip()}".lower()
        if not all(word in searched for word in words):
            return None
        if own.startswith(typed):
            return int(own != typed)
        return 2 if all(word in own for word in words) else 3


class CommandPalette(QFrame):
    """A field to type in, and below it the actions with all the typed words; Enter or a click runs one."""

    def __init__(self, rows: Sequence[PaletteRow], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("class", "card palette")
        self.setAccessibleName("All commands")
        self._rows, self._shown = rows, list(rows)
        self.field, self.list, self._items = QLineEdit(), QTreeView(), QStandardItemModel(0, 3, self)
        self.field.setPlaceholderText("Type a command")
        self.field.setAccessibleName("Type a command")
        self.field.textChanged.connect(self._show_matches)
        self.field.installEventFilter(self)
        self._set_up_list()
        fill_layout(QVBoxLayout(self), self.field, (self.list, 1), spacing=6, margins=(10, 10, 10, 10))
        self._show_matches("")

    def open_over(self, window: QWidget) -> None:
        """Opens the palette at the top of a window."""
        size = DIALOG_SIZE.boundedTo(window.size() - QSize(40, DISTANCE_FROM_TOP + 20))
        self.resize(size)
        self.move(window.mapToGlobal(QPoint((window.width() - size.width()) // 2, DISTANCE_FROM_TOP)))
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hands the keys that move through the list to it, and runs the current action with Enter."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in LIST_KEYS:
            self.list.keyPressEvent(event)
            return True
        if event.key() in ENTER_KEYS:
            self._run(self.list.currentIndex())
            return True
        return False

    def texts(self) -> list[str]:
        """The words of the actions in the list."""
        return [row.words for row in self._shown]

    def _show_matches(self, typed: str) -> None:
        """Lists the actions that match what is typed, the best ones first."""
        matches = [(row.match(typed.strip().lower()), row) for row in self._rows]
        found = [(match, row) for match, row in matches if match is not None]
        self._shown = [row for _, row in sorted(found, key=lambda item: item[0])]
        self._items.removeRows(0, self._items.rowCount())
        for row in self._shown:
            self._items.appendRow(_items(row))
        enabled = (i for i, row in enumerate(self._shown) if row.action.isEnabled())
        self.list.setCurrentIndex(self._items.index(next(enabled, -1), 0))

    def _run(self, index: QModelIndex) -> None:
        """Closes the palette and runs an action, which may open a dialog."""
        if index.isValid():
            action = self._shown[index.row()].action
            self.close()
            action.trigger()

    def _set_up_list(self) -> None:
        self.list.setModel(self._items)
        self.list.setRootIsDecorated(False)
        self.list.setHeaderHidden(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Commands")
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.clicked.connect(self._run)


def _items(row: PaletteRow) -> list[QStandardItem]:
    """The cells of a row; those of a disabled action cannot be chosen."""
    items = [QStandardItem(text) for text in (row.words, row.menu, row.keys)]
    for item in items:
        item.setEditable(False)
        item.setEnabled(row.action.isEnabled())
        set_tip(item, row.action.toolTip())
    return items
