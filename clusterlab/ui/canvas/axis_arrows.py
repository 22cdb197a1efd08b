"""Arrows for named directions in a view: the loadings of columns (a biplot), or the axes of a 3D view."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from clusterlab.core.projection import View
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats
from clusterlab.ui.theme.fonts import font

MAX_ARROWS = 12  # of more columns, only the longest arrows are drawn
MIN_ARROW_SHARE = 0.12  # of the longest arrow: shorter ones are not drawn
ARROW_TEXT_SIZE, ARROW_HEAD_SIZE = 11.0, 6.0
ARROW_LENGTH_SHARE = 0.3  # of the plot: the longest loading
TRIPOD_LENGTH = 46.0  # pixels: the axes of a 3D view
TRIPOD_CORNER = (76.0, 92.0)  # pixels from the left and from the bottom: the origin of the axes of a 3D view


def paint_arrows(painter: QPainter, view: View, viewport: Viewport, theme: Theme) -> None:
    """An arrow for each named direction, the longest first; names that would overlap others are left out."""
    start, vectors = arrow_vectors(view, viewport)
    occupied: list[QRectF] = []
    painter.setFont(font(ARROW_TEXT_SIZE * viewport.scale))
    for i in np.argsort(-np.hypot(*vectors.T), kind="stable").tolist()[:MAX_ARROWS]:
        if np.hypot(*vectors[i]) >= MIN_ARROW_SHARE * np.hypot(*vectors.T).max() or view.depth is not None:
            _paint_arrow(painter, start, start + vectors[i], viewport, theme)
            _paint_name(painter, view.arrows[i], start, start + vectors[i], occupied, viewport, theme)


def arrow_vectors(view: View, viewport: Viewport) -> tuple[Floats, Floats]:
    """The common start (2,) of the arrows and their vectors (m, 2), in logical pixels."""
    tips = np.zeros((0, 2)) if view.tips is None else view.tips
    vectors = tips / np.array(viewport.per_pixel) * (1, -1)
    longest = float(np.hypot(*vectors.T).max(initial=0)) or 1.0
    w, h = viewport.size
    if view.depth is not None:
        corner = np.array([TRIPOD_CORNER[0], h / viewport.scale - TRIPOD_CORNER[1]])
        return corner * viewport.scale, tips * (1, -1) * (TRIPOD_LENGTH * viewport.scale)
    start = viewport.to_pixels((-view.origin / view.step)[None])[0]
    return start, vectors * (ARROW_LENGTH_SHARE * min(w, h) / longest)


def _paint_arrow(painter: QPainter, start: Floats, end: Floats, viewport: Viewport, theme: Theme) -> None:
    vector = end - start
    length = float(np.hypot(*vector))
    if length < 1:
        return
    along, size = vector / length, min(ARROW_HEAD_SIZE * viewport.scale, length / 2)
    across = np.array([-along[1], along[0]])
    head = [end, end - along * size + across * size / 2, end - along * size - across * size / 2]
    for color, width in ((theme.canvas, 3.6), (theme.text, 1.4)):
        painter.setPen(QPen(QColor(color), width * viewport.scale, c=Qt.PenCapStyle.RoundCap))
        painter.setBrush(QColor(color))
        painter.drawLine(QPointF(*start.tolist()), QPointF(*(end - along * size / 2).tolist()))
        painter.drawPolygon(QPolygonF([QPointF(*corner.tolist()) for corner in head]))


def _paint_name(
    painter: QPainter,
    name: str,
    start: Floats,
    end: Floats,
    occupied: list[QRectF],
    viewport: Viewport,
    theme: Theme,
) -> None:
    """A name at the tip of its arrow, on a background that dims the points behind it."""
    metrics, scale = painter.fontMetrics(), viewport.scale
    elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, round(130 * scale))
    width, height = metrics.horizontalAdvance(elided) + 6 * scale, metrics.height()
    right, down = end[0] >= start[0], end[1] >= start[1]
    box = QRectF(end[0] + (3 if right else -3) * scale, end[1] - height / 2, width, height)
    box.translate(0 if right else -width, (height / 3 if down else -height / 3))
    if any(box.intersects(other) for other in occupied):
        return
    occupied.append(box)
    background = QColor(theme.canvas)
    background.setAlpha(190)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(background)
    painter.drawRoundedRect(box, 3 * scale, 3 * scale)
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, elided)
