"""The panes of a comparison side by side, and the cells of a zoo, in place of the one canvas."""

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from clusterlab.export.figure_grid import Cell, Sheet
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.grid_image import BARE, HEADED, paint_heading
from clusterlab.ui.canvas.surface import type_scale
from clusterlab.ui.canvas.viewport import Frame
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.controls import IconButton

SPACING = 8
FINER = 0.6  # the marks of a small picture beside those of a large one
AWAY = 8  # between the cross of a pane and its edges


class PaneCanvas(Canvas):
    """A canvas under a heading, which shares with others what part of the plane is seen."""

    pressed = Signal()
    framed = Signal(object)
    removed = Signal()
    insets = HEADED

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: Cell | None = None
        self._selected = False
        self.cross = IconButton("Remove this pane", parent=self)
        self.cross.setProperty("class", "plain")
        self.cross.clicked.connect(lambda: self.removed.emit())

    def show_cell(self, cell: Cell, selected: bool, removable: bool) -> None:
        """Shows a cell, and whether its pane is the one that controls change."""
        if (cell, selected) == (self.cell, self._selected) and removable != self.cross.isHidden():
            return
        self.cell, self._selected = cell, selected
        self.cross.setVisible(removable)
        if cell.picture is not None:
            self.show_picture(cell.picture)
        words = " · ".join(filter(None, (cell.title, cell.figures, cell.failure)))
        self.setAccessibleName(f"{words}, selected" if selected else words)
        self.update()

    def follow(self, frame: Frame | None) -> None:
        """Sees the same part of the plane as another canvas; None sees everything."""
        if frame is None:
            self.fit()
            return
        super()._show_frame(replace(frame.resized((self.width(), self.height()), self.devicePixelRatioF())))

    @property
    def zoomed(self) -> Frame | None:
        """The part of the plane that was chosen, None where everything is seen."""
        return None if self._fits else self._frame

    def set_theme(self, theme: Theme) -> None:
        """Tints the cross too."""
        super().set_theme(theme)
        self.cross.setIcon(icon("close", theme))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whatever is pressed in a pane, that is the one to control."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the cross in its corner."""
        super().resizeEvent(event)
        side = self.cross.sizeHint()
        self.cross.setGeometry(self.width() - side.width() - AWAY, AWAY, side.width(), side.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the canvas, its heading, and an edge that tells the selected pane."""
        super().paintEvent(event)
        if self.cell is None or self._frame is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        free = 0 if self.cross.isHidden() else self.cross.width() + AWAY
        paint_heading(painter, self.cell, self._frame, self._theme, free)
        if self._selected:
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _show_frame(self, frame: Frame) -> None:
        super()._show_frame(frame)
        self.framed.emit(frame)


class PaneGrid(QWidget):
    """Some panes; what is seen of the plane in one is seen in all."""

    pressed = Signal(int)
    removed = Signal(int)
    added = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.canvases: list[PaneCanvas] = []
        self.sheet: Sheet | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING)
        self.hide()

    def show_sheet(self, sheet: Sheet, selected: int) -> None:
        """Shows the cells of a sheet, one of them selected."""
        while len(self.canvases) < len(sheet.cells):
            self._make()
        if self.sheet is None or (len(sheet.cells), sheet.columns) != (
            len(self.sheet.cells),
            self.sheet.columns,
        ):
            self._place(sheet)
        self.sheet = sheet
        seen = self.canvases[0].zoomed
        for place, (canvas, cell) in enumerate(zip(self.canvases, sheet.cells, strict=False)):
            fresh = canvas.picture is None
            canvas.show_cell(cell, place == selected and len(sheet.cells) > 1, len(sheet.cells) > 1)
            if fresh and seen is not None:
                canvas.follow(seen)

    def hold(self, place: int, cell: Cell) -> None:
        """Shows another cell in one place for the moment."""
        self.canvases[place].show_cell(cell, True, len(self.shown) > 1)

    @property
    def shown(self) -> list[PaneCanvas]:
        """The canvases that are on screen."""
        return self.canvases[: len(self.sheet.cells)] if self.sheet is not None else []

    @property
    def frame(self) -> Frame | None:
        """The part of the plane that was chosen, None where everything is seen."""
        return self.shown[0].zoomed if self.shown else None

    def fit(self) -> None:
        """Shows all points in every pane."""
        for canvas in self.canvases:
            canvas.fit()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        for canvas in self.canvases:
            canvas.set_theme(theme)

    def _make(self) -> None:
        canvas, place = PaneCanvas(self), len(self.canvases)
        canvas.set_theme(self._theme)
        canvas.pressed.connect(lambda: self.pressed.emit(place))
        canvas.removed.connect(lambda: self.removed.emit(place))
        canvas.framed.connect(lambda frame: self._follow(place, frame))
        self.canvases.append(canvas)
        self.added.emit(canvas)

    def _place(self, sheet: Sheet) -> None:
        """Puts the canvases where the cells of a sheet are, and hides the others."""
        for place, canvas in enumerate(self.canvases):
            self._grid.removeWidget(canvas)
            canvas.setVisible(place < len(sheet.cells))
            if place < len(sheet.cells):
                self._grid.addWidget(canvas, *divmod(place, sheet.columns))
        for i in range(max(self._grid.columnCount(), self._grid.rowCount())):
            self._grid.setColumnStretch(i, int(i < sheet.columns))
            self._grid.setRowStretch(i, int(i < sheet.rows))

    def _follow(self, place: int, frame: Frame) -> None:
        for other, canvas in enumerate(self.shown):
            if other != place:
                canvas.follow(frame)


class Thumb(Canvas):
    """A small picture that can be pressed, and nothing else."""

    pressed = Signal()
    insets = BARE

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cell: Cell | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(False)

    def show_cell(self, cell: Cell, name: str) -> None:
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
        if self.cell is not None and self._frame is not None:
            usual = replace(self._frame, scale=self._frame.scale / FINER)
            paint_heading(QPainter(self), self.cell, usual, self._theme)

    def _reframe(self) -> None:
        """Marks are finer than those of a large picture."""
        super()._reframe()
        if self._frame is not None:
            self._frame = replace(self._frame, scale=type_scale(self.font()) * FINER)


class ZooGrid(QWidget):
    """A small picture for each algorithm on each shape of data."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.thumbs: list[Thumb] = []
        self.sheet: Sheet | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.hide()

    def show_layout(self, sheet: Sheet, cells: int) -> None:
        """Makes room for so many cells under the names of columns and beside those of rows."""
        if self.sheet is None:
            self._fill(sheet, cells)
        self.sheet = sheet

    def show_cell(self, place: int, cell: Cell) -> None:
        """Shows a cell in its place."""
        assert self.sheet is not None
        row, column = divmod(place, self.sheet.columns)
        self.thumbs[place].show_cell(cell, f"{self.sheet.heads[column]} on {self.sheet.sides[row]}")

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        for thumb in self.thumbs:
            thumb.set_theme(theme)

    def _fill(self, sheet: Sheet, cells: int) -> None:
        for column, head in enumerate(sheet.heads):
            self._grid.addWidget(_label(head), 0, column + 1, Qt.AlignmentFlag.AlignCenter)
            self._grid.setColumnStretch(column + 1, 1)
        for row, side in enumerate(sheet.sides):
            self._grid.addWidget(_label(side), row + 1, 0)
            self._grid.setRowStretch(row + 1, 1)
        for place in range(cells):
            thumb = Thumb(self)
            thumb.set_theme(self._theme)
            thumb.setMinimumSize(48, 40)
            thumb.pressed.connect(lambda place=place: self.pressed.emit(place))
            self.thumbs.append(thumb)
            row, column = divmod(place, sheet.columns)
            self._grid.addWidget(thumb, row + 1, column + 1)


def _label(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("class", "muted")
    return label
