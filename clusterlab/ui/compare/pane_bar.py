"""The bar of a comparison: a menu of presets and a button that adds a pane."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from clusterlab.export.theme import Theme
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.session.state.presets import PRESETS, ZOO, ZOO_HELP
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE


class PaneBar(QWidget):
    """The menu of presets, and the button that adds a pane."""

    preset_chosen = Signal(str)
    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presets, self.add = self._button("Presets ▾"), self._button("Pane")
        self.presets.setToolTip("Comparisons that every course shows, on data of their own")
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.presets.setMenu(self._menu({name: preset.description for name, preset in PRESETS.items()}))
        self.add.setAccessibleName("Add a pane")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.clicked.connect(lambda: self.add_requested.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self.presets, self.add):
            row.addWidget(button)
        self.hide()
        follow_theme(self)

    def show_panes(self, panes: int, zoo: bool) -> None:
        """Enables the button while another pane can be added; a zoo has no button."""
        self.add.setVisible(not zoo)
        self.add.setEnabled(panes < MAX_PANES)
        full = panes >= MAX_PANES
        self.add.setToolTip(f"There are {MAX_PANES} panes, the most there can be" if full else "Add a pane")

    def set_theme(self, theme: Theme) -> None:
        """Tints the icon."""
        self.add.setIcon(icon("plus", theme))

    def _menu(self, words: Mapping[str, str]) -> QMenu:
        menu = QMenu(self)
        for name, text in {**words, ZOO: f"Zoo: {ZOO_HELP}"}.items():
            menu.addAction(text).triggered.connect(lambda _=False, name=name: self.preset_chosen.emit(name))
        return menu

    def _button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setMinimumHeight(MIN_TARGET_SIZE + 4)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
