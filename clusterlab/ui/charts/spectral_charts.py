"""The charts of spectral clustering: an affinity heat map, and eigenvalues."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from clusterlab.core.charts import Eigenvalues, HeatMap
from clusterlab.ui.charts.step_chart import StepChart
from clusterlab.ui.widgets.tooltip import show_tooltip

EIGENVALUE_DOT_SIZE = 7  # pixels
SCALE_WIDTH, SCALE_GAP, SCALE_BAR_WIDTH = 84, 10, 12  # pixels: of the scale with its numbers, and before it
SCALE_COLORS = 64


class HeatMapChart(StepChart):
    """A heat map of the affinity matrix, with stronger color for larger affinity, and a scale of colors.

    Lines separate the clusters, and a tooltip says what is under the mouse.
    """

    chart: HeatMap
    default_height = 240
    sides, margins = (), (1, 1, 1, 1)
    depends_on_size = True
    interaction_hint = "The mouse shows the value of a pair."

    def make_items(self) -> None:
        """Makes the image, the lines between clusters, and the scale with its ends."""
        self.image, self.scale_image = (
            self.add(pg.ImageItem(axisOrder="row-major", levels=(0, 1))) for _ in range(2)
        )
        self.border_lines = self.add(pg.PlotCurveItem(connect="pairs"), z=1)
        self.ends = [self.add(pg.TextItem(anchor=(0, place))) for place in (0, 1)]
        self.box.invertY(True)

    def redraw(self) -> None:
        """Draws the matrix as a square at the left, from the panel's color at 0 to the accent color at 1."""
        n, (width, height) = len(self.chart.values), self.box_size()
        side = max(1.0, min(width - SCALE_WIDTH * self.scale, height))
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, n > side)
        self.box.setRange(xRange=(0, n * width / side), yRange=(0, n * height / side), padding=0)
        colors = pg.ColorMap([0, 1], [self._theme.panel, self._theme.accent]).getLookupTable()
        self.image.setImage(self.chart.values, autoLevels=False, lut=colors)
        self.scale_image.setImage(np.linspace(1, 0, SCALE_COLORS)[:, None], autoLevels=False, lut=colors)
        for image in (self.image, self.scale_image):
            image.setBorder(self._theme.line)
        self._draw_borders(n)
        self._place_scale(n, self.scale * n / side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows the value of the pair under the mouse."""
        place, n = self.box.mapSceneToView(event.position()), len(self.chart.values)
        row, column = math.floor(place.y()), math.floor(place.x())
        if 0 <= row < n and 0 <= column < n:
            words = self.listing.renamed(self.chart.words(row, column))
            show_tooltip(self, event.position().toPoint(), words)
        else:
            QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        """Hides the value."""
        super().leaveEvent(event)
        QToolTip.hideText()

    def _draw_borders(self, n: int) -> None:
        """Lines across the whole matrix where another cluster begins."""
        at = np.repeat(self.chart.borders.astype(float), 2)
        ends = np.tile([0.0, float(n)], len(self.chart.borders))
        self.border_lines.setData(np.append(at, ends), np.append(ends, at))
        self.border_lines.setPen(self.pen(self._theme.text))

    def _place_scale(self, n: int, unit: float) -> None:
        """Puts the scale beside the matrix; `unit` is a pixel at the usual type size, in rows."""
        left, wide = n + SCALE_GAP * unit, SCALE_BAR_WIDTH * unit
        self.scale_image.setRect(QRectF(left, 0, wide, n))
        for text, value, y in zip(self.ends, (self.chart.high, self.chart.low), (0, n), strict=True):
            text.setText(f"{value:.3g}", self._theme.muted)
            text.setFont(self.axis_font())
            text.setPos(left + wide, y)


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
