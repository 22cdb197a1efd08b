"""The canvas: a plot that can be zoomed, panned and hovered, with points to select and centers to drag."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.canvas_state import CanvasState
from clusterlab.ui.canvas.modifiers import Tool
from clusterlab.ui.canvas.outline_selection import points_inside
from clusterlab.ui.canvas.picking import PointFinder, picker_of
from clusterlab.ui.canvas.pointer import NO_POINTS, PointerState
from clusterlab.ui.canvas.raster import ORIGIN, RasterImages, view_image
from clusterlab.ui.canvas.viewport import INSETS, Viewport
from clusterlab.ui.theme.theme import BASE_FONT_SIZE, LIGHT, Theme
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.painting import widget_painter

if TYPE_CHECKING:
    from clusterlab.ui.canvas.plot_view import PlotView

LOAD_DELAY = 50  # milliseconds after painting in which the first picture reaches the screen
HOVER_DISTANCE = 8.0  # logical pixels: the pick radius of points
DESCRIPTION = "The points, colored by cluster, with the centers of this step."


class Canvas(QWidget):
    """Shows a picture as a plot; signals carry plane coordinates (2,) and indices of points in spatial order.

    Before `load_plot` has loaded pyqtgraph, which takes longer than the window may take to appear, it shows
    the image of the points alone.
    """

    hovered = Signal(int)
    center_dragged = Signal(int, object)
    center_dropped = Signal(int, object)
    center_selected = Signal(int)
    center_hovered = Signal(int)
    point_clicked = Signal(int, bool)
    points_outlined = Signal(object, bool)
    rotated = Signal(float, float, bool)
    pair_requested = Signal(object)
    insets = INSETS
    mark_scale = 1.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointer, self.has_painted = PointerState(), False
        self._theme = LIGHT
        self._picture: Picture | None = None
        self._viewport: Viewport | None = None
        self._view: PlotView | None = None
        self._shows_all, self._follows = True, False
        self._picker: PointFinder | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription(DESCRIPTION)
        follow_theme(self)

    @property
    def picture(self) -> Picture | None:
        """The picture on screen, or None."""
        return self._picture

    @property
    def viewport(self) -> Viewport | None:
        """The visible part of the plane, or None before the first picture."""
        if self._view is None or self._picture is None:
            return self._viewport
        return self._view.plot.viewport

    @property
    def custom_viewport(self) -> Viewport | None:
        """The viewport after zooming or panning; None while all points are shown."""
        return None if self._shows_all else self.viewport

    @property
    def state(self) -> CanvasState:
        """A snapshot of what is shown and how."""
        size, scale = (self.width(), self.height()), type_scale(self.font())
        return CanvasState(
            self._picture, self.viewport, size, self.devicePixelRatioF(), scale, self.insets, self._theme
        )

    @property
    def view(self) -> "PlotView":
        """The widget with the plot, which gets the mouse events; loads pyqtgraph if necessary."""
        self.load_plot()
        assert self._view is not None
        return self._view

    def load_plot(self) -> None:
        """Puts the plot in place of the image of the points; loads pyqtgraph."""
        if self._view is not None:
            return
        from clusterlab.ui.canvas.plot_view import PlotView

        viewport, view = self._viewport, PlotView(self)
        box, plot = view.plot.box, view.plot
        plot.is_interactive = True
        box.clicked.connect(self._click)
        box.hovered.connect(self._hover)
        box.rotated.connect(self.rotated)
        box.outlined.connect(self._select_outlined)
        box.sigRangeChangedManually.connect(self._range_chosen)
        plot.centers.dragged.connect(self._drag_center)
        plot.centers.dropped.connect(self._drop_center)
        self._view = view
        view.setGeometry(self.rect())
        self._fit_view()
        self.set_theme(self._theme)
        if viewport is not None and self._picture is not None:
            plot.show_viewport(viewport)
            plot.show_picture(self._picture)
            plot.show_pointer(self.pointer)
        view.show()

    @property
    def tool(self) -> Tool:
        """What a drag does."""
        return "pan" if self._view is None else self._view.plot.box.tool

    def use_tool(self, tool: Tool) -> None:
        """Chooses what a drag does."""
        self.view.plot.box.tool = tool
        self.setCursor(self._cursor)

    @property
    def _cursor(self) -> Qt.CursorShape:
        """The cursor over what cannot be dragged."""
        return Qt.CursorShape.ArrowCursor if self.tool == "pan" else Qt.CursorShape.CrossCursor

    def show_picture(self, picture: Picture, images: RasterImages | None = None) -> None:
        """Shows a picture, whose images may be made already, in the same viewport if the view is the same."""
        if self._picture is None or picture.places is not self._picture.places:
            self._picker = None
            self._hover_point(-1)
            self._update_pointer(selected=NO_POINTS)
        viewport, fresh = self.state.viewport_for(picture)
        self._picture = picture
        if fresh:
            self._shows_all = True
        self._show_viewport(viewport)
        if self._view is not None:
            self._view.plot.show_picture(picture, images)
        if max(self.pointer.center, self.pointer.hovered_center) >= picture.k:
            self._update_pointer(center=-1, hovered_center=-1, center_card=None)
        if picture.caption:
            self.setAccessibleDescription(picture.caption)
        self.update()

    def fit(self) -> None:
        """Fits the viewport to all points."""
        self._shows_all = True
        self._refit()

    def follow(self, other: "Canvas") -> None:
        """Shows always the part of the plane that another canvas shows, and the other way round."""
        self._follows = True
        box, other_box = self.view.plot.box, other.view.plot.box
        box.setXLink(other_box)
        box.setYLink(other_box)
        box.sigRangeChangedManually.connect(other.keep_range)

    def keep_range(self) -> None:
        """Keeps what is shown now, which was chosen by zooming or panning, when the size changes."""
        self._shows_all, self._viewport = False, self.viewport

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        if self._view is not None:
            self._view.plot.set_theme(theme)
        self.update()

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

    def sizeHint(self) -> QSize:
        """The default size of a plot."""
        return QSize(776, 606)

    def minimumSizeHint(self) -> QSize:
        """The smallest size at which a plot is readable."""
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the points alone, as long as there is no plot above."""
        if self._view is not None:
            return
        with widget_painter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.canvas))
            if self._picture is not None and self._viewport is not None:
                image = view_image(self._picture.view, self._picture, self._viewport, self._theme)
                painter.drawImage(ORIGIN, image)
                if not self.has_painted:
                    self.has_painted = True
                    QTimer.singleShot(LOAD_DELAY, self, self.load_plot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Refits the viewport if it showed all points, else keeps its center and scale."""
        super().resizeEvent(event)
        viewport = self.viewport
        if self._view is not None:
            self._view.setGeometry(self.rect())
        self._refit(viewport)

    def event(self, event: QEvent) -> bool:
        """Refits after a change of the font or the device pixel ratio, with which texts and marks scale."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._refit()
        return done

    def _refit(self, viewport: Viewport | None = None) -> None:
        """Fits the viewport again after a change of size, font or picture; one before it may be given."""
        self._fit_view()
        state = replace(self.state, viewport=viewport or self.viewport)
        refitted = None if self._follows else state.refitted(self._shows_all)
        if refitted is not None:
            self._show_viewport(refitted)

    def _fit_view(self) -> None:
        """Hands font size and device pixel ratio to the plot."""
        if self._view is not None:
            plot = self._view.plot
            plot.dpr, plot.scale = self.devicePixelRatioF(), self.state.scale * self.mark_scale
            plot.update_items()

    def _show_viewport(self, viewport: Viewport) -> None:
        self._viewport = viewport
        if self._view is not None and not self._follows:
            self._view.plot.show_viewport(viewport)
        self.update()

    def _range_chosen(self) -> None:
        """Keeps the viewport that was chosen by zooming or panning."""
        self.keep_range()
        self._hover(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _drag_center(self, center: int, pixel: QPointF) -> None:
        self.show_center(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.center_dragged.emit(center, self._plane_position(pixel))

    def _drop_center(self, center: int, pixel: QPointF) -> None:
        self.center_dropped.emit(center, self._plane_position(pixel))

    def _plane_position(self, position: QPointF) -> Floats:
        assert self.viewport is not None
        return self.viewport.to_plane(np.array(_xy(position)))

    def _hover(self, position: QPointF | None) -> None:
        """Updates what is under the mouse; None is nothing."""
        viewport = self.viewport
        if position is None or self._picture is None or viewport is None:
            self._hover_point(-1)
            self._hover_center(-1)
            return
        self._hover_center(self.view.plot.centers.center_at(position))
        over_center = self.pointer.hovered_center >= 0
        is_draggable = over_center and self.tool == "pan"
        self.setCursor(Qt.CursorShape.OpenHandCursor if is_draggable else self._cursor)
        self._picker = self._picker or picker_of(self._picture.view, self._picture)
        pixel = _xy(position)
        found = -1 if over_center else self._picker.nearest(pixel, viewport, HOVER_DISTANCE)
        if found != self.pointer.point:
            self._update_pointer(mouse=pixel)
        self._hover_point(found)

    def _click(self, position: QPointF, adding: bool) -> None:
        """Opens the clicked cell of a scatter matrix, or selects the clicked center or point, or nothing."""
        from clusterlab.ui.canvas.scatter_matrix import axis_pair_at

        picture, viewport = self._picture, self.viewport
        if picture is None or viewport is None:
            return
        pair = None if adding else axis_pair_at(picture, viewport, _xy(position))
        if pair is not None:
            self.pair_requested.emit(pair)
            return
        center = self.view.plot.centers.center_at(position)
        self.select_center(center)
        self.center_selected.emit(center)
        self._hover(position)
        if center < 0:
            self.point_clicked.emit(self.pointer.point, adding)

    def _select_outlined(self, corners: Floats, adding: bool) -> None:
        if self._picture is not None and self.viewport is not None:
            self.points_outlined.emit(points_inside(corners, self._picture, self.viewport), adding)

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
        if self._view is not None:
            self._view.plot.show_pointer(self.pointer)


def type_scale(font: QFont) -> float:
    """The size of a font relative to the default one."""
    return max(font.pixelSize() / BASE_FONT_SIZE, 0.5) if font.pixelSize() > 0 else 1.0


def _xy(position: QPointF) -> tuple[float, float]:
    return position.x(), position.y()
