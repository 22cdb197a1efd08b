"""The panes of a comparison, which are shown in place of the canvas."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QToolTip, QWidget

from clusterlab.core.terms import explanation
from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.export.viewport import TITLED_INSETS, Viewport
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.modifiers import Tool
from clusterlab.ui.widgets.controls import IconButton
from clusterlab.ui.widgets.tooltip import wrapped

PANE_SPACING = 8
CLOSE_BUTTON_MARGIN = 8  # between the close button of a pane and its edges


class PaneCanvas(Canvas):
    """A canvas with a heading, for one pane."""

    pressed = Signal()
    removed = Signal()
    insets = TITLED_INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        self.close_button = IconButton("close", "Remove this pane")
        super().__init__(parent)
        self.cell: FigureCell | None = None
        self._selected = False
        self.view.pressed.connect(self.pressed)
        self.close_button.setParent(self)
        self.close_button.setProperty("class", "plain")
        self.close_button.clicked.connect(self.removed)

    def show_cell(self, cell: FigureCell, selected: bool, removable: bool) -> None:
        """Shows a cell, and whether its pane is selected and can be removed."""
        if (cell, selected) == (self.cell, self._selected) and removable != self.close_button.isHidden():
            return
        self.cell, self._selected = cell, selected
        self.close_button.setVisible(removable)
        reserved = self.close_button.sizeHint().width() + CLOSE_BUTTON_MARGIN if removable else 0.0
        self.view.plot.show_cell(cell, selected, reserved)
        if cell.picture is not None:
            self.show_picture(cell.picture)
        words = " · ".join(filter(None, (cell.title, cell.figures, cell.failure)))
        self.setAccessibleName(f"{words}, selected" if selected else words)

    def minimumSizeHint(self) -> QSize:
        """Two rows of panes fit into a small window, each with its button."""
        return QSize(120, max(72, self.close_button.sizeHint().height() + 2 * CLOSE_BUTTON_MARGIN))

    def event(self, event: QEvent) -> bool:
        """Shows a tooltip over the heading with all of it, which may be elided, and its terms."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            in_heading = event.pos().y() < self.insets[1] * self.state.scale
            words = self._heading_tip if in_heading else ""
            QToolTip.showText(event.globalPos(), wrapped(words) if words else "", self)
            return True
        return super().event(event)

    @property
    def _heading_tip(self) -> str:
        if self.cell is None:
            return ""
        heading = " · ".join(filter(None, (self.cell.title, self.cell.figures)))
        return explanation(heading, self.cell.figures)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the close button in the corner."""
        super().resizeEvent(event)
        side = self.close_button.sizeHint()
        left = self.width() - side.width() - CLOSE_BUTTON_MARGIN
        self.close_button.setGeometry(left, CLOSE_BUTTON_MARGIN, side.width(), side.height())


class PaneGrid(QWidget):
    """A grid of panes that all show the part of the plane that the first one shows."""

    pressed = Signal(int)
    removed = Signal(int)
    added = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvases: list[PaneCanvas] = []
        self._tool: Tool = "pan"
        self._shape = (0, 0)
        self.figure_grid: FigureGrid | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(PANE_SPACING)
        self.hide()

    def show_figure_grid(self, figure_grid: FigureGrid, selected: int) -> None:
        """Shows the cells of a figure grid, one of them selected."""
        while len(self.canvases) < len(figure_grid.cells):
            self.add_canvas()
        self.figure_grid, shape = figure_grid, (len(figure_grid.cells), figure_grid.columns)
        if shape != self._shape:
            self._shape = shape
            self._arrange(figure_grid)
        several = len(figure_grid.cells) > 1
        for index, (canvas, cell) in enumerate(zip(self.canvases, figure_grid.cells, strict=False)):
            canvas.show_cell(cell, index == selected and several, several)

    def show_preview(self, index: int, cell: FigureCell, selected: bool) -> None:
        """Shows another cell in one pane, which may be the selected one, until the next redraw."""
        several = len(self.shown) > 1
        self.canvases[index].show_cell(cell, selected and several, several)

    @property
    def shown(self) -> list[PaneCanvas]:
        """The canvases that are on screen."""
        return self.canvases[: len(self.figure_grid.cells)] if self.figure_grid is not None else []

    @property
    def viewport(self) -> Viewport | None:
        """The shared viewport after zooming or panning; None while all points are shown."""
        return self.shown[0].custom_viewport if self.shown else None

    def use_tool(self, tool: Tool) -> None:
        """Chooses what a drag does, in panes to come too."""
        self._tool = tool
        for canvas in self.canvases:
            canvas.use_tool(tool)

    def fit(self) -> None:
        """Shows all points in every pane."""
        for canvas in self.canvases[:1]:
            canvas.fit()

    def add_canvas(self) -> None:
        """Makes a canvas for another pane."""
        canvas, index = PaneCanvas(self), len(self.canvases)
        canvas.pressed.connect(lambda: self.pressed.emit(index))
        canvas.removed.connect(lambda: self.removed.emit(index))
        if self.canvases:
            canvas.follow(self.canvases[0])
        self.canvases.append(canvas)
        canvas.use_tool(self._tool)
        self.added.emit(canvas)

    def _arrange(self, figure_grid: FigureGrid) -> None:
        """Places a canvas for each cell, and hides the others."""
        for index, canvas in enumerate(self.canvases):
            self._grid.removeWidget(canvas)
            canvas.setVisible(index < len(figure_grid.cells))
            if index < len(figure_grid.cells):
                self._grid.addWidget(canvas, *divmod(index, figure_grid.columns))
        for i in range(max(self._grid.columnCount(), self._grid.rowCount())):
            self._grid.setColumnStretch(i, int(i < figure_grid.columns))
            self._grid.setRowStretch(i, int(i < figure_grid.rows))
