"""The buttons that choose what a drag on the canvas does."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.modifiers import Tool
from clusterlab.ui.compare.pane_grid import PaneGrid
from clusterlab.ui.widgets.controls import ThemedIcon
from clusterlab.ui.widgets.elements import fill_layout

TOOLS = ("pan", "rectangle", "lasso", "draw")
"""The tools, which are the names of their icons too."""
TOOL_BUTTON_SIZE = QSize(30, 28)


class ToolBar(QWidget):
    """A button for each tool, of which one is checked; `tool_changed` follows the plots."""

    tool_changed = Signal(str)

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

    def connect_plots(self, canvas: Canvas, panes: PaneGrid) -> None:
        """Chooses the tools of the plots; nothing is drawn on panes."""
        self._canvas, self._panes = canvas, panes

    def use_tool(self, tool: Tool) -> None:
        """Chooses what a drag on the canvas does."""
        self._canvas.use_tool(tool)
        self._panes.use_tool("pan" if tool == "draw" else tool)
        self.tool_changed.emit(tool)
