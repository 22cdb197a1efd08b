"""What an algorithm shows beside the canvas: a heat map, eigenvalues, distances with a line to drag."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from clusterlab.core.charts import Chart, Eigenvalues, HeatMap, Reaches
from clusterlab.core.words import number
from clusterlab.ui.panels.titled import Titled
from clusterlab.ui.theme import LIGHT, Theme, rgb

LEFT, BELOW, ABOVE = 44, 18, 6
GRAB = 8  # pixels: how near to the line a press takes it
NUDGE = 1.05


class Diagram(QWidget):
    """One chart of a step; the line over distances says its value while it is dragged and when let go."""

    dragged = Signal(str, float, bool)

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.chart = LIGHT, chart
        self._held: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(240 if isinstance(chart, HeatMap) else 140)
        self.setAccessibleName(chart.title)
        if isinstance(chart, Reaches):
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setProperty("moves", True)
            self.setMouseTracking(True)

    @property
    def holds(self) -> bool:
        """Whether the line is in a hand."""
        return self._held is not None

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind."""
        self.chart = chart
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def height_of(self, value: float) -> float:
        """How far from the top a value stands, in pixels."""
        box, (low, high) = self._box(), self._bounds()
        return box.bottom() - (value - low) / (high - low) * box.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the chart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match self.chart:
            case HeatMap():
                self._paint_heat(painter, self.chart)
            case Eigenvalues():
                self._paint_eigenvalues(painter, self.chart)
            case Reaches():
                self._paint_reaches(painter, self.chart)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the line."""
        near = isinstance(self.chart, Reaches) and event.button() == Qt.MouseButton.LeftButton
        if near and abs(event.position().y() - self.height_of(self.chart.at)) <= GRAB:
            self._held = self.chart.at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags it."""
        if self._held is not None:
            self._drag(event.position().y(), False)
        elif isinstance(self.chart, Reaches):
            near = abs(event.position().y() - self.height_of(self.chart.at)) <= GRAB
            self.setCursor(Qt.CursorShape.SizeVerCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets it go."""
        if self._held is not None:
            self._drag(event.position().y(), True)
            self._held = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move the line a little."""
        factor = {Qt.Key.Key_Up: NUDGE, Qt.Key.Key_Down: 1 / NUDGE}.get(Qt.Key(event.key()))
        if factor is not None and isinstance(self.chart, Reaches):
            self.dragged.emit(self.chart.param, _rounded(self.chart.at * factor), True)
        else:
            super().keyPressEvent(event)

    def _drag(self, y: float, settled: bool) -> None:
        assert isinstance(self.chart, Reaches)
        box, (low, high) = self._box(), self._bounds()
        value = low + (box.bottom() - y) / box.height() * (high - low)
        self._held = _rounded(min(max(value, high / 1000), high))
        self.update()
        self.dragged.emit(self.chart.param, self._held, settled)

    def _bounds(self) -> tuple[float, float]:
        values = self.chart.values
        top = float(values.max(initial=0.0))
        if isinstance(self.chart, Reaches):
            return 0.0, max(top, 1.1 * self.chart.at) * 1.02 or 1.0
        return 0.0, top * 1.05 or 1.0

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, ABOVE, -6, -BELOW)

    def _paint_axis(self, painter: QPainter, words: str) -> QRectF:
        box, (low, high) = self._box(), self._bounds()
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(QColor(self._theme.muted))
        line = QFontMetricsF(self.font()).height()
        for value in (low, (low + high) / 2, high):
            y = self.height_of(value) - line / 2
            painter.drawText(
                QRectF(0, max(0, y), LEFT - 6, line), int(Qt.AlignmentFlag.AlignRight), number(value)
            )
        below = QRectF(box.left(), box.bottom() + 2, box.width(), BELOW)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), words)
        return box

    def _paint_heat(self, painter: QPainter, chart: HeatMap) -> None:
        side = min(self.width(), self.height()) - 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, len(chart.values) > side)
        painter.drawImage(QRectF(1, 1, side, side), _heat(chart, self._theme))
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(QRectF(1, 1, side, side))

    def _paint_eigenvalues(self, painter: QPainter, chart: Eigenvalues) -> None:
        count = len(chart.values)
        box = self._paint_axis(painter, f"the {count} least eigenvalues, of which {chart.used} serve")
        step = box.width() / max(1, count)
        for place, value in enumerate(chart.values.tolist()):
            serves = place < chart.used
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.accent if serves else self._theme.muted))
            painter.drawEllipse(QPointF(box.left() + (place + 0.5) * step, self.height_of(value)), 3.5, 3.5)
        if chart.gap is not None:
            x = box.left() + chart.gap * step
            painter.setPen(QPen(QColor(self._theme.accent), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _paint_reaches(self, painter: QPainter, chart: Reaches) -> None:
        box, values = self._paint_axis(painter, "points, the densest first"), chart.values
        xs = np.linspace(box.left(), box.right(), len(values))
        spots = [QPointF(x, self.height_of(y)) for x, y in zip(xs.tolist(), values.tolist(), strict=True)]
        painter.setPen(QPen(QColor(self._theme.ink(0)), 2))
        painter.drawPolyline(spots)
        if chart.bend is not None:
            y = self.height_of(chart.bend)
            painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        at = chart.at if self._held is None else self._held
        y = self.height_of(at)
        painter.setPen(QPen(QColor(self._theme.accent), 3 if self.hasFocus() or self.holds else 2))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QColor(self._theme.accent_text))
        line = QFontMetricsF(self.font()).height()
        above = y - line - 2 if y - line - 2 > 0 else y + 2
        painter.drawText(QPointF(box.left() + 6, above + line - 4), f"{chart.param} {number(at)}")


class DiagramChart(Titled):
    """A diagram under its title."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(chart.title, parent)
        self.diagram = Diagram(chart, self)
        self.hold(self.diagram)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind."""
        self.title.setText(chart.title)
        self.title.setToolTip(chart.help)
        self.diagram.setToolTip(chart.help)
        self.subtitle.show_words(_said(chart))
        self.diagram.show_chart(chart)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.diagram.set_theme(theme)


def _said(chart: Chart) -> str:
    match chart:
        case Reaches(bend=bend) if bend is not None:
            return f"bends at {number(bend)}, a heuristic"
        case Eigenvalues(gap=gap) if gap is not None:
            return f"largest gap after {gap}"
        case _:
            return ""


def _heat(chart: HeatMap, theme: Theme) -> QImage:
    """From the panel's color, where points have nothing in common, to the accent."""
    low, high = rgb(theme.panel).astype(float), rgb(theme.accent).astype(float)
    shares = np.clip(chart.values, 0, 1)[..., None]
    pixels = np.ascontiguousarray(np.rint(low + shares * (high - low)).astype(np.uint8))
    side = len(pixels)
    return QImage(pixels.tobytes(), side, side, 3 * side, QImage.Format.Format_RGB888).copy()


def _rounded(value: float) -> float:
    """A value with three digits, as a person would write it."""
    return round(value, 2 - math.floor(math.log10(value))) if value > 0 else value
