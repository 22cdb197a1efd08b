"""A menu that chooses the columns of a multi-axis view."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from clusterlab.core.formatting import format_count

MIN_COLUMNS = 2
COLUMN_TIP = "Which columns are shown side by side; clustering is done on all chosen features."


class ColumnMenu(QToolButton):
    """A menu button with a checkable action per column, between a least and a greatest number of them."""

    columns_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.boxes: dict[str, QAction] = {}
        self.setMenu(self._menu)
        self.setToolTip(COLUMN_TIP)
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_choices(self, columns: Sequence[str], shown: Sequence[str], max_columns: int) -> None:
        """Sets the columns, of which `shown` are checked and at most `max_columns` can be."""
        if list(columns) != list(self.boxes):
            self._menu.clear()
            self.boxes = {name: self._box(name) for name in columns}
        for name, box in self.boxes.items():
            taken = name in shown
            box.setChecked(taken)
            box.setEnabled(len(shown) > MIN_COLUMNS if taken else len(shown) < max_columns)
        self.setText(f"{len(shown)} of {format_count(len(columns), 'column')} ▾")
        self.setAccessibleName(f"Columns that are shown: {', '.join(shown)}")

    def _box(self, name: str) -> QAction:
        box = self._menu.addAction(name.replace("&", "&&"))
        box.setCheckable(True)
        box.triggered.connect(self._emit_columns)
        return box

    def _emit_columns(self) -> None:
        self.columns_chosen.emit(tuple(name for name, box in self.boxes.items() if box.isChecked()))
