"""The flow of points from K to K + 1 under its title; the plot itself is made for the first flow."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clusterlab.core.terms import FLOW_TITLE, sentence_of
from clusterlab.ui.widgets.titled import TitledWidget
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.export.chart_figures import Figures
    from clusterlab.session.analysis.cluster_flows import FlowPicture
    from clusterlab.ui.charts.flow_view import FlowView


class FlowChart(TitledWidget):
    """A flow under its title; the signals are the plot's."""

    k_chosen = Signal(int)
    chosen = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FLOW_TITLE, parent)
        self._view: FlowView | None = None
        set_tip(self.title, sentence_of(FLOW_TITLE))

    @property
    def figures(self) -> "Figures | None":
        """The number of points in each band."""
        from clusterlab.export.chart_figures import chart_figures

        shown = None if self._view is None else self._view.shown
        return None if shown is None else chart_figures(shown)

    @property
    def view(self) -> "FlowView":
        """The plot, made on first use."""
        if self._view is None:
            from clusterlab.ui.charts.flow_view import FlowView  # pyqtgraph is slow to load

            self._view = FlowView(self)
            self._view.k_chosen.connect(self.k_chosen)
            self._view.chosen.connect(self.chosen)
            self.add_widget(self._view)
        return self._view

    def show_flow(self, shown: "FlowPicture | None", current: int | None, words: str = "") -> None:
        """Shows a flow with the current K marked, or why there is none."""
        self.subtitle.show_words(words)
        if self._view is not None or shown is not None:
            self.view.show_flow(shown, current)
