"""Menu buttons whose actions can be checked: of any names, or of the columns of a view."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.ui.widgets.tooltip import set_tip

MIN_COLUMNS = 2
COLUMN_TIP = "Which columns are shown. Clustering uses all chosen features."


class CheckMenu(QToolButton):
    """A menu button with a checkable action for each name, which a click emits with its state."""

    toggled_by_name = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_by_name: dict[str, QAction] = {}
        self._last_actions: list[QAction] = []
        self.setMenu(QMenu(self))
        self.menu().setToolTipsVisible(True)
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Sets the names, and the titles of their actions; actions of the same titles are kept."""
        if titles == {name: action.text() for name, action in self.actions_by_name.items()}:
            return
        for action in self.actions_by_name.values():
            self.menu().removeAction(action)
            action.deleteLater()
        self.actions_by_name = {name: self._action(name, title) for name, title in titles.items()}
        for action in (*self.actions_by_name.values(), *self._last_actions):
            self.menu().addAction(action)  # one that is there already is moved to the end

    def add_last(self, action: QAction) -> None:
        """Adds an action that stays below those of the names."""
        self.menu().addAction(action)
        self._last_actions.append(action)

    def _action(self, name: str, title: str) -> QAction:
        action = QAction(title, self.menu())
        action.setCheckable(True)
        action.triggered.connect(lambda on: self.toggled_by_name.emit(name, on))
        return action


class ColumnMenu(CheckMenu):
    """A menu of columns, of which a least and a greatest number can be checked."""

    columns_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_tip(self, COLUMN_TIP)
        self.toggled_by_name.connect(self._emit_columns)

    def set_choices(self, columns: Sequence[str], shown: Sequence[str], max_columns: int) -> None:
        """Sets the columns, of which `shown` are checked and at most `max_columns` can be."""
        self.set_titles({name: name.replace("&", "&&") for name in columns})
        for name, action in self.actions_by_name.items():
            taken = name in shown
            action.setChecked(taken)
            action.setEnabled(len(shown) > MIN_COLUMNS if taken else len(shown) < max_columns)
        self.setText(f"{len(shown)} of {format_count(len(columns), 'column')} ▾")
        self.setAccessibleName(f"Columns that are shown: {', '.join(shown)}")

    def _emit_columns(self) -> None:
        checked = (name for name, action in self.actions_by_name.items() if action.isChecked())
        self.columns_chosen.emit(tuple(checked))
