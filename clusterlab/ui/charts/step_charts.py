"""The charts of a step: an affinity heat map, eigenvalues, and a k-distance plot with a line for eps."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from clusterlab.core.charts import Chart, Dendrogram, Eigenvalues, EigenvectorScatter, HeatMap, KDistances
from clusterlab.core.formatting import format_number
from clusterlab.ui.charts.dendrogram_chart import DendrogramChart
from clusterlab.ui.charts.scatter_chart import EigenvectorScatterChart
from clusterlab.ui.charts.step_chart import DraggableLineChart, StepChart
from clusterlab.ui.theme.theme import Theme, parse_color
from clusterlab.ui.widgets.titled import TitledWidget

NUDGE_FACTOR = 1.05  # between a value and the next one by key


class HeatMapChart(StepChart):
    """A heat map of the affinity matrix."""

    chart: HeatMap
    default_height = 240

    def paint(self, painter: QPainter) -> None:
        """Paints the matrix, with stronger color for larger affinity."""
        side = min(self.width(), self.height()) - 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, len(self.chart.values) > side)
        painter.drawImage(QRectF(1, 1, side, side), _heat(self.chart, self._theme))
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawRect(QRectF(1, 1, side, side))


class EigenvalueChart(StepChart):
    """The smallest eigenvalues in ascending order, with their largest gap."""

    chart: Eigenvalues

    def bounds(self) -> tuple[float, float]:
        """From 0 to above the greatest eigenvalue."""
        return 0.0, float(self.chart.values.max(initial=0.0)) * 1.05 or 1.0

    def paint(self, painter: QPainter) -> None:
        """Paints a dot per eigenvalue, the used ones in the accent color, and a line at the gap."""
        chart, box, count = self.chart, self.box(), len(self.chart.values)
        self.paint_axis(painter, f"the {count} least eigenvalues, {chart.used} serve")
        step = box.width() / max(1, count)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, value in enumerate(chart.values.tolist()):
            painter.setBrush(QColor(self._theme.accent if place < chart.used else self._theme.muted))
            painter.drawEllipse(QPointF(box.left() + (place + 0.5) * step, self.y_of(value)), 3.5, 3.5)
        if chart.gap is not None:
            x = box.left() + chart.gap * step
            painter.setPen(QPen(QColor(self._theme.accent), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


class KDistanceChart(DraggableLineChart):
    """A k-distance plot (Ester et al. 1996): sorted distances, with a draggable line for the parameter."""

    chart: KDistances
    interaction_hint = "Drag the line, or move it with Up and Down, to choose eps."

    @property
    def param(self) -> str:
        """The name of the parameter that the line sets."""
        return self.chart.param

    @property
    def line_at_rest(self) -> float:
        """The value of the parameter."""
        return self.chart.at

    def bounds(self) -> tuple[float, float]:
        """From 0 to above the greatest distance and the line."""
        top = float(self.chart.values.max(initial=0.0))
        return 0.0, max(top, 1.1 * self.chart.at) * 1.02 or 1.0

    def value_at(self, height: float) -> float:
        """The distance itself, rounded, and never 0."""
        return _rounded(max(height, self.bounds()[1] / 1000))

    def nudged_value(self, up: bool) -> float:
        """5 % more, or less."""
        return _rounded(self.chart.at * (NUDGE_FACTOR if up else 1 / NUDGE_FACTOR))

    def paint(self, painter: QPainter) -> None:
        """Paints the distances, their knee, and the line."""
        self.paint_axis(painter, "points, the densest first · drag the line")
        box, values = self.box(), self.chart.values
        xs = np.linspace(box.left(), box.right(), len(values))
        vertices = [QPointF(x, self.y_of(y)) for x, y in zip(xs.tolist(), values.tolist(), strict=True)]
        painter.setPen(QPen(QColor(self._theme.line_color(0)), 2))
        painter.drawPolyline(vertices)
        if self.chart.knee is not None:
            self.paint_horizontal_line(painter, self.chart.knee, self._theme.muted, Qt.PenStyle.DotLine)
        at = self.line_value if self._dragged_value is None else self.value_at(self._dragged_value)
        self.paint_line(painter, f"{self.param} {format_number(at)}")


class TitledStepChart(TitledWidget):
    """A chart of a step under its title."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(chart.title, parent)
        self.step_chart = STEP_CHART_CLASSES[type(chart)](chart, self)
        self.add_widget(self.step_chart)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Shows another chart of the same kind."""
        self.title.setText(chart.title)
        help_text = f"{chart.help} {self.step_chart.interaction_hint}".rstrip()
        self.title.setToolTip(help_text)
        self.step_chart.setToolTip(help_text)
        self.subtitle.show_words(_subtitle(chart))
        self.step_chart.show_chart(chart)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.step_chart.set_theme(theme)


STEP_CHART_CLASSES: dict[type, type[StepChart]] = {
    HeatMap: HeatMapChart,
    Eigenvalues: EigenvalueChart,
    KDistances: KDistanceChart,
    EigenvectorScatter: EigenvectorScatterChart,
    Dendrogram: DendrogramChart,
}


def _subtitle(chart: Chart) -> str:
    match chart:
        case KDistances(knee=knee) if knee is not None:
            return f"bends at {format_number(knee)}, a heuristic"
        case Eigenvalues(gap=gap) if gap is not None:
            return f"largest gap after {gap}"
        case EigenvectorScatter(words=words):
            return words
        case Dendrogram() if chart.truncated:
            return f"truncated: {chart.m - 1} of {chart.sizes.sum() - 1:,} merges"
        case _:
            return ""


def _heat(chart: HeatMap, theme: Theme) -> QImage:
    """The matrix as an image, from the panel's color at 0 to the accent color at 1."""
    low, high = parse_color(theme.panel).astype(float), parse_color(theme.accent).astype(float)
    shares = np.clip(chart.values, 0, 1)[..., None]
    pixels = np.ascontiguousarray(np.rint(low + shares * (high - low)).astype(np.uint8))
    side = len(pixels)
    return QImage(pixels.tobytes(), side, side, 3 * side, QImage.Format.Format_RGB888).copy()


def _rounded(value: float) -> float:
    """A value rounded to three significant digits."""
    return round(value, 2 - math.floor(math.log10(value))) if value > 0 else value
