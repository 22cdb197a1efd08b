"""Paints the marks over the points: assignment lines, trajectories, highlights, ellipses, centers."""

from collections.abc import Sequence
from functools import singledispatch

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from clusterlab.core.marks import AssignmentLines, Centers, CenterTrajectories, Ellipses, Highlights, Mark
from clusterlab.export.mark_geometry import distinct_stops, ellipse_transforms, spaced_stops
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.point_colors import emphasized
from clusterlab.export.points_image import radius
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.drawing import polygon, translucent

CENTER_CROSS_SIZE = 8.0  # half the width of a center's cross
MANY_CENTERS = 40  # with more centers than these, crosses are smaller
MAX_CIRCLE_RADIUS = 1e5  # pixels: larger circles look the same
MIN_STOP_SPACING = 7.0  # logical pixels: circles on a trajectory that are closer are left out
HIGHLIGHT_STYLES = {
    **dict.fromkeys(("candidates", "batch", "reached"), (4, 1.2, "text")),
    "doubtful": (4, 1.4, "text"),
    "misplaced": (6, 1.4, "text"),
}
"""By meaning: the margin between point and ring, the line width, and the color."""
OTHER_HIGHLIGHT_STYLE = (11, 2.0, "accent")
KEY_RING_RADIUS, KEY_RING_SHARE = 2.6, 0.4
"""The radius of a ring in the legend: a least one, and a share of the margin."""
SigmaOutline = tuple[int, float, int, Qt.PenStyle]
"""A contour of a Gaussian component: sigma, line width, opacity (0 to 255) and pen style."""
SIGMA_OUTLINES: tuple[SigmaOutline, ...] = (
    (1, 2.0, 255, Qt.PenStyle.SolidLine),
    (2, 1.2, 255, Qt.PenStyle.SolidLine),
)
OUTER_OUTLINE: SigmaOutline = (3, 1.1, 150, Qt.PenStyle.DashLine)


def paint_marks(kind: type[Mark], painter: QPainter, content: PlotContent) -> None:
    """Paints the marks of one kind."""
    for mark in content.picture.marks:
        if isinstance(mark, kind):
            paint_mark(mark, painter, content)


@singledispatch
def paint_mark(mark: Mark, painter: QPainter, content: PlotContent) -> None:
    """Paints one mark; points and regions are rasterized instead."""


@paint_mark.register
def _(mark: AssignmentLines, painter: QPainter, content: PlotContent) -> None:
    picture, viewport, theme = content
    ends, starts = viewport.to_pixels(mark.centers), viewport.to_pixels(picture.drawn_places)
    alpha = 120 if len(starts) < 1000 else 60
    for label, number in enumerate(picture.colors[: len(ends)]):
        own = starts[mark.labels == label]
        own = own[np.isfinite(own).all(axis=1)]
        color = emphasized(theme.line_color(number), number, picture, theme)
        painter.setPen(_pen(color, 0.8 * viewport.scale, alpha))
        end = QPointF(*ends[label].tolist())
        painter.drawLines([QLineF(QPointF(x, y), end) for x, y in own.tolist()])


@paint_mark.register
def _(mark: CenterTrajectories, painter: QPainter, content: PlotContent) -> None:
    scale, color = content.scale, content.theme.muted
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for track in mark.trajectories:
        if len(track) < 2:
            continue
        stops = distinct_stops(content.viewport.to_pixels(track))
        painter.setPen(_pen(color, 1.5 * scale, style=Qt.PenStyle.DotLine))
        painter.drawPolyline(polygon(stops))
        painter.setPen(_pen(color, 1.2 * scale))
        for stop in spaced_stops(stops[:-1], MIN_STOP_SPACING * scale):
            painter.drawEllipse(QPointF(*stop), 2.6 * scale, 2.6 * scale)


@paint_mark.register
def _(mark: Highlights, painter: QPainter, content: PlotContent) -> None:
    picture, viewport, _ = content
    margin, *_ = HIGHLIGHT_STYLES.get(mark.meaning, OTHER_HIGHLIGHT_STYLE)
    size = radius(len(picture.places), viewport) + margin * viewport.scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_ring_pen(mark.meaning, content))
    for x, y in viewport.to_pixels(picture.places[mark.rows]).tolist():
        painter.drawEllipse(QPointF(x, y), size, size)


def paint_key_ring(painter: QPainter, content: PlotContent, meaning: str, center: QPointF) -> None:
    """A ring in the style of what it means, for the legend: the larger around points, the larger here."""
    margin, *_ = HIGHLIGHT_STYLES.get(meaning, OTHER_HIGHLIGHT_STYLE)
    size = (KEY_RING_RADIUS + KEY_RING_SHARE * margin) * content.scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_ring_pen(meaning, content))
    painter.drawEllipse(center, size, size)


def _ring_pen(meaning: str, content: PlotContent) -> QPen:
    _, width, color = HIGHLIGHT_STYLES.get(meaning, OTHER_HIGHLIGHT_STYLE)
    return _pen(content.theme.text if color == "text" else content.theme.accent, width * content.scale)


@paint_mark.register
def _(mark: Ellipses, painter: QPainter, content: PlotContent) -> None:
    paint_ellipses(mark, painter, content, (OUTER_OUTLINE, *reversed(SIGMA_OUTLINES)))


def paint_ellipses(
    mark: Ellipses, painter: QPainter, content: PlotContent, lines: Sequence[SigmaOutline]
) -> None:
    """Paints the given contours of each component."""
    picture, viewport, theme = content
    transforms = ellipse_transforms(mark, viewport).tolist()
    for numbers, number in zip(transforms, picture.colors, strict=False):
        if number in picture.emphasis.hidden:
            continue
        outline, color = QTransform(*numbers), emphasized(theme.line_color(number), number, picture, theme)
        for sigma, width, alpha, style in lines:
            fills = sigma == 1 and number not in picture.faded
            painter.setBrush(translucent(theme.cluster(number), 22) if fills else Qt.BrushStyle.NoBrush)
            painter.setPen(_pen(color, width * viewport.scale, alpha, style))
            painter.drawPath(outline.map(SIGMA_CIRCLES[sigma]))


@paint_mark.register
def _(mark: Centers, painter: QPainter, content: PlotContent) -> None:
    _, viewport, theme = content
    positions = viewport.to_pixels(mark.positions)
    size = (CENTER_CROSS_SIZE if len(positions) <= MANY_CENTERS else CENTER_CROSS_SIZE * 0.6) * viewport.scale
    lines = [
        QLineF(x - size, y - rise, x + size, y + rise)
        for x, y in positions[np.isfinite(positions).all(axis=1)].tolist()
        for rise in (size, -size)
    ]
    for color, width in ((theme.canvas, 0.85), (theme.text, 0.4)):
        painter.setPen(QPen(QColor(color), width * size, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)


def paint_highlight_ring(painter: QPainter, content: PlotContent, position: Floats, size: float) -> None:
    """A ring around a hovered or selected point or center."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((content.theme.canvas, 4.0), (content.theme.accent, 2.0)):
        painter.setPen(_pen(color, width * content.scale))
        painter.drawEllipse(QPointF(*position.tolist()), size * content.scale, size * content.scale)


def paint_search_radius(painter: QPainter, content: PlotContent, position: Floats, size: float) -> None:
    """The circle around a point within which its neighbors lie; `size` is in plane coordinates."""
    across, up = (min(size / unit, MAX_CIRCLE_RADIUS) for unit in content.viewport.per_pixel)
    painter.setBrush(translucent(content.theme.accent, 26))
    painter.setPen(_pen(content.theme.accent, 1.2 * content.scale, 200))
    painter.drawEllipse(QPointF(*position.tolist()), across, up)


def _circle(radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), radius, radius)
    return path


def _pen(color: str, width: float, alpha: int = 255, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    return QPen(translucent(color, alpha), width, style)


SIGMA_CIRCLES = {sigma: _circle(sigma) for sigma in (1, 2, 3)}
