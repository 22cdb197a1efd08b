"""How far the points of a table must look to find so many neighbors: where the curve bends, eps may be."""

import numpy as np

from clusterlab.core.charts import KDistances
from clusterlab.core.formatting import format_count
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.knee import knee

MAX_K_DISTANCE_POINTS = 2_000
"""Of more points than this an even sample along the spatial order is drawn; all are its neighbors."""


def k_distances(points: Points, neighbors: int) -> Floats:
    """The distance within which a point has so many, itself counted, in inside units, ascending: (m,).

    Infinite where there are not so many points. (Ester, Kriegel, Sander and Xu 1996.)
    """
    return points.cached(("k-distances", neighbors), lambda: _compute_k_distances(points, neighbors))


def k_distance_chart(points: Points, neighbors: int, eps: float) -> KDistances:
    """The chart of them in the units of the data, with `eps`, in inside units, to be dragged."""
    found = k_distances(points, neighbors)
    found = found[np.isfinite(found)]
    descending = found[::-1]  # a knee is where a curve stops falling fast
    bend = knee(range(1, len(found) + 1), descending.tolist()) if len(found) else None
    sample = f" of a sample of {MAX_K_DISTANCE_POINTS:,} points" if points.n > MAX_K_DISTANCE_POINTS else ""
    return KDistances(
        title="k-distances",
        help=(
            f"How far each point must look to find {format_count(neighbors, 'point')}, itself counted{sample}, in "
            "order. Those below eps are core points. Where the curve bends upward, eps parts what is dense "
            "from what is not. Drag the line."
        ),
        values=np.array([points.units.distance(value) for value in found]),
        at=points.units.distance(eps),
        bend=None if bend is None else points.units.distance(float(descending[bend - 1])),
        param="eps",
    )


def _compute_k_distances(points: Points, neighbors: int) -> Floats:
    from scipy.spatial import cKDTree  # slow to import, and needed off the window's thread only

    values = np.ascontiguousarray(points.values)
    rows = np.unique(np.linspace(0, points.n - 1, min(points.n, MAX_K_DISTANCE_POINTS)).astype(np.intp))
    distances = cKDTree(values).query(values[rows], k=[neighbors])[0]
    return np.sort(distances[:, 0])
