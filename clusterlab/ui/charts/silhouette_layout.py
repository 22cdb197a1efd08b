"""The layout of a silhouette plot: the rows of each cluster, and which point is at which height."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster, SilhouettePlot

CLUSTER_GAP = 3.0  # pixels between two clusters
AXIS_STEP = 0.05  # the axis begins at a multiple of this


@dataclass(frozen=True)
class ClusterSpan:
    """The vertical extent of a cluster in pixels: from `top`, `height` high."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        """The lower end."""
        return self.top + self.height


@dataclass(frozen=True, eq=False)
class SilhouetteLayout:
    """The clusters of a plot in a box of pixels, with heights that grow with their share of the points."""

    clusters: tuple[SilhouetteCluster, ...]
    box: QRectF
    low: float
    spans: tuple[ClusterSpan, ...]

    @classmethod
    def of(cls, shown: SilhouettePlot, box: QRectF, min_height: float) -> "SilhouetteLayout":
        """The layout of a plot in which no cluster is less than `min_height` pixels high."""
        sizes = np.array([cluster.size for cluster in shown.clusters], float)
        lowest = min((float(cluster.widths[-1]) for cluster in shown.clusters), default=0.0)
        low = min(0.0, float(np.floor(lowest / AXIS_STEP) * AXIS_STEP))
        available = max(0.0, box.height() - CLUSTER_GAP * max(0, len(sizes) - 1) - min_height * len(sizes))
        heights = min_height + available * sizes / max(sizes.sum(), 1.0)
        tops = box.top() + np.concatenate([[0.0], np.cumsum(heights + CLUSTER_GAP)[:-1]])
        spans = tuple(
            ClusterSpan(top, height) for top, height in zip(tops.tolist(), heights.tolist(), strict=True)
        )
        return cls(shown.clusters, box, low, spans)

    def x(self, width: float) -> float:
        """The x pixel of a silhouette value."""
        return self.box.left() + (width - self.low) / (1 - self.low) * self.box.width()

    def y(self, cluster: int, place: int) -> float:
        """The y pixel of a point's bar, by its place in its cluster."""
        span = self.spans[cluster]
        return span.top + (place + 0.5) / len(self.clusters[cluster].rows) * span.height

    def line_end(self, cluster: int, place: int) -> QPointF:
        """The end of a point's bar."""
        return QPointF(self.x(float(self.clusters[cluster].widths[place])), self.y(cluster, place))

    def line_at(self, y: float) -> tuple[int, int] | None:
        """The cluster, and the place in it, of the bar at a y pixel, or None."""
        for number, span in enumerate(self.spans):
            if span.top <= y < span.bottom:
                return number, int((y - span.top) / span.height * len(self.clusters[number].rows))
        return None

    @property
    def last(self) -> tuple[int, int]:
        """The cluster and the place of the last bar."""
        return len(self.clusters) - 1, len(self.clusters[-1].rows) - 1

    def neighbor_line(self, found: tuple[int, int], clusters: int, lines: int) -> tuple[int, int]:
        """The first bar `clusters` on, or the bar `lines` on, which may be in the next cluster."""
        cluster, place = found
        if clusters:
            return min(max(cluster + clusters, 0), len(self.clusters) - 1), 0
        if 0 <= place + lines < len(self.clusters[cluster].rows):
            return cluster, place + lines
        if not 0 <= cluster + lines < len(self.clusters):
            return found
        return cluster + lines, 0 if lines > 0 else len(self.clusters[cluster - 1].rows) - 1

    def outline(self, cluster: int) -> QPolygonF:
        """The outline of all bars of a cluster, in steps of one pixel or one point, whichever is larger."""
        span, widths = self.spans[cluster], self.clusters[cluster].widths
        edges = _edges(len(widths), span.height)
        middles = (edges[1:] + edges[:-1]) / 2 * len(widths)
        ends = self.x(0) + widths[middles.astype(np.intp)] / (1 - self.low) * self.box.width()
        ys = span.top + np.repeat(edges, 2)[1:-1] * span.height
        corners = [QPointF(x, y) for x, y in zip(np.repeat(ends, 2).tolist(), ys.tolist(), strict=True)]
        return QPolygonF([QPointF(self.x(0), span.top), *corners, QPointF(self.x(0), span.bottom)])


def _edges(n: int, height: float) -> Floats:
    """Where the steps of the outline of `n` points begin and end, as shares of its height."""
    return np.linspace(0, 1, min(n, max(1, round(height))) + 1)
