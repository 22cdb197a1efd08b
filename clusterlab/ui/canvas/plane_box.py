"""The view box of a plot: zoom and pan by pyqtgraph, and drags that select points or rotate the view."""

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import HoverEvent, MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from clusterlab.export.theme import Theme
from clusterlab.export.viewport import MAX_SPAN, MIN_SPAN
from clusterlab.ui.canvas.brush_circle import BrushCircle
from clusterlab.ui.canvas.drawing import translucent
from clusterlab.ui.canvas.modifiers import ADDING_KEYS, Tool, is_additive
from clusterlab.ui.widgets.painting import reports_errors

ZOOM_PER_NOTCH = 1.2  # magnification per notch of the wheel
NOTCH = 120  # the wheel's delta per notch
PYQTGRAPH_WHEEL_BASE = 1.02  # pyqtgraph scales by this number to the power of delta times its factor
SELECTION_ALPHA = 40

BRUSH_HALO, BRUSH_WIDTH, BRUSH_ARM = 3.0, 1.2, 4.0  # pixels: the lines of the brush, and its cross

Drag = Literal["pan", "rotate", "select", "draw", "canceled"]


class PlaneBox(pg.ViewBox):
    """A view box with one tool at a time; signals carry pixels of the box, and whether a key adds.

    With the tool that draws, `stroked` carries each place of a stroke that `takes_stroke` takes, and which
    part of the stroke it is: start, move or end. Where there is a `brush`, it follows the mouse.
    """

    clicked = Signal(QPointF, bool)
    double_clicked = Signal(QPointF)
    hovered = Signal(object)
    rotated = Signal(float, float, bool)
    outlined = Signal(object, bool)
    menu_requested = Signal(QPointF)
    stroked = Signal(QPointF, str)
    brush_moved = Signal(object)

    def __init__(self, parent: pg.GraphicsWidget) -> None:
        super().__init__(parent=parent, enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self.setLimits(xMin=-MAX_SPAN, xMax=MAX_SPAN, yMin=-MAX_SPAN, yMax=MAX_SPAN)
        self.state["wheelScaleFactor"] = -math.log(ZOOM_PER_NOTCH, PYQTGRAPH_WHEEL_BASE) / NOTCH
        self.tool: Tool = "pan"
        self.is_rotatable: Callable[[], bool] = lambda: False
        self.takes_wheel: Callable[[QPointF, float], bool] = lambda position, notches: False
        self.takes_stroke: Callable[[QPointF], bool] = lambda position: False
        self.brush: BrushCircle | None = None
        self.outline: list[QPointF] = []
        self._drag: Drag = "pan"

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Zooms around the mouse, within limits, unless something under the mouse takes the wheel."""
        notches = event.delta() / NOTCH
        if self.takes_wheel(event.pos(), -notches):
            event.accept()
            return
        spans = [(high - low) / ZOOM_PER_NOTCH**notches for low, high in self.viewRange()]
        if all(MIN_SPAN <= span <= MAX_SPAN for span in spans):
            super().wheelEvent(event, axis)

    @reports_errors
    def hoverEvent(self, event: HoverEvent) -> None:
        """Emits the position of the mouse while no button is held, and None when it leaves."""
        if self.tool == "draw" and (event.isExit() or not event.buttons()):
            self.brush_moved.emit(None if event.isExit() else event.pos())
        if event.isExit() or (self.tool == "draw" and self.brush is not None):
            self.hovered.emit(None)
        elif not event.buttons():
            self.hovered.emit(event.pos())

    @reports_errors
    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        """Emits where was clicked, with the right button as a request of a menu."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            if self._draws_at(event.pos()):
                for part in ("start", "end"):
                    self.stroked.emit(event.pos(), part)
            elif event.double():
                self.double_clicked.emit(event.pos())
            else:
                self.clicked.emit(event.pos(), is_additive(event.modifiers()))
        elif event.button() == Qt.MouseButton.RightButton:
            event.accept()
            self.menu_requested.emit(event.pos())

    @reports_errors
    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """Pans, rotates or selects, as the tool and the keys say."""
        if event.button() == Qt.MouseButton.RightButton:
            event.ignore()
            return
        event.accept()
        if event.isStart():
            self._drag = self.drag_of(event)
        if self._drag == "pan":
            super().mouseDragEvent(event, axis)
        elif self._drag == "rotate":
            step = event.pos() - event.lastPos()
            self.rotated.emit(step.x(), step.y(), event.isFinish())
        elif self._drag == "select":
            self._outline(event)
        elif self._drag == "draw":
            self._stroke(event)

    def drag_of(self, event: MouseDragEvent) -> Drag:
        """What a drag does: with Shift the tool for panning selects; other buttons than the left one pan."""
        if event.button() != Qt.MouseButton.LeftButton:
            return "pan"
        if self._draws_at(event.buttonDownPos()):
            return "draw"
        if self.tool != "pan" or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return "select"
        return "rotate" if self.is_rotatable() else "pan"

    def cancel_outline(self) -> bool:
        """Drops the outline that is being dragged and the rest of the drag; whether there is one."""
        canceled = bool(self.outline)
        if canceled:
            self.outline, self._drag = [], "canceled"
            self.update()
        return canceled

    def cancel_stroke(self) -> None:
        """Drops the rest of the drag that draws."""
        self._drag = "canceled"

    def paint_brush(self, painter: QPainter, theme: Theme) -> None:
        """Paints the circle of the brush, and a cross in its middle."""
        if self.brush is None:
            return
        middle, radius = self.brush.middle, self.brush.radius
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.canvas, BRUSH_HALO), (theme.accent, BRUSH_WIDTH)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(middle, radius, radius)
            painter.drawLine(middle - QPointF(BRUSH_ARM, 0), middle + QPointF(BRUSH_ARM, 0))
            painter.drawLine(middle - QPointF(0, BRUSH_ARM), middle + QPointF(0, BRUSH_ARM))

    def paint_outline(self, painter: QPainter, theme: Theme) -> None:
        """Paints the rectangle or the lasso that is being dragged."""
        painter.setPen(QPen(QColor(theme.accent), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(translucent(theme.accent, SELECTION_ALPHA))
        painter.drawPolygon(QPolygonF(self.outline))

    def _outline(self, event: MouseDragEvent) -> None:
        """Grows the rectangle or the lasso; at the end of the drag, emits its corners (m, 2)."""
        start, end = event.buttonDownPos(), event.pos()
        if self.tool in ("lasso", "draw"):
            self.outline = [*(self.outline or [start]), end]
        else:
            self.outline = [start, QPointF(end.x(), start.y()), end, QPointF(start.x(), end.y())]
        if event.isFinish():
            corners = np.array([corner.toTuple() for corner in self.outline])
            self.outline = []
            adds = Qt.KeyboardModifier.ControlModifier if self.tool == "pan" else ADDING_KEYS
            self.outlined.emit(corners, bool(event.modifiers() & adds))
        self.update()

    def _draws_at(self, position: QPointF) -> bool:
        """Whether a press at a pixel draws."""
        return self.tool == "draw" and self.takes_stroke(position)

    def _stroke(self, event: MouseDragEvent) -> None:
        """Emits the places of a stroke."""
        if event.isStart():
            self.stroked.emit(event.buttonDownPos(), "start")
        self.stroked.emit(event.pos(), "end" if event.isFinish() else "move")
