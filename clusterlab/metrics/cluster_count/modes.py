"""Groups with one mode each: points are split in two as long as their projections have two modes."""

import numpy as np

from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.dip import is_multimodal

SPLIT_BY = "kmeans"
"""The registered algorithm that splits a group in two."""
SPLIT_STARTS = 5
MAX_GROUPS = 50
"""No group is split beyond this number."""


def count_modes(points: Floats, seed: int = 0) -> int:
    """How many groups `points` (n, d) make that are not split further.

    A group is split in two by k-means if the projections of its points on the line between both centers
    have more than one mode, by the dip test at 1 %. (After Kalogeratos and Likas 2012.)
    """
    groups, found = [points], 0
    while groups:
        check_canceled()
        parts = _split(groups.pop(), seed) if found + len(groups) < MAX_GROUPS else ()
        groups += parts
        found += not parts
    return found


def _split(group: Floats, seed: int) -> tuple[Floats, ...]:
    """Both parts of a group of two modes; none of a group of one."""
    points = Points(group)
    if points.distinct(2) < 2:
        return ()
    split_by = ALGORITHMS.all()[SPLIT_BY]().with_k(2).with_seed(seed)
    labels = best_restart(split_by, points, SPLIT_STARTS)[1].labels
    assert labels is not None
    parts = points.values[labels == 0], points.values[labels == 1]
    line = parts[1].mean(axis=0) - parts[0].mean(axis=0)
    return parts if is_multimodal(np.asarray(points.values @ line)) else ()
