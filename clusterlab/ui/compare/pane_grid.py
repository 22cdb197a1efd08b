"""The panes of a comparison, and the thumbnails of a zoo, which are shown in place of the canvas."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.grid_image import TITLED_INSETS, UNTITLED_INSETS, paint_heading
from clusterlab.ui.canvas.surface import type_scale
from clusterlab.ui.canvas.viewport import Viewport
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.controls import IconButton
from clusterlab.ui.widgets.painting import widget_painter

PANE_SPACING = 8
THUMBNAIL_MARK_SCALE = 0.6  # size of the marks of a thumbnail relative to those of the canvas
CLOSE_BUTTON_MARGIN = 8  # between the close button of a pane and its edges


class PaneCanvas(Canvas):
    """A canvas with a heading, whose viewport is shared with the other panes."""

    pressed = Signal()
    viewport_changed = Signal(object)
    removed = Signal()
    insets = TITLED_INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: FigureCell | None = None
        self._selected = False
        self.close_button = IconButton("Remove this pane", parent=self)
        self.close_button.setProperty("class", "plain")
        self.close_button.clicked.connect(lambda: self.removed.emit())

    def show_cell(self, cell: FigureCell, selected: bool, removable: bool) -> None:
        """Shows a cell, and whether its pane is selected and can be removed."""
        if (cell, selected) == (self.cell, self._selected) and removable != self.close_button.isHidden():
            return
        self.cell, self._selected = cell, selected
        self.close_button.setVisible(removable)
        if cell.picture is not None:
            self.show_picture(cell.picture)
        words = " · ".join(filter(None, (cell.title, cell.figures, cell.failure)))
        self.setAccessibleName(f"{words}, selected" if selected else words)
        self.update()

    def show_viewport(self, viewport: Viewport | None) -> None:
        """Takes over the viewport of another pane; None shows all points."""
        if viewport is None:
            self.fit()
            return
        super()._show_viewport(viewport.resized((self.width(), self.height()), self.devicePixelRatioF()))

    @property
    def custom_viewport(self) -> Viewport | None:
        """The viewport after zooming or panning; None while all points are shown."""
        return None if self._shows_all else self._viewport

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme, and tints the close button."""
        super().set_theme(theme)
        self.close_button.setIcon(icon("close", theme))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emits `pressed`, which selects the pane, before the press is handled."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the close button in the corner."""
        super().resizeEvent(event)
        side = self.close_button.sizeHint()
        self.close_button.setGeometry(
            self.width() - side.width() - CLOSE_BUTTON_MARGIN,
            CLOSE_BUTTON_MARGIN,
            side.width(),
            side.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the canvas, its heading, and a border around the selected pane."""
        super().paintEvent(event)
        if self.cell is None or self._viewport is None:
            return
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            reserved = 0 if self.close_button.isHidden() else self.close_button.width() + CLOSE_BUTTON_MARGIN
            paint_heading(painter, self.cell, self._viewport, self._theme, reserved)
            if self._selected:
                painter.setPen(QPen(QColor(self._theme.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _show_viewport(self, viewport: Viewport) -> None:
        super()._show_viewport(viewport)
        self.viewport_changed.emit(viewport)


class PaneGrid(QWidget):
    """A grid of panes that share one viewport."""

    pressed = Signal(int)
    removed = Signal(int)
    added = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.canvases: list[PaneCanvas] = []
        self.figure_grid: FigureGrid | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(PANE_SPACING)
        self.hide()

    def show_figure_grid(self, figure_grid: FigureGrid, selected: int) -> None:
        """Shows the cells of a figure grid, one of them selected."""
        while len(self.canvases) < len(figure_grid.cells):
            self._add_canvas()
        if self.figure_grid is None or (len(figure_grid.cells), figure_grid.columns) != (
            len(self.figure_grid.cells),
            self.figure_grid.columns,
        ):
            self._arrange(figure_grid)
        self.figure_grid = figure_grid
        shared_viewport = self.canvases[0].custom_viewport
        for index, (canvas, cell) in enumerate(zip(self.canvases, figure_grid.cells, strict=False)):
            fresh = canvas.picture is None
            canvas.show_cell(
                cell, index == selected and len(figure_grid.cells) > 1, len(figure_grid.cells) > 1
            )
            if fresh and shared_viewport is not None:
                canvas.show_viewport(shared_viewport)

    def show_preview(self, index: int, cell: FigureCell) -> None:
        """Shows another cell in one pane until the next redraw."""
        self.canvases[index].show_cell(cell, True, len(self.shown) > 1)

    @property
    def shown(self) -> list[PaneCanvas]:
        """The canvases that are on screen."""
        return self.canvases[: len(self.figure_grid.cells)] if self.figure_grid is not None else []

    @property
    def viewport(self) -> Viewport | None:
        """The shared viewport after zooming or panning; None while all points are shown."""
        return self.shown[0].custom_viewport if self.shown else None

    def fit(self) -> None:
        """Shows all points in every pane."""
        for canvas in self.canvases:
            canvas.fit()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        for canvas in self.canvases:
            canvas.set_theme(theme)

    def _add_canvas(self) -> None:
        canvas, index = PaneCanvas(self), len(self.canvases)
        canvas.set_theme(self._theme)
        canvas.pressed.connect(lambda: self.pressed.emit(index))
        canvas.removed.connect(lambda: self.removed.emit(index))
        canvas.viewport_changed.connect(lambda viewport: self._share_viewport(index, viewport))
        self.canvases.append(canvas)
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

    def _share_viewport(self, index: int, viewport: Viewport) -> None:
        for other, canvas in enumerate(self.shown):
            if other != index:
                canvas.show_viewport(viewport)


class ZooThumbnail(Canvas):
    """A small picture that can be clicked, but neither zoomed nor dragged."""

    pressed = Signal()
    insets = UNTITLED_INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: FigureCell | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(False)

    def show_cell(self, cell: FigureCell, name: str) -> None:
        """Shows a cell, named by its tooltip."""
        if cell is self.cell or cell.picture is None:
            return
        self.cell = cell
        self.show_picture(cell.picture)
        self.setAccessibleName(" · ".join(filter(None, (name, cell.figures, cell.failure))))
        self.setToolTip(self.accessibleName())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emits `pressed`."""
        self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ignores dragging."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ignores the end of a drag."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the parent: thumbnails cannot be zoomed."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the picture, and its metrics in the corner."""
        super().paintEvent(event)
        if self.cell is not None and self._viewport is not None:
            usual = replace(self._viewport, scale=self._viewport.scale / THUMBNAIL_MARK_SCALE)
            with widget_painter(self) as painter:
                paint_heading(painter, self.cell, usual, self._theme)

    def _refit(self) -> None:
        """Fits all points, with smaller marks than those of the canvas."""
        super()._refit()
        if self._viewport is not None:
            self._viewport = replace(self._viewport, scale=type_scale(self.font()) * THUMBNAIL_MARK_SCALE)


class ZooGrid(QWidget):
    """A grid of thumbnails: an algorithm for each column, a data set for each row."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.thumbnails: list[ZooThumbnail] = []
        self.figure_grid: FigureGrid | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.hide()

    def show_layout(self, figure_grid: FigureGrid, cells: int) -> None:
        """Creates the titles and the thumbnails of a zoo the first time."""
        if self.figure_grid is None:
            self._fill(figure_grid, cells)
        self.figure_grid = figure_grid

    def show_cell(self, index: int, cell: FigureCell) -> None:
        """Shows a cell in the thumbnail at an index."""
        assert self.figure_grid is not None
        row, column = divmod(index, self.figure_grid.columns)
        self.thumbnails[index].show_cell(
            cell, f"{self.figure_grid.column_titles[column]} on {self.figure_grid.row_titles[row]}"
        )

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        for thumbnail in self.thumbnails:
            thumbnail.set_theme(theme)

    def _fill(self, figure_grid: FigureGrid, cells: int) -> None:
        for column, title in enumerate(figure_grid.column_titles):
            self._grid.addWidget(_label(title), 0, column + 1, Qt.AlignmentFlag.AlignCenter)
            self._grid.setColumnStretch(column + 1, 1)
        for row, title in enumerate(figure_grid.row_titles):
            self._grid.addWidget(_label(title), row + 1, 0)
            self._grid.setRowStretch(row + 1, 1)
        for index in range(cells):
            thumbnail = ZooThumbnail(self)
            thumbnail.set_theme(self._theme)
            thumbnail.setMinimumSize(48, 40)
            thumbnail.pressed.connect(lambda index=index: self.pressed.emit(index))
            self.thumbnails.append(thumbnail)
            row, column = divmod(index, figure_grid.columns)
            self._grid.addWidget(thumbnail, row + 1, column + 1)


def _label(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", "muted")
    return label
