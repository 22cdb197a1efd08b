"""The grid behind the points, and the numbers and names of the axes."""

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from clusterlab.core.projection import View
from clusterlab.ui.canvas.ticks import Ticks, ticks
from clusterlab.ui.canvas.viewport import Frame
from clusterlab.ui.theme.theme import Theme, font

TEXT = 11.0
APART = (110, 84)  # logical pixels from number to number, across and up
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def axis_ticks(view: View, frame: Frame, axis: int, most: int = 0) -> Ticks:
    """The numbers of an axis, about as many as fit or `most`; an axis without a name has none."""
    if not view.axes[axis]:
        return Ticks()
    most = most or max(1, round(frame.size[axis] / (APART[axis] * frame.scale)))
    origin, step = float(view.origin[axis]), float(view.step[axis])
    return ticks(frame.low[axis], frame.high[axis], origin, step, most)


def paint_grid(painter: QPainter, view: View, frame: Frame, theme: Theme) -> None:
    """A thin line at every number of both axes."""
    w, h = frame.size
    painter.setPen(QPen(QColor(theme.grid), 1))
    across = [_place(frame, 0, tick.place) for tick in axis_ticks(view, frame, 0).marks]
    up = [_place(frame, 1, tick.place) for tick in axis_ticks(view, frame, 1).marks]
    painter.drawLines([QLineF(x, 0, x, h) for x in across] + [QLineF(0, y, w, y) for y in up])


def paint_numbers(painter: QPainter, view: View, frame: Frame, theme: Theme) -> None:
    """The numbers inside the picture, along its left and lower edge, and the names of the axes."""
    painter.setFont(font(TEXT * frame.scale))
    painter.setPen(QColor(theme.muted))
    _paint_across(painter, view, frame)
    _paint_up(painter, view, frame)


def paint_badge(painter: QPainter, view: View, frame: Frame, theme: Theme) -> None:
    """What a board shows of what was clustered, in a line along its upper edge."""
    painter.setFont(font(TEXT * frame.scale))
    painter.setPen(QColor(theme.muted))
    _paint_name(painter, view.badge, QRectF(10, 3, frame.size[0] - 20, 16 * frame.scale), LEFT)


def _paint_across(painter: QPainter, view: View, frame: Frame) -> None:
    w, h = frame.size
    line, shown = 18 * frame.scale, axis_ticks(view, frame, 0)
    metrics, baseline = painter.fontMetrics(), h - line - 3 * frame.scale
    for tick in shown.marks:
        half = metrics.horizontalAdvance(tick.text) / 2 + 1
        x = _place(frame, 0, tick.place)
        if 28 * frame.scale + half <= x <= w - half - 4:
            box = QRectF(x - half, baseline, 2 * half, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tick.text)
    name = f"{view.axes[0]} {_added(shown)}".strip()
    width = w * (0.4 if view.badge else 0.6)
    _paint_name(painter, name, QRectF(w - width - 10, baseline - line, width, line), RIGHT)
    note = "" if not view.axes[1] else "equal scales" if view.equal else "each axis has its own scale"
    share = 0.4 if not view.badge else 0.6 if name else 1.0
    left = QRectF(10, baseline - line, w * share - 20, line)
    words = " · ".join(filter(None, (view.badge, note)))
    if view.badge and metrics.horizontalAdvance(words) > left.width():
        words = view.badge
    if view.badge or left.width() > metrics.horizontalAdvance(note) + 20:
        _paint_name(painter, words, left, LEFT)


def _paint_up(painter: QPainter, view: View, frame: Frame) -> None:
    w, h = frame.size
    line, shown = 16 * frame.scale, axis_ticks(view, frame, 1)
    for tick in shown.marks:
        y = _place(frame, 1, tick.place)
        if 2.9 * line <= y <= h - 2.6 * line:
            painter.drawText(QRectF(8, y - line, w, line), LEFT | Qt.AlignmentFlag.AlignVCenter, tick.text)
    name = f"{view.axes[1]} {_added(shown)}".strip()
    _paint_name(painter, name, QRectF(8, 8, w * 0.5, line), LEFT)


def _paint_name(painter: QPainter, name: str, box: QRectF, side: Qt.AlignmentFlag) -> None:
    """A name in its box, cut where it is too long."""
    short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(max(box.width(), 0)))
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, short)


def _added(shown: Ticks) -> str:
    return f"({shown.added})" if shown.added else ""


def _place(frame: Frame, axis: int, place: float) -> float:
    """Where a place of an axis is, on the middle of a pixel so that its line is thin."""
    spot = frame.to_pixels(np.full((1, 2), place))[0, axis]
    return float(np.floor(spot * frame.dpr) + 0.5) / frame.dpr
