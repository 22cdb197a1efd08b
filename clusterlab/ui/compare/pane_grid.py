"""The panes of a comparison side by side, and the cells of a zoo, in place of the one canvas."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.grid_image import BARE_INSETS, HEADED_INSETS, paint_heading
from clusterlab.ui.canvas.surface import type_scale
from clusterlab.ui.canvas.viewport import Viewport
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.controls import IconButton

PANE_SPACING = 8
THUMBNAIL_MARK_SCALE = 0.6  # the marks of a small picture beside those of a large one
CLOSE_BUTTON_MARGIN = 8  # between the cross of a pane and its edges


class PaneCanvas(Canvas):
    """A canvas under a heading, which shares with others what part of the plane is seen."""

    pressed = Signal()
    viewport_changed = Signal(object)
    removed = Signal()
    insets = HEADED_INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: FigureCell | None = None
        self._selected = False
        self.close_button = IconButton("Remove this pane", parent=self)
        self.close_button.setProperty("class", "plain")
        self.close_button.clicked.connect(lambda: self.removed.emit())

    def show_cell(self, cell: FigureCell, selected: bool, removable: bool) -> None:
        """Shows a cell, and whether its pane is the one that controls change."""
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
        """Sees the same part of the plane as another canvas; None sees everything."""
        if viewport is None:
            self.fit()
            return
        super()._show_viewport(
            replace(viewport.resized((self.width(), self.height()), self.devicePixelRatioF()))
        )

    @property
    def custom_viewport(self) -> Viewport | None:
        """The part of the plane that was chosen, None where everything is seen."""
        return None if self._shows_all else self._viewport

    def set_theme(self, theme: Theme) -> None:
        """Tints the cross too."""
        super().set_theme(theme)
        self.close_button.setIcon(icon("close", theme))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whatever is pressed in a pane, that is the one to control."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the cross in its corner."""
        super().resizeEvent(event)
        side = self.close_button.sizeHint()
        self.close_button.setGeometry(
            self.width() - side.width() - CLOSE_BUTTON_MARGIN,
            CLOSE_BUTTON_MARGIN,
            side.width(),
            side.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the canvas, its heading, and an edge that tells the selected pane."""
        super().paintEvent(event)
        if self.cell is None or self._viewport is None:
            return
        painter = QPainter(self)
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
    """Some panes; what is seen of the plane in one is seen in all."""

    pressed = Signal(int)
    removed = Signal(int)
    added = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.canvases: list[PaneCanvas] = []
        self.sheet: FigureGrid | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(PANE_SPACING)
        self.hide()

    def show_sheet(self, sheet: FigureGrid, selected: int) -> None:
        """Shows the cells of a sheet, one of them selected."""
        while len(self.canvases) < len(sheet.cells):
            self._add_canvas()
        if self.sheet is None or (len(sheet.cells), sheet.columns) != (
            len(self.sheet.cells),
            self.sheet.columns,
        ):
            self._arrange(sheet)
        self.sheet = sheet
        shared_viewport = self.canvases[0].custom_viewport
        for place, (canvas, cell) in enumerate(zip(self.canvases, sheet.cells, strict=False)):
            fresh = canvas.picture is None
            canvas.show_cell(cell, place == selected and len(sheet.cells) > 1, len(sheet.cells) > 1)
            if fresh and shared_viewport is not None:
                canvas.show_viewport(shared_viewport)

    def show_preview(self, place: int, cell: FigureCell) -> None:
        """Shows another cell in one place for the moment."""
        self.canvases[place].show_cell(cell, True, len(self.shown) > 1)

    @property
    def shown(self) -> list[PaneCanvas]:
        """The canvases that are on screen."""
        return self.canvases[: len(self.sheet.cells)] if self.sheet is not None else []

    @property
    def viewport(self) -> Viewport | None:
        """The part of the plane that was chosen, None where everything is seen."""
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
        canvas, place = PaneCanvas(self), len(self.canvases)
        canvas.set_theme(self._theme)
        canvas.pressed.connect(lambda: self.pressed.emit(place))
        canvas.removed.connect(lambda: self.removed.emit(place))
        canvas.viewport_changed.connect(lambda viewport: self._share_viewport(place, viewport))
        self.canvases.append(canvas)
        self.added.emit(canvas)

    def _arrange(self, sheet: FigureGrid) -> None:
        """Puts the canvases where the cells of a sheet are, and hides the others."""
        for place, canvas in enumerate(self.canvases):
            self._grid.removeWidget(canvas)
            canvas.setVisible(place < len(sheet.cells))
            if place < len(sheet.cells):
                self._grid.addWidget(canvas, *divmod(place, sheet.columns))
        for i in range(max(self._grid.columnCount(), self._grid.rowCount())):
            self._grid.setColumnStretch(i, int(i < sheet.columns))
            self._grid.setRowStretch(i, int(i < sheet.rows))

    def _share_viewport(self, place: int, viewport: Viewport) -> None:
        for other, canvas in enumerate(self.shown):
            if other != place:
                canvas.show_viewport(viewport)


class ZooThumbnail(Canvas):
    """A small picture that can be pressed, and nothing else."""

    pressed = Signal()
    insets = BARE_INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: FigureCell | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(False)

    def show_cell(self, cell: FigureCell, name: str) -> None:
        """Shows a cell."""
        if cell is self.cell or cell.picture is None:
            return
        self.cell = cell
        self.show_picture(cell.picture)
        self.setAccessibleName(" · ".join(filter(None, (name, cell.figures, cell.failure))))
        self.setToolTip(self.accessibleName())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tells of it."""
        self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing can be dragged here."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing was held."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing is zoomed here."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the picture and the figures in its corner."""
        super().paintEvent(event)
        if self.cell is not None and self._viewport is not None:
            usual = replace(self._viewport, scale=self._viewport.scale / THUMBNAIL_MARK_SCALE)
            paint_heading(QPainter(self), self.cell, usual, self._theme)

    def _refit(self) -> None:
        """Marks are finer than those of a large picture."""
        super()._refit()
        if self._viewport is not None:
            self._viewport = replace(self._viewport, scale=type_scale(self.font()) * THUMBNAIL_MARK_SCALE)


class ZooGrid(QWidget):
    """A small picture for each algorithm on each shape of data."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.thumbnails: list[ZooThumbnail] = []
        self.sheet: FigureGrid | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.hide()

    def show_layout(self, sheet: FigureGrid, cells: int) -> None:
        """Makes room for so many cells under the names of columns and beside those of rows."""
        if self.sheet is None:
            self._fill(sheet, cells)
        self.sheet = sheet

    def show_cell(self, place: int, cell: FigureCell) -> None:
        """Shows a cell in its place."""
        assert self.sheet is not None
        row, column = divmod(place, self.sheet.columns)
        self.thumbnails[place].show_cell(
            cell, f"{self.sheet.column_titles[column]} on {self.sheet.row_titles[row]}"
        )

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        for thumbnail in self.thumbnails:
            thumbnail.set_theme(theme)

    def _fill(self, sheet: FigureGrid, cells: int) -> None:
        for column, head in enumerate(sheet.column_titles):
            self._grid.addWidget(_label(head), 0, column + 1, Qt.AlignmentFlag.AlignCenter)
            self._grid.setColumnStretch(column + 1, 1)
        for row, side in enumerate(sheet.row_titles):
            self._grid.addWidget(_label(side), row + 1, 0)
            self._grid.setRowStretch(row + 1, 1)
        for place in range(cells):
            thumbnail = ZooThumbnail(self)
            thumbnail.set_theme(self._theme)
            thumbnail.setMinimumSize(48, 40)
            thumbnail.pressed.connect(lambda place=place: self.pressed.emit(place))
            self.thumbnails.append(thumbnail)
            row, column = divmod(place, sheet.columns)
            self._grid.addWidget(thumbnail, row + 1, column + 1)


def _label(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", "muted")
    return label
