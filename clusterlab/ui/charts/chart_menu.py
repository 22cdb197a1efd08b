"""A menu that chooses which charts over K are shown."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.check_menu import CheckMenu
from clusterlab.ui.widgets.tooltip import set_tip


class ChartMenu(CheckMenu):
    """A menu of charts, and below them an action for a line per covariance type."""

    every_kind_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._separator, self.every_kind = QAction(self), QAction("A line for every covariance", self)
        self._separator.setSeparator(True)
        self.every_kind.setCheckable(True)
        self.every_kind.triggered.connect(self.every_kind_chosen)
        for action in (self._separator, self.every_kind):
            self.add_last(action)
        self.setText("Charts ▾")
        self.setProperty("class", "link")
        set_tip(self, CONTROL_HELP["Charts"])
        self.setAccessibleName("Which charts are shown")

    def set_choices(self, titles: Mapping[str, str], shown: Collection[str], every_kind: bool | None) -> None:
        """Sets the charts by name and title; `every_kind` is None where there is one covariance type only."""
        self.set_titles(titles)
        for name, action in self.actions_by_name.items():
            action.setChecked(name in shown)
        for action in (self._separator, self.every_kind):
            action.setVisible(every_kind is not None)
        self.every_kind.setChecked(bool(every_kind))
