"""The k-distance plot: sorted distances to the k-th neighbor, whose knee suggests eps."""

import math
from sys import float_info

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.charts import KDistances
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.kernels.neighbors import kd_tree, weighted_kth_distances
from clusterlab.kernels.typing import Floats, chunks
from clusterlab.metrics.knee import knee

MAX_K_DISTANCE_POINTS = 2_000
"""Of more points than this an even sample is plotted; the neighbors are searched among all points."""
POINTS_PER_PAUSE = 2**14
"""Points whose neighbors are found between two looks whether that is still wanted."""


def k_distances(points: Points, neighbors: int) -> Floats:
    """The distance of each point to its `neighbors`-th neighbor, itself counted, ascending: (m,).

    Of points of positive weight the distance within which the weights sum to `neighbors`.
    In normalized units; infinite where there are fewer points. (Ester, Kriegel, Sander and Xu 1996.)
    """
    return cached(points, ("k-distances", neighbors), lambda: _compute_k_distances(points, neighbors))


def neighbor_distances(points: Points, neighbors: int) -> Floats:
    """As `k_distances`, but of every point and in spatial order: (n,)."""
    values, weights, found = np.ascontiguousarray(points.values), points.weights, np.empty(points.n)
    tree, place = kd_tree(values), min(neighbors, points.n + 1)
    for part in chunks(points.n, POINTS_PER_PAUSE):
        check_canceled()
        if weights is None:
            found[part] = tree.query(values[part], k=[place])[0][:, 0]
        else:
            rows = points.counted
            found[part] = weighted_kth_distances(values[rows], weights[rows], neighbors, values[part])
    return found


def suggested_eps(points: Points, neighbors: int) -> float:
    """The k-distance at the knee of the plot, in the data's units, rounded up to three digits.

    The greatest one where the plot has no knee, 0 where no point has so many `neighbors`.
    """
    found = k_distances(points, neighbors)
    descending = found[np.isfinite(found)][::-1]  # `knee` looks for where a falling curve levels off
    if not len(descending):
        return 0.0
    knee_index = knee(range(1, len(descending) + 1), descending.tolist()) or 1
    return _rounded_up(points.units.distance(float(descending[knee_index - 1])))


def k_distance_chart(points: Points, neighbors: int, eps: float) -> KDistances:
    """The k-distance plot in the data's units, with a draggable line at `eps`, given in normalized units."""
    found = k_distances(points, neighbors)
    found = found[np.isfinite(found)]
    template = (
        "How far each point must look to find {neighbors:# point|# points}, itself counted of a sample of "
        "{sample} points, in order."
        if points.n > MAX_K_DISTANCE_POINTS
        else "How far each point must look to find {neighbors:# point|# points}, itself counted, in order."
    )
    return KDistances(
        title=Message("k-distances"),
        help=sentences(
            Message(template, neighbors=neighbors, sample=MAX_K_DISTANCE_POINTS),
            Message(
                "Those below eps are core points. Where the curve bends upward, eps parts what is dense from "
                "what is not."
            ),
        ),
        values=np.array([points.units.distance(value) for value in found]),
        at=points.units.distance(eps),
        suggested=suggested_eps(points, neighbors),
        param="eps",
    )


def _rounded_up(value: float) -> float:
    """A value rounded to three significant digits, never below it: points at that distance stay neighbors."""
    if not 0 < value < float("inf"):
        return min(value, float_info.max)
    digits = 2 - math.floor(math.log10(value))
    rounded = round(value, digits)
    return rounded if rounded >= value else min(round(rounded + 10.0**-digits, digits), float_info.max)


def _compute_k_distances(points: Points, neighbors: int) -> Floats:
    from scipy.spatial import cKDTree  # slow to import, and needed off the window's thread only

    values = np.ascontiguousarray(points.values)
    if points.weights is not None:
        return _weighted_k_distances(values[points.counted], points.weights[points.counted], neighbors)
    rows = np.unique(np.linspace(0, points.n - 1, min(points.n, MAX_K_DISTANCE_POINTS)).astype(np.intp))
    place = min(neighbors, points.n + 1)  # beyond the points all are infinite, and a list would be as long
    distances = cKDTree(values).query(values[rows], k=[place])[0]
    return np.sort(distances[:, 0])


def _weighted_k_distances(values: Floats, weights: Floats, neighbors: int) -> Floats:
    n = len(values)
    rows = np.unique(np.linspace(0, n - 1, min(n, MAX_K_DISTANCE_POINTS)).astype(np.intp))
    return np.sort(weighted_kth_distances(values, weights, neighbors, values[rows]))
