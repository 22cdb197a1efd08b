"""The canvas: a plot that can be zoomed, panned and hovered, with points to select and centers to drag."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QWidget

from clusterlab.export.matrix_cells import axis_pair_at
from clusterlab.export.picking import PointFinder, picker_of
from clusterlab.export.picture import Picture
from clusterlab.export.pointer_state import NO_ENDS, NO_POINTS, PointerState
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.center_edits import CenterEdits
from clusterlab.ui.canvas.menu_target import MenuTarget, target_at
from clusterlab.ui.canvas.modifiers import Tool
from clusterlab.ui.canvas.outline_selection import points_inside
from clusterlab.ui.canvas.picture_widget import PictureWidget
from clusterlab.ui.canvas.raster import RasterImages

HOVER_DISTANCE = 8.0  # logical pixels: the pick radius of points


class Canvas(PictureWidget):
    """A picture and the mouse; signals carry plane coordinates (2,) and indices of points in their order."""

    hovered, center_hovered, place_hovered = Signal(int), Signal(int), Signal(object)
    center_selected, center_changed, content_changed = Signal(int), Signal(), Signal()
    point_clicked, points_outlined = Signal(int, bool), Signal(object, bool)
    rotated, pair_requested = Signal(float, float, bool), Signal(object)
    legend_hovered, legend_clicked = Signal(object), Signal(int, bool)
    menu_requested = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointer = PointerState()
        self.take_click: Callable[[QPointF], bool] = lambda position: False  # before it selects something
        self.edits = CenterEdits(self)
        self._picker: PointFinder | None = None
        self._legend_number: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription("The points, colored by cluster, with the centers of this step.")

    def load_plot(self) -> None:
        """Makes the plot, and connects the mouse with it."""
        if self._view is not None:
            return
        super().load_plot()
        plot, box = self.view.plot, self.view.plot.box
        plot.is_interactive = True
        plot.show_pointer(self.pointer)
        box.clicked.connect(self._click)
        box.double_clicked.connect(self._double_click)
        box.hovered.connect(self._hover)
        box.rotated.connect(self.rotated)
        box.outlined.connect(self._select_outlined)
        box.menu_requested.connect(self._request_menu)
        box.sigRangeChangedManually.connect(self._range_chosen)
        plot.updated.connect(self.content_changed)
        self.edits.connect_plot(self.view)
        for signal in (plot.centers.dragged, plot.axis_ends.dragged):
            signal.connect(self._show_grip)

    @property
    def tool(self) -> Tool:
        """What a drag does."""
        return "pan" if self._view is None else self._view.plot.box.tool

    def use_tool(self, tool: Tool) -> None:
        """Chooses what a drag does."""
        self.view.plot.box.tool = tool
        self.setCursor(self._cursor)

    def cancel_drag(self) -> bool:
        """Drops an outline, a center or an axis that is being dragged; whether there is one."""
        if self.edits.cancel():
            self.setCursor(self._cursor)
            return True
        return self._view is not None and self._view.plot.box.cancel_outline()

    @property
    def _cursor(self) -> Qt.CursorShape:
        """The cursor over what cannot be dragged."""
        return Qt.CursorShape.ArrowCursor if self.tool == "pan" else Qt.CursorShape.CrossCursor

    def show_picture(self, picture: Picture, images: RasterImages | None = None) -> None:
        """Shows a picture, with the same selection if it is of the same points."""
        if self.picture is None or picture.drawn_places is not self.picture.drawn_places:
            self._picker = None
        if self.picture is None or picture.places is not self.picture.places:
            self._hover_point(-1)
            self.update_pointer(selected=NO_POINTS, reason=(), axis_ends=NO_ENDS, place=None)
        if max(self.pointer.center, self.pointer.hovered_center) >= picture.k:
            self.update_pointer(center=-1, hovered_center=-1, center_card=None, axis_ends=NO_ENDS)
        super().show_picture(picture, images)

    def select_center(self, cluster: int) -> None:
        """Selects a center, -1 for none, and emits `center_changed`, but not `center_selected`."""
        self.update_pointer(center=cluster)
        self.center_changed.emit()

    def show_highlight(self, hovered: int, card: PointDetails | None, selected: Rows) -> None:
        """Shows the hovered and the selected points, which may have been chosen in another widget."""
        self.update_pointer(point=hovered, card=card, selected=selected)

    def show_center(self, card: PointDetails | None) -> None:
        """Shows the details of the hovered center, or else of the selected one."""
        if card != self.pointer.center_card:
            self.update_pointer(center_card=card)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Requests a menu by the keyboard, for the selected center; a right click does so at its release."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            center = self.pointer.center
            target = MenuTarget("center", center) if center >= 0 else MenuTarget("plane")
            self.menu_requested.emit(target, self.mapToGlobal(self.rect().center()))

    def _request_menu(self, position: QPointF) -> None:
        target = target_at(position, self.view.plot, self._point_at)
        self.menu_requested.emit(target, self.mapToGlobal(position.toPoint()))

    def _point_at(self, position: QPointF) -> int:
        """The point within picking distance of a pixel, or -1."""
        if self.picture is None or self.viewport is None or self.picture.shards is not None:
            return -1
        self._picker = self._picker or picker_of(self.picture.view, self.picture)
        return self._picker.nearest(position.toTuple(), self.viewport, HOVER_DISTANCE)

    def _show_grip(self) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _range_chosen(self) -> None:
        """Keeps the viewport that was chosen by zooming or panning."""
        self.keep_range()
        self._hover(None)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _hover(self, position: QPointF | None) -> None:
        """Updates what is under the mouse; None is nothing."""
        viewport = self.viewport
        over_legend = position is not None and self.view.plot.legend.covers(position)
        self._hover_legend(position if over_legend else None)
        if position is None or over_legend or self.picture is None or viewport is None:
            self._hover_point(-1)
            self._hover_center(-1)
            self.place_hovered.emit(None)
            return
        self._hover_center(self.view.plot.centers.part_at(position))
        over_center = self.pointer.hovered_center >= 0 or self.view.plot.axis_ends.part_at(position) >= 0
        is_draggable = over_center and self.tool == "pan"
        self.setCursor(Qt.CursorShape.OpenHandCursor if is_draggable else self._cursor)
        found = -1 if over_center else self._point_at(position)
        if found != self.pointer.point:
            self.update_pointer(mouse=position.toTuple())
        self._hover_point(found)
        self.place_hovered.emit(None if over_center else position)

    def _click(self, position: QPointF, adding: bool) -> None:
        """Opens the clicked cell of a scatter matrix, or selects the clicked center or point, or nothing."""
        picture, viewport = self.picture, self.viewport
        if picture is None or viewport is None or self.take_click(position):
            return
        if self.view.plot.legend.covers(position):
            row = self.view.plot.legend.row_at(position)
            if row is not None and row.number is not None:
                self.legend_clicked.emit(row.number, adding)
            return
        pair = None if adding else axis_pair_at(picture, viewport, position.toTuple())
        if pair is not None:
            self.pair_requested.emit(pair)
            return
        center = self.view.plot.centers.part_at(position)
        self.select_center(center)
        self.center_selected.emit(center)
        self._hover(position)
        if center < 0:
            self.point_clicked.emit(self.pointer.point, adding)

    def _double_click(self, position: QPointF) -> None:
        """Asks for a new center where there is none; elsewhere it is a click."""
        plot = self.view.plot
        is_taken = plot.legend.covers(position) or plot.centers.part_at(position) >= 0
        is_asked = self.pointer.question is not None  # and a second click is no second answer
        if self.picture is None or is_taken or is_asked or self.tool != "pan":
            self._click(position, False)
        else:
            self.edits.add_at(position)

    def _select_outlined(self, corners: Floats, adding: bool) -> None:
        if self.picture is not None and self.viewport is not None:
            self.points_outlined.emit(points_inside(corners, self.picture, self.viewport), adding)

    def _hover_legend(self, position: QPointF | None) -> None:
        """Emits the cluster whose row of the legend is under the mouse, None where there is none."""
        row = None if position is None else self.view.plot.legend.row_at(position)
        number = None if row is None else row.number
        if position is not None:
            shapes = Qt.CursorShape
            self.setCursor(shapes.ArrowCursor if number is None else shapes.PointingHandCursor)
        if number != self._legend_number:
            self._legend_number = number
            self.legend_hovered.emit(number)

    def _hover_point(self, point: int) -> None:
        if point != self.pointer.point:
            self.update_pointer(point=point, card=None)
            self.hovered.emit(point)

    def _hover_center(self, center: int) -> None:
        if center != self.pointer.hovered_center:
            self.update_pointer(hovered_center=center, center_card=None)
            self.center_hovered.emit(center)

    def update_pointer(self, **changes: object) -> None:
        """Replaces fields of the pointer state."""
        self.pointer = replace(self.pointer, **changes)  # type: ignore[arg-type]  # fields by name
        if self._view is not None:
            self._view.plot.show_pointer(self.pointer)
