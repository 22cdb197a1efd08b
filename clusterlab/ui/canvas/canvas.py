"""The canvas: a picture that can be zoomed, panned and pointed at, with centers that can be dragged."""

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from clusterlab.core.marks import Centers
from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.canvas_state import CanvasState
from clusterlab.ui.canvas.legend import scroll_legend
from clusterlab.ui.canvas.picking import PointFinder, nearest_index, picker_of
from clusterlab.ui.canvas.render_cache import (
    NO_POINTS,
    PointerState,
    RenderCache,
    RenderedImage,
    paint_pointer_overlay,
)
from clusterlab.ui.canvas.scatter_matrix import axis_pair_at
from clusterlab.ui.canvas.surface import Surface, type_scale
from clusterlab.ui.canvas.viewport import INSETS, Viewport

HOVER_DISTANCE, GRAB_DISTANCE = (
    8.0,
    14.0,
)  # how near the mouse must be to a point, and to a center, in logical pixels
CLICK_TOLERANCE = 4.0  # a press that moves less than this is a click
DESCRIPTION = "The points, colored by cluster, with the centers of this step."
ZOOM_PER_NOTCH = 1.2  # how much a notch of the wheel magnifies


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
    rotated = Signal(float, float, bool)
    pair_requested = Signal(object)
    insets = INSETS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Canvas", DESCRIPTION, parent)
        self.pointer = PointerState()
        self._picture: Picture | None = None
        self._viewport: Viewport | None = None
        self._shows_all = True
        self.render_cache = RenderCache()
        self._picker: PointFinder | None = None
        self._press: _Press | None = None

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    viewport = property(
        lambda self: self._viewport, doc="Which part of the picture is seen, a Frame, or None."
    )

    @property
    def state(self) -> CanvasState:
        """What is shown and how, as long as nobody changes it."""
        size, scale = (self.width(), self.height()), type_scale(self.font())
        return CanvasState(
            self._picture, self._viewport, size, self.devicePixelRatioF(), scale, self.insets, self._theme
        )

    def show_picture(self, picture: Picture, rendered: RenderedImage | None = None) -> None:
        """Shows a picture, which may have been painted already: what is seen stays in place while the view
        does, else everything is seen."""
        if self._picture is None or picture.places is not self._picture.places:
            self._picker = None
            self._hover_point(-1)
            self._update_pointer(selected=NO_POINTS)
        viewport, fresh = self.state.viewport_for(picture)
        self._picture, self._viewport = picture, viewport
        self.render_cache.take(rendered)
        if fresh:
            self.fit()
        if max(self.pointer.center, self.pointer.hovered_center) >= picture.k:
            self._update_pointer(center=-1, hovered_center=-1, center_card=None)
        if picture.caption:
            self.setAccessibleDescription(picture.caption)
        self.update()

    def fit(self) -> None:
        """Shows all points."""
        self._shows_all = True
        self._refit()

    def select_center(self, cluster: int) -> None:
        """Marks a center as selected, without a word about it; -1 selects none."""
        self._update_pointer(center=cluster)

    def show_highlight(self, hovered: int, card: PointDetails | None, selected: Rows) -> None:
        """Shows which point is pointed at and which are selected, wherever that was done."""
        self._update_pointer(point=hovered, card=card, selected=selected)

    def show_center(self, card: PointDetails | None) -> None:
        """Shows what is known of the center under the mouse, or else of the selected one."""
        if card != self.pointer.center_card:
            self._update_pointer(center_card=card)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the kept picture, and over it what follows the mouse."""
        painter = QPainter(self)
        if self._picture is None or self._viewport is None:
            painter.fillRect(self.rect(), QColor(self._theme.canvas))
            return
        picture, viewport, theme = self._picture, self._viewport, self._theme
        painter.fillRect(self.rect().adjusted(0, 0, 1, 1), QColor(theme.window))  # a rest of a pixel
        painter.drawImage(0, 0, self.render_cache.image(picture, viewport, theme))
        paint_pointer_overlay(painter, picture, viewport, theme, self.pointer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in sight if it was, else the middle and the magnification."""
        super().resizeEvent(event)
        self._refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms to the pointer, or scrolls a long legend under it."""
        rotated = event.angleDelta().y()
        if self._viewport is None or not rotated:
            event.ignore()
            return
        spot = event.position()
        legend = (
            scroll_legend(self._picture, self._viewport, spot, -round(rotated / 120))
            if self._picture
            else None
        )
        if legend is not None:
            self._viewport = legend
            self.update()
        else:
            self._show_viewport(
                self._viewport.zoomed((spot.x(), spot.y()), ZOOM_PER_NOTCH ** (rotated / 120))
            )
        self._hover_at(spot)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of a center, or of the plane."""
        if event.button() == Qt.MouseButton.LeftButton and self._viewport is not None:
            spot = event.position()
            self._press = _Press(spot, spot, center_at(self._picture, self._viewport, spot))
            self._hover_point(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags what is held, or looks what lies under the mouse."""
        spot, press = event.position(), self._press
        if press is None:
            self._hover_at(spot)
            return
        if not press.moved and (spot - press.start).manhattanLength() < CLICK_TOLERANCE:
            return
        press.moved = True
        self.show_center(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if press.center >= 0:
            self.center_dragged.emit(press.center, _place(self._viewport, spot))
        elif rotates(self._picture, event):
            step = spot - press.last
            self.rotated.emit(step.x(), step.y(), False)
        elif self._viewport is not None:
            step = spot - press.last
            self._show_viewport(self._viewport.panned(step.x(), step.y()))
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
            self.center_dropped.emit(press.center, _place(self._viewport, event.position()))
        elif rotates(self._picture, event):
            self.rotated.emit(0.0, 0.0, True)
        self._hover_at(event.position())

    def _refit(self) -> None:
        """Another size, theme or picture: a frame that suits."""
        self._viewport = self.state.refitted(self._shows_all)
        self.update()

    def _show_viewport(self, viewport: Viewport) -> None:
        self._viewport, self._shows_all = viewport, False
        self.update()

    def _hover_at(self, spot: QPointF) -> None:
        if self._picture is None or self._viewport is None:
            return
        self._hover_center(center_at(self._picture, self._viewport, spot))
        over_center = self.pointer.hovered_center >= 0
        self.setCursor(Qt.CursorShape.OpenHandCursor if over_center else Qt.CursorShape.ArrowCursor)
        if self._picker is None:
            self._picker = picker_of(self._picture.view, self._picture)
        found = (
            -1 if over_center else self._picker.nearest((spot.x(), spot.y()), self._viewport, HOVER_DISTANCE)
        )
        if found != self.pointer.point:
            self._update_pointer(mouse=(spot.x(), spot.y()))
        self._hover_point(found)

    def _click(self, press: _Press, event: QMouseEvent) -> None:
        """Selects what was clicked: a center, or the point there, or nothing; a small plot is asked for."""
        spot, adding = event.position(), is_additive(event.modifiers())
        pair = None if adding else axis_pair_at(self._picture, self._viewport, (spot.x(), spot.y()))
        if pair is not None:
            self.pair_requested.emit(pair)
            return
        self.select_center(press.center)
        self.center_selected.emit(press.center)
        self._hover_at(spot)
        if press.center < 0:
            self.point_clicked.emit(self.pointer.point, adding)

    def _hover_point(self, point: int) -> None:
        if point != self.pointer.point:
            self._update_pointer(point=point, card=None)
            self.hovered.emit(point)

    def _hover_center(self, center: int) -> None:
        if center != self.pointer.hovered_center:
            self._update_pointer(hovered_center=center, center_card=None)
            self.center_hovered.emit(center)

    def _update_pointer(self, **changes: object) -> None:
        """Other things are pointed at."""
        self.pointer = replace(self.pointer, **changes)  # type: ignore[arg-type]
        self.update()


def is_additive(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a click adds to what is selected."""
    return bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))


def rotates(picture: Picture | None, event: QMouseEvent) -> bool:
    """Whether a drag turns the view: in three dimensions it does, unless Shift is held."""
    is_3d = picture is not None and picture.view.depth is not None
    return is_3d and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier


def center_at(picture: Picture, viewport: Viewport, spot: QPointF) -> int:
    """The center that a hand at a spot would take hold of, or -1."""
    centers = picture.mark(Centers) if picture.view.is_invertible else None
    if centers is None:
        return -1
    return nearest_index(centers.positions, (spot.x(), spot.y()), viewport, GRAB_DISTANCE * viewport.scale)


def _place(viewport: Viewport, spot: QPointF) -> Floats:
    return viewport.to_plane(np.array([spot.x(), spot.y()]))
