"""The geometry of the flow from K to K + 1: a column of bars for each K, and bands between columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.typing import Floats
from clusterlab.metrics.cluster_flow import ClusterFlow

GAP_SHARE = 0.3
"""The height of all gaps in the column with the most bars, as a share of that of the points."""
FLOW_BAR_WIDTH = 0.2
"""Of a bar, in columns."""


@dataclass(frozen=True)
class FlowBar:
    """The points of a cluster of a column, -1 for noise: their number or weight, and where they begin."""

    column: int
    cluster: int
    size: float
    top: float


@dataclass(frozen=True)
class FlowBand:
    """The points that are in the cluster `source` of a column and in the cluster `target` of the next.

    It begins at the height `top` of its column and ends at `end` of the next; `size` is its width, too.
    """

    column: int
    source: int
    target: int
    size: float
    top: float
    end: float

    def height_at(self, shares: Floats) -> Floats:
        """The upper edge at `shares` of the way."""
        return self.top + (self.end - self.top) * eased(shares)


@dataclass(frozen=True)
class FlowGeometry:
    """Bars, column by column from top to bottom, and bands in the order of their sources and targets.

    Heights are in points, or in their weights, from 0 to `height`.
    """

    height: float
    bars: tuple[FlowBar, ...]
    bands: tuple[FlowBand, ...]


def eased(shares: Floats) -> Floats:
    """How far a band has moved up or down at `shares` of its way: it leaves and arrives horizontally."""
    return shares**2 * (3 - 2 * shares)


def flow_geometry(flows: Sequence[ClusterFlow]) -> FlowGeometry:
    """The geometry of the flows between neighboring columns, of which there is one more.

    The first column is in the order of its clusters. Each further one is ordered by barycenters, so that few
    bands cross: by the mean place in the column before of the points of each cluster, equal ones by number.
    A column does not depend on later ones, so nothing moves when another K is added. Noise is last.
    """
    sizes = _column_sizes(flows)
    total = sum(sizes[0].values())
    gap = GAP_SHARE * total / max(1, max(map(len, sizes)) - 1)
    height = total + gap * (max(map(len, sizes)) - 1)
    bars: list[dict[int, FlowBar]] = []
    for column, found in enumerate(sizes):
        order = _in_order(found, flows[column - 1] if column else None, bars[-1] if bars else {})
        bars.append(_stacked(column, {cluster: found[cluster] for cluster in order}, gap, height))
    bands = [band for column, flow in enumerate(flows) for band in _bands(column, flow, *bars[column:][:2])]
    return FlowGeometry(height, tuple(bar for column in bars for bar in column.values()), tuple(bands))


def _column_sizes(flows: Sequence[ClusterFlow]) -> list[dict[int, float]]:
    """The size of each cluster of each column, by ascending number."""
    ends = [(flows[0].sources, flows[0].sizes), *((flow.targets, flow.sizes) for flow in flows)]
    sizes = [np.bincount(clusters + 1, counts) for clusters, counts in ends]
    return [{int(place) - 1: float(of[place]) for place in np.flatnonzero(of)} for of in sizes]


def _in_order(
    sizes: Mapping[int, float], flow: ClusterFlow | None, before: Mapping[int, FlowBar]
) -> list[int]:
    """The clusters of a column from top to bottom."""
    places = dict.fromkeys(sizes, 0.0)
    if flow is not None:
        pairs = zip(flow.sources.tolist(), flow.targets.tolist(), flow.sizes.tolist(), strict=True)
        for source, target, size in pairs:
            bar = before[source]
            places[target] += size / sizes[target] * (bar.top + bar.size / 2)
    return sorted(sizes, key=lambda cluster: (cluster < 0, places[cluster], cluster))


def _stacked(column: int, sizes: Mapping[int, float], gap: float, height: float) -> dict[int, FlowBar]:
    """The bars of a column with gaps between them, in the middle of the height."""
    top = (height - sum(sizes.values()) - gap * (len(sizes) - 1)) / 2
    bars = {}
    for cluster, size in sizes.items():
        bars[cluster] = FlowBar(column, cluster, size, top)
        top += size + gap
    return bars


def _bands(
    column: int, flow: ClusterFlow, before: Mapping[int, FlowBar], after: Mapping[int, FlowBar]
) -> Iterator[FlowBand]:
    """The bands between two columns; those of a bar leave and arrive in the order of the bars beyond."""
    pairs = list(zip(flow.sources.tolist(), flow.targets.tolist(), flow.sizes.tolist(), strict=True))
    leaves = {cluster: bar.top for cluster, bar in before.items()}
    arrives = {cluster: bar.top for cluster, bar in after.items()}
    ends = {}
    for source, target, size in sorted(pairs, key=lambda pair: before[pair[0]].top):
        ends[source, target] = arrives[target]
        arrives[target] += size
    for source, target, size in sorted(pairs, key=lambda pair: (before[pair[0]].top, after[pair[1]].top)):
        yield FlowBand(column, source, target, size, leaves[source], ends[source, target])
        leaves[source] += size
