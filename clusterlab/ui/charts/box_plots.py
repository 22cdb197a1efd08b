"""Box plots of a chosen column under their title; the chart is made for the first column that is chosen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clusterlab.core.terms import sentence_of
from clusterlab.export.chart_figures import Figures
from clusterlab.export.profile_rows import columns_by_strength
from clusterlab.session.analysis.cluster_profiles import ClusterProfile
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.ui.widgets.controls import ChoiceBox
from clusterlab.ui.widgets.titled import TitledWidget
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.ui.charts.box_chart import BoxChart


class BoxPlots(TitledWidget):
    """The choice of a column, and its values in each cluster as box plots."""

    cluster_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Box plots", parent)
        set_tip(self.title, sentence_of("Box plot"))
        self.column = ChoiceBox()
        self.column.setAccessibleName("Box plots of which column")
        self.column.chosen.connect(self._choose)
        self.add_widget(self.column)
        self._profiles: Sequence[ClusterProfile] = ()
        self._listing, self._name = PLAIN_LISTING, ""
        self.chart: BoxChart | None = None

    @property
    def figures(self) -> Figures | None:
        """The ends of the box and of the whiskers of each cluster."""
        return None if self.chart is None or not self.column.choice() else self.chart.figures

    def show_profiles(self, profiles: Sequence[ClusterProfile], listing: ClusterListing) -> None:
        """Shows the column that was chosen in other clusters, or nothing where it is not there."""
        self._profiles, self._listing = profiles, listing
        choices = {"": "Choose a column"} | {name: name for name in columns_by_strength(profiles)}
        self.column.set_choices(choices)
        self.column.show_choice(self._name if self._name in choices else "")
        self._show_boxes()

    def _choose(self, name: object) -> None:
        self._name = str(name)
        self._show_boxes()

    def _show_boxes(self) -> None:
        name = str(self.column.choice())
        is_shown = bool(name)
        if is_shown and self.chart is None:
            from clusterlab.ui.charts.box_chart import BoxChart  # pyqtgraph is slow to load

            self.chart = BoxChart(self)
            self.chart.chosen.connect(self.cluster_chosen)
            self.add_widget(self.chart)
        if self.chart is not None:
            self.chart.setVisible(is_shown)
        if is_shown and self.chart is not None:
            self.chart.show_boxes([profile.feature(name) for profile in self._profiles], self._listing)
