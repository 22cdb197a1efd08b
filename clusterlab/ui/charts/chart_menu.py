"""A menu that chooses which charts over K are shown."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


class ChartMenu(QToolButton):
    """A menu button with a checkable action per chart, and one for a line per covariance type."""

    chart_chosen = Signal(str, bool)
    every_kind_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_by_name: dict[str, QAction] = {}
        self._menu, self.every_kind = QMenu(self), QAction("A line for every covariance", self)
        self._separator = self._menu.addSeparator()
        self.every_kind.setCheckable(True)
        self.every_kind.triggered.connect(self.every_kind_chosen)
        self._menu.addAction(self.every_kind)
        self._menu.setToolTipsVisible(True)
        self.setText("Charts ▾")
        self.setProperty("class", "link")
        self.setToolTip("Which charts are shown")
        self.setAccessibleName("Which charts are shown")
        self.setMenu(self._menu)
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_choices(self, titles: Mapping[str, str], shown: Collection[str], every_kind: bool | None) -> None:
        """Sets the charts by name and title; `every_kind` is None where there is one covariance type only."""
        if titles != {name: action.text() for name, action in self.actions_by_name.items()}:
            for action in self.actions_by_name.values():
                self._menu.removeAction(action)
                action.deleteLater()
            self.actions_by_name = {name: self._action(name, title) for name, title in titles.items()}
        for name, action in self.actions_by_name.items():
            action.setChecked(name in shown)
        self._separator.setVisible(every_kind is not None)
        self.every_kind.setVisible(every_kind is not None)
        self.every_kind.setChecked(bool(every_kind))

    def _action(self, name: str, title: str) -> QAction:
        action = QAction(title, self._menu)
        action.setCheckable(True)
        action.triggered.connect(lambda on: self.chart_chosen.emit(name, on))
        self._menu.insertAction(self._separator, action)
        return action
