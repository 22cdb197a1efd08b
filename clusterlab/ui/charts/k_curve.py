"""The plot of a chart over K: lines with a dot per K, of which one can be hovered and chosen."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.k_charts import KChartData, KChartLine
from clusterlab.ui.charts.axis_ticks import axis_range, k_ticks
from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.theme.theme import LIGHT, Theme, mix
from clusterlab.ui.widgets.tooltip import show_tooltip

MAX_PICK_DISTANCE = 24  # pixels: the pick radius of a point along the axis
K_MARGIN = 0.04  # of the range of K: the least margin before the first and after the last
ERROR_BAR_WIDTH = 0.24  # in units of K: the width of the caps of an error bar
CROSS_EXTRA = 4  # pixels: how much larger a cross is than a dot, to be recognizable
BAND_STRENGTH = 0.35  # share of the muted color in the band of data without clusters
EMPTY_PLOT = KChartData("", "", (), (KChartLine("", 0, (), ()),))


class KCurve(Plot):
    """Plots lines over K; points of the first can be hovered and chosen, the others are drawn behind it."""

    k_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._plot = LIGHT, EMPTY_PLOT
        self._current: int | None = None
        self._hovered_k: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self._band_low, self._band_high = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._band = pg.FillBetweenItem(self._band_low, self._band_high)
        self._current_line, self._errors = pg.InfiniteLine(angle=90), pg.ErrorBarItem(beam=ERROR_BAR_WIDTH)
        self._hover_ring, self._current_dot = pg.ScatterPlotItem(), pg.ScatterPlotItem()
        for item in (self._band, self._current_line, self._errors):
            self.addItem(item)
        self._lines = [DottedLine(self)]
        for item in (self._hover_ring, self._current_dot):
            self.addItem(item)
        self.set_theme(LIGHT)

    @property
    def shown(self) -> KChartData:
        """The data on screen."""
        return self._plot

    def show_plot(self, plot: KChartData, current: int | None) -> None:
        """Shows the values known so far; until all are known, the range of the axis only grows."""
        if (plot, current) == (self._plot, self._current):
            return
        same = plot.ks == self._plot.ks
        self._plot, self._current = plot, current
        self._hovered_k = self._hovered_k if same else None
        self._set_ranges(same)
        self._redraw()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        super().set_theme(theme)
        self._theme = theme
        self._current_line.setPen(pg.mkPen(theme.accent, width=1, style=Qt.PenStyle.DashLine))
        self._band.setBrush(pg.mkBrush(mix(theme.panel, theme.muted, BAND_STRENGTH)))
        self._redraw()

    def k_near(self, x: float) -> int | None:
        """The K of the known point nearest to an x pixel, or None if none is near."""
        known_ks = self._known_ks()
        if not known_ks:
            return None
        places = np.array([self.pixel(k).x() for k in known_ks])
        nearest = np.abs(places - x).argmin()
        return known_ks[nearest] if abs(places[nearest] - x) <= MAX_PICK_DISTANCE else None

    def pixel(self, k: float) -> QPoint:
        """The position of the point of a K, in pixels of this widget."""
        value = dict(zip(self._plot.ks, self._plot.lines[0].values, strict=True)).get(int(k)) or 0.0
        value = value if np.isfinite(value) else 0.0  # points that overflowed are picked along the axis
        position: QPoint = self.mapFromScene(self.box.mapViewToScene(pg.Point(k, value)))
        return position

    def words(self, k: int) -> str:
        """The values at a K as text."""
        return self._plot.words(k)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the K of the clicked point."""
        k = self.k_near(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and k is not None:
            self.k_chosen.emit(k)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Does nothing: the press has chosen already."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovers the point under the mouse."""
        self._hover(self.k_near(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Ends hovering."""
        super().leaveEvent(event)
        self._hover(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ends hovering."""
        super().focusOutEvent(event)
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right hover the next point, Enter chooses it."""
        known_ks = self._known_ks()
        key_steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if known_ks and event.key() in key_steps:
            start = self._hovered_k if self._hovered_k in known_ks else self._current
            at = known_ks.index(start) + key_steps[event.key()] if start in known_ks else 0
            self._hover(known_ks[min(max(0, at), len(known_ks) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hovered_k is not None:
            self.k_chosen.emit(self._hovered_k)
        else:
            super().keyPressEvent(event)

    def _known_ks(self) -> list[int]:
        """The K with a known value on the first line."""
        return [
            k for k, value in zip(self._plot.ks, self._plot.lines[0].values, strict=True) if value is not None
        ]

    def _hover(self, k: int | None) -> None:
        if k == self._hovered_k:
            return
        self._hovered_k = k
        self._redraw()
        if k is None:
            QToolTip.hideText()
            return
        self.setAccessibleDescription(self.words(k))
        show_tooltip(self, QPoint(self.pixel(k).x(), 0), self.words(k))

    def _set_ranges(self, same: bool) -> None:
        ks = self._plot.ks
        if ks:
            margin = max(0.5, K_MARGIN * (ks[-1] - ks[0]))  # for the last tick label, which may be wide
            self.box.setXRange(ks[0] - margin, ks[-1] + margin, padding=0)
        first = _floats(self._plot.lines[0].values)
        finite = _finite_values(self._plot)
        if not len(finite):
            self.clear_range()
            return
        filling = not np.isfinite(first).all()
        self.show_range(*axis_range(finite, self._plot.from_zero, self._range if filling and same else None))

    def _redraw(self) -> None:
        theme, plot, line = self._theme, self._plot, self._plot.lines[0]
        color, ks, values = theme.line_color(line.color), np.array(plot.ks, float), _floats(line.values)
        self._put_lines(ks)
        hovered_k = self._hovered_k if self._hovered_k is not None else plot.marked_k
        self._put(self._hover_ring, hovered_k, size=14, pen=pg.mkPen(color, width=1.5), brush=None)
        self._put(self._current_dot, self._current, size=12, pen=pg.mkPen(theme.panel), brush=theme.accent)
        self._put_errors(ks, values, color)
        self._put_band(ks)
        self._current_line.setVisible(self._current in plot.ks)
        self._current_line.setValue(self._current or 0)
        self.axis.current = str(self._current)
        self.axis.setTicks([[(k, str(k)) for k in k_ticks(ks, self._current)]])

    def _put_lines(self, ks: Floats) -> None:
        """Draws the first line on top, the others thinner and with smaller dots behind it."""
        lines, theme = self._plot.lines, self._theme
        while len(self._lines) < len(lines):
            self._lines.append(DottedLine(self, behind=True))
        for place, drawn in enumerate(self._lines):
            if place < len(lines):
                drawn.show_line(lines[place], ks, theme.line_color(lines[place].color), theme.panel)
            drawn.set_visible(place < len(lines))

    def _put(self, item: pg.ScatterPlotItem, k: int | None, **look: object) -> None:
        """Places a marker on the point of a K, or hides it."""
        values = dict(zip(self._plot.ks, self._plot.lines[0].values, strict=True))
        present = [at for at in self._known_ks() if at == k and np.isfinite(values[at] or 0.0)]
        item.setData(present, [values[at] for at in present], **look)

    def _put_errors(self, ks: Floats, values: Floats, color: str) -> None:
        errors = _floats(self._plot.errors or [None] * len(ks))
        present = np.isfinite(errors) & np.isfinite(values)
        self._errors.setVisible(bool(present.any()))
        if present.any():
            self._errors.setData(
                x=ks[present], y=values[present], height=2 * errors[present], pen=pg.mkPen(color)
            )

    def _put_band(self, ks: Floats) -> None:
        low, high = (_floats([pair[side] for pair in self._plot.band]) for side in (0, 1))
        present = np.isfinite(low) & np.isfinite(high)
        self._band.setVisible(bool(present.any()))
        if self._band.isVisible():
            self._band_low.setData(ks[present], low[present])
            self._band_high.setData(ks[present], high[present])


class DottedLine:
    """A line with a dot at each K, open if in front; a cross marks a collapsed fit."""

    def __init__(self, plot: Plot, behind: bool = False) -> None:
        self.line, self.dots = pg.PlotCurveItem(antialias=True), pg.ScatterPlotItem()
        self._width: float = 1.2 if behind else 2
        self._size, self._open = (5, False) if behind else (7, True)
        for item in (self.line, self.dots):
            plot.addItem(item)
            item.setZValue(-1 if behind else 0)

    def show_line(self, line: KChartLine, ks: Floats, color: str, background: str) -> None:
        """Draws the known values of a line."""
        values = _floats(line.values)
        known_ks = np.isfinite(values)
        flags = zip(line.collapsed, known_ks, strict=True)
        symbols = ["x" if collapsed else "o" for collapsed, known in flags if known]
        sizes = [self._size + (CROSS_EXTRA if symbol == "x" else 0) for symbol in symbols]
        self.line.setData(ks, values, connect="finite", pen=pg.mkPen(color, width=self._width))
        brush, pen = background if self._open else color, pg.mkPen(color, width=1.5)
        self.dots.setData(
            ks[known_ks],
            values[known_ks],
            symbol=symbols or "o",
            size=sizes or self._size,
            pen=pen,
            brush=brush,
        )

    def set_visible(self, visible: bool) -> None:
        """Shows or hides the line and its dots."""
        self.line.setVisible(visible)
        self.dots.setVisible(visible)


def _floats(values: Sequence[float | None]) -> Floats:
    """Values as floats, NaN where they are not known."""
    return np.array([np.nan if value is None else value for value in values], float)


def _finite_values(plot: KChartData) -> Floats:
    """All finite values that the axis must cover."""
    first = _floats(plot.lines[0].values)
    errors = _floats(plot.errors or [None] * len(first))
    band = [_floats([pair[side] for pair in plot.band]) for side in (0, 1)]
    lines = [_floats(line.values) for line in plot.lines]
    values = np.concatenate([*lines, first - errors, first + errors, *band])
    return np.asarray(values[np.isfinite(values)])
