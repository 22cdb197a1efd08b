"""The plot of a chart over K: lines with a dot per K, of which one can be hovered and chosen."""

from math import isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from clusterlab.export.axis_ticks import axis_range, k_ticks
from clusterlab.export.theme import mix
from clusterlab.session.analysis.k_charts import KChartData, KChartLine
from clusterlab.ui.charts.pick_plot import PickPlot, next_in_order

MAX_PICK_DISTANCE = 24  # pixels: the pick radius of a point along the axis
K_MARGIN = 0.04  # of the range of K: the least margin before the first and after the last
ERROR_BAR_WIDTH = 0.24  # in units of K: the width of the caps of an error bar
HOVER_RING_SIZE = 14  # pixels: of the ring around the marked or hovered point
LINE_WIDTH, DOT_SIZE = (2, 1.2), (7, 5)  # pixels: of the first line, and of those behind it
CROSS_EXTRA = 4  # pixels: how much larger a cross is than a dot, to be recognizable
BAND_STRENGTH = 0.35  # share of the muted color in the band of data without clusters
LINE_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
"""The styles of the lines of one chart, with their colors."""
BAND_WORDS = "gray: data without clusters"
EMPTY_PLOT = KChartData("", "", (), (KChartLine("", (), ()),))


class KCurve(PickPlot[int]):
    """Plots lines over K; points of the first can be hovered and chosen, the others are drawn behind it."""

    k_chosen = Signal(int)
    height_shares = (0.7, 3.0)
    depends_on_size = True
    margins = (1, 1 + HOVER_RING_SIZE // 2, 1, 1)  # there is room for a ring around the highest point

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = EMPTY_PLOT
        self._current: int | None = None
        self._range: tuple[float, float] | None = None
        self._band = self.add(pg.FillBetweenItem(pg.PlotCurveItem(), pg.PlotCurveItem()), z=-1)
        self._current_line = self.add(pg.InfiniteLine(angle=90), z=-1)
        self._errors = self.add(pg.ErrorBarItem(beam=ERROR_BAR_WIDTH), z=-1)
        self._band_name = self.add(pg.TextItem())
        self._lines: list[pg.PlotDataItem] = []
        self._hover_ring = self.add(pg.ScatterPlotItem(size=HOVER_RING_SIZE, brush=None), z=1)
        self._current_dot = self.add(pg.ScatterPlotItem(size=12), z=1)

    def show_plot(self, plot: KChartData, current: int | None) -> None:
        """Shows the values known so far; until all are known, the range of the axis only grows."""
        if plot == self.shown:
            self.show_current(current)
            return
        same = plot.ks == self.shown.ks
        self.shown, self._current = plot, current
        self.hovered_part = self.hovered_part if same else None
        self._set_ranges(same)
        self.redraw()

    def show_current(self, current: int | None) -> None:
        """Marks the current K by a vertical line, a dot, and a bold label."""
        self._current = current
        self._current_line.setVisible(current in self.shown.ks)
        self._current_line.setValue(current or 0)
        self._put(self._current_dot, current)
        self.axes["bottom"].bold = frozenset([str(current)])
        self.set_ticks("bottom", [(k, str(k)) for k in k_ticks(self.shown.ks, current)])

    def redraw(self) -> None:
        """Draws everything that is shown, in the colors of the theme."""
        theme, color = self._theme, self._theme.series_color(0)
        self._current_line.setPen(self.pen(theme.accent, style=Qt.PenStyle.DashLine))
        self._current_dot.setPen(self.pen(theme.panel))
        self._current_dot.setBrush(theme.accent)
        self._hover_ring.setPen(self.pen(color, 1.5))
        if self._range is None:
            self.set_ticks("left", (), "0.00")
        else:
            self.set_value_range(*self._range)
        self._draw_lines()
        self._draw_errors(color)
        self._draw_band()
        self._draw_hovered()
        self.show_current(self._current)

    def part_at(self, pixel: QPointF) -> int | None:
        """The K of the known point nearest along the axis, or None if none is near."""
        known_ks = self.shown.known_ks
        distances = [abs(self.pixel(k).x() - pixel.x()) for k in known_ks]
        nearest = min(distances, default=MAX_PICK_DISTANCE + 1)
        return known_ks[distances.index(nearest)] if nearest <= MAX_PICK_DISTANCE else None

    def next_part(self, key: int) -> int | None:
        """The known K to the left or right."""
        known_ks = self.shown.known_ks
        start = self.hovered_part if self.hovered_part in known_ks else self._current
        return next_in_order(known_ks, start, key)

    def hover(self, part: int | None) -> None:
        """Rings the point of a K, with its values as a tooltip."""
        if part != self.hovered_part:
            self.hovered_part = part
            self._draw_hovered()
            place = None if part is None else QPoint(self.pixel(part).x(), 0)
            self.show_tooltip("" if part is None else self.shown.words(part), place)

    def choose(self, part: int, modifiers: Qt.KeyboardModifier) -> None:
        """Chooses a K."""
        self.k_chosen.emit(part)

    def pixel(self, k: int) -> QPoint:
        """The pixel of the point of a K; points that overflowed are picked along the axis."""
        value = self.shown.values.get(k) or 0.0
        return self.pixel_of(k, value if isfinite(value) else 0.0).toPoint()

    def _set_ranges(self, same: bool) -> None:
        ks, finite = self.shown.ks, self.shown.finite_values
        if ks:
            margin = max(0.5, K_MARGIN * (ks[-1] - ks[0]))
            self.box.setXRange(ks[0] - margin, ks[-1] + margin, padding=0)
        is_filling = same and not np.isfinite(np.array(self.shown.lines[0].values, float)).all()
        previous, self._range = self._range if is_filling else None, None
        if finite:
            self._range = axis_range(np.array(finite), self.shown.from_zero, previous)

    def _draw_hovered(self) -> None:
        self._put(self._hover_ring, self.shown.marked_k if self.hovered_part is None else self.hovered_part)

    def _put(self, item: pg.ScatterPlotItem, k: int | None) -> None:
        """Places a marker on the point of a K, or hides it."""
        value = None if k is None else self.shown.values.get(k)
        item.setData(pos=[(k, value)] if value is not None and isfinite(value) else [])

    def _draw_lines(self) -> None:
        """Draws the first line on top, the others thinner and with smaller dots behind it."""
        while len(self._lines) < len(self.shown.lines):
            self._lines.append(self.add(pg.PlotDataItem(antialias=True), z=-2 if self._lines else 0))
        for place, drawn in enumerate(self._lines):
            if place < len(self.shown.lines):
                self._draw_line(drawn, self.shown.lines[place], place)
            else:
                drawn.clear()

    def _draw_line(self, drawn: pg.PlotDataItem, line: KChartLine, place: int) -> None:
        """Draws a dot at each known K, open if in front; a cross marks a collapsed fit."""
        values, behind = np.array(line.values, float), place > 0  # NaN where they are not known
        known, color, size = np.isfinite(values), self._theme.series_color(place), DOT_SIZE[behind]
        collapsed = np.array(line.collapsed, bool)[known]
        drawn.setData(
            np.array(self.shown.ks, float)[known],
            values[known],
            connect=np.diff(np.flatnonzero(known), append=-1) == 1,
            pen=self.pen(color, LINE_WIDTH[behind], LINE_STYLES[place % len(LINE_STYLES)]),
            symbol=np.where(collapsed, "x", "o").tolist() or "o",
            symbolSize=(size + CROSS_EXTRA * collapsed).tolist() or size,
            symbolPen=self.pen(color, 1.5),
            symbolBrush=color if behind else self._theme.panel,
        )

    def _draw_errors(self, color: str) -> None:
        ks, values, errors = np.array(self.shown.known_errors).reshape(-1, 3).T
        self._errors.setVisible(len(ks) > 0)
        self._errors.setData(x=ks, y=values, height=2 * errors, pen=self.pen(color))

    def _draw_band(self) -> None:
        ks, *ends = np.array(self.shown.known_band).reshape(-1, 3).T
        self._band.setVisible(len(ks) > 0)
        self._name_band(ends[0].tolist())
        self._band.setBrush(mix(self._theme.panel, self._theme.muted, BAND_STRENGTH))
        for curve, values in zip(self._band.curves, ends, strict=True):
            curve.setData(ks, values)

    def _name_band(self, heights: list[float]) -> None:
        """Says what the band is, at the right end of the plot, at its top or bottom, away from the band."""
        self._band_name.setVisible(bool(heights))
        if heights:
            (_, right), (bottom, top) = self.box.viewRange()
            falls = heights[0] >= heights[-1]
            self._band_name.setText(BAND_WORDS, self._theme.muted)
            self._band_name.setFont(self.axis_font())
            self._band_name.setAnchor((1, 0 if falls else 1))
            self._band_name.setPos(right, top if falls else bottom)
