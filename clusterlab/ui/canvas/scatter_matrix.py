"""Paints a scatter matrix on the canvas."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.marks import Centers, CenterTrajectories, Ellipses, Highlights
from clusterlab.core.multi_axis_view import ScatterMatrix
from clusterlab.core.projection import View
from clusterlab.export.matrix_cells import MatrixCell, matrix_cells
from clusterlab.export.picture import pair_picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.point_colors import histogram_colors
from clusterlab.export.theme import POINT_OPACITY
from clusterlab.export.ticks import axis_ticks
from clusterlab.export.viewport import Viewport
from clusterlab.ui.canvas.drawing import ALIGN_CENTER, ALIGN_RIGHT, draw_text
from clusterlab.ui.canvas.mark_painters import SIGMA_OUTLINES, paint_ellipses, paint_mark
from clusterlab.ui.canvas.raster import paint_points, paint_view
from clusterlab.ui.theme.fonts import font
from clusterlab.ui.widgets.painting import saved_state

PAIR_NAME_SIZE, PAIR_NUMBER_SIZE = 11.5, 10.0
PAIR_TICK_SPACING = (34, 22)  # the least pixels between ticks, on the x and the y axis
MAX_BAR_SHARE = 0.72  # of the height of a cell: the highest bar of all axes
PAIR_MARK_ORDER = (Ellipses, CenterTrajectories, Highlights, Centers)


@paint_view.register
def _(view: ScatterMatrix, painter: QPainter, content: PlotContent) -> None:
    """A scatter plot per pair of axes, a histogram per axis on the diagonal, tick labels at the edges."""
    cells = list(matrix_cells(view, content.viewport))
    for cell in cells:
        with saved_state(painter):
            painter.translate(QPointF(*cell.corner))
            painter.setClipRect(QRectF(0, 0, *cell.viewport.size), Qt.ClipOperation.IntersectClip)
            paint = _paint_histogram if cell.across == cell.up else _paint_plot
            paint(painter, content, view, cell)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(content.theme.line), 1))
        painter.drawRect(_box(cell).adjusted(0.5, 0.5, -0.5, -0.5))
    face = font(PAIR_NAME_SIZE * content.scale, bold=True)
    line = QFontMetricsF(face).height()
    for cell in cells:
        if cell.across == cell.up:
            name = QRectF(_box(cell).left() + 5, _box(cell).top() + 3, _box(cell).width() - 9, line)
            draw_text(painter, view.axes[cell.up], name, face, content.theme.text)
        _paint_tick_labels(painter, content, view, cell)


def _box(cell: MatrixCell) -> QRectF:
    return QRectF(*cell.corner, *cell.viewport.size)


def _paint_plot(painter: QPainter, content: PlotContent, view: ScatterMatrix, cell: MatrixCell) -> None:
    """The points on two axes, colored as in the whole picture, and the marks over them."""
    pair = pair_picture(content.picture, view, cell.across, cell.up)
    paint_points(painter, content._replace(viewport=cell.viewport), pair.places)
    shown = PlotContent(pair, cell.viewport, content.theme)
    for kind in PAIR_MARK_ORDER:
        for mark in pair.marks:
            if isinstance(mark, kind) and isinstance(mark, Ellipses):
                paint_ellipses(mark, painter, shown, SIGMA_OUTLINES[1:])  # the 2-sigma contour only
            elif isinstance(mark, kind):
                paint_mark(mark, painter, shown)


def _paint_histogram(painter: QPainter, content: PlotContent, view: ScatterMatrix, cell: MatrixCell) -> None:
    """A histogram of the points along an axis, stacked by cluster or by the values of a column."""
    picture, theme = content.picture, content.theme
    if picture.histograms is None:
        return
    counts = picture.histograms[cell.up]
    low, high = view.axis_limits[:, cell.up]
    edges = cell.viewport.to_pixels(np.linspace(low, high, len(counts) + 1)[:, None].repeat(2, axis=1))[:, 0]
    height = cell.viewport.size[1]
    sizes = counts * (MAX_BAR_SHARE * height / max(counts.sum(axis=1).max(), 1.0))
    tops = height - np.cumsum(sizes, axis=1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setOpacity(POINT_OPACITY)
    for cluster, color in enumerate(histogram_colors(picture, theme)):
        painter.setBrush(QColor(color))
        bars = zip(edges, tops[:, cluster], np.diff(edges), sizes[:, cluster], strict=False)
        painter.drawRects([QRectF(*bar) for bar in bars if bar[3] > 0])


def _paint_tick_labels(
    painter: QPainter, content: PlotContent, view: ScatterMatrix, cell: MatrixCell
) -> None:
    """Tick labels under the lowest and left of the leftmost cells, where they fit."""
    pair, scale, left, bottom = (
        view.pair(cell.across, cell.up),
        content.scale,
        _box(cell).left(),
        _box(cell).bottom(),
    )
    face, line, color = font(PAIR_NUMBER_SIZE * scale), 14 * scale, content.theme.muted
    if cell.up == view.m - 1 and bottom + line <= content.viewport.size[1]:
        for x, words in _tick_labels(pair, cell.viewport, 0, scale):
            box = QRectF(left + x - 30 * scale, bottom + 1, 60 * scale, line)
            draw_text(painter, words, box, face, color, ALIGN_CENTER)
    if cell.across == 0 and cell.up and left >= 24 * scale:
        for y, words in _tick_labels(pair, cell.viewport, 1, scale):
            box = QRectF(-left, _box(cell).top() + y - line / 2, 2 * left - 4, line)
            draw_text(painter, words, box, face, color, ALIGN_RIGHT)


def _tick_labels(pair: View, viewport: Viewport, axis: int, scale: float) -> Iterator[tuple[float, str]]:
    """The pixel and the label of each tick of a cell's axis, without those that would stick out of it."""
    max_ticks = max(1, int(viewport.size[axis] / (PAIR_TICK_SPACING[axis] * scale)))
    for tick in axis_ticks(pair, viewport, axis, max_ticks).marks:
        pixel = viewport.to_pixel(axis, tick.position)
        if 0.08 * viewport.size[axis] <= pixel <= 0.92 * viewport.size[axis]:
            yield pixel, tick.text
