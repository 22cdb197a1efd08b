"""The items of a plot: what is painted over the plane, in the logical pixels of the plot's view box."""

from collections.abc import Callable
from functools import partial

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseDragEvent
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from clusterlab.core.marks import Centers
from clusterlab.export.picking import nearest_index
from clusterlab.export.plot_content import PlotContent
from clusterlab.ui.canvas.mark_painters import paint_marks
from clusterlab.ui.widgets.painting import item_painter, reports_errors

GRAB_DISTANCE = 14.0  # logical pixels: the pick radius of centers


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


class CentersItem(PaintedItem):
    """The crosses of the centers, which can be dragged; signals carry a cluster and a pixel of the box."""

    dragged = Signal(int, QPointF)
    dropped = Signal(int, QPointF)

    def __init__(self, box: pg.ViewBox, content: Callable[[], PlotContent | None]) -> None:
        super().__init__(box, content, partial(paint_marks, Centers))
        self._held = -1

    def center_at(self, position: QPointF) -> int:
        """The index of the center within grabbing distance of a pixel, or -1."""
        content = self._content()
        centers = None if content is None else content.picture.mark(Centers)
        if content is None or centers is None or not content.picture.view.is_invertible:
            return -1
        pixel, distance = position.toTuple(), GRAB_DISTANCE * content.scale
        return nearest_index(centers.positions, pixel, content.viewport, distance)

    def cancel_drag(self) -> bool:
        """Drops the drag of a center, whose rest does nothing; whether there is one."""
        held, self._held = self._held, -1
        return held >= 0

    @reports_errors
    def mouseDragEvent(self, event: MouseDragEvent) -> None:
        """Drags a center; a drag that starts beside all of them is left to the view box."""
        if event.isStart():
            grabs = (
                event.button() == Qt.MouseButton.LeftButton and self.parentItem().drag_of(event) != "select"
            )
            self._held = self.center_at(event.buttonDownPos()) if grabs else -1
        if self._held < 0:
            event.ignore()
            return
        event.accept()
        if event.isFinish():
            self.dropped.emit(self._held, event.pos())
            self._held = -1
        else:
            self.dragged.emit(self._held, event.pos())
