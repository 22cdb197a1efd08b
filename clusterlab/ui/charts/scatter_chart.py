"""A scatter plot of points in the space of eigenvectors."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from clusterlab.core.charts import EigenvectorScatter
from clusterlab.core.marks import Centers, Highlights, PointMarks
from clusterlab.export.theme import POINT_OPACITY
from clusterlab.kernels.typing import Floats
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.ui.charts.step_chart import StepChart

POINT_SIZE, HIGHLIGHT_SIZE, CENTER_SIZE, HALO_SIZE = 5.0, 15, 20, 26  # pixels
MANY_POINTS, SMALL_SQUARE_SIZE = 40_000, 2.0  # above as many points, each is a small square
MAX_SIZE_FACTOR = 4.0  # of points with weights, whose mean has the usual size


class EigenvectorScatterChart(StepChart):
    """The points of a step in the space of eigenvectors, in the colors of the canvas."""

    chart: EigenvectorScatter
    default_height = 240
    has_base_line = False

    def make_items(self) -> None:
        """Leaves the points to be made when they are drawn, and the ticks to pyqtgraph."""
        self._spots: list[pg.ScatterPlotItem] = []
        self._grid_lines = self.add(pg.PlotCurveItem(connect="pairs"), z=-1)
        for axis in self.axes.values():
            axis.setStyle(maxTextLevel=0)
            axis.enableAutoSIPrefix(False)
        self.box.sigRangeChanged.connect(self._draw_grid)

    def positions(self, places: Floats) -> Floats:
        """The positions (n, 2) of places, in the units of the axes."""
        return np.asarray(self.chart.view.origin + self.chart.view.step * places)

    def redraw(self) -> None:
        """Draws the points, the highlights, the centers and the axes."""
        for spots in self._spots:
            self.box.removeItem(spots)
        self._spots.clear()
        self._draw_axes()
        theme, places = self._theme, self.chart.places
        for mark in self.chart.marks:
            match mark:
                case PointMarks():
                    self._draw_points(mark)
                case Highlights(rows=rows):
                    self._draw(places[rows], size=HIGHLIGHT_SIZE, pen=self.pen(theme.accent, 2), brush=None)
                case Centers(positions=centers):
                    for size, color in ((HALO_SIZE, theme.canvas), (CENTER_SIZE, theme.text)):
                        self._draw(centers, symbol="x", size=size, pen=None, brush=color)

    def _draw_points(self, mark: PointMarks) -> None:
        """One item per color; unlabeled points are gray, and weights are areas."""
        n, is_many = len(self.chart.places), len(self.chart.places) > MANY_POINTS
        labels = np.full(n, -1) if mark.labels is None else mark.labels
        sizes = np.full(n, SMALL_SQUARE_SIZE if is_many else POINT_SIZE)
        if mark.weights is not None and mark.weights.any():
            sizes *= np.clip(np.sqrt(mark.weights / mark.weights.mean()), 0.4, MAX_SIZE_FACTOR)
        colors = completed_colors(self.listing.numbers, max(self.chart.k, int(labels.max(initial=-1)) + 1))
        for label in np.unique(labels).tolist():
            own, number = labels == label, -1 if label < 0 else colors[label]
            fill = QColor(self._theme.cluster(number))
            fill.setAlphaF(POINT_OPACITY)
            has_outline = self._theme.needs_outline(number) and not is_many
            outline = self.pen(self._theme.outline_color(number) if has_outline else None)
            symbol = "s" if is_many else "o"
            self._draw(self.chart.places[own], symbol=symbol, size=sizes[own], pen=outline, brush=fill)

    def _draw(self, places: Floats, **look: object) -> None:
        self._spots.append(self.add(pg.ScatterPlotItem(pos=self.positions(places), **look)))

    def _draw_grid(self) -> None:
        """Draws a line across the box at each labeled tick of both axes."""
        (left, right), (low, high) = self.box.viewRange()
        xs, ys = self._ticks("bottom", left, right), self._ticks("left", low, high)
        across = np.array([[[x, low], [x, high]] for x in xs] + [[[left, y], [right, y]] for y in ys])
        self._grid_lines.setData(*across.reshape(-1, 2).T, pen=self.pen(self._theme.grid))

    def _ticks(self, side: str, low: float, high: float) -> list[float]:
        """The labeled ticks that pyqtgraph chooses for an axis; none where it has no name."""
        length = self.box.width() if side == "bottom" else self.box.height()
        named = self.chart.view.axes[side == "left"] and length > 0
        return list(self.axes[side].tickValues(low, high, length)[0][1]) if named else []

    def _draw_axes(self) -> None:
        """Names the axes, and sets ranges that hold all points, of equal scale where the view has that."""
        view, size = self.chart.view, f"{self.axis_font().pixelSize()}px"
        note = "" if not view.axes[1] else "equal scales" if view.equal else "each axis has its own scale"
        below = " · ".join(filter(None, (view.axes[0], note)))
        for side, words in (("bottom", below), ("left", view.axes[1])):
            self.axes[side].setLabel(words, **{"color": self._theme.muted, "font-size": size})
            self.axes[side].setHeight(None) if side == "bottom" else self.axes[side].setWidth(None)
            self.axes[side].setStyle(showValues=bool(words))
        self.box.setBackgroundColor(self._theme.canvas)
        self.box.setBorder(self.pen(self._theme.line))
        self.box.setAspectLocked(view.equal)
        ends = self.positions(self.chart.places)
        low, high = np.nanmin(ends, axis=0, initial=np.inf), np.nanmax(ends, axis=0, initial=-np.inf)
        self.box.setRange(xRange=(low[0], high[0]), yRange=(low[1], high[1]), padding=0.1)
        self._draw_grid()
