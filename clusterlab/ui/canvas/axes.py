"""The grid lines, tick labels and axis names of a plot."""

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from clusterlab.core.projection import View
from clusterlab.ui.canvas.interaction_hint import badge_with_hint
from clusterlab.ui.canvas.ticks import Ticks, ticks
from clusterlab.ui.canvas.viewport import Viewport
from clusterlab.ui.theme.theme import Theme, font

AXIS_TEXT_SIZE = 11.0
TICK_SPACING = (110, 84)  # logical pixels between neighboring ticks, on the x and the y axis
ALIGN_LEFT, ALIGN_RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def axis_ticks(view: View, viewport: Viewport, axis: int, max_ticks: int = 0) -> Ticks:
    """The ticks of an axis, about as many as fit or `max_ticks`; an axis without a name has none."""
    if not view.axes[axis]:
        return Ticks()
    max_ticks = max_ticks or max(1, round(viewport.size[axis] / (TICK_SPACING[axis] * viewport.scale)))
    origin, step = float(view.origin[axis]), float(view.step[axis])
    return ticks(viewport.low[axis], viewport.high[axis], origin, step, max_ticks)


def paint_grid(painter: QPainter, view: View, viewport: Viewport, theme: Theme) -> None:
    """A grid line at every tick of both axes."""
    w, h = viewport.size
    painter.setPen(QPen(QColor(theme.grid), 1))
    across = [_pixel_of(viewport, 0, tick.position) for tick in axis_ticks(view, viewport, 0).marks]
    up = [_pixel_of(viewport, 1, tick.position) for tick in axis_ticks(view, viewport, 1).marks]
    painter.drawLines([QLineF(x, 0, x, h) for x in across] + [QLineF(0, y, w, y) for y in up])


def paint_tick_labels(painter: QPainter, view: View, viewport: Viewport, theme: Theme, hint: str) -> None:
    """The tick labels inside the plot, along its left and lower edge, the axis names and the badge."""
    painter.setFont(font(AXIS_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    _paint_x_axis(painter, view, viewport, badge_with_hint(view, hint))
    _paint_y_axis(painter, view, viewport)


def paint_badge(painter: QPainter, view: View, viewport: Viewport, theme: Theme, hint: str) -> None:
    """The badge of a multi-axis view, which says what was clustered, along the upper edge."""
    painter.setFont(font(AXIS_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    line = QRectF(10, 3, viewport.size[0] - 20, 16 * viewport.scale)
    _paint_name(painter, badge_with_hint(view, hint), line, ALIGN_LEFT)


def _paint_x_axis(painter: QPainter, view: View, viewport: Viewport, badge: str) -> None:
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
    width = w * (0.4 if badge else 0.6)
    _paint_name(painter, name, QRectF(w - width - 10, baseline - line, width, line), ALIGN_RIGHT)
    note = "" if not view.axes[1] else "equal scales" if view.equal else "each axis has its own scale"
    share = 0.4 if not badge else 0.6 if name else 1.0
    left = QRectF(10, baseline - line, w * share - 20, line)
    words = " · ".join(filter(None, (badge, note)))
    if badge and metrics.horizontalAdvance(words) > left.width():
        words = badge
    if badge or left.width() > metrics.horizontalAdvance(note) + 20:
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
    """Draws a name in its box, elided where it is too long."""
    elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(max(box.width(), 0)))
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, elided)


def _offset_text(shown: Ticks) -> str:
    return f"({shown.offset_text})" if shown.offset_text else ""


def _pixel_of(viewport: Viewport, axis: int, position: float) -> float:
    """The pixel coordinate of a position on an axis, at a pixel center so that its line is 1 pixel wide."""
    pixel = viewport.to_pixels(np.full((1, 2), position))[0, axis]
    return float(np.floor(pixel * viewport.dpr) + 0.5) / viewport.dpr
