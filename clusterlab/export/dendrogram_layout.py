"""The layout of a dendrogram: where its nodes and the lines between them are."""

import numpy as np

from clusterlab.core.charts import Dendrogram
from clusterlab.kernels.typing import Floats, Rows


def node_positions(chart: Dendrogram) -> Floats:
    """The x of each node (2 m - 1): leaves evenly spaced, merges centered over their children."""
    xs = [leaf + 0.5 for leaf in range(chart.m)]
    for first, second in chart.pairs.tolist():
        xs.append((xs[first] + xs[second]) / 2)
    return np.array(xs)


def branches(chart: Dendrogram, low: float, high: float) -> tuple[Rows, Floats, Floats]:
    """The lines of the tree above `low` and up to `high`: their nodes (s,), and both ends' x and y (s, 2).

    The vertical line from a node up to its merge is the node's, the horizontal one of a merge is the merge's.
    """
    xs, ys = node_positions(chart), np.concatenate([np.zeros(chart.m), chart.heights])
    children, merges = chart.pairs.ravel(), chart.m + np.arange(chart.m - 1)
    up = np.clip(np.stack([ys[children], np.repeat(chart.heights, 2)], axis=1), low, max(low, high))
    rises = up[:, 0] < up[:, 1]
    crosses = (chart.heights > low) & (chart.heights <= high)
    flat_ys = np.stack([chart.heights, chart.heights], axis=1)
    return (
        np.concatenate([children[rises], merges[crosses]]),
        np.concatenate([np.stack([xs[children], xs[children]], axis=1)[rises], xs[chart.pairs][crosses]]),
        np.concatenate([up[rises], flat_ys[crosses]]),
    )
