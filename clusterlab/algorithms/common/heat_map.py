"""Heat maps of the pairwise similarity of a sample of the points, ordered by cluster."""

from collections.abc import Callable

import numpy as np

from clusterlab.core.charts import HeatMap
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_HEAT_MAP_ROWS = 240
"""The heat map has at most this many rows: more could not be distinguished on the screen."""


def rows_by_label(labels: Labels | None, n: int) -> Rows:
    """At most `MAX_HEAT_MAP_ROWS` row indices, evenly spaced in the order of the labels (n,): (m,)."""
    order = np.arange(n) if labels is None else np.argsort(labels, kind="stable")
    return np.asarray(order[np.linspace(0, n - 1, min(n, MAX_HEAT_MAP_ROWS)).astype(int)])


def heat_map(
    title: Message, help: Message, labels: Labels | None, n: int, similarity: Callable[[Rows], Floats]
) -> HeatMap:
    """The heat map of `similarity`, which maps row indices (m,) to similarities (m, m), scaled to 0 .. 1."""
    rows = rows_by_label(labels, n)
    values = similarity(rows)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) / (high - low) if high > low else np.ones_like(values)
    return HeatMap(title, help, scaled, None if labels is None else labels[rows], low, high)
