"""The canvas: a picture that can be zoomed, panned and pointed at, with centers that can be dragged."""

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from clusterlab.core.marks import Centers
from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.point_details import Card
from clusterlab.ui.canvas.canvas_state import Seen
from clusterlab.ui.canvas.legend import scrolled
from clusterlab.ui.canvas.picking import Finds, nearest_of, picker_of
from clusterlab.ui.canvas.render_cache import NOBODY, Painted, Pointed, Still, paint_over
from clusterlab.ui.canvas.scatter_matrix import pair_at
from clusterlab.ui.canvas.surface import Surface, type_scale
from clusterlab.ui.canvas.viewport import INSETS, Frame

REACH, GRASP = 8.0, 14.0  # how near the mouse must be to a point, and to a center, in logical pixels
SLACK = 4.0  # a press that moves less than this is a click
DESCRIPTION = "The points, colored by cluster, with the centers of this step."
NOTCH = 1.2  # how much a notch of the wheel magnifies


@dataclass
class _Press:
    """A held mouse button: where it went down, where it is, what center it holds, whether it has moved."""

    start: QPointF
    last: QPointF
    center: int
    moved: bool = False


class Canvas(Surface):
    """Shows a picture; places in its signals are in the view's coordinates, points in spatial order."""

    center_dragged = Signal(int, object)
    center_dropped = Signal(int, object)
    center_selected = Signal(int)
    center_hovered = Signal(int)
    point_clicked = Signal(int, bool)
    turned = Signal(float, float, bool)
    pair_asked = Signal(object)
    insets = INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Canvas", DESCRIPTION, parent)
        self.pointed = Pointed()
        self._picture: Picture | None = None
        self._frame: Frame | None = None
        self._fits = True
        self.still = Still()
        self._picker: Finds | None = None
        self._press: _Press | None = None

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    frame = property(lambda self: self._frame, doc="Which part of the picture is seen, a Frame, or None.")

    @property
    def seen(self) -> Seen:
        """What is shown and how, as long as nobody changes it."""
        size, scale = (self.width(), self.height()), type_scale(self.font())
        return Seen(
            self._picture, self._frame, size, self.devicePixelRatioF(), scale, self.insets, self._theme
        )

    def show_picture(self, picture: Picture, came: Painted | None = None) -> None:
        """Shows a picture, which may have been painted already: what is seen stays in place while the view
        does, else everything is seen."""
        if self._picture is None or picture.places is not self._picture.places:
            self._picker = None
            self._point_at(-1)
            self._mark(chosen=NOBODY)
        frame, fresh = self.seen.frame_of(picture)
        self._picture, self._frame = picture, frame
        self.still.take(came)
        if fresh:
            self.fit()
        if max(self.pointed.center, self.pointed.near) >= picture.k:
            self._mark(center=-1, near=-1, about=None)
        if picture.caption:
            self.setAccessibleDescription(picture.caption)
        self.update()

    def fit(self) -> None:
        """Shows all points."""
        self._fits = True
        self._reframe()

    def select_center(self, cluster: int) -> None:
        """Marks a center as selected, without a word about it; -1 selects none."""
        self._mark(center=cluster)

    def show_points(self, hovered: int, card: Card | None, chosen: Rows) -> None:
        """Shows which point is pointed at and which are selected, wherever that was done."""
        self._mark(point=hovered, card=card, chosen=chosen)

    def show_center(self, card: Card | None) -> None:
        """Shows what is known of the center under the mouse, or else of the selected one."""
        if card != self.pointed.about:
            self._mark(about=card)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the kept picture, and over it what follows the mouse."""
        painter = QPainter(self)
        if self._picture is None or self._frame is None:
            painter.fillRect(self.rect(), QColor(self._theme.canvas))
            return
        picture, frame, theme = self._picture, self._frame, self._theme
        painter.fillRect(self.rect().adjusted(0, 0, 1, 1), QColor(theme.window))  # a rest of a pixel
        painter.drawImage(0, 0, self.still.image(picture, frame, theme))
        paint_over(painter, picture, frame, theme, self.pointed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in sight if it was, else the middle and the magnification."""
        super().resizeEvent(event)
        self._reframe()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms to the pointer, or scrolls a long legend under it."""
        turned = event.angleDelta().y()
        if self._frame is None or not turned:
            event.ignore()
            return
        spot = event.position()
        legend = scrolled(self._picture, self._frame, spot, -round(turned / 120)) if self._picture else None
        if legend is not None:
            self._frame = legend
            self.update()
        else:
            self._show_frame(self._frame.zoomed((spot.x(), spot.y()), NOTCH ** (turned / 120)))
        self._hover_at(spot)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of a center, or of the plane."""
        if event.button() == Qt.MouseButton.LeftButton and self._frame is not None:
            spot = event.position()
            self._press = _Press(spot, spot, center_at(self._picture, self._frame, spot))
            self._point_at(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags what is held, or looks what lies under the mouse."""
        spot, press = event.position(), self._press
        if press is None:
            self._hover_at(spot)
            return
        if not press.moved and (spot - press.start).manhattanLength() < SLACK:
            return
        press.moved = True
        self.show_center(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if press.center >= 0:
            self.center_dragged.emit(press.center, _place(self._frame, spot))
        elif turns(self._picture, event):
            step = spot - press.last
            self.turned.emit(step.x(), step.y(), False)
        elif self._frame is not None:
            step = spot - press.last
            self._show_frame(self._frame.panned(step.x(), step.y()))
        press.last = spot

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go: a center is dropped, and a plain click only selects."""
        press = self._press
        if event.button() != Qt.MouseButton.LeftButton or press is None:
            return
        self._press = None
        if not press.moved:
            self._click(press, event)
        elif press.center >= 0:
            self.center_dropped.emit(press.center, _place(self._frame, event.position()))
        elif turns(self._picture, event):
            self.turned.emit(0.0, 0.0, True)
        self._hover_at(event.position())

    def _reframe(self) -> None:
        """Another size, theme or picture: a frame that suits."""
        self._frame = self.seen.reframed(self._fits)
        self.update()

    def _show_frame(self, frame: Frame) -> None:
        self._frame, self._fits = frame, False
        self.update()

    def _hover_at(self, spot: QPointF) -> None:
        if self._picture is None or self._frame is None:
            return
        self._near(center_at(self._picture, self._frame, spot))
        held = self.pointed.near >= 0
        self.setCursor(Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor)
        if self._picker is None:
            self._picker = picker_of(self._picture.view, self._picture)
        found = -1 if held else self._picker.nearest((spot.x(), spot.y()), self._frame, REACH)
        if found != self.pointed.point:
            self._mark(mouse=(spot.x(), spot.y()))
        self._point_at(found)

    def _click(self, press: _Press, event: QMouseEvent) -> None:
        """Selects what was clicked: a center, or the point there, or nothing; a small plot is asked for."""
        spot, adding = event.position(), adds(event.modifiers())
        pair = None if adding else pair_at(self._picture, self._frame, (spot.x(), spot.y()))
        if pair is not None:
            self.pair_asked.emit(pair)
            return
        self.select_center(press.center)
        self.center_selected.emit(press.center)
        self._hover_at(spot)
        if press.center < 0:
            self.point_clicked.emit(self.pointed.point, adding)

    def _point_at(self, point: int) -> None:
        if point != self.pointed.point:
            self._mark(point=point, card=None)
            self.hovered.emit(point)

    def _near(self, center: int) -> None:
        if center != self.pointed.near:
            self._mark(near=center, about=None)
            self.center_hovered.emit(center)

    def _mark(self, **changes: object) -> None:
        """Other things are pointed at."""
        self.pointed = replace(self.pointed, **changes)  # type: ignore[arg-type]
        self.update()


def adds(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a click adds to what is selected."""
    return bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))


def turns(picture: Picture | None, event: QMouseEvent) -> bool:
    """Whether a drag turns the view: in three dimensions it does, unless Shift is held."""
    solid = picture is not None and picture.view.depth is not None
    return solid and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier


def center_at(picture: Picture, frame: Frame, spot: QPointF) -> int:
    """The center that a hand at a spot would take hold of, or -1."""
    centers = picture.mark(Centers) if picture.view.lifts else None
    if centers is None:
        return -1
    return nearest_of(centers.positions, (spot.x(), spot.y()), frame, GRASP * frame.scale)


def _place(frame: Frame, spot: QPointF) -> Floats:
    return frame.to_plane(np.array([spot.x(), spot.y()]))
