"""The base classes of the charts of a step: layout, theme, axis, and a draggable line."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from clusterlab.core.charts import Chart
from clusterlab.ui.canvas.canvas import type_scale
from clusterlab.ui.charts.axis_ticks import short_number, value_ticks
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.painting import widget_painter
from clusterlab.ui.widgets.titled import QWIDGETSIZE_MAX

LEFT_MARGIN, BOTTOM_MARGIN, TOP_MARGIN, RIGHT_MARGIN = 44, 18, 6, 6
VALUE_TICKS = 4
LINE_GRAB_DISTANCE = 8  # pixels: how near to the line a press starts a drag


class StepChart(QWidget):
    """A chart of a step; `dragged` carries a parameter's name, its value, and whether the drag has ended."""

    dragged = Signal(str, object, bool)
    default_height = 140
    interaction_hint: ClassVar[str] = ""
    """How the mouse and the keys change the chart; shown behind its help."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.chart = LIGHT, chart
        self._colors: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._fit()
        self.setAccessibleName(chart.title)

    @property
    def scale(self) -> float:
        """The font size relative to the default one."""
        return type_scale(self.font())

    @property
    def is_dragging(self) -> bool:
        """Whether something in the chart is being dragged."""
        return False

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind."""
        self.chart = chart
        self.update()

    def show_colors(self, colors: Sequence[int]) -> None:
        """Sets the palette numbers of the clusters, as on the canvas."""
        self._colors = tuple(colors)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def fill(self) -> None:
        """Takes all the space of the layout instead of the default height."""
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def y_of(self, value: float) -> float:
        """The y pixel of a value."""
        box, (low, high) = self.box(), self.bounds()
        return box.bottom() - (value - low) / (high - low) * box.height()

    def box(self) -> QRectF:
        """The plot rectangle, right of the value axis."""
        return QRectF(self.rect()).adjusted(
            LEFT_MARGIN * self.scale, TOP_MARGIN, -RIGHT_MARGIN, -BOTTOM_MARGIN * self.scale
        )

    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value of the axis."""
        return 0.0, 1.0

    def paint(self, painter: QPainter) -> None:
        """Paints the chart."""

    def changeEvent(self, event: QEvent) -> None:
        """Adapts the height to the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the chart."""
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(painter)

    def paint_axis(self, painter: QPainter, words: str) -> None:
        """Paints the value axis with a few tick labels, and a text below the horizontal axis."""
        box, ticks = self.box(), value_ticks(*self.bounds(), VALUE_TICKS)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(QColor(self._theme.muted))
        painter.setFont(self.axis_font())
        line = painter.fontMetrics().height()
        for value in ticks:
            y = max(0, self.y_of(value) - line / 2)
            place = QRectF(0, y, box.left() - 6, line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), short_number(value, ticks))
        below = QRectF(0, box.bottom() + 2, self.width(), line)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), words)
        painter.setFont(self.font())

    def axis_font(self) -> QFont:
        """The font of the axes, smaller than that of other text."""
        font = QFont(self.font())
        font.setPixelSize(max(8, QFontInfo(font).pixelSize() - 2))
        return font

    def paint_horizontal_line(
        self, painter: QPainter, value: float, color: str, style: Qt.PenStyle, width: float = 1
    ) -> None:
        """Paints a horizontal line at a value."""
        box, y = self.box(), self.y_of(value)
        painter.setPen(QPen(QColor(color), width, style))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _fit(self) -> None:
        self.setFixedHeight(round(self.default_height * self.scale))


class DraggableLineChart(StepChart):
    """A chart with a horizontal line that sets a parameter: dragged, or moved with Up and Down."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(chart, parent)
        self._dragged_value: float | None = None
        self._dragging = False
        self._last_emitted: object = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self.setAccessibleDescription(f"Up and Down move the line of {self.param}.")
        self.setMouseTracking(True)

    @property
    def is_dragging(self) -> bool:
        """Whether the line is being dragged."""
        return self._dragging

    @property
    def line_value(self) -> float:
        """The value of the line, dragged or dropped; once a chart with that value is shown, the chart's."""
        return self.line_at_rest if self._dragged_value is None else self._dragged_value

    @property
    def line_at_rest(self) -> float:
        """The value of the line that the chart has."""
        raise NotImplementedError

    @property
    def param(self) -> str:
        """The name of the parameter that the line sets."""
        raise NotImplementedError

    def value_at(self, height: float) -> object:
        """The value of the parameter for the line at a value of the axis."""
        raise NotImplementedError

    def nudged_value(self, up: bool) -> object:
        """The next value of the parameter, for the line one step up or down."""
        raise NotImplementedError

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind; a line that is being dragged stays at the mouse."""
        if not self._dragging:
            self._dragged_value = None
        super().show_chart(chart)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Starts dragging the line."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_near(event):
            self._dragging, self._dragged_value, self._last_emitted = (
                True,
                self.line_at_rest,
                self.value_at(self.line_at_rest),
            )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the line, or shows that it can be dragged."""
        if self._dragging:
            self._drag(event.position().y(), False)
        else:
            self.setCursor(
                Qt.CursorShape.SizeVerCursor if self._is_near(event) else Qt.CursorShape.ArrowCursor
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends dragging the line."""
        if self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False
            self._drag(event.position().y(), True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move the line by one step."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.dragged.emit(self.param, self.nudged_value(event.key() == Qt.Key.Key_Up), True)
        else:
            super().keyPressEvent(event)

    def paint_line(self, painter: QPainter, words: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        """Paints the line, thicker while it is focused or dragged, and its label."""
        emphasized = self.hasFocus() or self._dragging
        self.paint_horizontal_line(
            painter, self.line_value, self._theme.accent, style, 3 if emphasized else 2
        )
        painter.setPen(QColor(self._theme.accent_text))
        metrics, y = QFontMetricsF(self.font()), self.y_of(self.line_value)
        line = metrics.height()
        above = y - line - 2 if y - line - 2 > 0 else y + 2
        painter.drawText(QPointF(self.box().left() + 6, above + line - 4), words)

    def _is_near(self, event: QMouseEvent) -> bool:
        return abs(event.position().y() - self.y_of(self.line_value)) <= LINE_GRAB_DISTANCE

    def _drag(self, y: float, finished: bool) -> None:
        box, (low, high) = self.box(), self.bounds()
        self._dragged_value = min(max(low + (box.bottom() - y) / box.height() * (high - low), low), high)
        value_at = self.value_at(self._dragged_value)
        if finished and value_at == self.value_at(self.line_at_rest):
            self._dragged_value = None  # no chart with that value will follow
        self.update()
        if finished or value_at != self._last_emitted:
            self._last_emitted = value_at
            self.dragged.emit(self.param, value_at, finished)
