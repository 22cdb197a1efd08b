"""The part of the canvas that does not follow the mouse, painted once, and what lies over it."""

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import Parallel
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.point_details import Card
from clusterlab.ui.canvas.hover_card import paint_hover
from clusterlab.ui.canvas.mark_painters import paint_pointed, paint_reach
from clusterlab.ui.canvas.parallel_coordinates import paint_line
from clusterlab.ui.canvas.points_image import device_size
from clusterlab.ui.canvas.render import paint, paint_edge
from clusterlab.ui.canvas.viewport import Frame
from clusterlab.ui.theme.theme import Theme

NOBODY: Rows = np.zeros(0, np.intp)
MOST_CHOSEN = 2_000
"""So many selected points have their rings; more of them would be a ground without a figure."""

RING, SMALL_RING = 6, 4
LINE, HALO = 2.0, 4.0


@dataclass(frozen=True, eq=False)
class Pointed:
    """What lies over a picture: the selected center and points, the point under the mouse and its card.

    Points are told by their places in spatial order; -1 is none. `near` is the center under the mouse,
    `about` the card of that center or else of the selected one, `mouse` where the mouse
    last came to a point.
    """

    center: int = -1
    near: int = -1
    about: Card | None = None
    chosen: Rows = field(default_factory=lambda: NOBODY)
    point: int = -1
    card: Card | None = None
    mouse: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Painted:
    """A picture as it was painted, whole, in a frame and a theme."""

    picture: Picture
    frame: Frame
    theme: Theme
    image: QImage

    def shows(self, picture: Picture, frame: Frame, theme: Theme) -> bool:
        """Whether this is how these three look."""
        return picture is self.picture and frame == self.frame and theme.name == self.theme.name


def painted(picture: Picture, frame: Frame, theme: Theme) -> Painted:
    """Paints a picture with its edge; it may be done on whatever thread."""
    image = QImage(*device_size(frame), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(frame.dpr)
    image.fill(QColor(theme.window))  # half a pixel may stay free at the edges
    painter = QPainter(image)
    paint(painter, picture, frame, theme)
    paint_edge(painter, frame, theme)
    painter.end()
    return Painted(picture, frame, theme, image)


class Still:
    """Keeps the last picture as it was painted, for one frame and theme."""

    def __init__(self) -> None:
        self._kept: Painted | None = None
        self._came: Painted | None = None
        self.paints = 0

    def take(self, came: Painted | None) -> None:
        """Keeps what was painted elsewhere until it is asked for, or something else is."""
        self._came = came

    def image(self, picture: Picture, frame: Frame, theme: Theme) -> QImage:
        """The painted picture; painting happens where any of the three is another."""
        if self._kept is None or not self._kept.shows(picture, frame, theme):
            came, self._came = self._came, None
            fits = came is not None and came.shows(picture, frame, theme)
            self._kept = came if fits else painted(picture, frame, theme)
            self.paints += 1
        assert self._kept is not None
        return self._kept.image


def paint_over(painter: QPainter, picture: Picture, frame: Frame, theme: Theme, pointed: Pointed) -> None:
    """Rings around the selected center and points and around the point under the mouse, and its card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    view, centers = picture.view, picture.mark(Centers)
    if centers is not None and 0 <= pointed.center < len(centers.positions):
        for spot in frame.to_pixels(view.spots(centers.positions[pointed.center])):
            paint_pointed(painter, spot, 14, frame, theme)
    few = pointed.chosen[: MOST_CHOSEN // len(view.spots(picture.places[0]))]
    for spots in frame.to_pixels(view.spots(picture.places[few])):
        _paint_seen(painter, view, spots, frame, theme)
    if pointed.point >= 0:
        _paint_point(painter, picture, frame, theme, pointed)
    elif pointed.about is not None and centers is not None:
        cluster = pointed.near if pointed.near >= 0 else pointed.center
        spot = frame.to_pixels(view.spots(centers.positions[cluster]))[0]
        paint_hover(painter, pointed.about, picture, spot, frame, theme)


def _paint_point(painter: QPainter, picture: Picture, frame: Frame, theme: Theme, pointed: Pointed) -> None:
    """The point under the mouse wherever it is seen, and its card where that is nearest to the mouse."""
    spots, card = frame.to_pixels(picture.view.spots(picture.places[pointed.point])), pointed.card
    nearest = spots[np.argmin(np.hypot(*(spots - pointed.mouse).T))]
    if card is not None and card.reach is not None and len(spots) == 1 and picture.view.linear:
        paint_reach(painter, nearest, card.reach, frame, theme)
    _paint_seen(painter, picture.view, spots, frame, theme)
    if card is not None:
        paint_hover(painter, card, picture, nearest, frame, theme)


def _paint_seen(painter: QPainter, view: View, spots: Floats, frame: Frame, theme: Theme) -> None:
    """A point as it is seen (s, 2), in pixels: rings around it, or its line."""
    if isinstance(view, Parallel):
        paint_line(painter, spots, theme.accent, LINE, HALO, frame, theme)
        return
    for spot in spots:
        paint_pointed(painter, spot, RING if len(spots) == 1 else SMALL_RING, frame, theme)
