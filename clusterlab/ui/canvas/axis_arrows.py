"""Arrows for named directions in a view: the loadings of columns (a biplot), or the axes of a 3D view."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from clusterlab.export.mark_geometry import arrow_vectors
from clusterlab.export.plot_content import PlotContent
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.drawing import ALIGN_CENTER, draw_text, polygon, translucent
from clusterlab.ui.theme.fonts import font

MAX_ARROWS = 12  # of more columns, only the longest arrows are drawn
MIN_ARROW_SHARE = 0.12  # of the longest arrow: shorter ones are not drawn
ARROW_TEXT_SIZE, ARROW_HEAD_SIZE = 11.0, 6.0


def paint_arrows(painter: QPainter, content: PlotContent) -> None:
    """An arrow for each named direction, the longest first; names that would overlap others are left out."""
    view = content.picture.view
    if "arrows" not in content.picture.layers or not view.arrows:
        return
    start, vectors = arrow_vectors(view, content.viewport)
    lengths, occupied = np.hypot(*vectors.T), list[QRectF]()
    for i in np.argsort(-lengths, kind="stable").tolist()[:MAX_ARROWS]:
        if lengths[i] >= MIN_ARROW_SHARE * lengths.max() or view.depth is not None:
            _paint_arrow(painter, content, start, start + vectors[i])
            _paint_name(painter, content, view.arrows[i], start, start + vectors[i], occupied)


def _paint_arrow(painter: QPainter, content: PlotContent, start: Floats, end: Floats) -> None:
    length = float(np.hypot(*(end - start)))
    if length < 1:
        return
    along, size = (end - start) / length, min(ARROW_HEAD_SIZE * content.scale, length / 2)
    across, foot = np.array([-along[1], along[0]]) * size / 2, end - along * size
    head = polygon(np.array([end, foot + across, foot - across]))
    for color, width in ((content.theme.canvas, 3.6), (content.theme.text, 1.4)):
        painter.setPen(QPen(QColor(color), width * content.scale, c=Qt.PenCapStyle.RoundCap))
        painter.setBrush(QColor(color))
        painter.drawLine(QPointF(*start.tolist()), QPointF(*(end - along * size / 2).tolist()))
        painter.drawPolygon(head)


def _paint_name(
    painter: QPainter, content: PlotContent, name: str, start: Floats, end: Floats, occupied: list[QRectF]
) -> None:
    """A name at the tip of its arrow, on a background that dims the points behind it."""
    scale, face = content.scale, font(ARROW_TEXT_SIZE * content.scale)
    metrics = QFontMetrics(face)
    elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, round(130 * scale))
    width, height = metrics.horizontalAdvance(elided) + 6 * scale, metrics.height()
    right, down = end[0] >= start[0], end[1] >= start[1]
    box = QRectF(end[0] + (3 if right else -3) * scale, end[1] - height / 2, width, height)
    box.translate(0 if right else -width, (height / 3 if down else -height / 3))
    if any(box.intersects(other) for other in occupied):
        return
    occupied.append(box)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(translucent(content.theme.canvas, 190))
    painter.drawRoundedRect(box, 3 * scale, 3 * scale)
    draw_text(painter, elided, box, face, content.theme.text, ALIGN_CENTER)
