"""A plain pyqtgraph plot in the program's colors and font, without mouse interaction of its own."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy, QWidget

from clusterlab.ui.charts.axis_ticks import short_number, value_ticks
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.titled import QWIDGETSIZE_MAX

PLOT_HEIGHT = 112
REFERENCE_LINE_HEIGHT = 15  # pixels: the line height of the default font
RANGE_PADDING = 0.09  # above and below the curve, as a share of its range

AxisSpec = tuple[QPen, QPointF, QPointF]
TickSpec = tuple[QPen, QPointF, QPointF]
TextSpec = tuple[QRectF, Qt.AlignmentFlag, str]
"""What pyqtgraph draws of an axis: its line, a line per tick, and a text per tick."""


class TicklessAxis(pg.AxisItem):
    """An axis of labels alone: pyqtgraph would draw ticks of length 0 as dots."""

    def drawPicture(
        self, painter: QPainter, line: AxisSpec, ticks: Sequence[TickSpec], texts: Sequence[TextSpec]
    ) -> None:
        """Draws the axis and its labels."""
        super().drawPicture(painter, line, (), texts)


class KAxis(TicklessAxis):
    """The axis of K, with the current K in bold."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.current = ""
        self.current_color = QColor(LIGHT.text)

    def drawPicture(
        self, painter: QPainter, line: AxisSpec, ticks: Sequence[TickSpec], texts: Sequence[TextSpec]
    ) -> None:
        """Draws the label of the current K in bold, all others as usual."""
        others = [text for text in texts if text[2] != self.current]
        super().drawPicture(painter, line, ticks, others)
        font = QFont(self.style["tickFont"] or painter.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.current_color)
        for place, _, words in (text for text in texts if text[2] == self.current):
            wide_rect = QRectF(place).adjusted(-8, 0, 8, 0)
            painter.drawText(wide_rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), words)


class Plot(pg.GraphicsView):
    """A ViewBox with two axes, and nothing else of pyqtgraph's PlotItem.

    Its menus, buttons and spare axes take most of the time that it takes to make one.
    """

    _is_built = False  # font changes arrive while the base class is constructed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis, self.value_axis = KAxis(), TicklessAxis("left")
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._range: tuple[float, float] | None = None
        self._expands = False
        self._lay_out()
        self._disable_interaction()
        self._fit_font()
        self._is_built = True

    def addItem(self, item: QGraphicsItem) -> None:
        """Adds an item to the view box."""
        self.box.addItem(item)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme, which pyqtgraph does not take from the palette."""
        self.setBackground(theme.panel)
        self.axis.current_color = QColor(theme.text)
        for axis in (self.axis, self.value_axis):
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(pg.mkPen(theme.muted))

    def show_range(self, low: float, high: float) -> None:
        """Sets the range of the value axis, with padding."""
        self._range = (low, high)
        self.box.setYRange(low - RANGE_PADDING * (high - low), high + RANGE_PADDING * (high - low), padding=0)
        self._set_value_ticks()

    def clear_range(self) -> None:
        """Shows no values where none is defined."""
        self._range = None
        self._set_value_ticks()

    def fill(self) -> None:
        """Takes the height of the layout instead of the default one."""
        self._expands = True
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def changeEvent(self, event: QEvent) -> None:
        """Applies the font of the widget to the axes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_built:
            self._fit_font()

    def viewportEvent(self, event: QEvent) -> bool:
        """Ignores tooltip events: the owner shows the tooltips, which the scene would hide."""
        return True if event.type() == QEvent.Type.ToolTip else super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the panel, which scrolls."""
        event.ignore()

    def _lay_out(self) -> None:
        page = pg.GraphicsWidget()
        grid = QGraphicsGridLayout(page)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        for item, row, column in ((self.value_axis, 0, 0), (self.box, 0, 1), (self.axis, 1, 1)):
            grid.addItem(item, row, column)
        grid.setColumnStretchFactor(1, 100)
        grid.setRowStretchFactor(0, 100)
        for axis in (self.axis, self.value_axis):
            axis.linkToView(self.box)
        self.setCentralItem(page)

    def _disable_interaction(self) -> None:
        self.setFrameShape(self.Shape.NoFrame)
        self.box.setDefaultPadding(0)
        self.box.disableAutoRange()
        for axis, offset in ((self.value_axis, 6), (self.axis, 4)):
            axis.setStyle(tickLength=0, tickTextOffset=offset, hideOverlappingLabels=False)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _set_value_ticks(self) -> None:
        """Sets the ticks of the value axis and its width; none where no value is defined."""
        ticks = [] if self._range is None else value_ticks(*self._range)
        words = [short_number(tick, ticks) for tick in ticks]
        self.value_axis.setTicks([list(zip(ticks, words, strict=True))])
        metrics = QFontMetrics(self._axis_font())
        self.value_axis.setWidth(max(metrics.horizontalAdvance(word) for word in (*words, "0.00")) + 10)

    def _axis_font(self) -> QFont:
        """The font of the axes, smaller than that of the widget."""
        font = QFont(self.font())
        font.setPixelSize(max(8, QFontInfo(font).pixelSize() - 2))
        return font

    def _fit_font(self) -> None:
        """Applies the font to the axes, and sets the heights that depend on it."""
        for axis in (self.axis, self.value_axis):
            axis.setStyle(tickFont=self._axis_font())
        self.axis.setHeight(QFontMetrics(self._axis_font()).height() + 8)
        if not self._expands:
            self.setFixedHeight(PLOT_HEIGHT + 4 * (self.fontMetrics().height() - REFERENCE_LINE_HEIGHT))
        self._set_value_ticks()
