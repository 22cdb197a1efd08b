"""The bar of a comparison: a menu of presets and a button that adds a pane."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from clusterlab.session.state.panes import MAX_PANES
from clusterlab.session.state.presets import PRESETS, ZOO, ZOO_HELP
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ThemedIcon
from clusterlab.ui.widgets.elements import fill_layout
from clusterlab.ui.widgets.tooltip import set_tip


class PaneBar(QWidget):
    """The menu of presets, and the button that adds a pane."""

    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presets, self.add = self._button("Presets ▾"), self._button("Pane")
        set_tip(self.presets, CONTROL_HELP["Presets"])
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.presets.setMenu(self._menu())
        self.add.setAccessibleName("Add a pane")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        ThemedIcon(self.add, "plus")
        fill_layout(QHBoxLayout(self), self.presets, self.add)
        self.hide()

    def show_panes(self, panes: int, zoo: bool) -> None:
        """Enables the button while another pane can be added; a zoo has no button."""
        self.add.setVisible(not zoo)
        self.add.setEnabled(panes < MAX_PANES)
        full = panes >= MAX_PANES
        set_tip(self.add, f"{MAX_PANES} panes at most" if full else "Add a pane")

    def _menu(self) -> QMenu:
        menu, words = QMenu(self), {name: preset.description for name, preset in PRESETS.items()}
        for name, text in {**words, ZOO: f"Zoo: {ZOO_HELP}"}.items():
            menu.addAction(text).triggered.connect(lambda _=False, name=name: self.preset_chosen.emit(name))
        return menu

    def _button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setMinimumHeight(MIN_TARGET_SIZE + 4)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
