"""The points as they lie in another space, painted as on the canvas."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from clusterlab.core.charts import Chart, Scatter
from clusterlab.export.picture import Picture
from clusterlab.session.playback.color_matching import completed
from clusterlab.ui.canvas.render import fit_frame, paint
from clusterlab.ui.charts.step_chart import Diagram

INSETS = (12, 20, 12, 44)


class ScatterDiagram(Diagram):
    """The points of a step in another space, in the colors that they have on the canvas."""

    chart: Scatter
    tall = 240

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind."""
        super().show_chart(chart)
        self.picture = self._picture()

    def show_colors(self, colors: Sequence[int]) -> None:
        """Wears the palette numbers of the clusters on the canvas."""
        super().show_colors(colors)
        self.picture = self._picture()

    def paint(self, painter: QPainter) -> None:
        """As a canvas without a legend."""
        size = (self.width(), self.height())
        frame = fit_frame(self.picture, size, self.devicePixelRatioF(), self.scale, INSETS)
        paint(painter, self.picture, frame, self._theme)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _picture(self) -> Picture:
        chart = self.chart
        colors = completed(self._colors, chart.k)
        return Picture(chart.view, chart.places, chart.marks, colors, layers=frozenset())
