"""The grid behind the points, and the numbers and names of the axes."""

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from clusterlab.core.projection import View
from clusterlab.ui.canvas.ticks import Ticks, ticks
from clusterlab.ui.canvas.viewport import Viewport
from clusterlab.ui.theme.theme import Theme, font

AXIS_TEXT_SIZE = 11.0
TICK_SPACING = (110, 84)  # logical pixels from number to number, across and up
ALIGN_LEFT, ALIGN_RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def axis_ticks(view: View, viewport: Viewport, axis: int, max_ticks: int = 0) -> Ticks:
    """The numbers of an axis, about as many as fit or `max_ticks`; an axis without a name has none."""
    if not view.axes[axis]:
        return Ticks()
    max_ticks = max_ticks or max(1, round(viewport.size[axis] / (TICK_SPACING[axis] * viewport.scale)))
    origin, step = float(view.origin[axis]), float(view.step[axis])
    return ticks(viewport.low[axis], viewport.high[axis], origin, step, max_ticks)


def paint_grid(painter: QPainter, view: View, viewport: Viewport, theme: Theme) -> None:
    """A thin line at every number of both axes."""
    w, h = viewport.size
    painter.setPen(QPen(QColor(theme.grid), 1))
    across = [_pixel_of(viewport, 0, tick.position) for tick in axis_ticks(view, viewport, 0).marks]
    up = [_pixel_of(viewport, 1, tick.position) for tick in axis_ticks(view, viewport, 1).marks]
    painter.drawLines([QLineF(x, 0, x, h) for x in across] + [QLineF(0, y, w, y) for y in up])


def paint_tick_labels(painter: QPainter, view: View, viewport: Viewport, theme: Theme) -> None:
    """The numbers inside the picture, along its left and lower edge, and the names of the axes."""
    painter.setFont(font(AXIS_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    _paint_x_axis(painter, view, viewport)
    _paint_y_axis(painter, view, viewport)


def paint_badge(painter: QPainter, view: View, viewport: Viewport, theme: Theme) -> None:
    """What a board shows of what was clustered, in a line along its upper edge."""
    painter.setFont(font(AXIS_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    _paint_name(painter, view.badge, QRectF(10, 3, viewport.size[0] - 20, 16 * viewport.scale), ALIGN_LEFT)


def _paint_x_axis(painter: QPainter, view: View, viewport: Viewport) -> None:
    w, h = viewport.size
    line, shown = 18 * viewport.scale, axis_ticks(view, viewport, 0)
    metrics, baseline = painter.fontMetrics(), h - line - 3 * viewport.scale
    for tick in shown.marks:
        half = metrics.horizontalAdvance(tick.text) / 2 + 1
        x = _pixel_of(viewport, 0, tick.position)
        if 28 * viewport.scale + half <= x <= w - half - 4:
            box = QRectF(x - half, baseline, 2 * half, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tick.text)
    name = f"{view.axes[0]} {_offset_text(shown)}".strip()
    width = w * (0.4 if view.badge else 0.6)
    _paint_name(painter, name, QRectF(w - width - 10, baseline - line, width, line), ALIGN_RIGHT)
    note = "" if not view.axes[1] else "equal scales" if view.equal else "each axis has its own scale"
    share = 0.4 if not view.badge else 0.6 if name else 1.0
    left = QRectF(10, baseline - line, w * share - 20, line)
    words = " · ".join(filter(None, (view.badge, note)))
    if view.badge and metrics.horizontalAdvance(words) > left.width():
        words = view.badge
    if view.badge or left.width() > metrics.horizontalAdvance(note) + 20:
        _paint_name(painter, words, left, ALIGN_LEFT)


def _paint_y_axis(painter: QPainter, view: View, viewport: Viewport) -> None:
    w, h = viewport.size
    line, shown = 16 * viewport.scale, axis_ticks(view, viewport, 1)
    for tick in shown.marks:
        y = _pixel_of(viewport, 1, tick.position)
        if 2.9 * line <= y <= h - 2.6 * line:
            painter.drawText(
                QRectF(8, y - line, w, line), ALIGN_LEFT | Qt.AlignmentFlag.AlignVCenter, tick.text
            )
    name = f"{view.axes[1]} {_offset_text(shown)}".strip()
    _paint_name(painter, name, QRectF(8, 8, w * 0.5, line), ALIGN_LEFT)


def _paint_name(painter: QPainter, name: str, box: QRectF, side: Qt.AlignmentFlag) -> None:
    """A name in its box, cut where it is too long."""
    elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(max(box.width(), 0)))
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, elided)


def _offset_text(shown: Ticks) -> str:
    return f"({shown.offset_text})" if shown.offset_text else ""


def _pixel_of(viewport: Viewport, axis: int, place: float) -> float:
    """Where a place of an axis is, on the middle of a pixel so that its line is thin."""
    spot = viewport.to_pixels(np.full((1, 2), place))[0, axis]
    return float(np.floor(spot * viewport.dpr) + 0.5) / viewport.dpr
