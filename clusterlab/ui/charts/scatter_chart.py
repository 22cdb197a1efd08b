"""A scatter plot of points in the space of eigenvectors, painted as on the canvas."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from clusterlab.core.charts import Chart, EigenvectorScatter
from clusterlab.export.picture import Picture
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.ui.canvas.raster import paint_view
from clusterlab.ui.canvas.viewport import fit_viewport
from clusterlab.ui.charts.step_chart import StepChart

SCATTER_INSETS = (12, 20, 12, 44)


class EigenvectorScatterChart(StepChart):
    """The points of a step in the space of eigenvectors, in the colors of the canvas."""

    chart: EigenvectorScatter
    default_height = 240

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind."""
        super().show_chart(chart)
        self.picture = self._picture()

    def show_colors(self, colors: Sequence[int]) -> None:
        """Sets the palette numbers of the clusters, as on the canvas."""
        super().show_colors(colors)
        self.picture = self._picture()

    def paint(self, painter: QPainter) -> None:
        """Paints the points as a canvas does, without a legend."""
        size = (self.width(), self.height())
        viewport = fit_viewport(self.picture, size, self.devicePixelRatioF(), self.scale, SCATTER_INSETS)
        paint_view(self.picture.view, painter, self.picture, viewport, self._theme)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _picture(self) -> Picture:
        chart = self.chart
        colors = completed_colors(self._colors, chart.k)
        return Picture(chart.view, chart.places, chart.marks, colors, layers=frozenset())
