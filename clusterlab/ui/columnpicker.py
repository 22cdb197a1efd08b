"""A button whose list says which columns a view shows."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from clusterlab.session.viewing import MOST_CELLS, MOST_LINES
from clusterlab.ui.controls import TARGET

MOST = {"matrix": MOST_CELLS, "parallel": MOST_LINES}
LEAST = 2
TALLEST = 320


class ColumnPicker(QToolButton):
    """Opens a list of check boxes, one a column; what cannot be chosen any more is disabled."""

    columns_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self.setAccessibleName("Columns of this view")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumHeight(TARGET)
        self._menu = QMenu(self)
        self.setMenu(self._menu)

    def show_columns(self, columns: Sequence[str], chosen: Collection[str], kind: str) -> None:
        """Shows which of the columns a kind of view shows, and how many it can."""
        most = MOST.get(kind, len(columns))
        if tuple(columns) != tuple(self._boxes):
            self._fill(columns)
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name in chosen)
            full = len(chosen) >= most if name not in chosen else len(chosen) <= LEAST
            box.setEnabled(not full)
        self.setText(f"{len(chosen)} of {len(columns)} columns")
        limit = f" At most {most} can be read side by side." if len(columns) > most else ""
        self.setToolTip(f"Which columns are seen; clustering takes all chosen features.{limit}")

    def box(self, name: str) -> QCheckBox:
        """The check box of a column."""
        return self._boxes[name]

    def _fill(self, columns: Sequence[str]) -> None:
        self._menu.clear()
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(10, 6, 14, 6)
        column.setSpacing(0)
        self._boxes = {name: QCheckBox(name, listed) for name in columns}
        for box in self._boxes.values():
            box.setMinimumHeight(TARGET)
            box.toggled.connect(self._say)
            column.addWidget(box)
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(_scrolled(listed))
        self._menu.addAction(action)

    def _say(self) -> None:
        self.columns_chosen.emit(tuple(name for name, box in self._boxes.items() if box.isChecked()))


def _scrolled(listed: QWidget) -> QScrollArea:
    """A list in a box that is no taller than a screen."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(listed)
    hint = listed.sizeHint()
    bar = area.verticalScrollBar().sizeHint().width() if hint.height() > TALLEST else 0
    area.setFixedSize(hint.width() + bar, min(hint.height(), TALLEST))
    return area
