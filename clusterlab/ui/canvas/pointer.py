"""What the pointer adds to a plot: rings around what is hovered and selected, and the hover card."""

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtGui import QPainter

from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.hover_card import paint_hover_card
from clusterlab.ui.canvas.mark_painters import paint_highlight_ring, paint_search_radius
from clusterlab.ui.canvas.parallel_coordinates import paint_line

NO_POINTS: Rows = np.zeros(0, np.intp)
MAX_SELECTED_RINGS = 2_000
"""At most so many selected points are ringed; more rings would hide the points."""

RING_RADIUS, SMALL_RING_RADIUS = 6, 4
HOVER_LINE_WIDTH, HOVER_LINE_HALO = 2.0, 4.0


@dataclass(frozen=True, eq=False)
class PointerState:
    """The overlay of a picture: the selected center and points, the hovered point and its details.

    Points are indices in spatial order; -1 is none. `center_card` has the details of the hovered center, or
    else of the selected one; `mouse` is the mouse position at which the hovered point was found.
    """

    center: int = -1
    hovered_center: int = -1
    center_card: PointDetails | None = None
    selected: Rows = field(default_factory=lambda: NO_POINTS)
    point: int = -1
    card: PointDetails | None = None
    mouse: tuple[float, float] = (0.0, 0.0)


def paint_pointer_overlay(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, pointer: PointerState
) -> None:
    """Rings around the selected center and points and the hovered point, and the hover card."""
    view, centers = picture.view, picture.mark(Centers)
    if centers is not None and 0 <= pointer.center < len(centers.positions):
        for position in viewport.to_pixels(view.plot_positions(centers.positions[pointer.center])):
            paint_highlight_ring(painter, position, 14, viewport, theme)
    plots = view.plot_positions(picture.places[:1]).shape[-2]  # there may be no points
    limited = pointer.selected[: MAX_SELECTED_RINGS // plots]
    for plot_positions in viewport.to_pixels(view.plot_positions(picture.places[limited])):
        _paint_highlight(painter, view, plot_positions, viewport, theme)
    if pointer.point >= 0:
        _paint_point(painter, picture, viewport, theme, pointer)
    elif pointer.center_card is not None and centers is not None:
        cluster = pointer.hovered_center if pointer.hovered_center >= 0 else pointer.center
        position = viewport.to_pixels(view.plot_positions(centers.positions[cluster]))[0]
        paint_hover_card(painter, pointer.center_card, picture, position, viewport, theme)


def _paint_point(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, pointer: PointerState
) -> None:
    """Highlights the hovered point in every cell, with its card where it is nearest to the mouse."""
    card = pointer.card
    plot_positions = viewport.to_pixels(picture.view.plot_positions(picture.places[pointer.point]))
    nearest = plot_positions[np.argmin(np.hypot(*(plot_positions - pointer.mouse).T))]
    if (
        card is not None
        and card.search_radius is not None
        and len(plot_positions) == 1
        and picture.view.linear
    ):
        paint_search_radius(painter, nearest, card.search_radius, viewport, theme)
    _paint_highlight(painter, picture.view, plot_positions, viewport, theme)
    if card is not None:
        paint_hover_card(painter, card, picture, nearest, viewport, theme)


def _paint_highlight(
    painter: QPainter, view: View, plot_positions: Floats, viewport: Viewport, theme: Theme
) -> None:
    """Highlights a point at its positions (s, 2) in pixels: rings, or its line in parallel coordinates."""
    if isinstance(view, ParallelCoordinates):
        paint_line(painter, plot_positions, theme.accent, HOVER_LINE_WIDTH, HOVER_LINE_HALO, viewport, theme)
        return
    ring_radius = RING_RADIUS if len(plot_positions) == 1 else SMALL_RING_RADIUS
    for position in plot_positions:
        paint_highlight_ring(painter, position, ring_radius, viewport, theme)
