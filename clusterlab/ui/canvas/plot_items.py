"""The items of a plot: what is painted over the plane, in the logical pixels of the plot's view box."""

from collections.abc import Callable
from functools import partial

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseDragEvent
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from clusterlab.core.marks import Centers
from clusterlab.export.picking import nearest_index
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.pointer_state import PointerState
from clusterlab.ui.canvas.mark_painters import paint_marks
from clusterlab.ui.widgets.painting import item_painter, reports_errors

GRAB_DISTANCE = 14.0  # logical pixels: the pick radius of centers
END_GRAB_DISTANCE, END_SIZE = 12.0, 4.5  # logical pixels: the pick radius of ends of axes, half their width


class PaintedItem(pg.GraphicsObject):
    """An item that covers its view box and is painted by a function, in pixels of the box."""

    def __init__(
        self,
        box: pg.ViewBox,
        content: Callable[[], PlotContent | None],
        paint_content: Callable[[QPainter, PlotContent], None],
    ) -> None:
        super().__init__(box)
        self._content, self._paint_content = content, paint_content

    def boundingRect(self) -> QRectF:
        """All of the view box."""
        return QRectF(self.parentItem().rect())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paints the item, or says that it could not be drawn."""
        content = self._content()
        if content is not None:
            with item_painter(self, painter, widget):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_content(painter, content)


class DraggableItem(PaintedItem):
    """Parts that can be dragged; signals carry the number of a part and a pixel of the box."""

    dragged = Signal(int, QPointF)
    dropped = Signal(int, QPointF)
    _held = -1

    def part_at(self, position: QPointF) -> int:
        """The number of the part within grabbing distance of a pixel, or -1."""
        raise NotImplementedError

    def cancel_drag(self) -> bool:
        """Drops the drag of a part, whose rest does nothing; whether there is one."""
        held, self._held = self._held, -1
        return held >= 0

    @reports_errors
    def mouseDragEvent(self, event: MouseDragEvent) -> None:
        """Drags a part; a drag that starts beside all of them is left to what lies below."""
        if event.isStart():
            is_left = event.button() == Qt.MouseButton.LeftButton
            grabs = is_left and self.parentItem().drag_of(event) in ("pan", "rotate")
            self._held = self.part_at(event.buttonDownPos()) if grabs else -1
        if self._held < 0:
            event.ignore()
            return
        event.accept()
        if event.isFinish():
            self.dropped.emit(self._held, event.pos())
            self._held = -1
        else:
            self.dragged.emit(self._held, event.pos())


class CentersItem(DraggableItem):
    """The crosses of the centers."""

    def __init__(self, box: pg.ViewBox, content: Callable[[], PlotContent | None]) -> None:
        super().__init__(box, content, partial(paint_marks, Centers))

    def part_at(self, position: QPointF) -> int:
        """The index of the center within grabbing distance of a pixel, or -1."""
        content = self._content()
        centers = None if content is None else content.picture.mark(Centers)
        if content is None or centers is None or not content.picture.view.is_invertible:
            return -1
        pixel, distance = position.toTuple(), GRAB_DISTANCE * content.scale
        return nearest_index(centers.positions, pixel, content.viewport, distance)


class AxisEndsItem(DraggableItem):
    """The ends of the axes of the selected ellipse, two of each axis."""

    def __init__(
        self,
        box: pg.ViewBox,
        content: Callable[[], PlotContent | None],
        pointer: Callable[[], PointerState],
    ) -> None:
        super().__init__(box, content, self._paint_ends)
        self._pointer = pointer

    def part_at(self, position: QPointF) -> int:
        """The number of the axis with an end within grabbing distance of a pixel, or -1."""
        content, ends = self._content(), self._pointer().axis_ends
        if content is None or not len(ends):
            return -1
        found = nearest_index(ends, position.toTuple(), content.viewport, END_GRAB_DISTANCE * content.scale)
        return found % (len(ends) // 2) if found >= 0 else -1

    def _paint_ends(self, painter: QPainter, content: PlotContent) -> None:
        pointer = self._pointer()
        for number, (x, y) in enumerate(content.viewport.to_pixels(pointer.axis_ends).tolist()):
            is_held = number == pointer.held_axis
            half = END_SIZE * content.scale * (1.4 if is_held else 1)
            painter.setPen(QPen(QColor(content.theme.accent), 1.8 * content.scale))
            painter.setBrush(QColor(content.theme.accent if is_held else content.theme.canvas))
            painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
