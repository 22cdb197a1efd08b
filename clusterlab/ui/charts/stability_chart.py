"""A bar for the stability of each cluster, beside that of uniform points."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clusterlab.core.message import Message
from clusterlab.export.chart_figures import Figures, chart_figures
from clusterlab.metrics.stability import Stability
from clusterlab.session.analysis.step_stability import cluster_stability_words
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.charts.cluster_columns import ClusterColumns
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.figures_action import add_figures_action

BAR_WIDTH = 0.7


class StabilityChart(ClusterColumns):
    """The mean Jaccard similarity of each cluster as a bar; a dashed line is at that of uniform points."""

    default_height = 120

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Stability of each cluster", parent)
        self._found: Stability | None = None
        self._bars = self.add(pg.BarGraphItem(x=[0], height=[0], width=BAR_WIDTH))
        self._uniform = self.add(pg.InfiniteLine(angle=0), 1)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        add_figures_action(self, self._figures)
        follow_theme(self)

    def _figures(self) -> Figures | None:
        return None if self._found is None else chart_figures(self._found, self.listing)

    def show_stability(self, found: Stability, listing: ClusterListing) -> None:
        """Shows the stability of clusters as they are listed."""
        if (found, listing) != (self._found, self.listing):
            self._found, self.listing, self.k = found, listing, len(found.data.jaccard)
            self.hovered_part = None
            self.redraw()

    def words(self, cluster: int) -> Message:
        """How stable a cluster is."""
        assert self._found is not None
        return cluster_stability_words(self._found, cluster, self.listing.title(cluster))

    def redraw(self) -> None:
        """Draws the bars, the line of uniform points, and the names of the clusters."""
        if self._found is None:
            return
        listed, uniform = self.listed, float(self._found.uniform.jaccard[0])
        heights = np.nan_to_num(self._found.data.jaccard)[list(listed)]
        self.set_value_range(0, 1, 0, 3)
        self.place_columns()
        brushes = [pg.mkBrush(self._theme.cluster(self.listing.palette_number(c))) for c in listed]
        self._bars.setOpts(x=np.arange(self.k), height=heights, width=BAR_WIDTH, brushes=brushes, pen=None)
        self._uniform.setVisible(bool(np.isfinite(uniform)))
        self._uniform.setValue(uniform if np.isfinite(uniform) else 0)
        self._uniform.setPen(self.pen(self._theme.text, 1.4, Qt.PenStyle.DashLine))
