"""The base classes of the charts of a step: chart, colors, axes, and a draggable line."""

import sys
from typing import Any, ClassVar

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontInfo, QKeyEvent
from PySide6.QtWidgets import QWidget

from clusterlab.core.charts import Dendrogram, KDistances
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.theme.fonts import BASE_FONT_SIZE
from clusterlab.ui.theme.theme_signal import follow_theme

VALUE_TICKS = 4


class StepChart(Plot):
    """A chart of a step; `dragged` carries a parameter's name, its value, and whether the drag has ended."""

    dragged = Signal(str, object, bool)
    default_height = 140
    margins = (0, 6, 6, 0)
    has_base_line = True
    interaction_hint: ClassVar[str] = ""
    """How the mouse and the keys change the chart; shown behind its help."""
    is_moved = False
    """Whether a line was dragged, and no chart with its value is shown yet."""

    def __init__(self, chart: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart, self.listing = chart, PLAIN_LISTING
        self.setAccessibleName(chart.title)
        self.make_items()
        follow_theme(self)

    @property
    def scale(self) -> float:
        """The font size relative to the default one."""
        return QFontInfo(self.font()).pixelSize() / BASE_FONT_SIZE

    @property
    def is_dragging(self) -> bool:
        """Whether something in the chart is being dragged."""
        return False

    def cancel_drag(self) -> bool:
        """Drops what is being dragged and the rest of the drag; whether there is something."""
        return False

    def make_items(self) -> None:
        """Makes the items of the chart."""

    def show_chart(self, chart: Any) -> None:
        """Shows another chart of the same kind; a line that is being dragged stays at the mouse."""
        if chart is not self.chart or self.is_moved:
            self.chart, self.is_moved = chart, self.is_dragging
            self.redraw()

    def show_clusters(self, listing: ClusterListing) -> None:
        """Shows the clusters in the colors and with the names that they have on the canvas."""
        if listing != self.listing:
            self.listing = listing
            self.redraw()

    def fitted_height(self) -> int:
        """The height in pixels, in proportion to the font."""
        return round(self.default_height * self.scale)

    def show_axes(self, width: float, top: float, words: str) -> None:
        """Sets the ranges from 0 to `width` and to `top`, with a text below the horizontal axis."""
        self.box.setXRange(0, width, padding=0)
        self.set_value_range(0, min(top, sys.float_info.max), 0, VALUE_TICKS)
        self.set_ticks("bottom", [(width / 2, words)])


class DraggableLineChart(StepChart):
    """A chart with a horizontal line that sets a parameter: dragged, or moved with Up and Down."""

    chart: KDistances | Dendrogram
    depends_on_size = True
    line_style: ClassVar[Qt.PenStyle] = Qt.PenStyle.SolidLine
    _last_emitted: object = None

    def make_items(self) -> None:
        """Makes the line, its label, and a dotted line that marks a value."""
        self.line = self.add(pg.InfiniteLine(angle=0, movable=True), z=1)
        self.line.setCursor(Qt.CursorShape.SizeVerCursor)
        self.line.sigDragged.connect(lambda: self._drag(finished=False))
        self.line.sigPositionChangeFinished.connect(lambda: self._drag(finished=True))
        self.line_label, self.marked_line = self.add(pg.TextItem(), z=1), self.add(pg.InfiniteLine(angle=0))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self.setAccessibleDescription(f"Up and Down move the line of {self.chart.param}.")

    @property
    def is_dragging(self) -> bool:
        """Whether the line is being dragged."""
        return bool(self.line.moving)

    def cancel_drag(self) -> bool:
        """Moves a line that is being dragged back, and drops the rest of the drag; whether there is one."""
        canceled = self.is_dragging
        if canceled:
            self.line.moving = self.is_moved = False
            self._last_emitted = None
            self.redraw()
        return canceled

    @property
    def line_value(self) -> float:
        """The value of the line, dragged or dropped; once a chart with that value is shown, the chart's."""
        return float(self.line.value()) if self.is_moved else self.chart.at

    def show_line(self, words: str, marked: float | None) -> None:
        """Places the line with its label, above it where there is room, and marks another value."""
        top = self.chart.top
        self.line.setBounds((0, top))
        self.line.setValue(self.line_value)
        self.line.setPen(self.pen(self._theme.accent, 2, self.line_style))
        self.line.setHoverPen(self.pen(self._theme.accent, 3, self.line_style))
        self.line_label.setText(words, self._theme.accent_text)
        self.line_label.setFont(self.font())
        height = self.line_label.boundingRect().height() * top / max(1.0, self.box_size()[1])
        self.line_label.setAnchor((0, 0 if self.line_value + height > top else 1))
        self.line_label.setPos(0, self.line_value)
        self.marked_line.setVisible(marked is not None)
        self.marked_line.setValue(marked or 0)
        self.marked_line.setPen(self.pen(self._theme.muted, style=Qt.PenStyle.DotLine))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move the line by one step."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.dragged.emit(self.chart.param, self.chart.nudged(event.key() == Qt.Key.Key_Up), True)
        else:
            event.ignore()

    def _drag(self, finished: bool) -> None:
        value = self.chart.param_at(float(self.line.value()))
        self.is_moved = not finished or value != self.chart.param_at(self.chart.at)
        self.redraw()
        if finished or value != self._last_emitted:
            self._last_emitted = value
            self.dragged.emit(self.chart.param, value, finished)
