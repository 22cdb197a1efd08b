"""Groups of any shape: where a region of low density divides the points in two, and how low it is.

The core distance of a point is that to its fifth nearest neighbor, and two points are connected at the
greatest of their distance and their core distances. As that height grows, connected groups merge (Campello,
Moulavi and Sander 2013). A region of low density divides two groups where the height at which they merge
exceeds the core distances within both.
"""

from dataclasses import dataclass

import numpy as np

from clusterlab.kernels.neighbors import broadcast_squared_distances, kd_tree
from clusterlab.kernels.typing import CancelCheck, Floats, Rows, never_canceled

CORE_NEIGHBOR = 5
"""The neighbor whose distance is the core distance, the point itself not counted."""
DIMENSION_NEIGHBORS = 10
"""So many neighbors of each point estimate the dimension."""
MIN_GROUP_SHARE, MIN_GROUP_SIZE = 0.05, 4
"""Smaller groups are not counted."""
CORE_QUANTILE = 0.75
"""The core distance of a group is that which this share of its points does not exceed."""
MIN_DISTANCE = 1e-300
POINTS_PER_CHECK = 64


@dataclass(frozen=True)
class DensitySplit:
    """A merge of two groups, both large enough to count.

    `depth` is the logarithm of the ratio of densities, of the sparser group to the region between both;
    `size` is the number of points of the smaller group.
    """

    depth: float
    size: int


def density_splits(points: Floats, check_canceled: CancelCheck = never_canceled) -> list[DensitySplit]:
    """The merges of two groups of at least 5 % of `points` (n, d) each, the deepest first."""
    n = len(points)
    if has_too_few_points(n):
        return []
    least = _min_group_size(n)
    nearest = _neighbor_distances(points, min(max(CORE_NEIGHBOR, DIMENSION_NEIGHBORS), n - 1))
    core, dimension = nearest[:, CORE_NEIGHBOR - 1], _dimension(nearest, points.shape[1])
    edges = _spanning_tree(points, core, check_canceled)
    found = [
        DensitySplit(dimension * _log_ratio(height, core, small, large), len(small))
        for height, small, large in _merges(edges, n, least)
    ]
    return sorted(found, key=lambda split: -split.depth)


def has_too_few_points(n: int) -> bool:
    """Whether `n` points are too few to be divided into groups that count."""
    return n < 2 * _min_group_size(n) or n <= CORE_NEIGHBOR


def _min_group_size(n: int) -> int:
    return max(MIN_GROUP_SIZE, -(-n // round(1 / MIN_GROUP_SHARE)))


def _neighbor_distances(points: Floats, k: int) -> Floats:
    """The distances (n, k) from each of `points` (n, d) to the `k` nearest others, ascending."""
    return np.asarray(kd_tree(points).query(points, k=k + 1)[0][:, 1:])


def _dimension(nearest: Floats, d: int) -> float:
    """The dimension, from 1 to `d`, in which points with these distances (n, k) to neighbors lie.

    By maximum likelihood, the reciprocals averaged over the points. (Levina and Bickel 2004; MacKay and
    Ghahramani 2005.)
    """
    k = nearest.shape[1]
    logs = np.log(np.maximum(nearest, MIN_DISTANCE))
    mean = float((logs[:, -1:] - logs[:, :-1]).sum(axis=1).mean()) / max(k - 2, 1)
    return float(min(max(1 / max(mean, 1 / d), 1.0), d))


def _spanning_tree(points: Floats, core: Floats, check_canceled: CancelCheck) -> list[tuple[float, int, int]]:
    """The edges (height, row, row) of the minimum spanning tree of connections, lowest first (Prim 1957)."""
    n = len(points)
    height, source = np.full(n, np.inf), np.zeros(n, np.intp)
    left, row, edges = np.arange(1, n), 0, []
    for step in range(n - 1):
        if step % POINTS_PER_CHECK == 0:
            check_canceled()
        reach = np.sqrt(broadcast_squared_distances(points[left], points[row]))
        reach = np.maximum(np.maximum(reach, core[left]), core[row])
        nearer = reach < height[left]
        height[left[nearer]], source[left[nearer]] = reach[nearer], row
        place = int(height[left].argmin())
        row = int(left[place])
        edges.append((float(height[row]), int(source[row]), row))
        left = np.delete(left, place)
    return sorted(edges)


def _merges(edges: list[tuple[float, int, int]], n: int, least: int) -> list[tuple[float, Rows, Rows]]:
    """The height, the smaller and the larger group of each merge of two groups of at least `least` points."""
    members = {row: [row] for row in range(n)}
    group, found = np.arange(n), []
    for height, row, other in edges:
        small, large = sorted((int(group[row]), int(group[other])), key=lambda name: len(members[name]))
        if len(members[small]) >= least:
            found.append((height, np.array(members[small]), np.array(members[large])))
        group[members[small]] = large
        members[large] += members.pop(small)
    return found


def _log_ratio(height: float, core: Floats, one: Rows, other: Rows) -> float:
    """The logarithm of the ratio of a height to the greater core distance of two groups."""
    within = max(float(np.quantile(core[rows], CORE_QUANTILE)) for rows in (one, other))
    return float(np.log(max(height, MIN_DISTANCE) / max(within, MIN_DISTANCE)))
