"""The button beside the timeline that lists the branches of a run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.tooltip import set_tip


class BranchButton(QToolButton):
    """A menu of the branches, the one on screen checked; hidden while there is nothing to choose."""

    run_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.run_number, self._short = 0, False
        self._last_actions: Sequence[QAction] = ()
        self.setMenu(QMenu(self))
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Branches")
        self.menu().triggered.connect(self._choose)
        self.hide()

    def set_last(self, actions: Sequence[QAction]) -> None:
        """Sets the actions below the branches."""
        self._last_actions = actions

    def show_runs(self, names: Sequence[str], run_number: int) -> None:
        """Shows the names of the branches, and which of them is on screen."""
        if (tuple(names), run_number) == (self.names, self.run_number):
            return
        self.names, self.run_number = tuple(names), run_number
        self.setVisible(len(names) > 1)
        self._show_text()
        set_tip(self, f"{CONTROL_HELP['Branches']}\n\nOn screen: {names[run_number]}.")
        self._fill()

    def set_short(self, short: bool) -> None:
        """Shows the numbers alone, where there is little room."""
        if short != self._short:
            self._short = short
            self._show_text()

    def _show_text(self) -> None:
        place = f"{self.run_number + 1} of {len(self.names)}"
        self.setText(f"{place if self._short else f'Branch {place}'} ▾")

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for number, name in enumerate(self.names):
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number == self.run_number)
            action.setData(number)
        menu.addSeparator()
        menu.addActions(self._last_actions)

    def _choose(self, action: QAction) -> None:
        if action not in self._last_actions:
            self.run_chosen.emit(action.data())
