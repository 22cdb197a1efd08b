"""The plot of a chart over K: lines with open dots, a solid one at the current K, and a place for keys."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.k_charts import KLine, KPlot
from clusterlab.ui.charts.axis_ticks import reach, whole_ticks
from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.theme.theme import LIGHT, Theme, mix
from clusterlab.ui.widgets.tooltip import tell

NEAR = 24  # pixels: how far from a point a press still means it
MARGIN = 0.04  # of all K: how much room there is at least beside the first and the last
BEAM = 0.24  # of a K: how wide the ends of an error bar are
CROSS = 4  # pixels: how much larger a cross is than a dot, so that it is one from afar
BAND = 0.35  # of the muted color: how strong the band without clusters is
EMPTY = KPlot("", "", (), (KLine("", 0, (), ()),))


class Curve(Plot):
    """The first line of a chart can be pointed at and pressed; others stand behind it."""

    k_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._plot = LIGHT, EMPTY
        self._current: int | None = None
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)
        self._floor, self._ceiling = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._band, self._upright = pg.FillBetweenItem(self._floor, self._ceiling), pg.InfiniteLine(angle=90)
        self._errors, self._ring, self._now = pg.ErrorBarItem(beam=BEAM), *_dots(2)
        for item in (self._band, self._upright, self._errors):
            self.addItem(item)
        self._drawn = [Dotted(self)]
        for item in (self._ring, self._now):
            self.addItem(item)
        self.set_theme(LIGHT)

    @property
    def shown(self) -> KPlot:
        """What is on the chart."""
        return self._plot

    def show_plot(self, plot: KPlot, current: int | None) -> None:
        """Shows what is known so far; the range of a curve that fills in only grows until it is full."""
        if (plot, current) == (self._plot, self._current):
            return
        same = plot.ks == self._plot.ks
        self._plot, self._current = plot, current
        self._pointed = self._pointed if same else None
        self._set_ranges(same)
        self._redraw()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        super().set_theme(theme)
        self._theme = theme
        self._upright.setPen(pg.mkPen(theme.accent, width=1, style=Qt.PenStyle.DashLine))
        self._band.setBrush(pg.mkBrush(mix(theme.panel, theme.muted, BAND)))
        self._redraw()

    def k_near(self, x: float) -> int | None:
        """The K of the known point nearest to a horizontal pixel, if one is near."""
        known = self._known()
        if not known:
            return None
        places = np.array([self.pixel(k).x() for k in known])
        nearest = np.abs(places - x).argmin()
        return known[nearest] if abs(places[nearest] - x) <= NEAR else None

    def pixel(self, k: float) -> QPoint:
        """Where the point of a K is, in pixels of this widget."""
        value = dict(zip(self._plot.ks, self._plot.lines[0].values, strict=True)).get(int(k)) or 0.0
        value = value if np.isfinite(value) else 0.0  # what no number holds is pointed at along the axis
        return self.mapFromScene(self.box.mapViewToScene(pg.Point(k, value)))

    def words(self, k: int) -> str:
        """A point in words."""
        return self._plot.words(k)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the K that was pressed."""
        k = self.k_near(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and k is not None:
            self.k_chosen.emit(k)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press is all there is to a click here."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Names the point under the mouse."""
        self._point_at(self.k_near(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Points at nothing any more."""
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from point to point, Enter takes one."""
        known = self._known()
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if known and event.key() in ways:
            start = self._pointed if self._pointed in known else self._current
            at = known.index(start) + ways[event.key()] if start in known else 0
            self._point_at(known[min(max(0, at), len(known) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.k_chosen.emit(self._pointed)
        else:
            super().keyPressEvent(event)

    def _known(self) -> list[int]:
        """The K whose value on the first line is known."""
        return [
            k for k, value in zip(self._plot.ks, self._plot.lines[0].values, strict=True) if value is not None
        ]

    def _point_at(self, k: int | None) -> None:
        if k == self._pointed:
            return
        self._pointed = k
        self._redraw()
        if k is None:
            QToolTip.hideText()
            return
        self.setAccessibleDescription(self.words(k))
        tell(self, QPoint(self.pixel(k).x(), 0), self.words(k))  # what it means stands with the title

    def _set_ranges(self, same: bool) -> None:
        ks = self._plot.ks
        if ks:
            room = max(0.5, MARGIN * (ks[-1] - ks[0]))  # for the last number, which may be a wide one
            self.box.setXRange(ks[0] - room, ks[-1] + room, padding=0)
        first = _floats(self._plot.lines[0].values)
        finite = _everything(self._plot)
        if not len(finite):
            self.show_no_range()
            return
        filling = not np.isfinite(first).all()
        self.show_range(*reach(finite, self._plot.from_zero, self._range if filling and same else None))

    def _redraw(self) -> None:
        theme, plot, line = self._theme, self._plot, self._plot.lines[0]
        color, ks, values = theme.ink(line.color), np.array(plot.ks, float), _floats(line.values)
        self._put_lines(ks)
        pointed = self._pointed if self._pointed is not None else plot.marked
        self._put(self._ring, pointed, size=14, pen=pg.mkPen(color, width=1.5), brush=None)
        self._put(self._now, self._current, size=12, pen=pg.mkPen(theme.panel), brush=theme.accent)
        self._put_errors(ks, values, color)
        self._put_band(ks)
        self._upright.setVisible(self._current in plot.ks)
        self._upright.setValue(self._current or 0)
        self.axis.current = str(self._current)
        self.axis.setTicks([[(k, str(k)) for k in whole_ticks(ks, self._current)]])

    def _put_lines(self, ks: Floats) -> None:
        """The first line on top, the others thinner and with smaller dots behind it."""
        lines, theme = self._plot.lines, self._theme
        while len(self._drawn) < len(lines):
            self._drawn.append(Dotted(self, behind=True))
        for place, drawn in enumerate(self._drawn):
            if place < len(lines):
                drawn.show_line(lines[place], ks, theme.ink(lines[place].color), theme.panel)
            drawn.set_visible(place < len(lines))

    def _put(self, item: pg.ScatterPlotItem, k: int | None, **look: object) -> None:
        """Places a single mark on the point of a K, or nowhere."""
        places = dict(zip(self._plot.ks, self._plot.lines[0].values, strict=True))
        there = [at for at in self._known() if at == k and np.isfinite(places[at] or 0.0)]
        item.setData(there, [places[at] for at in there], **look)

    def _put_errors(self, ks: Floats, values: Floats, color: str) -> None:
        errors = _floats(self._plot.errors or [None] * len(ks))
        there = np.isfinite(errors) & np.isfinite(values)
        self._errors.setVisible(bool(there.any()))
        if there.any():
            self._errors.setData(x=ks[there], y=values[there], height=2 * errors[there], pen=pg.mkPen(color))

    def _put_band(self, ks: Floats) -> None:
        low, high = (_floats([pair[side] for pair in self._plot.band]) for side in (0, 1))
        there = np.isfinite(low) & np.isfinite(high)
        self._band.setVisible(bool(there.any()))
        if self._band.isVisible():
            self._floor.setData(ks[there], low[there])
            self._ceiling.setData(ks[there], high[there])


class Dotted:
    """A line with a dot at each K, open ones in front; a cross where a fit has collapsed."""

    def __init__(self, plot: Plot, behind: bool = False) -> None:
        self.line, self.dots = pg.PlotCurveItem(antialias=True), pg.ScatterPlotItem()
        self._width, self._size, self._open = (1.2, 5, False) if behind else (2, 7, True)
        for item in (self.line, self.dots):
            plot.addItem(item)
            item.setZValue(-1 if behind else 0)

    def show_line(self, line: KLine, ks: Floats, color: str, ground: str) -> None:
        """Draws what is known of a line."""
        values = _floats(line.values)
        known = np.isfinite(values)
        symbols = ["x" if bad else "o" for bad, there in zip(line.collapsed, known, strict=True) if there]
        sizes = [self._size + (CROSS if symbol == "x" else 0) for symbol in symbols]
        self.line.setData(ks, values, connect="finite", pen=pg.mkPen(color, width=self._width))
        brush, pen = ground if self._open else color, pg.mkPen(color, width=1.5)
        self.dots.setData(
            ks[known], values[known], symbol=symbols or "o", size=sizes or self._size, pen=pen, brush=brush
        )

    def set_visible(self, visible: bool) -> None:
        """Shows or hides it."""
        self.line.setVisible(visible)
        self.dots.setVisible(visible)


def _dots(how_many: int) -> tuple[pg.ScatterPlotItem, ...]:
    return tuple(pg.ScatterPlotItem() for _ in range(how_many))


def _floats(values: Sequence[float | None]) -> Floats:
    """Values as numbers, NaN where there are none."""
    return np.array([np.nan if value is None else value for value in values], float)


def _everything(plot: KPlot) -> Floats:
    """All heights that must be seen."""
    first = _floats(plot.lines[0].values)
    errors = _floats(plot.errors or [None] * len(first))
    band = [_floats([pair[side] for pair in plot.band]) for side in (0, 1)]
    lines = [_floats(line.values) for line in plot.lines]
    every = np.concatenate([*lines, first - errors, first + errors, *band])
    return np.asarray(every[np.isfinite(every)])
