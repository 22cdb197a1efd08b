"""The buttons that choose what a drag on the canvas does."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from clusterlab.export.theme import Theme
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme_signal import follow_theme

TOOLS = ("pan", "rectangle", "lasso")
"""The tools, which are the names of their icons too."""
TOOL_BUTTON_SIZE = QSize(30, 28)


class ToolBar(QWidget):
    """A button for each tool, of which one is checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: QToolButton(self) for name in TOOLS}
        self.setAccessibleName("What a drag on the canvas does")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in self.buttons.values():
            button.setProperty("class", "plain")
            button.setMinimumSize(TOOL_BUTTON_SIZE)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Assigns the actions to the buttons, in the order of the tools."""
        for button, action in zip(self.buttons.values(), actions, strict=True):
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
        follow_theme(self)

    def set_theme(self, theme: Theme) -> None:
        """Tints the icons."""
        for name, button in self.buttons.items():
            button.defaultAction().setIcon(icon(name, theme))
