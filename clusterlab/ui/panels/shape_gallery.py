"""The gallery of generated shapes, as thumbnails of points that the shapes themselves generate."""

import inspect
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Floats
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.painting import image_painter, widget_painter

TILE_COLUMNS = 3
TILE_POINTS = 90
TILE_POINT_RADIUS = 1.7
TILE_PICTURE_HEIGHT, TILE_TITLE_HEIGHT = 44, 18


class ShapeTile(QAbstractButton):
    """A thumbnail of a shape over its title; its points are generated at the first paint event."""

    def __init__(self, shape: type[Shape], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape, self._theme = shape, LIGHT
        self._table: Table | None = None
        self._pixmaps: dict[tuple[int, int, float], QPixmap] = {}
        self.setText(shape.title)
        self.setToolTip((inspect.getdoc(shape) or shape.title).splitlines()[0])
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self._pixmaps.clear()
        self.update()

    def nextCheckState(self) -> None:
        """Keeps the state on clicks: only `ShapeGallery.show_choice` checks a tile."""

    def sizeHint(self) -> QSize:
        return QSize(68, TILE_PICTURE_HEIGHT + TILE_TITLE_HEIGHT + self.fontMetrics().height() - 13 + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the frame, the points and the title."""
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_frame(painter)
            painter.drawPixmap(0, 0, self._points())
            self._paint_title(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        theme, emphasized = self._theme, self.isChecked() or self.hasFocus()
        edge = theme.accent if emphasized or self.underMouse() else theme.line
        painter.setPen(QPen(QColor(edge), 2 if emphasized else 1))
        painter.setBrush(QColor(theme.canvas))
        inset = 1.0 if emphasized else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)

    def _points(self) -> QPixmap:
        """The points on a transparent pixmap, cached for two sizes: with and without a scroll bar."""
        key = (self.width(), self.height(), self.devicePixelRatioF())
        if key not in self._pixmaps:
            pixmap = QPixmap(self.size() * self.devicePixelRatioF())
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            pixmap.fill(Qt.GlobalColor.transparent)
            with image_painter(pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_points(painter, QRectF(6, 6, self.width() - 12, TILE_PICTURE_HEIGHT - 8))
            self._pixmaps = dict([*self._pixmaps.items()][-1:]) | {key: pixmap}
        return self._pixmaps[key]

    def _paint_points(self, painter: QPainter, place: QRectF) -> None:
        table = self._sample_table()
        groups = np.zeros(table.rows, np.int64) if table.truth is None else table.truth
        painter.setPen(Qt.PenStyle.NoPen)
        for (x, y), group in zip(_fitted(table.values[:, :2], place), groups.tolist(), strict=True):
            painter.setBrush(QColor(self._theme.cluster(group)))
            painter.drawEllipse(QPointF(x, y), TILE_POINT_RADIUS, TILE_POINT_RADIUS)

    def _paint_title(self, painter: QPainter) -> None:
        font = self.font()
        font.setPixelSize(max(9, self.fontInfo().pixelSize() - 2))
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text if self.isChecked() else self._theme.muted))
        place = QRectF(2, TILE_PICTURE_HEIGHT - 2, self.width() - 4, self.height() - TILE_PICTURE_HEIGHT)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _sample_table(self) -> Table:
        if self._table is None:
            self._table = next(self._shape().endless(TILE_POINTS))
        return self._table


class ShapeGallery(QWidget):
    """The tiles of all shapes in a grid."""

    chosen = Signal(str)

    def __init__(self, shapes: Mapping[str, type[Shape]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = {name: ShapeTile(shape, self) for name, shape in shapes.items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for i, (name, tile) in enumerate(self._tiles.items()):
            tile.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            grid.addWidget(tile, i // TILE_COLUMNS, i % TILE_COLUMNS)
            grid.setColumnStretch(i % TILE_COLUMNS, 1)

    def show_choice(self, name: str | None) -> None:
        """Checks the tile of the current shape, if there is one."""
        for other, tile in self._tiles.items():
            tile.setChecked(other == name)

    def tile(self, name: str) -> ShapeTile:
        """The tile of a shape."""
        return self._tiles[name]


def _fitted(values: Floats, place: QRectF) -> list[list[float]]:
    """Points (n, 2) scaled into a rectangle and centered there, with y upward."""
    low, high = values.min(axis=0), values.max(axis=0)
    scale = min(place.width() / (high[0] - low[0] or 1), place.height() / (high[1] - low[1] or 1))
    middle = np.array([place.center().x(), place.center().y()])
    fitted: list[list[float]] = (middle + (values - (low + high) / 2) * scale * (1, -1)).tolist()
    return fitted
