"""The layout of a silhouette plot: the height of each cluster, and which bar is where."""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster, SilhouettePlot

CLUSTER_GAP = 3.0  # pixels between two clusters
AXIS_STEP = 0.05  # the axis begins at a multiple of this


@dataclass(frozen=True, eq=False)
class SilhouetteLayout:
    """The clusters from top to bottom, in pixels: their heights grow with their share of the points."""

    clusters: tuple[SilhouetteCluster, ...]
    low: float
    tops: Floats
    heights: Floats

    @classmethod
    def of(cls, shown: SilhouettePlot, height: float, min_height: float) -> "SilhouetteLayout":
        """The layout of a plot in which no cluster is less than `min_height` pixels high."""
        sizes = np.array([cluster.size for cluster in shown.clusters], float)
        lowest = min((float(cluster.widths[-1]) for cluster in shown.clusters), default=0.0)
        low = min(0.0, float(np.floor(lowest / AXIS_STEP) * AXIS_STEP))
        available = max(0.0, height - CLUSTER_GAP * (len(sizes) - 1) - min_height * len(sizes))
        heights = min_height + available * sizes / max(sizes.sum(), 1.0)
        return cls(shown.clusters, low, np.cumsum(heights + CLUSTER_GAP) - heights - CLUSTER_GAP, heights)

    @property
    def middles(self) -> Floats:
        """The middle of each cluster."""
        return self.tops + self.heights / 2

    def bar_end(self, cluster: int, place: int) -> tuple[float, float]:
        """The silhouette and the y pixel of a point, by its place in its cluster."""
        shown = self.clusters[cluster]
        y = self.tops[cluster] + (place + 0.5) / len(shown.rows) * self.heights[cluster]
        return float(shown.widths[place]), float(y)

    def bar_at(self, y: float) -> tuple[int, int] | None:
        """The cluster, and the place in it, of the bar at a y pixel, or None."""
        for number, (top, height) in enumerate(zip(self.tops, self.heights, strict=True)):
            if top <= y < top + height:
                return number, int((y - top) / height * len(self.clusters[number].rows))
        return None

    @property
    def last(self) -> tuple[int, int]:
        """The cluster and the place of the last bar."""
        return len(self.clusters) - 1, len(self.clusters[-1].rows) - 1

    def neighbor_bar(self, found: tuple[int, int], clusters: int, bars: int) -> tuple[int, int]:
        """The first bar `clusters` on, or the bar `bars` on, which may be in the next cluster."""
        cluster, place = found
        if clusters:
            return min(max(cluster + clusters, 0), len(self.clusters) - 1), 0
        if 0 <= place + bars < len(self.clusters[cluster].rows):
            return cluster, place + bars
        if not 0 <= cluster + bars < len(self.clusters):
            return found
        return cluster + bars, 0 if bars > 0 else len(self.clusters[cluster - 1].rows) - 1

    def outline(self, cluster: int) -> tuple[Floats, Floats]:
        """The outline of all bars of a cluster, in steps of one pixel or one point, whichever is larger."""
        top, height, widths = self.tops[cluster], self.heights[cluster], self.clusters[cluster].widths
        edges = np.linspace(0, 1, min(len(widths), max(1, round(height))) + 1)
        middles = (edges[1:] + edges[:-1]) / 2 * len(widths)
        xs = np.concatenate([[0.0], np.repeat(widths[middles.astype(np.intp)], 2), [0.0]])
        return xs, top + np.concatenate([[0.0], np.repeat(edges, 2)[1:-1], [1.0]]) * height
