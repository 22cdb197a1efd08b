"""How alike points are, as a picture: few of them, evenly drawn, in the order of their clusters."""

from collections.abc import Callable

import numpy as np

from clusterlab.core.charts import HeatMap
from clusterlab.kernels.typing import Floats, Labels, Rows

MOST = 240
"""So many points are told apart in a picture of that many lines."""


def ordered(labels: Labels | None, n: int) -> Rows:
    """At most `MOST` rows, evenly drawn from the points in the order of their labels (n,)."""
    order = np.arange(n) if labels is None else np.argsort(labels, kind="stable")
    return np.asarray(order[np.linspace(0, n - 1, min(n, MOST)).astype(int)])


def heat_map(
    title: str, help: str, labels: Labels | None, n: int, alike: Callable[[Rows], Floats]
) -> HeatMap:
    """The picture of `alike`, which gives the likeness (m, m) of some rows, scaled to 0 .. 1."""
    rows = ordered(labels, n)
    values = alike(rows)
    low, high = float(values.min()), float(values.max())
    shown = (values - low) / (high - low) if high > low else np.ones_like(values)
    return HeatMap(title, help, shown, None if labels is None else labels[rows])
