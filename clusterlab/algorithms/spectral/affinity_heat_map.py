"""How alike points are, as a picture: few of them, evenly drawn, in the order of their clusters."""

from collections.abc import Callable

import numpy as np

from clusterlab.core.charts import HeatMap
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_HEAT_MAP_ROWS = 240
"""So many points are told apart in a picture of that many lines."""


def rows_by_label(labels: Labels | None, n: int) -> Rows:
    """At most `MAX_HEAT_MAP_ROWS` rows, evenly drawn from the points in the order of their labels (n,)."""
    order = np.arange(n) if labels is None else np.argsort(labels, kind="stable")
    return np.asarray(order[np.linspace(0, n - 1, min(n, MAX_HEAT_MAP_ROWS)).astype(int)])


def heat_map(
    title: str, help: str, labels: Labels | None, n: int, similarity: Callable[[Rows], Floats]
) -> HeatMap:
    """The picture of `similarity`, which gives the likeness (m, m) of some rows, scaled to 0 .. 1."""
    rows = rows_by_label(labels, n)
    values = similarity(rows)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) / (high - low) if high > low else np.ones_like(values)
    return HeatMap(title, help, scaled, None if labels is None else labels[rows])
