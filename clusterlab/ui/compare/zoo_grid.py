"""The thumbnails of a zoo, which are shown in place of the canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGraphicsScene, QGridLayout, QSizePolicy, QWidget

from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.export.picture import Picture
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.export.viewport import UNTITLED_INSETS, fit_viewport
from clusterlab.ui.canvas.picture_widget import type_scale
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.elements import text_label
from clusterlab.ui.widgets.elided_labels import ElidedLabel
from clusterlab.ui.widgets.painting import (
    NEXT_TURN,
    empty_image,
    image_painter,
    render_scene,
    widget_painter,
)
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.ui.canvas.cluster_plot import ClusterPlot

MARK_SCALE = 0.6  # size of the marks of a thumbnail relative to those of the canvas
FULL_WIDTH = 60  # pixels: in narrower thumbnails, marks and notes do not grow with the type
RENDERED_PER_TURN = 6  # thumbnails rendered in one turn of the event loop after a change of the theme


class ZooThumbnail(QWidget):
    """The image of a small plot, which can be clicked."""

    pressed, resized = Signal(), Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cell: FigureCell | None = None
        self._image: QImage | None = None
        self._error: Exception | None = None
        self.setMinimumSize(36, 24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_cell(self, cell: FigureCell, name: str) -> None:
        """Takes a cell, named by its tooltip, of which an image will follow."""
        self.cell = cell
        self.setAccessibleName(" · ".join(filter(None, (name, cell.figures, cell.failure))))
        set_tip(self, self.accessibleName(), self.accessibleName())

    def show_image(self, image: QImage) -> None:
        """Shows the image of the cell."""
        self._image, self._error = image, None
        self.update()

    def show_error(self, error: Exception) -> None:
        """Says that the cell could not be drawn, and reports the exception, when it is painted."""
        self._error = error
        self.update()

    def sizeHint(self) -> QSize:
        """A share of the grid."""
        return QSize(40, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Emits `resized`."""
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emits `pressed`."""
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the image, scaled until there is one of this size."""
        with widget_painter(self) as painter:
            if self._error is not None:
                raise self._error
            if self._image is not None:
                painter.drawImage(self.rect(), self._image)


class ZooGrid(QWidget):
    """A grid of thumbnails: an algorithm for each column, a data set for each row."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._outdated = LIGHT, list[int]()
        self._plot: ClusterPlot | None = None
        self.thumbnails: list[ZooThumbnail] = []
        self.figure_grid: FigureGrid | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.hide()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._render_outdated)
        follow_theme(self)

    def set_theme(self, theme: Theme) -> None:
        """Renders all thumbnails in the colors of a theme."""
        self._theme = theme
        self._render_later(*range(len(self.thumbnails)))

    def showEvent(self, event: QShowEvent) -> None:
        """Renders what changed while the zoo was hidden."""
        super().showEvent(event)
        self._render_later()

    def event(self, event: QEvent) -> bool:
        """Renders all thumbnails after a change of the font or the device pixel ratio."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._render_later(*range(len(self.thumbnails)))
        return done

    def show_layout(self, figure_grid: FigureGrid, cells: int) -> None:
        """Creates the titles and the thumbnails of a zoo the first time."""
        if self.figure_grid is None:
            self._fill(figure_grid, cells)
        self.figure_grid = figure_grid

    def show_cell(self, index: int, cell: FigureCell) -> None:
        """Shows a cell in the thumbnail at an index."""
        assert self.figure_grid is not None
        row, column = divmod(index, self.figure_grid.columns)
        if cell is not self.thumbnails[index].cell:
            name = f"{self.figure_grid.column_titles[column]} on {self.figure_grid.row_titles[row]}"
            self.thumbnails[index].show_cell(cell, name)
            self._render(index)

    def _fill(self, figure_grid: FigureGrid, cells: int) -> None:
        for column, title in enumerate(figure_grid.column_titles):
            self._grid.addWidget(_column_title(title), 0, column + 1)
            self._grid.setColumnStretch(column + 1, 1)
        for row, title in enumerate(figure_grid.row_titles):
            self._grid.addWidget(text_label(title, "muted"), row + 1, 0)
            self._grid.setRowStretch(row + 1, 1)
        for index in range(cells):
            thumbnail = ZooThumbnail(self)
            thumbnail.pressed.connect(lambda index=index: self.pressed.emit(index))
            thumbnail.resized.connect(lambda index=index: self._render_later(index))
            self.thumbnails.append(thumbnail)
            row, column = divmod(index, figure_grid.columns)
            self._grid.addWidget(thumbnail, row + 1, column + 1)

    def _render_later(self, *indices: int) -> None:
        """Renders thumbnails in the next turns of the event loop, if they are shown, else when they are."""
        self._outdated += [index for index in indices if index not in self._outdated]
        if self._outdated and self.isVisible() and not self._timer.isActive():
            self._timer.start(NEXT_TURN)

    def _render_outdated(self) -> None:
        if not self.updatesEnabled():
            return  # the window is being restyled in several turns
        indices, self._outdated = self._outdated[:RENDERED_PER_TURN], self._outdated[RENDERED_PER_TURN:]
        for index in indices:
            self._render(index)
        if not self._outdated:
            self._timer.stop()

    def _render(self, index: int) -> None:
        thumbnail = self.thumbnails[index]
        cell = thumbnail.cell
        if cell is None or cell.picture is None:
            return
        try:
            thumbnail.show_image(self._image(cell, cell.picture, (thumbnail.width(), thumbnail.height())))
        except Exception as error:  # reported by the thumbnail
            thumbnail.show_error(error)

    def _image(self, cell: FigureCell, picture: Picture, size: tuple[int, int]) -> QImage:
        """A cell, rendered by the one plot that all share; raises what its items raise."""
        dpr = self.devicePixelRatioF()
        plot, scale = self._shared_plot(), min(type_scale(self.font()), max(1.0, size[0] / FULL_WIDTH))
        plot.dpr, plot.scale, plot.cell = dpr, scale * MARK_SCALE, cell
        plot.setGeometry(0, 0, *size)
        plot.set_theme(self._theme)
        plot.show_viewport(fit_viewport(picture, size, dpr, scale, UNTITLED_INSETS))
        plot.show_picture(picture)
        image = empty_image(size, dpr)
        with image_painter(image) as painter:
            self._scene.setSceneRect(QRectF(0, 0, *size))
            render_scene(painter, self._scene, QRectF(0, 0, *size))
        return image

    def _shared_plot(self) -> "ClusterPlot":
        if self._plot is None:
            # Imported here, because pyqtgraph loads after the first picture.
            from clusterlab.ui.canvas.cluster_plot import ClusterPlot

            self._scene, self._plot = QGraphicsScene(self), ClusterPlot()
            self._plot.heading_scale = 1 / MARK_SCALE
            self._scene.addItem(self._plot)
        return self._plot


def _column_title(words: str) -> ElidedLabel:
    """A title that leaves its column as wide as the others."""
    label = ElidedLabel(wraps=True)
    label.setProperty("class", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.show_words(words)
    return label
