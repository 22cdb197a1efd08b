"""The buttons that choose what a drag on the canvas does."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from clusterlab.ui.widgets.controls import ThemedIcon
from clusterlab.ui.widgets.elements import fill_layout

TOOLS = ("pan", "rectangle", "lasso")
"""The tools, which are the names of their icons too."""
TOOL_BUTTON_SIZE = QSize(30, 28)


class ToolBar(QWidget):
    """A button for each tool, of which one is checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {name: QToolButton(self) for name in TOOLS}
        self.setAccessibleName("What a drag on the canvas does")
        fill_layout(QHBoxLayout(self), *self.buttons.values(), spacing=2)
        for button in self.buttons.values():
            button.setProperty("class", "plain")
            button.setMinimumSize(TOOL_BUTTON_SIZE)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Assigns the actions to the buttons, in the order of the tools."""
        for (name, button), action in zip(self.buttons.items(), actions, strict=True):
            ThemedIcon(action, name)
            button.setDefaultAction(action)
            button.setAccessibleName(action.iconText())
