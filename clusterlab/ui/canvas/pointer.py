"""What the pointer adds to a plot: rings around what is hovered and selected, and the hover card."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.pointer_state import PointerState, ringed_places
from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.shard_details import HoveredPlace
from clusterlab.ui.canvas.hover_card import paint_hover_card
from clusterlab.ui.canvas.mark_painters import paint_highlight_ring, paint_search_radius
from clusterlab.ui.canvas.parallel_coordinates import paint_line
from clusterlab.ui.canvas.question_painter import paint_question
from clusterlab.ui.canvas.reason_lines import paint_reason
from clusterlab.ui.theme.fonts import font

CENTER_RING_RADIUS, NUMBER_RADIUS, NUMBER_SIZE = 14, 9, 11.0
RING_RADIUS, SMALL_RING_RADIUS = 6, 4
BLOCK_LINE_WIDTH = 1.5
HOVER_LINE_WIDTH, HOVER_LINE_HALO = 2.0, 4.0


def paint_pointer_overlay(painter: QPainter, content: PlotContent, pointer: PointerState) -> None:
    """Rings around the selected center and points and the hovered point, and the hover card."""
    places, centers = content.picture.places, content.picture.mark(Centers)
    paint_reason(painter, content, pointer.reason)
    if pointer.question is not None:
        paint_question(painter, content, pointer.question)
    if centers is not None and 0 <= pointer.center < len(centers.positions):
        for position in content.pixels(centers.positions[pointer.center]):
            paint_highlight_ring(painter, content, position, CENTER_RING_RADIUS)
            _paint_center_number(painter, content, position, content.picture.listing.number(pointer.center))
    ringed = ringed_places(pointer.selected, content.picture.view, content.picture.shown_places)
    for pixels in content.pixels(places[ringed]):
        _paint_highlight(painter, content, pixels)
    if pointer.place is not None:
        _paint_place(painter, content, pointer.place)
    elif pointer.point >= 0:
        _paint_point(painter, content, pointer)
    elif pointer.center_card is not None and centers is not None:
        cluster = pointer.hovered_center if pointer.hovered_center >= 0 else pointer.center
        position = content.pixels(centers.positions[cluster])[0]
        paint_hover_card(painter, content, pointer.center_card, position)


def _paint_place(painter: QPainter, content: PlotContent, place: HoveredPlace) -> None:
    """A ring around a point, or the outline of a block, and its card."""
    first, last = content.viewport.to_pixels(place.corners)
    if (first == last).all():
        paint_highlight_ring(painter, content, first, RING_RADIUS)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(content.theme.accent), BLOCK_LINE_WIDTH * content.scale))
        painter.drawRect(QRectF(QPointF(*first.tolist()), QPointF(*last.tolist())).normalized())
    paint_hover_card(painter, content, place.card, np.maximum(first, last))


def _paint_center_number(painter: QPainter, content: PlotContent, position: Floats, number: int) -> None:
    """The number of a center in a disk at the upper right of its ring."""
    scale, theme = content.scale, content.theme
    face = font(NUMBER_SIZE * scale)
    text = f"{number}"
    height = 2 * NUMBER_RADIUS * scale
    width = max(height, QFontMetricsF(face).horizontalAdvance(text) + NUMBER_RADIUS * scale)
    x, y = position.tolist()
    box = QRectF(
        x + CENTER_RING_RADIUS * scale * 0.7, y - CENTER_RING_RADIUS * scale * 0.7 - height, width, height
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(face)
    painter.setPen(QColor(theme.on_accent))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_point(painter: QPainter, content: PlotContent, pointer: PointerState) -> None:
    """Highlights the hovered point in every cell, with its card where it is nearest to the mouse."""
    card, view = pointer.card, content.picture.view
    pixels = content.pixels(content.picture.places[pointer.point])
    nearest = pixels[np.argmin(np.hypot(*(pixels - pointer.mouse).T))]
    if card is not None and card.search_radius is not None and len(pixels) == 1 and view.linear:
        paint_search_radius(painter, content, nearest, card.search_radius)
    _paint_highlight(painter, content, pixels)
    if card is not None:
        paint_hover_card(painter, content, card, nearest)


def _paint_highlight(painter: QPainter, content: PlotContent, pixels: Floats) -> None:
    """Highlights a point at its positions (s, 2) in pixels: rings, or its line in parallel coordinates."""
    if isinstance(content.picture.view, ParallelCoordinates):
        paint_line(painter, content, pixels, content.theme.accent, HOVER_LINE_WIDTH, HOVER_LINE_HALO)
        return
    ring_radius = RING_RADIUS if len(pixels) == 1 else SMALL_RING_RADIUS
    for position in pixels:
        paint_highlight_ring(painter, content, position, ring_radius)
