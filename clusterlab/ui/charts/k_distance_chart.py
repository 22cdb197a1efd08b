"""A k-distance plot with a draggable line for eps."""

import math

import numpy as np
import pyqtgraph as pg

from clusterlab.core.charts import KDistances
from clusterlab.core.formatting import format_number
from clusterlab.ui.charts.step_chart import DraggableLineChart

NUDGE_FACTOR = 1.05  # between a value and the next one by key


class KDistanceChart(DraggableLineChart):
    """A k-distance plot (Ester et al. 1996): sorted distances, with a draggable line for the parameter."""

    chart: KDistances
    interaction_hint = "Drag the line, or move it with Up and Down, to choose eps."

    def make_items(self) -> None:
        """Makes the curve of the distances."""
        super().make_items()
        self._curve = self.add(pg.PlotCurveItem(antialias=True))

    @property
    def line_at_rest(self) -> float:
        """The value of the parameter."""
        return self.chart.at

    def value_at(self, height: float) -> float:
        """The distance itself, rounded, and never 0."""
        return _rounded(max(height, self._top() / 1000))

    def nudged_value(self, up: bool) -> float:
        """5 % more, or less."""
        return _rounded(self.chart.at * (NUDGE_FACTOR if up else 1 / NUDGE_FACTOR))

    def redraw(self) -> None:
        """Draws the distances, their knee, and the line."""
        values = self.chart.values
        self.show_axes(max(1, len(values) - 1), self._top(), "points, the densest first · drag the line")
        self._curve.setData(np.arange(len(values)), values, pen=self.pen(self._theme.line_color(0), 2))
        at = self.value_at(self.line_value) if self.is_moved else self.chart.at
        self.show_line(f"{self.chart.param} {format_number(at)}", self.chart.knee)

    def _top(self) -> float:
        """The upper end of the axis, above the greatest distance and the line."""
        return max(float(self.chart.values.max(initial=0.0)), 1.1 * self.chart.at) * 1.02 or 1.0


def _rounded(value: float) -> float:
    """A value rounded to three significant digits."""
    return round(value, 2 - math.floor(math.log10(value))) if value > 0 else value
