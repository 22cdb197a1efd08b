"""A bare plot in the colors and the type of the program, which leaves the mouse to its owner."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QWheelEvent
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy, QWidget

from clusterlab.ui.charts.axis_ticks import short_number, value_ticks
from clusterlab.ui.theme.theme import LIGHT, Theme

PLOT_HEIGHT = 112
QWIDGETSIZE_MAX = 16_777_215  # what Qt calls no bound at all
REFERENCE_LINE_HEIGHT = 15  # pixels: the height of a line in the usual type
RANGE_PADDING = 0.09  # above and below the curve, as a share of its height


class TicklessAxis(pg.AxisItem):
    """An axis of numbers alone, without the dots that pyqtgraph makes of ticks of no length."""

    def drawPicture(self, p, axisSpec, tickSpecs, textSpecs):  # noqa: N803  pyqtgraph's own names
        """Draws the numbers."""
        super().drawPicture(p, axisSpec, (), textSpecs)


class KAxis(TicklessAxis):
    """The axis of K, on which the current K is bold."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.current = ""
        self.current_color = QColor(LIGHT.text)

    def drawPicture(self, p, axisSpec, tickSpecs, textSpecs):  # noqa: N803  pyqtgraph's own names
        """Draws all numbers but the current K as usual, and that one bold."""
        plain = [spec for spec in textSpecs if spec[2] != self.current]
        super().drawPicture(p, axisSpec, tickSpecs, plain)
        font = QFont(self.style["tickFont"] or p.font())
        font.setBold(True)
        p.setFont(font)
        p.setPen(self.current_color)
        for place, _, words in (spec for spec in textSpecs if spec[2] == self.current):
            wide_rect = QRectF(place).adjusted(-8, 0, 8, 0)
            p.drawText(wide_rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), words)


class Plot(pg.GraphicsView):
    """Axes with few numbers around a view, and nothing of what a plot of pyqtgraph does and offers by itself:
    to make its menus and spare axes takes most of the time that it takes to make one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis, self.heights = KAxis(), TicklessAxis("left")
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._range: tuple[float, float] | None = None
        self._expands = False
        self._lay_out()
        self._disable_interaction()
        self._fit_font()

    def addItem(self, item: QGraphicsItem) -> None:
        """Draws an item in the view."""
        self.box.addItem(item)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme, none of which pyqtgraph would take by itself."""
        self.setBackground(theme.panel)
        self.axis.current_color = QColor(theme.text)
        for axis in (self.axis, self.heights):
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(pg.mkPen(theme.muted))

    def show_range(self, low: float, high: float) -> None:
        """Shows these heights and some room above and below."""
        self._range = (low, high)
        self.box.setYRange(low - RANGE_PADDING * (high - low), high + RANGE_PADDING * (high - low), padding=0)
        self._set_value_ticks()

    def clear_range(self) -> None:
        """Shows no heights where there is nothing to measure."""
        self._range = None
        self._set_value_ticks()

    def fill(self) -> None:
        """Takes whatever height there is instead of the usual one."""
        self._expands = True
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the program's type into the axes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_range"):
            self._fit_font()

    def viewportEvent(self, event: QEvent) -> bool:
        """Leaves the words beside the mouse to the owner: the scene has none and would soon hide them."""
        return True if event.type() == QEvent.Type.ToolTip else super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel."""
        event.ignore()

    def _lay_out(self) -> None:
        page = pg.GraphicsWidget()
        grid = QGraphicsGridLayout(page)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        for item, row, column in ((self.heights, 0, 0), (self.box, 0, 1), (self.axis, 1, 1)):
            grid.addItem(item, row, column)
        grid.setColumnStretchFactor(1, 100)
        grid.setRowStretchFactor(0, 100)
        for axis in (self.axis, self.heights):
            axis.linkToView(self.box)
        self.setCentralItem(page)

    def _disable_interaction(self) -> None:
        self.setFrameShape(self.Shape.NoFrame)
        self.box.setDefaultPadding(0)
        self.box.disableAutoRange()
        for axis, offset in ((self.heights, 6), (self.axis, 4)):
            axis.setStyle(tickLength=0, tickTextOffset=offset, hideOverlappingLabels=False)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _set_value_ticks(self) -> None:
        """Few numbers at the left, and as much room as they need; none where there is nothing to measure."""
        ticks = [] if self._range is None else value_ticks(*self._range)
        words = [short_number(tick, ticks) for tick in ticks]
        self.heights.setTicks([list(zip(ticks, words, strict=True))])
        wide_rect = QFontMetrics(self._axis_font())
        self.heights.setWidth(max(wide_rect.horizontalAdvance(word) for word in (*words, "0.00")) + 10)

    def _axis_font(self) -> QFont:
        """The type of the axes."""
        font = QFont(self.font())
        font.setPixelSize(max(8, QFontInfo(font).pixelSize() - 2))
        return font

    def _fit_font(self) -> None:
        """Heights that follow the size of the type."""
        for axis in (self.axis, self.heights):
            axis.setStyle(tickFont=self._axis_font())
        self.axis.setHeight(QFontMetrics(self._axis_font()).height() + 8)
        if not self._expands:
            self.setFixedHeight(PLOT_HEIGHT + 4 * (self.fontMetrics().height() - REFERENCE_LINE_HEIGHT))
        self._set_value_ticks()
