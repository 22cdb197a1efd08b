"""A scatter matrix on the canvas: where its small plots lie, how they are painted, what the mouse is on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from clusterlab.core.marks import Centers, Ellipses, Mark, Paths, Rings
from clusterlab.core.multi_axis_view import Matrix
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture, pair_picture
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.axes import axis_ticks, paint_badge
from clusterlab.ui.canvas.legend import draw_pixels
from clusterlab.ui.canvas.mark_painters import SIGMAS, paint_ellipses, paint_mark
from clusterlab.ui.canvas.picking import Picker, picker_of
from clusterlab.ui.canvas.points_image import dots_image, fill_of
from clusterlab.ui.canvas.viewport import Frame
from clusterlab.ui.theme.theme import DOT_OPACITY, Theme, font

GAP = 0.03  # between the small plots, of the width of one
NAME, NUMBER = 11.5, 10.0
FINEST = 0.6  # of the usual size of marks
USUAL = 420.0  # pixels: a plot so wide has marks of the usual size
ROOM = (34, 22)  # the least pixels from number to number, across and up
TALLEST = 0.72  # of a plot: the highest bar
OVER_POINTS = (Ellipses, Paths, Rings, Centers)


@dataclass(frozen=True)
class Cell:
    """A small plot: its two axes, where its corner is, and what of its plane is seen on how many pixels."""

    across: int
    up: int
    corner: tuple[float, float]
    frame: Frame

    @property
    def box(self) -> QRectF:
        """The pixels that it covers."""
        return QRectF(*self.corner, *self.frame.size)

    def within(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """A pixel of the canvas, counted from the corner."""
        return pixel[0] - self.corner[0], pixel[1] - self.corner[1]


def cells_of(view: Matrix, frame: Frame) -> Iterator[Cell]:
    """The small plots that are in sight, those on the diagonal among them, as whole pixels of the screen."""
    side = np.round((1 - 2 * GAP) * frame.dpr / np.array(frame.per_pixel))
    whole = np.round(np.array(frame.size) * frame.dpr)
    for up in range(view.m):
        for across in range(up + 1):
            x, y = view.corner(across, up)
            corner = np.round(frame.to_pixels(np.array([[x + GAP, y + 1 - GAP]]), frame.dpr))
            edges = np.clip(np.vstack([corner, corner + side]), 0, whole)
            if (edges[1] - edges[0] >= 1).all():
                yield _cell(view, frame, across, up, edges)


def cell_at(view: Matrix, frame: Frame, pixel: tuple[float, float]) -> Cell | None:
    """The plot of two axes under a pixel."""
    found = (cell for cell in cells_of(view, frame) if cell.box.contains(*pixel))
    return next((cell for cell in found if cell.across < cell.up), None)


def pair_at(picture: Picture, frame: Frame, pixel: tuple[float, float]) -> tuple[str, str] | None:
    """The names of the two axes of the small plot under a pixel; None where a picture has none there."""
    cell = cell_at(picture.view, frame, pixel) if isinstance(picture.view, Matrix) else None
    return None if cell is None else (picture.view.axes[cell.across], picture.view.axes[cell.up])


class MatrixPicker:
    """Finds the point under the mouse in whichever plot that is."""

    def __init__(self, picture: Picture, view: Matrix) -> None:
        self._picture, self._view = picture, view
        self._pickers: dict[tuple[int, int], Picker] = {}

    def nearest(self, pixel: tuple[float, float], frame: Frame, within: float) -> int:
        """The point nearest to a logical pixel and no farther than `within` of them, or -1."""
        cell = cell_at(self._view, frame, pixel)
        if cell is None:
            return -1
        pair = (cell.across, cell.up)
        if pair not in self._pickers:
            self._pickers[pair] = Picker(pair_picture(self._picture, self._view, *pair).places)
        return self._pickers[pair].nearest(cell.within(pixel), cell.frame, within)


@picker_of.register
def _(view: Matrix, picture: Picture) -> MatrixPicker:
    return MatrixPicker(picture, view)


def paint_matrix(painter: QPainter, picture: Picture, view: Matrix, frame: Frame, theme: Theme) -> None:
    """Every plot in its own numbers, histograms under the names of the axes, numbers along the edges."""
    cells = list(cells_of(view, frame))
    for cell in cells:
        painter.save()
        painter.translate(QPointF(*cell.corner))
        painter.setClipRect(QRectF(0, 0, *cell.frame.size), Qt.ClipOperation.IntersectClip)
        if cell.across == cell.up:
            _paint_bars(painter, picture, view, cell, theme)
        else:
            _paint_plot(painter, picture, view, cell, theme)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawRect(cell.box.adjusted(0.5, 0.5, -0.5, -0.5))
    for cell in cells:
        if cell.across == cell.up:
            _paint_name(painter, view.axes[cell.up], cell, frame, theme)
        _paint_numbers(painter, view, cell, frame, theme)
    paint_badge(painter, view, frame, theme)


def _cell(view: Matrix, frame: Frame, across: int, up: int, edges: Floats) -> Cell:
    """The plot between two corners in pixels of the screen."""
    (left, top), (right, bottom) = (edges / frame.dpr).tolist()
    size = tuple(((edges[1] - edges[0]) / frame.dpr).tolist())
    low, high = view.places_at(frame.to_plane(np.array([[left, bottom], [right, top]])), across, up).tolist()
    fine = min(max(min(size) / USUAL, FINEST), 1.0)
    seen = Frame(size, tuple(low), tuple(high), frame.dpr, frame.scale * fine)
    return Cell(across, up, (left, top), seen)


def _paint_plot(painter: QPainter, picture: Picture, view: Matrix, cell: Cell, theme: Theme) -> None:
    """The points of two axes, colored as all of the picture, and the marks over them."""
    pair = pair_picture(picture, view, cell.across, cell.up)
    draw_pixels(painter, QPointF(0, 0), dots_image(picture, cell.frame, theme, pair.places), cell.frame.dpr)
    for kind in OVER_POINTS:
        for mark in pair.marks:
            if isinstance(mark, kind):
                _paint_mark(mark, painter, pair, cell.frame, theme)


def _paint_mark(mark: Mark, painter: QPainter, pair: Picture, frame: Frame, theme: Theme) -> None:
    """A mark as on a large plane, but of ellipses one outline: that of 2 sigma."""
    if isinstance(mark, Ellipses):
        paint_ellipses(mark, painter, pair, frame, theme, SIGMAS[1:])
    else:
        paint_mark(mark, painter, pair, frame, theme)


def _paint_bars(painter: QPainter, picture: Picture, view: Matrix, cell: Cell, theme: Theme) -> None:
    """How many points lie where on an axis, those of each cluster on top of those before it."""
    if picture.bars is None:
        return
    counts = picture.bars[cell.up]
    low, high = view.ends[:, cell.up]
    edges = cell.frame.to_pixels(np.linspace(low, high, len(counts) + 1)[:, None].repeat(2, axis=1))[:, 0]
    height = cell.frame.size[1]
    unit = TALLEST * height / max(counts.sum(axis=1).max(), 1.0)
    fill = fill_of(theme, len(picture.places))
    numbers = [fill(number) for number in picture.colors] + [theme.noise if picture.sizes else theme.muted]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setOpacity(DOT_OPACITY)
    tops = height - np.cumsum(counts, axis=1) * unit
    for cluster, color in enumerate(numbers):
        painter.setBrush(QColor(color))
        bars = [
            QRectF(left, top, right - left, size)
            for left, right, top, size in zip(
                edges, edges[1:], tops[:, cluster], counts[:, cluster] * unit, strict=False
            )
            if size > 0
        ]
        painter.drawRects(bars)


def _paint_name(painter: QPainter, name: str, cell: Cell, frame: Frame, theme: Theme) -> None:
    painter.setFont(font(NAME * frame.scale, bold=True))
    painter.setPen(QColor(theme.text))
    box = cell.box.adjusted(5, 3, -4, 0)
    short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(max(box.width(), 0)))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, short)


def _paint_numbers(painter: QPainter, view: Matrix, cell: Cell, frame: Frame, theme: Theme) -> None:
    """Numbers under the lowest plots and left of the first ones, where there is room for them."""
    pair, scale = view.pair(cell.across, cell.up), frame.scale
    painter.setFont(font(NUMBER * scale))
    painter.setPen(QColor(theme.muted))
    middle = Qt.AlignmentFlag.AlignVCenter
    line = 14 * scale
    if cell.up == view.m - 1 and cell.box.bottom() + line <= frame.size[1]:
        for x, text in _numbers(pair, cell.frame, 0, scale):
            box = QRectF(cell.box.left() + x - 30 * scale, cell.box.bottom() + 1, 60 * scale, line)
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignHCenter, text)
    if cell.across == 0 and cell.up and cell.box.left() >= 24 * scale:
        for y, text in _numbers(pair, cell.frame, 1, scale):
            box = QRectF(0, cell.box.top() + y - line / 2, cell.box.left() - 4, line)
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, text)


def _numbers(pair: View, frame: Frame, axis: int, scale: float) -> Iterator[tuple[float, str]]:
    """Where the numbers of an axis stand in a small plot: a few, and none that would reach out of it."""
    most = max(1, int(frame.size[axis] / (ROOM[axis] * scale)))
    for tick in axis_ticks(pair, frame, axis, most).marks:
        spot = float(frame.to_pixels(np.full((1, 2), tick.place))[0, axis])
        if 0.08 * frame.size[axis] <= spot <= 0.92 * frame.size[axis]:
            yield spot, tick.text
