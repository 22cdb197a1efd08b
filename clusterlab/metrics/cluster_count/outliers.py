"""Outliers: a few points far from all others, which count as no clusters."""

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.neighbors import kth_distances
from clusterlab.kernels.typing import Floats

MAX_CLUMP_SHARE = 0.015
"""So large a share of the points, or a single one, may lie together far from all others."""
MAX_OUTLIER_SHARE = 0.03
"""More outliers than this, or more than one, are no outliers."""
OUTLIER_FACTOR, USUAL_QUANTILE = 3.0, 0.95
"""Outliers are this many times as far from their neighbors as 95 % of the points are from theirs."""


def outlying_points(points: Floats) -> NDArray[np.bool_]:
    """Which of `points` (n, d) are outliers: (n,); none where more would be than `MAX_OUTLIER_SHARE`.

    The distance of a point is that to the nearest neighbor beyond a clump of outliers.
    """
    n = len(points)
    clump = max(1, int(MAX_CLUMP_SHARE * n))
    if n < clump + 2:
        return np.zeros(n, bool)
    distances = kth_distances(points, clump + 2, points)
    found = distances > OUTLIER_FACTOR * np.quantile(distances, USUAL_QUANTILE)
    return found if found.sum() <= max(1, MAX_OUTLIER_SHARE * n) else np.zeros(n, bool)
