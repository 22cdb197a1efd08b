"""A k-distance plot with a draggable line for eps."""

import numpy as np
import pyqtgraph as pg

from clusterlab.core.charts import KDistances
from clusterlab.core.formatting import format_number
from clusterlab.ui.charts.step_chart import DraggableLineChart


class KDistanceChart(DraggableLineChart):
    """A k-distance plot (Ester et al. 1996): sorted distances, with a draggable line for the parameter."""

    chart: KDistances
    interaction_hint = "Drag the line, or move it with Up and Down, to choose eps."

    def make_items(self) -> None:
        """Makes the curve of the distances."""
        super().make_items()
        self._curve = self.add(pg.PlotCurveItem(antialias=True))

    def redraw(self) -> None:
        """Draws the distances, their knee, and the line."""
        chart, values = self.chart, self.chart.values
        self.show_axes(max(1, len(values) - 1), chart.top, "points, sorted · drag the line to set eps")
        self._curve.setData(np.arange(len(values)), values, pen=self.pen(self._theme.series_color(0), 2))
        at = chart.param_at(self.line_value) if self.is_moved else chart.at
        self.show_line(f"{chart.param} {format_number(at)}", chart.suggested)
