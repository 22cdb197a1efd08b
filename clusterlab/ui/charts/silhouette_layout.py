"""Where each blade of a silhouette chart stands, and which point is at which height."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster, SilhouettePlot

CLUSTER_GAP = 3.0  # between two blades, in pixels
AXIS_STEP = 0.05  # the chart begins at a multiple of this


@dataclass(frozen=True)
class ClusterSpan:
    """A blade's place: from `top`, `height` high."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


@dataclass(frozen=True, eq=False)
class SilhouetteLayout:
    """The blades of a chart inside a box of pixels, each as high as its share of the points."""

    clusters: tuple[SilhouetteCluster, ...]
    box: QRectF
    low: float
    spans: tuple[ClusterSpan, ...]

    @classmethod
    def of(cls, shown: SilhouettePlot, box: QRectF, min_height: float) -> "SilhouetteLayout":
        """The layout of some blades, none of which is less than `min_height` pixels high."""
        sizes = np.array([blade.size for blade in shown.clusters], float)
        lowest = min((float(blade.widths[-1]) for blade in shown.clusters), default=0.0)
        low = min(0.0, float(np.floor(lowest / AXIS_STEP) * AXIS_STEP))
        available = max(0.0, box.height() - CLUSTER_GAP * max(0, len(sizes) - 1) - min_height * len(sizes))
        heights = min_height + available * sizes / max(sizes.sum(), 1.0)
        tops = box.top() + np.concatenate([[0.0], np.cumsum(heights + CLUSTER_GAP)[:-1]])
        spans = tuple(
            ClusterSpan(top, height) for top, height in zip(tops.tolist(), heights.tolist(), strict=True)
        )
        return cls(shown.clusters, box, low, spans)

    def x(self, width: float) -> float:
        """Where a silhouette ends, in pixels."""
        return self.box.left() + (width - self.low) / (1 - self.low) * self.box.width()

    def y(self, blade: int, place: int) -> float:
        """The middle of the line of a point, by its place in its blade."""
        span = self.spans[blade]
        return span.top + (place + 0.5) / len(self.clusters[blade].rows) * span.height

    def line_end(self, blade: int, place: int) -> QPointF:
        """Where the line of a point ends."""
        return QPointF(self.x(float(self.clusters[blade].widths[place])), self.y(blade, place))

    def line_at(self, y: float) -> tuple[int, int] | None:
        """The blade, and the place in it, of the point whose line is at a height."""
        for number, span in enumerate(self.spans):
            if span.top <= y < span.bottom:
                return number, int((y - span.top) / span.height * len(self.clusters[number].rows))
        return None

    @property
    def last(self) -> tuple[int, int]:
        """The place of the last line of the last blade."""
        return len(self.clusters) - 1, len(self.clusters[-1].rows) - 1

    def neighbor_line(self, found: tuple[int, int], clusters: int, lines: int) -> tuple[int, int]:
        """The place some blades on, at its first line, or some lines on, beyond the end in the next blade."""
        blade, place = found
        if clusters:
            return min(max(blade + clusters, 0), len(self.clusters) - 1), 0
        if 0 <= place + lines < len(self.clusters[blade].rows):
            return blade, place + lines
        if not 0 <= blade + lines < len(self.clusters):
            return found
        return blade + lines, 0 if lines > 0 else len(self.clusters[blade - 1].rows) - 1

    def outline(self, blade: int) -> QPolygonF:
        """The shape of a blade, in steps of one pixel or one point, whichever is larger."""
        span, widths = self.spans[blade], self.clusters[blade].widths
        edges = _edges(len(widths), span.height)
        sampled = ((edges[1:] + edges[:-1]) / 2 * len(widths)).astype(
            np.intp
        )  # the point in the middle of each
        ends = self.x(0) + widths[sampled] / (1 - self.low) * self.box.width()
        ys = span.top + np.repeat(edges, 2)[1:-1] * span.height
        spots = [QPointF(x, y) for x, y in zip(np.repeat(ends, 2).tolist(), ys.tolist(), strict=True)]
        return QPolygonF([QPointF(self.x(0), span.top), *spots, QPointF(self.x(0), span.bottom)])


def _edges(n: int, height: float) -> Floats:
    """Where the steps of a blade of `n` points begin and end, as shares of its height."""
    return np.linspace(0, 1, min(n, max(1, round(height))) + 1)
