"""The axes of a plot: labels inside of it along its left and lower edge, names, and the grid."""

import math
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from clusterlab.core.multi_axis_view import ScatterMatrix
from clusterlab.core.projection import View
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.ticks import axis_ticks
from clusterlab.export.viewport import Viewport
from clusterlab.ui.canvas.drawing import ALIGN_CENTER, ALIGN_LEFT, ALIGN_MIDDLE, ALIGN_RIGHT, draw_text
from clusterlab.ui.theme.fonts import font
from clusterlab.ui.widgets.painting import item_painter

AXIS_TEXT_SIZE = 11.0
HIDDEN_EDGES = 3
"""The edges of a box that are behind what is in it: those at its farthest corner."""
TextSpec = tuple[QRectF, Qt.AlignmentFlag, str]


class PlaneAxis(pg.AxisItem):
    """An axis of a plane whose labels stand inside the plot; it covers the plot, and leaves it the mouse."""

    def __init__(self, axis: int, box: pg.ViewBox, content: Callable[[], PlotContent | None]) -> None:
        super().__init__(("bottom", "left")[axis], parent=box.parentItem())
        self._axis, self._content = axis, content
        self.setEnabled(False)  # else it would take drags and the wheel
        self.setPen(pg.mkPen(None))
        self.enableAutoSIPrefix(False)  # else it would lay its label out anew at each change of the range
        self.linkToView(box)

    def boundingRect(self) -> QRectF:
        """All of the plot; pyqtgraph limits the size of an axis to that of its labels."""
        return QRectF(self.parentItem().rect())

    def generateDrawSpecs(self, painter: QPainter) -> tuple[Any, Any, list[TextSpec]]:
        """A text for each tick that fits; the grid draws the lines."""
        content = self._content()
        assert content is not None
        side = (ALIGN_LEFT if self._axis else ALIGN_CENTER) | ALIGN_MIDDLE
        marks = axis_ticks(content.picture.view, content.viewport, self._axis).marks
        boxes = [(self._text_box(content.viewport, tick.position, tick.text), tick.text) for tick in marks]
        texts = [(box, side, text) for box, text in boxes if box is not None]
        return (self.pen(), QPointF(), QPointF()), (), texts

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draws the labels; pyqtgraph's recorded QPicture would change their size in files."""
        content = self._content()
        if content is None:
            return
        with item_painter(self, painter, widget):
            self.style["tickFont"] = font(AXIS_TEXT_SIZE * content.viewport.scale)
            self.drawPicture(painter, *self.generateDrawSpecs(painter))

    def _text_box(self, viewport: Viewport, position: float, text: str) -> QRectF | None:
        """Where a label stands: centered above the lower edge, or above its grid line; None if it is cut."""
        (w, h), scale = viewport.size, viewport.scale
        width = QFontMetricsF(self.style["tickFont"]).horizontalAdvance(text)
        pixel = pixel_of(viewport, self._axis, position)
        if self._axis == 0:
            line, half = 18 * scale, width / 2 + 1
            box = QRectF(pixel - half, h - line - 3 * scale, 2 * half, line)
            return box if 28 * scale + half <= pixel <= w - half - 4 else None
        line = 16 * scale
        return QRectF(8, pixel - line, width, line) if 2.9 * line <= pixel <= h - 2.6 * line else None


def paint_grid(painter: QPainter, content: PlotContent) -> None:
    """A grid line at every tick of both axes."""
    picture, viewport, theme = content
    w, h = viewport.size
    painter.setPen(QPen(QColor(theme.grid), 1))
    across, up = (
        [pixel_of(viewport, axis, tick.position) for tick in axis_ticks(picture.view, viewport, axis).marks]
        for axis in (0, 1)
    )
    painter.drawLines([QLineF(x, 0, x, h) for x in across] + [QLineF(0, y, w, y) for y in up])


def paint_box(painter: QPainter, content: PlotContent) -> None:
    """The edges of the box around the points of a view of three dimensions; those behind it are dotted."""
    edges = content.picture.view.box
    if edges is None:
        return
    pixels = content.viewport.to_pixels(edges.reshape(-1, 2)).reshape(-1, 4).tolist()
    lines = [QLineF(*pixel) for pixel in pixels]
    for color, style, part in (
        (content.theme.line, Qt.PenStyle.DotLine, lines[:HIDDEN_EDGES]),
        (content.theme.line, Qt.PenStyle.SolidLine, lines[HIDDEN_EDGES:]),
    ):
        painter.setPen(QPen(QColor(color), content.scale, style))
        painter.drawLines(part)


def paint_axis_names(painter: QPainter, content: PlotContent, hint: str) -> None:
    """The names of the axes in their corners, the scales, and the badge of the view with a hint."""
    view, (w, h), scale = content.picture.view, content.viewport.size, content.scale
    badge, names = _badge_with_hint(view, hint), [_axis_name(view, content.viewport, axis) for axis in (0, 1)]
    line = 18 * scale
    top, width = h - 2 * line - 3 * scale, w * (0.4 if badge else 0.6)
    _draw_name(painter, names[0], content, QRectF(w - width - 10, top, width, line), ALIGN_RIGHT)
    _draw_name(painter, names[1], content, QRectF(8, 8, w * 0.5, 16 * scale))
    left = QRectF(10, top, w * (0.4 if not badge else 0.6 if names[0] else 1.0) - 20, line)
    _draw_name(painter, _scales_text(content, badge, left.width()), content, left)


def paint_badge(painter: QPainter, content: PlotContent, hint: str) -> None:
    """The badge of a multi-axis view, which says what was clustered, along the upper edge."""
    line = QRectF(10, 3, content.viewport.size[0] - 20, 16 * content.scale)
    _draw_name(painter, _badge_with_hint(content.picture.view, hint), content, line)


def interaction_hint(view: View) -> str:
    """How the mouse changes a view in the window, empty where it does not; files do not say it."""
    if view.is_rotatable:
        return "drag turns it"
    return "click a plot to open it" if isinstance(view, ScatterMatrix) else ""


def pixel_of(viewport: Viewport, axis: int, position: float) -> float:
    """The pixel coordinate of a position on an axis, at a pixel center so that its line is 1 pixel wide."""
    return (math.floor(viewport.to_pixel(axis, position) * viewport.dpr) + 0.5) / viewport.dpr


def _badge_with_hint(view: View, hint: str) -> str:
    """The badge of a view with a hint after it."""
    return " · ".join(filter(None, (view.badge, hint)))


def _axis_name(view: View, viewport: Viewport, axis: int) -> str:
    """The name of an axis, and what is to be added to its labels."""
    offset = axis_ticks(view, viewport, axis).offset_text
    return f"{view.axes[axis]} ({offset})" if offset else view.axes[axis]


def _scales_text(content: PlotContent, badge: str, width: float) -> str:
    """The badge and whether both axes have one scale, as far as they fit into `width` pixels."""
    view, advance = content.picture.view, QFontMetrics(font(AXIS_TEXT_SIZE * content.scale)).horizontalAdvance
    is_equal = view.equal and view.step[0] == view.step[1]
    note = "" if not view.axes[1] else "equal scales" if is_equal else "each axis has its own scale"
    if not badge:
        return note if width > advance(note) + 20 else ""
    both = " · ".join(filter(None, (badge, note)))
    return both if advance(both) <= width else badge


def _draw_name(
    painter: QPainter, name: str, content: PlotContent, box: QRectF, side: Qt.AlignmentFlag = ALIGN_LEFT
) -> None:
    draw_text(painter, name, box, font(AXIS_TEXT_SIZE * content.scale), content.theme.muted, side)
