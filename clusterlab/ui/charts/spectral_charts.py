"""The charts of spectral clustering: an affinity heat map, and eigenvalues."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from clusterlab.core.charts import Eigenvalues, HeatMap
from clusterlab.ui.charts.step_chart import StepChart

EIGENVALUE_DOT_SIZE = 7  # pixels


class HeatMapChart(StepChart):
    """A heat map of the affinity matrix, with stronger color for larger affinity."""

    chart: HeatMap
    default_height = 240
    sides, margins = (), (1, 1, 1, 1)
    depends_on_size = True

    def make_items(self) -> None:
        """Makes the image."""
        self._image = self.add(pg.ImageItem(axisOrder="row-major", levels=(0, 1)))
        self.box.invertY(True)

    def redraw(self) -> None:
        """Draws the matrix as a square at the left, from the panel's color at 0 to the accent color at 1."""
        n, (width, height) = len(self.chart.values), self.box_size()
        side = max(1.0, min(width, height))
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, n > side)
        self.box.setRange(xRange=(0, n * width / side), yRange=(0, n * height / side), padding=0)
        colors = pg.ColorMap([0, 1], [self._theme.panel, self._theme.accent])
        self._image.setImage(self.chart.values, autoLevels=False, lut=colors.getLookupTable())
        self._image.setBorder(self._theme.line)


class EigenvalueChart(StepChart):
    """The smallest eigenvalues in ascending order, with their largest gap."""

    chart: Eigenvalues

    def make_items(self) -> None:
        """Makes the dots, and the line at the gap."""
        self._gap = self.add(pg.InfiniteLine(angle=90))
        self._dots = self.add(pg.ScatterPlotItem(size=EIGENVALUE_DOT_SIZE, pen=None))

    def redraw(self) -> None:
        """Draws a dot per eigenvalue, the used ones in the accent color, and a line at the gap."""
        values, used, theme = self.chart.values, self.chart.used, self._theme
        top = float(values.max(initial=0.0)) * 1.05 or 1.0
        self.show_axes(
            max(1, len(values)), top, f"{len(values)} smallest eigenvalues; the first {used} are used"
        )
        strong, weak = pg.mkBrush(theme.accent), pg.mkBrush(theme.muted)
        brushes = [strong if place < used else weak for place in range(len(values))]
        self._dots.setData(np.arange(len(values)) + 0.5, values, brush=brushes)
        self._gap.setVisible(self.chart.gap is not None)
        self._gap.setValue(self.chart.gap or 0)
        self._gap.setPen(self.pen(theme.accent, style=Qt.PenStyle.DashLine))
