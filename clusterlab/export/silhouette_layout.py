"""The layout of a silhouette plot: the height of each cluster, and where each bar is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster

CLUSTER_GAP = 3.0  # pixels between two clusters
AXIS_STEP = 0.05  # the axis begins at a multiple of this


@dataclass(frozen=True, eq=False)
class SilhouetteLayout:
    """Clusters from top to bottom, in pixels, and their bars: of points `rows` (n,), at `ys` (n,).

    `tops` and `heights` are those of the clusters, `starts` their first bars; the axis begins at `low`.
    """

    clusters: Sequence[SilhouetteCluster]
    low: float
    tops: Floats
    heights: Floats
    starts: Rows
    rows: Rows
    widths: Floats
    ys: Floats

    @classmethod
    def of(
        cls, clusters: Sequence[SilhouetteCluster], height: float, min_height: float
    ) -> "SilhouetteLayout":
        """Heights that grow with the share of the points, of which none is less than `min_height`."""
        sizes = np.array([cluster.size for cluster in clusters], float)
        available = max(0.0, height - CLUSTER_GAP * (len(sizes) - 1) - min_height * len(sizes))
        heights = min_height + available * sizes / max(sizes.sum(), 1.0)
        tops = np.cumsum(heights + CLUSTER_GAP) - heights - CLUSTER_GAP
        counts = np.array([len(cluster.rows) for cluster in clusters], np.intp)
        starts = np.cumsum(counts) - counts
        rows = np.concatenate([np.zeros(0, np.intp), *(cluster.rows for cluster in clusters)])
        widths = np.concatenate([np.zeros(0), *(cluster.widths for cluster in clusters)])
        places = np.arange(len(rows)) - np.repeat(starts, counts) + 0.5
        ys = np.repeat(tops, counts) + places * np.repeat(heights / np.maximum(counts, 1), counts)
        low = float(np.floor(widths.min(initial=0.0) / AXIS_STEP) * AXIS_STEP)
        return cls(clusters, low, tops, heights, starts, rows, widths, ys)

    def ends_of(self, rows: Sequence[int]) -> Floats:
        """The silhouettes and the y pixels (m, 2) of those of the points that have a bar."""
        found = np.isin(self.rows, rows)
        return np.stack([self.widths[found], self.ys[found]], axis=1)

    def row_at(self, y: float) -> int | None:
        """The point of the bar at a y pixel, or None."""
        inside = np.flatnonzero((self.tops <= y) & (y < self.tops + self.heights))
        if not len(inside):
            return None
        share = (y - self.tops[inside[0]]) / self.heights[inside[0]]
        return int(self.rows[self.starts[inside[0]] + int(share * len(self.clusters[inside[0]].rows))])

    def neighbor(self, row: int | None, clusters: int, bars: int) -> int:
        """The first point of the cluster `clusters` on, or the point `bars` on; without a point the first."""
        found = np.flatnonzero(self.rows == row)
        if not len(found):
            return int(self.rows[0])
        number = np.searchsorted(self.starts, found[0], side="right") - 1 + clusters
        bar = self.starts[np.clip(number, 0, len(self.starts) - 1)] if clusters else found[0] + bars
        return int(self.rows[np.clip(bar, 0, len(self.rows) - 1)])

    def outline(self, number: int) -> tuple[Floats, Floats]:
        """The outline of all bars of a cluster, in steps of one pixel or one point, whichever is larger."""
        top, height, widths = self.tops[number], self.heights[number], self.clusters[number].widths
        edges = np.linspace(0, 1, min(len(widths), max(1, round(height))) + 1)
        middles = (edges[1:] + edges[:-1]) / 2 * len(widths)
        xs = np.concatenate([[0.0], np.repeat(widths[middles.astype(np.intp)], 2), [0.0]])
        return xs, top + np.concatenate([[0.0], np.repeat(edges, 2)[1:-1], [1.0]]) * height
