"""The charts that an algorithm shows of a step, each under its title."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from clusterlab.ui.widgets.titled import TitledWidget
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.core.charts import Chart
    from clusterlab.export.chart_figures import Figures
    from clusterlab.ui.charts.step_chart import StepChart


class TitledStepChart(TitledWidget):
    """A chart of a step under its title."""

    def __init__(self, chart: "Chart", parent: QWidget | None = None) -> None:
        super().__init__(chart.title, parent)
        self.step_chart = _step_chart(chart, self)
        self.add_widget(self.step_chart)
        self.show_chart(chart)

    @property
    def figures(self) -> "Figures":
        """What the chart shows, as a table."""
        from clusterlab.export.chart_figures import chart_figures

        return chart_figures(self.step_chart.chart, self.step_chart.listing)

    def show_chart(self, chart: "Chart") -> None:
        """Shows another chart of the same kind."""
        self.title.setText(chart.title)
        help_text = f"{chart.help} {self.step_chart.interaction_hint}".rstrip()
        set_tip(self.title, help_text, chart.title, chart.subtitle)
        set_tip(self.step_chart, help_text)
        self.subtitle.show_words(chart.subtitle)
        self.step_chart.show_chart(chart)


def _step_chart(chart: "Chart", parent: QWidget) -> "StepChart":
    """The plot of a chart; pyqtgraph is slow to load, and no algorithm shows charts at its start."""
    from clusterlab.core.charts import Dendrogram, Eigenvalues, EigenvectorScatter, HeatMap, KDistances
    from clusterlab.ui.charts.dendrogram_chart import DendrogramChart
    from clusterlab.ui.charts.k_distance_chart import KDistanceChart
    from clusterlab.ui.charts.scatter_chart import EigenvectorScatterChart
    from clusterlab.ui.charts.spectral_charts import EigenvalueChart, HeatMapChart

    classes: dict[type, type[StepChart]] = {
        HeatMap: HeatMapChart,
        Eigenvalues: EigenvalueChart,
        KDistances: KDistanceChart,
        EigenvectorScatter: EigenvectorScatterChart,
        Dendrogram: DendrogramChart,
    }
    return classes[type(chart)](chart, parent)
