"""A scatter matrix on the canvas: the layout of its cells, painting and picking."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.marks import Centers, CenterTrajectories, Ellipses, Highlights
from clusterlab.core.multi_axis_view import ScatterMatrix
from clusterlab.core.projection import View
from clusterlab.export.picking import Picker, picker_of
from clusterlab.export.picture import Picture, pair_picture
from clusterlab.export.points_image import fill_color_of
from clusterlab.export.theme import POINT_OPACITY
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.axes import axis_ticks
from clusterlab.ui.canvas.drawing import ALIGN_CENTER, ALIGN_RIGHT, draw_text
from clusterlab.ui.canvas.mark_painters import SIGMA_OUTLINES, paint_ellipses, paint_mark
from clusterlab.ui.canvas.plot_content import PlotContent
from clusterlab.ui.canvas.raster import paint_points, paint_view
from clusterlab.ui.theme.fonts import font
from clusterlab.ui.widgets.painting import saved_state

PLOT_GAP = 0.03  # margin around each cell, as a share of its width
PAIR_NAME_SIZE, PAIR_NUMBER_SIZE = 11.5, 10.0
MIN_MARK_SCALE = 0.6  # relative to the usual size of marks
FULL_MARK_WIDTH = 420.0  # pixels: cells of this width have marks of the usual size
PAIR_TICK_SPACING = (34, 22)  # the least pixels between ticks, on the x and the y axis
MAX_BAR_SHARE = 0.72  # of the height of a cell: the highest bar of all axes
PAIR_MARK_ORDER = (Ellipses, CenterTrajectories, Highlights, Centers)


@dataclass(frozen=True)
class MatrixCell:
    """A cell: the indices of its x and y axis, its upper left corner in pixels, and its viewport."""

    across: int
    up: int
    corner: tuple[float, float]
    viewport: Viewport

    @property
    def box(self) -> QRectF:
        """The rectangle of the cell, in pixels of the canvas."""
        return QRectF(*self.corner, *self.viewport.size)

    def to_cell(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """A pixel of the canvas relative to the corner of the cell."""
        return pixel[0] - self.corner[0], pixel[1] - self.corner[1]


def matrix_cells(view: ScatterMatrix, viewport: Viewport) -> Iterator[MatrixCell]:
    """The visible cells, including those on the diagonal, aligned to device pixels."""
    side = np.round((1 - 2 * PLOT_GAP) * viewport.dpr / np.array(viewport.per_pixel))
    whole = np.round(np.array(viewport.size) * viewport.dpr)
    for up in range(view.m):
        for across in range(up + 1):
            x, y = view.corner(across, up)
            corner = np.round(viewport.to_pixels(np.array([[x + PLOT_GAP, y + 1 - PLOT_GAP]]), viewport.dpr))
            edges = np.clip(np.vstack([corner, corner + side]), 0, whole)
            if (edges[1] - edges[0] >= 1).all():
                yield _cell(view, viewport, across, up, edges)


def matrix_cell_at(view: ScatterMatrix, viewport: Viewport, pixel: tuple[float, float]) -> MatrixCell | None:
    """The cell below the diagonal at a pixel, or None."""
    found = (cell for cell in matrix_cells(view, viewport) if cell.box.contains(*pixel))
    return next((cell for cell in found if cell.across < cell.up), None)


def axis_pair_at(picture: Picture, viewport: Viewport, pixel: tuple[float, float]) -> tuple[str, str] | None:
    """The names of the x and the y axis of the cell at a pixel; None where there is no cell."""
    cell = matrix_cell_at(picture.view, viewport, pixel) if isinstance(picture.view, ScatterMatrix) else None
    return None if cell is None else (picture.view.axes[cell.across], picture.view.axes[cell.up])


class MatrixPicker:
    """Finds the point under the mouse in the cell under the mouse."""

    def __init__(self, picture: Picture, view: ScatterMatrix) -> None:
        self._picture, self._view = picture, view
        self._pickers: dict[tuple[int, int], Picker] = {}

    def nearest(self, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
        """The point nearest to a logical pixel and within `max_distance` pixels, or -1."""
        cell = matrix_cell_at(self._view, viewport, pixel)
        if cell is None:
            return -1
        pair = (cell.across, cell.up)
        if pair not in self._pickers:
            self._pickers[pair] = Picker(pair_picture(self._picture, self._view, *pair).places)
        return self._pickers[pair].nearest(cell.to_cell(pixel), cell.viewport, max_distance)


@picker_of.register
def _(view: ScatterMatrix, picture: Picture) -> MatrixPicker:
    return MatrixPicker(picture, view)


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
        painter.drawRect(cell.box.adjusted(0.5, 0.5, -0.5, -0.5))
    face = font(PAIR_NAME_SIZE * content.scale, bold=True)
    line = QFontMetricsF(face).height()
    for cell in cells:
        if cell.across == cell.up:
            name = QRectF(cell.box.left() + 5, cell.box.top() + 3, cell.box.width() - 9, line)
            draw_text(painter, view.axes[cell.up], name, face, content.theme.text)
        _paint_tick_labels(painter, content, view, cell)


def _cell(view: ScatterMatrix, viewport: Viewport, across: int, up: int, edges: Floats) -> MatrixCell:
    """The cell between two corners (2, 2) in device pixels."""
    (left, top), (right, bottom) = (edges / viewport.dpr).tolist()
    size = tuple(((edges[1] - edges[0]) / viewport.dpr).tolist())
    low, high = view.values_at(
        viewport.to_plane(np.array([[left, bottom], [right, top]])), across, up
    ).tolist()
    mark_scale = min(max(min(size) / FULL_MARK_WIDTH, MIN_MARK_SCALE), 1.0)
    cell_viewport = Viewport(size, tuple(low), tuple(high), viewport.dpr, viewport.scale * mark_scale)
    return MatrixCell(across, up, (left, top), cell_viewport)


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
    """A histogram of the points along an axis, stacked by cluster."""
    picture, theme = content.picture, content.theme
    if picture.histograms is None:
        return
    counts = picture.histograms[cell.up]
    low, high = view.axis_limits[:, cell.up]
    edges = cell.viewport.to_pixels(np.linspace(low, high, len(counts) + 1)[:, None].repeat(2, axis=1))[:, 0]
    height = cell.viewport.size[1]
    sizes = counts * (MAX_BAR_SHARE * height / max(counts.sum(axis=1).max(), 1.0))
    tops = height - np.cumsum(sizes, axis=1)
    fill = fill_color_of(theme, len(picture.places))
    colors = [fill(number) for number in picture.colors] + [theme.noise if picture.sizes else theme.muted]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setOpacity(POINT_OPACITY)
    for cluster, color in enumerate(colors):
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
        cell.box.left(),
        cell.box.bottom(),
    )
    face, line, color = font(PAIR_NUMBER_SIZE * scale), 14 * scale, content.theme.muted
    if cell.up == view.m - 1 and bottom + line <= content.viewport.size[1]:
        for x, words in _tick_labels(pair, cell.viewport, 0, scale):
            box = QRectF(left + x - 30 * scale, bottom + 1, 60 * scale, line)
            draw_text(painter, words, box, face, color, ALIGN_CENTER)
    if cell.across == 0 and cell.up and left >= 24 * scale:
        for y, words in _tick_labels(pair, cell.viewport, 1, scale):
            box = QRectF(-left, cell.box.top() + y - line / 2, 2 * left - 4, line)
            draw_text(painter, words, box, face, color, ALIGN_RIGHT)


def _tick_labels(pair: View, viewport: Viewport, axis: int, scale: float) -> Iterator[tuple[float, str]]:
    """The pixel and the label of each tick of a cell's axis, without those that would stick out of it."""
    max_ticks = max(1, int(viewport.size[axis] / (PAIR_TICK_SPACING[axis] * scale)))
    for tick in axis_ticks(pair, viewport, axis, max_ticks).marks:
        pixel = float(viewport.to_pixels(np.full((1, 2), tick.position))[0, axis])
        if 0.08 * viewport.size[axis] <= pixel <= 0.92 * viewport.size[axis]:
            yield pixel, tick.text
