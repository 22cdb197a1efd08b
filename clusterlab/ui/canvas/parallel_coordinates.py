"""Paints parallel coordinates on the canvas."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from clusterlab.core.formatting import format_number
from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.export.line_picking import drawn_rows
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.point_colors import emphasized, line_colors
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.drawing import ALIGN_CENTER, draw_text, polygon
from clusterlab.ui.canvas.raster import paint_view
from clusterlab.ui.theme.fonts import font

AXIS_NAME_SIZE, AXIS_NUMBER_SIZE = 11.5, 10.0
MIN_LINE_OPACITY, MAX_LINE_OPACITY = 0.22, 0.8  # of lines where there are many, and where there are few
OPAQUE_LINE_COUNT = 60  # up to so many lines have the greatest opacity
CENTER_LINE_WIDTH, CENTER_LINE_HALO = 3.0, 5.5
MAX_NAME_ROWS = 3  # long axis names are staggered over at most so many rows


@paint_view.register
def _(view: ParallelCoordinates, painter: QPainter, content: PlotContent) -> None:
    """The axes, a line for each point in the color of its cluster, and the centers as bold lines."""
    low, high = content.pixels(view.axis_limits)
    painter.setPen(QPen(QColor(content.theme.muted), 1))
    ends = np.round(np.hstack([low, high])).tolist()
    painter.drawLines([QLineF(x + 0.5, bottom, x + 0.5, top) for x, bottom, _, top in ends])
    _paint_lines(painter, content, view)
    centers = content.picture.mark(Centers)
    lines = () if centers is None else content.pixels(centers.positions)
    for line, number in zip(lines, content.picture.colors, strict=False):
        if number in content.picture.emphasis.hidden:
            continue
        color = emphasized(content.theme.line_color(number), number, content.picture, content.theme)
        paint_line(painter, content, line, color, CENTER_LINE_WIDTH, CENTER_LINE_HALO)
    _paint_names(painter, content, view)


def paint_line(
    painter: QPainter, content: PlotContent, line: Floats, color: str, width: float, halo: float
) -> None:
    """A bold line (m, 2) in pixels over a halo, drawn in segments because QPainter strokes those faster."""
    segments = [QLineF(start, end) for start, end in pairwise([QPointF(x, y) for x, y in line.tolist()])]
    for line_color, size in ((content.theme.canvas, halo), (color, width)):
        painter.setPen(QPen(QColor(line_color), size * content.scale))
        painter.drawLines(segments)


def _paint_lines(painter: QPainter, content: PlotContent, view: ParallelCoordinates) -> None:
    """Paints a line per point, the more opaque the fewer there are."""
    picture, rows = content.picture, drawn_rows(content.picture, view)
    opacity = MAX_LINE_OPACITY * (OPAQUE_LINE_COUNT / max(len(rows), 1)) ** 0.4
    opacity = min(max(opacity, MIN_LINE_OPACITY), MAX_LINE_OPACITY)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines, colors = content.pixels(picture.places[rows]), line_colors(picture, content.theme)[rows]
    pens: dict[int, QPen] = {}
    for line, number in zip(lines, colors.tolist(), strict=True):
        if number not in pens:
            color = QColor.fromRgba(number)
            color.setAlphaF(opacity)
            pens[number] = QPen(color, min(content.scale, 1.0))
        painter.setPen(pens[number])
        painter.drawPolyline(polygon(line))


def _paint_names(painter: QPainter, content: PlotContent, view: ParallelCoordinates) -> None:
    """The name of each axis above it, and its greatest and least value at its ends."""
    (low, high), theme = content.pixels(view.axis_limits).tolist(), content.theme
    spacing, line = 1 / content.viewport.per_pixel[0], 15 * content.scale
    face, small = font(AXIS_NAME_SIZE * content.scale, bold=True), font(AXIS_NUMBER_SIZE * content.scale)
    # Long names are staggered over several rows.
    widest = max(QFontMetrics(face).horizontalAdvance(name) for name in view.axes) + 8
    rows = int(np.clip(np.ceil(widest / max(spacing, 1.0)), 1, min(MAX_NAME_ROWS, view.m)))
    painter.setPen(QPen(QColor(theme.grid), 1))
    for axis, (x, top) in enumerate(high):
        painter.drawLine(QPointF(x, top - 1.1 * line), QPointF(x, top - (1.1 + axis % rows) * line))
    minima, maxima = (view.origin + view.step * view.axis_limits).tolist()
    for axis, ((x, top), (_, bottom)) in enumerate(zip(high, low, strict=True)):
        least, greatest = format_number(minima[axis]), format_number(maxima[axis])
        for words, y, width, look, color in (
            (view.axes[axis], top - (1.7 + axis % rows) * line, spacing * rows - 6, face, theme.text),
            (greatest, top - 0.6 * line, spacing - 4, small, theme.muted),
            (least, bottom + 0.7 * line, spacing - 4, small, theme.muted),
        ):
            box = QRectF(x - width / 2, y - line, width, 2 * line)
            draw_text(painter, words, box, look, color, ALIGN_CENTER)
