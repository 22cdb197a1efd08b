"""The gallery of generated shapes, as thumbnails of points that the shapes themselves generate."""

import inspect
from collections.abc import Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.table import Table
from clusterlab.export.theme import Theme
from clusterlab.kernels.typing import Floats
from clusterlab.ui.theme.icons import DrawnIconEngine
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.columns_layout import ColumnsLayout
from clusterlab.ui.widgets.tooltip import set_tip

MAX_TILE_COLUMNS, TILE_SPACING = 4, 6
TILE_POINTS = 90
TILE_POINT_RADIUS = 1.7
TILE_PICTURE_SIZE = QSize(54, 36)


class ShapeTile(QToolButton):
    """A thumbnail of a shape over its title; its points are generated at the first paint event."""

    def __init__(self, shape: type[Shape], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = shape
        self._table: Table | None = None
        self.setText(shape.title)
        set_tip(self, (inspect.getdoc(shape) or shape.title).splitlines()[0])
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(TILE_PICTURE_SIZE)
        follow_theme(self)

    def set_theme(self, theme: Theme) -> None:
        """Paints the points in the colors of a theme."""
        self.setIcon(QIcon(DrawnIconEngine(partial(self._draw_points, theme))))

    def nextCheckState(self) -> None:
        """Keeps the state on clicks: only `ShapeGallery.show_choice` checks a tile."""

    def _draw_points(self, theme: Theme, painter: QPainter, size: QSize, disabled: bool) -> None:
        if self._table is None:
            self._table = next(self._shape().endless(TILE_POINTS))
        table, ratio = self._table, size.width() / TILE_PICTURE_SIZE.width()
        groups = np.zeros(table.rows, np.int64) if table.truth is None else table.truth
        radius = TILE_POINT_RADIUS * ratio
        place = QRectF(0, 0, size.width(), size.height()).adjusted(radius, radius, -radius, -radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for (x, y), group in zip(_fitted(table.values[:, :2], place), groups.tolist(), strict=True):
            painter.setBrush(QColor(theme.cluster(group)))
            painter.drawEllipse(QPointF(x, y), radius, radius)


class ShapeGallery(QWidget):
    """The tiles of all shapes in a grid, of as many columns as there is room for."""

    chosen = Signal(str)

    def __init__(self, shapes: Mapping[str, type[Shape]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = {name: ShapeTile(shape, self) for name, shape in shapes.items()}
        for name, tile in self.tiles.items():
            tile.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
        ColumnsLayout(self, list(self.tiles.values()), MAX_TILE_COLUMNS, TILE_SPACING)

    def show_choice(self, name: str | None) -> None:
        """Checks the tile of the current shape, if there is one."""
        for other, tile in self.tiles.items():
            tile.setChecked(other == name)


def _fitted(values: Floats, place: QRectF) -> list[list[float]]:
    """Points (n, 2) scaled into a rectangle and centered there, with y upward."""
    low, high = values.min(axis=0), values.max(axis=0)
    scale = min(place.width() / (high[0] - low[0] or 1), place.height() / (high[1] - low[1] or 1))
    middle = np.array([place.center().x(), place.center().y()])
    fitted: list[list[float]] = (middle + (values - (low + high) / 2) * scale * (1, -1)).tolist()
    return fitted
