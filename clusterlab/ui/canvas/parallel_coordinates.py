"""Parallel coordinates on the canvas: painting them, and picking the line under the mouse."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from clusterlab.core.formatting import format_number
from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.export.picking import picker_of
from clusterlab.export.picture import Picture
from clusterlab.export.points_image import line_colors
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.ui.canvas.raster import paint_view
from clusterlab.ui.theme.fonts import font

AXIS_NAME_SIZE, AXIS_NUMBER_SIZE = 11.5, 10.0
MIN_LINE_OPACITY, MAX_LINE_OPACITY = 0.22, 0.8  # of lines where there are many, and where there are few
OPAQUE_LINE_COUNT = 60  # up to so many lines have the greatest opacity
CENTER_LINE_WIDTH, CENTER_LINE_HALO = 3.0, 5.5
MAX_NAME_ROWS = 3  # long axis names are staggered over at most so many rows


class LinePicker:
    """Finds the line under the mouse among the drawn ones."""

    def __init__(self, picture: Picture, view: ParallelCoordinates) -> None:
        self._rows = _drawn_rows(picture, view)
        self._heights = view.axis_fractions(picture.places[self._rows])

    def nearest(self, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
        """The point whose line is nearest to a logical pixel and within `max_distance` pixels, or -1."""
        x, y = viewport.to_plane(np.array(pixel)).tolist()
        last = self._heights.shape[1] - 1
        left = int(np.clip(np.floor(x), 0, last - 1))
        if not len(self._rows) or not -0.1 <= x <= last + 0.1:
            return -1
        across, up = viewport.per_pixel
        start, end = self._heights[:, left], self._heights[:, left + 1]
        slope = (end - start) / up * across
        distances = np.abs(start + (end - start) * (x - left) - y) / up / np.hypot(1, slope)
        nearest = int(distances.argmin())
        return int(self._rows[nearest]) if distances[nearest] <= max_distance else -1


@picker_of.register
def _(view: ParallelCoordinates, picture: Picture) -> LinePicker:
    return LinePicker(picture, view)


@paint_view.register
def _(
    view: ParallelCoordinates, painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme
) -> None:
    """The axes, a line for each point in the color of its cluster, and the centers as bold lines."""
    _paint_axes(painter, view, viewport, theme)
    _paint_lines(painter, picture, view, viewport, theme)
    centers = picture.mark(Centers)
    if centers is not None:
        lines = viewport.to_pixels(view.plot_positions(centers.positions))
        for line, color in zip(lines, picture.colors, strict=False):
            paint_line(
                painter, line, theme.line_color(color), CENTER_LINE_WIDTH, CENTER_LINE_HALO, viewport, theme
            )
    _paint_names(painter, view, viewport, theme)


def paint_line(
    painter: QPainter, line: Floats, color: str, width: float, halo: float, viewport: Viewport, theme: Theme
) -> None:
    """A bold line (m, 2) in pixels over a halo, drawn in segments because QPainter strokes those faster."""
    segments = [QLineF(start, end) for start, end in pairwise([QPointF(x, y) for x, y in line.tolist()])]
    for line_color, size in ((theme.canvas, halo), (color, width)):
        painter.setPen(QPen(QColor(line_color), size * viewport.scale))
        painter.drawLines(segments)


def _paint_lines(
    painter: QPainter, picture: Picture, view: ParallelCoordinates, viewport: Viewport, theme: Theme
) -> None:
    """Paints a line per point, the more opaque the fewer there are."""
    rows = _drawn_rows(picture, view)
    lines = viewport.to_pixels(view.plot_positions(picture.places[rows]))
    opacity = float(
        np.clip(
            MAX_LINE_OPACITY * (OPAQUE_LINE_COUNT / max(len(lines), 1)) ** 0.4,
            MIN_LINE_OPACITY,
            MAX_LINE_OPACITY,
        )
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pens: dict[int, QPen] = {}
    for line, line_color in zip(lines, line_colors(picture, theme)[rows].tolist(), strict=True):
        if line_color not in pens:
            color = QColor.fromRgba(line_color)
            color.setAlphaF(opacity)
            pens[line_color] = QPen(color, min(viewport.scale, 1.0))
        painter.setPen(pens[line_color])
        painter.drawPolyline(_polyline(line))


def _drawn_rows(picture: Picture, view: ParallelCoordinates) -> Rows:
    """The points whose lines are drawn: while data is being read, a picture has fewer than the view."""
    return view.rows[view.rows < len(picture.places)]


def _paint_axes(painter: QPainter, view: ParallelCoordinates, viewport: Viewport, theme: Theme) -> None:
    axis_limits = viewport.to_pixels(view.plot_positions(view.axis_limits))
    painter.setPen(QPen(QColor(theme.muted), 1))
    low, high = np.round(axis_limits).tolist()
    painter.drawLines([QLineF(x + 0.5, y, x + 0.5, top) for (x, y), (_, top) in zip(low, high, strict=True)])


def _paint_names(painter: QPainter, view: ParallelCoordinates, viewport: Viewport, theme: Theme) -> None:
    """The name of each axis above it, and its greatest and least value at its ends."""
    low, high = viewport.to_pixels(view.plot_positions(view.axis_limits)).tolist()
    spacing, line = 1 / viewport.per_pixel[0], 15 * viewport.scale
    face, small = font(AXIS_NAME_SIZE * viewport.scale, bold=True), font(AXIS_NUMBER_SIZE * viewport.scale)
    rows = _rows(painter, view, face, spacing)
    painter.setPen(QPen(QColor(theme.grid), 1))
    for axis, (x, top) in enumerate(high):
        painter.drawLine(QPointF(x, top - 1.1 * line), QPointF(x, top - (1.1 + axis % rows) * line))
    minima, maxima = (view.origin + view.step * view.axis_limits).tolist()
    for axis, (x, top) in enumerate(high):
        above = top - (1.7 + axis % rows) * line
        _draw_text(painter, view.axes[axis], (x, above), spacing * rows - 6, face, theme.text)
        least, greatest = format_number(minima[axis]), format_number(maxima[axis])
        _draw_text(painter, greatest, (x, top - 0.6 * line), spacing - 4, small, theme.muted)
        _draw_text(painter, least, (x, low[axis][1] + 0.7 * line), spacing - 4, small, theme.muted)


def _rows(painter: QPainter, view: ParallelCoordinates, face: QFont, spacing: float) -> int:
    """Over how many rows the axis names are staggered, so that long ones fit."""
    painter.setFont(face)
    widest = max(painter.fontMetrics().horizontalAdvance(name) for name in view.axes) + 8
    return int(np.clip(np.ceil(widest / max(spacing, 1.0)), 1, min(MAX_NAME_ROWS, view.m)))


def _draw_text(
    painter: QPainter, words: str, middle: tuple[float, float], width_limit: float, face: QFont, color: str
) -> None:
    """Text centered at a position, elided to `width_limit`."""
    painter.setFont(face)
    painter.setPen(QColor(color))
    metrics = painter.fontMetrics()
    short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(max(width_limit, 0)))
    width, height = metrics.horizontalAdvance(short) + 4, metrics.height()
    box = QRectF(middle[0] - width / 2, middle[1] - height / 2, width, height)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short)


def _polyline(line: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in line.tolist()])
