"""A menu button whose actions can be checked."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


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
