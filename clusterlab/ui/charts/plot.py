"""A light pyqtgraph plot in the program's colors and font."""

from collections.abc import Sequence
from math import inf
from typing import Any, ClassVar, TypeVar

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsGridLayout,
    QGraphicsItem,
    QSizePolicy,
    QStyleOptionGraphicsItem,
    QWidget,
)

from clusterlab.export.axis_ticks import short_number, spaced_ticks, value_ticks
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.ui.widgets.painting import item_painter, saved_state
from clusterlab.ui.widgets.titled import QWIDGETSIZE_MAX

REFERENCE_LINE_HEIGHT = 15  # pixels: the line height of the default font
RANGE_PADDING = 0.09  # above and below the values, as a share of their range
AXIS_CELLS = {"left": (1, 0), "top": (0, 1), "right": (1, 2), "bottom": (2, 1)}
"""The row and the column of the axis of each side; the ViewBox is in the middle."""
OUTDATED_OPACITY = 0.3
MAX_LABEL_OVERHANG = 300  # pixels beyond the end of an axis, where pyqtgraph would omit a label

Item = TypeVar("Item", bound=QGraphicsItem)


class LabelAxis(pg.AxisItem):
    """An axis of labels that stay within the plot: `bold` is written in bold, `turned` ones upward."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        gap = 6 if side in ("left", "right") else 4
        self.setStyle(tickLength=0, tickTextOffset=gap, hideOverlappingLabels=MAX_LABEL_OVERHANG)
        self.bold, self.bold_pen, self.turned = frozenset[str](), pg.mkPen(LIGHT.text), False

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        """Paints the axis; the plot says so if that fails."""
        with item_painter(self, painter, widget):
            super().paint(painter, option, widget)

    def drawPicture(self, painter: QPainter, line: Any, ticks: Any, texts: Any) -> None:
        """Draws the line and the labels; pyqtgraph would draw ticks of length 0 as dots."""
        super().drawPicture(painter, line, (), ())
        font = painter.font()
        for rect, _, words in texts:
            font.setBold(words in self.bold)
            painter.setFont(font)
            painter.setPen(self.bold_pen if font.bold() else self.textPen())
            if self.turned:
                self._draw_upward(painter, QRectF(rect), words)
            else:
                align = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
                painter.drawText(self._within_plot(QRectF(rect)), int(align), words)

    def _within_plot(self, rect: QRectF) -> QRectF:
        """A rectangle, moved so that it does not reach beyond the plot."""
        plot = self.mapRectFromScene(self.getViewWidget().sceneRect()).adjusted(2, 0, -2, 0)
        rect.moveLeft(max(plot.left(), min(rect.left(), plot.right() - rect.width())))
        rect.moveTop(max(plot.top(), min(rect.top(), plot.bottom() - rect.height())))
        return rect

    def _draw_upward(self, painter: QPainter, rect: QRectF, words: str) -> None:
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        with saved_state(painter):
            painter.translate(rect.center().x(), rect.top())
            painter.rotate(-90)
            painter.drawText(QRectF(-rect.width(), -10, rect.width(), 20), int(align), words)


class Plot(pg.GraphicsView):
    """A ViewBox with axes at some sides, and nothing else of pyqtgraph's PlotItem.

    Its menus, buttons and spare axes take most of the time that it takes to make one.
    """

    sides: ClassVar[tuple[str, ...]] = ("left", "bottom")
    default_height: ClassVar[int] = 112
    height_shares: ClassVar[tuple[float, float]] = (1.0, 1.0)
    """The least and the greatest height as shares of the fitted one: the layout chooses between them."""
    margins: ClassVar[tuple[int, int, int, int]] = (1, 1, 1, 1)
    has_base_line: ClassVar[bool] = False
    depends_on_size: ClassVar[bool] = False
    is_outdated = False
    _is_built = False  # font changes arrive while the base class is constructed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # a cached background is an image in SVG and PDF
        self._is_drawn = True
        self._theme, self._fills, self._dpr = LIGHT, False, self.devicePixelRatioF()
        self.axes = {side: LabelAxis(side) for side in self.sides}
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.box.disableAutoRange()
        # Marks may overlap the edge.
        self.box.setFlag(self.box.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._fit_font()
        self._is_built = True

    def add(self, item: Item, z: float = 0) -> Item:
        """Adds an item to the view box, above those of a lower z."""
        self.box.addItem(item, ignoreBounds=True)
        item.setZValue(z)
        return item

    def redraw(self) -> None:
        """Updates the items to what is shown, at the present size and in the colors of the theme."""

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme, which pyqtgraph does not take from the palette.

        A hidden plot takes them when it is shown or painted.
        """
        self._theme, self._is_drawn = theme, False
        if self.isVisible():
            self._apply_theme()

    def _apply_theme(self) -> None:
        theme, self._is_drawn = self._theme, True
        self.setBackground(theme.panel)
        for side, axis in self.axes.items():
            axis.setPen(self.pen(theme.line if self.has_base_line and side == "bottom" else None))
            axis.setTextPen(theme.muted)
            axis.bold_pen = pg.mkPen(theme.text)
        self.redraw()

    def show_outdated(self, is_outdated: bool) -> None:
        """Shows the plot pale where it is that of an earlier step, of another run or of other data."""
        if is_outdated != self.is_outdated:
            self.is_outdated = is_outdated
            self._page.setOpacity(OUTDATED_OPACITY if is_outdated else 1.0)

    def pen(
        self, color: QColor | str | None, width: float = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine
    ) -> QPen:
        """A pen of a width in pixels, which pyqtgraph counts in those of the screen; None paints nothing."""
        pen: QPen = pg.mkPen(color, width=width * self.devicePixelRatioF(), style=style)
        return pen if color is not None else QPen(Qt.PenStyle.NoPen)

    def set_ticks(self, side: str, ticks: Sequence[tuple[float, str]], sample: str = "") -> None:
        """Sets the labels of an axis; a vertical one is as wide as these and the `sample` need."""
        self.axes[side].setTicks([ticks])
        if side in ("left", "right"):
            advance = self.axis_metrics().horizontalAdvance
            widest = max(advance(words) for words in (sample, *(text for _, text in ticks)))
            self.axes[side].setWidth(widest + 10)

    def set_value_range(
        self, low: float, high: float, padding: float = RANGE_PADDING, max_ticks: int = 5
    ) -> None:
        """Sets the range of the vertical axis, and its ticks: no more than there is room for."""
        self.box.setYRange(low, high, padding=padding)
        room = self.box_size()[1] / self.axis_metrics().height() if self.depends_on_size else inf
        ticks = spaced_ticks(value_ticks(low, high, max_ticks), room)
        self.set_ticks("left", [(tick, short_number(tick, ticks)) for tick in ticks], "0.00")

    def pixel_of(self, x: float, y: float) -> QPointF:
        """The pixel of a position."""
        self._grid.activate()
        return QPointF(self.box.mapViewToScene(QPointF(x, y)))  # the scene has the pixels of the view

    def fill(self) -> None:
        """Takes the height of the layout instead of the default one."""
        self._fills = True
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """The least height: the layout gives more where there is room."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def fitted_height(self) -> int:
        """The height in pixels, which depends on the font."""
        return self.default_height + 4 * (QFontMetrics(self.font()).height() - REFERENCE_LINE_HEIGHT)

    def axis_font(self) -> QFont:
        """The font of the axes, smaller than that of the widget."""
        font = QFont(self.font())
        font.setPixelSize(max(8, QFontInfo(font).pixelSize() - 2))
        return font

    def axis_metrics(self) -> QFontMetrics:
        """The sizes of texts in the font of the axes."""
        return QFontMetrics(self.axis_font())

    def elided(self, words: str, width: float) -> str:
        """A text in the font of the axes, cut to a width in pixels; empty where no letter fits."""
        text = self.axis_metrics().elidedText(words, Qt.TextElideMode.ElideRight, round(width))
        return "" if text == "…" else text

    def box_size(self) -> tuple[float, float]:
        """The width and the height of the view box in pixels."""
        self._grid.activate()
        return self.box.width(), self.box.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the items in their places, for the screen that the plot is on now."""
        if not self._is_drawn or self._dpr != self.devicePixelRatioF():
            self._dpr = self.devicePixelRatioF()
            self._apply_theme()
        self._grid.activate()
        super().paintEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Applies a theme or a font that was set while the plot was hidden."""
        super().showEvent(event)
        if not self._is_drawn:
            self._apply_theme()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draws anew what depends on the size."""
        super().resizeEvent(event)
        if self._is_built and self.depends_on_size:
            self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Applies the font of the widget to the axes; a hidden plot is drawn when it is shown or painted."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_built and self.font() != self._fitted_font:
            height = self.height()
            self._fit_font()
            if not self.isVisible():
                self._is_drawn = False
            elif not self.depends_on_size or self.height() == height:  # else the resize has drawn it anew
                self.redraw()

    def viewportEvent(self, event: QEvent) -> bool:
        """Leaves tooltip events to the widget: the scene would hide the tooltips that it shows."""
        return event.type() != QEvent.Type.ToolTip and super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the panel, which scrolls."""
        event.ignore()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draws a frame around a plot that has the keyboard focus."""
        if self.hasFocus():
            painter.setPen(self.pen(self._theme.accent))
            painter.drawRoundedRect(self.sceneRect().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _lay_out(self) -> None:
        self._page = pg.GraphicsWidget()
        self._grid = QGraphicsGridLayout(self._page)
        self._grid.setContentsMargins(*self.margins)
        self._grid.setSpacing(0)
        self._grid.addItem(self.box, 1, 1)
        for side, axis in self.axes.items():
            self._grid.addItem(axis, *AXIS_CELLS[side])
            axis.linkToView(self.box)
        self.setCentralItem(self._page)

    def _fit_font(self) -> None:
        """Applies the font to the axes, and sets the heights that depend on it."""
        self._fitted_font = QFont(self.font())
        for side, axis in self.axes.items():
            axis.setTickFont(self.axis_font())
            if side in ("top", "bottom"):
                axis.setHeight(self.axis_metrics().height() + 8)
        self.fit_height()

    def fit_height(self) -> None:
        """Sets the height, or the range from which the layout takes it."""
        if not self._fills:
            least, greatest = self.height_shares
            self.setMinimumHeight(round(least * self.fitted_height()))
            self.setMaximumHeight(round(greatest * self.fitted_height()))
