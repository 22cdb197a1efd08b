"""The silhouette plot under its title; the plot itself is made for the first silhouettes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clusterlab.core.terms import sentence_of
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.ui.widgets.elements import text_label
from clusterlab.ui.widgets.titled import TitledWidget
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.export.chart_figures import Figures
    from clusterlab.session.analysis.silhouette_plot import SilhouettePlot
    from clusterlab.ui.charts.silhouette_view import SilhouetteView

SILHOUETTE_HELP = (
    f"{sentence_of('Silhouette of every point')} Lines to the left of 0 are points that are nearer to "
    "another cluster. Beside each cluster: mean and size."
)


class SilhouetteChart(TitledWidget):
    """A silhouette plot, with a note on which points it was computed for; the signals are the plot's."""

    hovered = Signal(int)
    chosen = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Silhouette of every point", parent)
        self.shown: SilhouettePlot | None = None
        self._plot: SilhouetteView | None = None
        self.note = text_label(kind="muted", wraps=True)
        self.note.hide()
        set_tip(self.title, SILHOUETTE_HELP)
        self.add_widget(self.note)

    @property
    def figures(self) -> "Figures | None":
        """The silhouettes by cluster."""
        from clusterlab.export.chart_figures import chart_figures

        return None if self.shown is None else chart_figures(self.shown, self.plot.listing)

    @property
    def plot(self) -> "SilhouetteView":
        """The plot, made on first use."""
        if self._plot is None:
            from clusterlab.ui.charts.silhouette_view import SilhouetteView  # pyqtgraph is slow to load

            self._plot = SilhouetteView(self)
            self._plot.hovered.connect(self.hovered)
            self._plot.chosen.connect(self.chosen)
            self.add_widget(self._plot)
        return self._plot

    def show_silhouettes(
        self,
        shown: "SilhouettePlot | None",
        words: str = "",
        is_outdated: bool = False,
        listing: ClusterListing = PLAIN_LISTING,
    ) -> None:
        """Shows a silhouette plot, a subtitle, and which points it was computed for or why there is none."""
        note = "" if shown is None else str(shown.words if shown.clusters else shown.unavailable_reason)
        self.note.setText(f"{note[:1].upper()}{note[1:]}")
        self.note.setVisible(bool(note))
        self.subtitle.show_words(words)
        self.shown = shown
        if self._plot is not None or shown is not None:
            self.plot.show_silhouettes(shown, listing)
            self.plot.show_outdated(is_outdated)

    def show_marks(self, hovered: int, selected: Iterable[int]) -> None:
        """Marks the hovered point, -1 for none, and the selected ones, if there is a plot."""
        if self._plot is not None:
            self._plot.show_marks(hovered, selected)
