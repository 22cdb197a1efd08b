"""The canvas: a plot that can be zoomed, panned and hovered, with centers that can be dragged."""

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
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
from clusterlab.ui.widgets.painting import widget_painter

HOVER_DISTANCE, GRAB_DISTANCE = 8.0, 14.0  # logical pixels: the pick radius of points, and of centers
CLICK_TOLERANCE = 4.0  # a press that moves less than this is a click
DESCRIPTION = "The points, colored by cluster, with the centers of this step."
ZOOM_PER_NOTCH = 1.2  # magnification per notch of the wheel


@dataclass
class _Press:
    """A held mouse button: start and last position, the center under it (or -1), and whether it has moved."""

    start: QPointF
    last: QPointF
    center: int
    moved: bool = False


class Canvas(Surface):
    """Shows a picture; signals carry plane coordinates (2,), and indices of points in spatial order."""

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
        self._shows_all, self.render_cache = True, RenderCache()
        self._picker: PointFinder | None = None
        self._press: _Press | None = None

    @property
    def picture(self) -> Picture | None:
        """The picture on screen, or None."""
        return self._picture

    @property
    def viewport(self) -> Viewport | None:
        """The visible part of the plane, or None before the first picture."""
        return self._viewport

    @property
    def state(self) -> CanvasState:
        """A snapshot of what is shown and how."""
        size, dpr, scale = (self.width(), self.height()), self.devicePixelRatioF(), type_scale(self.font())
        return CanvasState(self._picture, self._viewport, size, dpr, scale, self.insets, self._theme)

    def show_picture(self, picture: Picture, rendered: RenderedImage | None = None) -> None:
        """Shows a picture, which may be `rendered` already, in the same viewport if the view is the same."""
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
        """Fits the viewport to all points."""
        self._shows_all = True
        self._refit()

    def select_center(self, cluster: int) -> None:
        """Selects a center without emitting a signal; -1 selects none."""
        self._update_pointer(center=cluster)

    def show_highlight(self, hovered: int, card: PointDetails | None, selected: Rows) -> None:
        """Shows the hovered and the selected points, which may have been chosen in another widget."""
        self._update_pointer(point=hovered, card=card, selected=selected)

    def show_center(self, card: PointDetails | None) -> None:
        """Shows the details of the hovered center, or else of the selected one."""
        if card != self.pointer.center_card:
            self._update_pointer(center_card=card)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the cached image, and the pointer overlay on top."""
        with widget_painter(self) as painter:
            if self._picture is None or self._viewport is None:
                painter.fillRect(self.rect(), QColor(self._theme.canvas))
                return
            picture, viewport, theme = self._picture, self._viewport, self._theme
            painter.fillRect(self.rect().adjusted(0, 0, 1, 1), QColor(theme.window))  # fractions of pixels
            painter.drawImage(0, 0, self.render_cache.image(picture, viewport, theme))
            paint_pointer_overlay(painter, picture, viewport, theme, self.pointer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Refits the viewport if it showed all points, else keeps its center and scale."""
        super().resizeEvent(event)
        self._refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms around the mouse position, or scrolls a long legend under it."""
        picture, viewport, notches = self._picture, self._viewport, event.angleDelta().y() / 120
        if picture is None or viewport is None or not notches:
            event.ignore()
            return
        position = event.position()
        scrolled = scroll_legend(picture, viewport, position, -round(notches))
        if scrolled is not None:
            self._viewport = scrolled
            self.update()
        else:
            self._show_viewport(viewport.zoomed(_xy(position), ZOOM_PER_NOTCH**notches))
        self._hover_at(position)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Starts dragging a center, panning or rotating."""
        picture, viewport, position = self._picture, self._viewport, event.position()
        if event.button() == Qt.MouseButton.LeftButton and picture is not None and viewport is not None:
            self._press = _Press(position, position, center_at(picture, viewport, position))
            self._hover_point(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags, pans or rotates while the button is held, else updates what is hovered."""
        position, press = event.position(), self._press
        if press is None:
            self._hover_at(position)
            return
        if not press.moved and (position - press.start).manhattanLength() < CLICK_TOLERANCE:
            return
        press.moved, step = True, position - press.last
        self.show_center(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if press.center >= 0:
            self.center_dragged.emit(press.center, self._plane_position(position))
        elif rotates(self._picture, event):
            self.rotated.emit(step.x(), step.y(), False)
        elif self._viewport is not None:
            self._show_viewport(self._viewport.panned(step.x(), step.y()))
        press.last = position

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a drag; a press without movement is a click."""
        press = self._press
        if event.button() != Qt.MouseButton.LeftButton or press is None:
            return
        self._press = None
        if not press.moved:
            self._click(press, event)
        elif press.center >= 0:
            self.center_dropped.emit(press.center, self._plane_position(event.position()))
        elif rotates(self._picture, event):
            self.rotated.emit(0.0, 0.0, True)
        self._hover_at(event.position())

    def _refit(self) -> None:
        """Recomputes the viewport after a change of size, font or picture."""
        self._viewport = self.state.refitted(self._shows_all)
        self.update()

    def _show_viewport(self, viewport: Viewport) -> None:
        self._viewport, self._shows_all = viewport, False
        self.update()

    def _plane_position(self, position: QPointF) -> Floats:
        assert self._viewport is not None
        return self._viewport.to_plane(np.array(_xy(position)))

    def _hover_at(self, position: QPointF) -> None:
        if self._picture is None or self._viewport is None:
            return
        self._hover_center(center_at(self._picture, self._viewport, position))
        over_center = self.pointer.hovered_center >= 0
        self.setCursor(Qt.CursorShape.OpenHandCursor if over_center else Qt.CursorShape.ArrowCursor)
        self._picker = self._picker or picker_of(self._picture.view, self._picture)
        pixel = _xy(position)
        found = -1 if over_center else self._picker.nearest(pixel, self._viewport, HOVER_DISTANCE)
        if found != self.pointer.point:
            self._update_pointer(mouse=pixel)
        self._hover_point(found)

    def _click(self, press: _Press, event: QMouseEvent) -> None:
        """Opens the clicked cell of a scatter matrix, or selects the clicked center or point, or nothing."""
        position, adding = event.position(), is_additive(event.modifiers())
        picture, viewport, pair = self._picture, self._viewport, None
        if not adding and picture is not None and viewport is not None:
            pair = axis_pair_at(picture, viewport, _xy(position))
        if pair is not None:
            self.pair_requested.emit(pair)
            return
        self.select_center(press.center)
        self.center_selected.emit(press.center)
        self._hover_at(position)
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
        """Replaces fields of the pointer state."""
        self.pointer = replace(self.pointer, **changes)  # type: ignore[arg-type]  # fields by name
        self.update()


def is_additive(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a click adds to the selection: Ctrl or Shift is held."""
    return bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))


def rotates(picture: Picture | None, event: QMouseEvent) -> bool:
    """Whether a drag rotates the view: in 3D it does, unless Shift is held."""
    is_rotatable = picture is not None and picture.view.is_rotatable
    return is_rotatable and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier


def center_at(picture: Picture, viewport: Viewport, position: QPointF) -> int:
    """The index of the center within grabbing distance of a pixel, or -1."""
    centers = picture.mark(Centers) if picture.view.is_invertible else None
    if centers is None:
        return -1
    return nearest_index(centers.positions, _xy(position), viewport, GRAB_DISTANCE * viewport.scale)


def _xy(position: QPointF) -> tuple[float, float]:
    return position.x(), position.y()
