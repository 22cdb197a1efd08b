"""DBSCAN: core points, the clusters reachable from them, and the order in which points are reached."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from clusterlab.kernels.native import density as native
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.neighbors import (
    MAX_DISTANCES,
    broadcast_squared_distances,
    exceeds_mean_neighbor_count,
    kth_distances,
    mean_neighbor_count,
    neighbor_counts,
    neighbor_pairs,
    weights_within,
    within_eps_of_any,
)
from clusterlab.kernels.typing import CancelCheck, Flags, Floats, Labels, Rows, label_dtype, never_canceled

MAX_STEPWISE_POINTS = 3_000
"""With no more points, every wave of every cluster has its own number."""
MAX_MEAN_NEIGHBORS = 60
"""With more neighbors on average, waves are faster than pairs of neighbors, and are the steps; else clusters
are."""
MAX_WAVES, MAX_CLUSTER_WAVES = 200, 40
"""The most steps that waves, and whole clusters, are merged into."""
EPS_TOLERANCE = 1e-9
WEIGHT_TOLERANCE = 1e-12

Parts = Callable[[], Iterable[tuple[Rows, Rows]]]


class DensityClusters(NamedTuple):
    """Whether each point (n,) is core, its label, and the wave, from 0, that reaches it; -1 for noise."""

    core: Flags
    labels: Labels
    waves: Rows

    @property
    def k(self) -> int:
        """The number of clusters."""
        return int(self.labels.max(initial=-1)) + 1


def density_clusters(
    points: Floats,
    eps: float,
    min_samples: int,
    rows: Rows,
    check_canceled: CancelCheck = never_canceled,
    weights: Floats | None = None,
) -> DensityClusters:
    """The clusters of DBSCAN among `points` (n, d) in spatial order (Ester, Kriegel, Sander and Xu 1996).

    A core point has at least `min_samples` points, itself included, no farther than `eps`. Clusters are
    numbered by their first core point in the order of the caller's `rows` (n,); a border point belongs to the
    first cluster that reaches it. In large tables a wave may be a whole cluster. Calls `check_canceled`
    several times a second. With `weights` (n,) a core point is one of positive weight with points of a weight
    of at least `min_samples`, its own included, no farther than `eps`.
    """
    max_mean = -1 if len(points) <= MAX_STEPWISE_POINTS else MAX_MEAN_NEIGHBORS
    given = None if weights is None else weighted_core(points, eps, min_samples, weights, check_canceled)
    core, labels, waves = find_clusters(points, eps, min_samples, rows, max_mean, check_canceled, given)
    k = int(labels.max(initial=-1)) + 1
    if waves is None:
        return DensityClusters(core, labels.astype(label_dtype(k)), _merge_waves(labels, MAX_CLUSTER_WAVES))
    return DensityClusters(core, labels.astype(label_dtype(k)), _merge_waves(waves, MAX_WAVES))


@with_native(native.find_clusters)
def find_clusters(
    points: Floats,
    eps: float,
    min_samples: int,
    rows: Rows,
    max_mean: float,
    check_canceled: CancelCheck,
    given_core: Flags | None = None,
) -> tuple[Flags, Rows, Rows | None]:
    """Whether each point is core, its label, and its wave, counted on from cluster to cluster: (n,) each.

    Waves are None where points have at most `max_mean` neighbors on average; see `density_clusters`. Core
    points are not searched for where they are given.
    """
    points = np.ascontiguousarray(points)
    if not exceeds_mean_neighbor_count(points, eps, max_mean):
        return *_by_pairs(points, eps, min_samples, rows, check_canceled, given_core), None
    if given_core is not None:
        core = given_core
    elif len(points) <= MAX_STEPWISE_POINTS:
        core = neighbor_counts(points, eps) >= min_samples
    else:
        core = _core_by_distance(points, eps, min_samples, check_canceled)
    return core, *_by_waves(points, core, eps, rows, check_canceled)


def weighted_core(
    points: Floats,
    eps: float,
    min_samples: float,
    weights: Floats,
    check_canceled: CancelCheck = never_canceled,
) -> Flags:
    """Which of `points` (n, d) have positive weight and weights (n,) of `min_samples` within `eps`: (n,).

    Sums of weights are compared but for the rounding of sums, such as that of ten times 0.1.
    """
    rows = np.flatnonzero(weights)
    core, table = np.zeros(len(points), bool), np.ascontiguousarray(points[rows])
    core[rows] = weights_within(table, weights[rows], eps, min_samples, check_canceled) >= min_samples * (
        1 - WEIGHT_TOLERANCE
    )
    return core


def _core_by_distance(points: Floats, eps: float, min_samples: int, check_canceled: CancelCheck) -> Flags:
    """Which points (n,) are core, by the distance to the `min_samples`-th nearest point."""
    if min_samples > len(points):
        return np.zeros(len(points), bool)
    kth = kth_distances(points, min_samples, points, check_canceled)
    found = kth <= eps
    for row in np.flatnonzero(np.abs(kth - eps) <= EPS_TOLERANCE * eps):  # near ties: by exact squares
        found[row] = (
            np.count_nonzero(broadcast_squared_distances(points, points[row]) <= eps * eps) >= min_samples
        )
    return np.asarray(found)


def _by_waves(
    points: Floats, core: Flags, eps: float, rows: Rows, check_canceled: CancelCheck
) -> tuple[Rows, Rows]:
    """Labels and waves of the clusters one after the other, each by breadth-first search from its first core
    point."""
    labels, waves = np.full(len(points), -1, np.intp), np.full(len(points), -1, np.intp)
    k = wave = 0
    for seed in _core_in_row_order(core, rows):
        if labels[seed] >= 0:
            continue
        found = np.array([seed])
        while len(found):
            check_canceled()
            labels[found], waves[found] = k, wave
            wave += 1
            free = np.flatnonzero(labels < 0)
            found = free[within_eps_of_any(points[found[core[found]]], points[free], eps)]
        k += 1
    return labels, waves


def _by_pairs(
    points: Floats,
    eps: float,
    min_samples: int,
    rows: Rows,
    check_canceled: CancelCheck,
    given_core: Flags | None,
) -> tuple[Flags, Rows]:
    """Core points and labels from the pairs of neighbors; too many to keep are computed repeatedly."""
    mean = mean_neighbor_count(points, eps)
    parts: Parts = lambda: neighbor_pairs(points, eps, mean, check_canceled)  # noqa: E731  replaced below
    if len(points) * mean <= 2 * MAX_DISTANCES:
        kept = list(parts())
        parts = lambda: kept  # noqa: E731
    core = given_core if given_core is not None else _count_neighbors(parts(), len(points)) >= min_samples
    group = np.arange(len(points))
    for first, second in parts():
        both = core[first] & core[second]
        group = _merge_groups(group, first[both], second[both])
    labels, k = _number_clusters(group, core, rows)
    nearby = np.where(core, labels, k)
    for first, second in parts():
        for one, other in ((first, second), (second, first)):
            ends = core[one] & ~core[other]
            np.minimum.at(nearby, other[ends], labels[one[ends]])
    return core, np.where(nearby < k, nearby, -1)


def _count_neighbors(parts: Iterable[tuple[Rows, Rows]], n: int) -> Rows:
    """The numbers of neighbors (n,) of the points, themselves included."""
    found = np.ones(n, np.intp)
    for both in parts:
        for rows in both:
            found += np.bincount(rows, minlength=n)
    return found


def _merge_groups(group: Rows, first: Rows, second: Rows) -> Rows:
    """The groups (n,) after merging those that pairs connect."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n, ends = len(group), (group[first], group[second])
    graph = coo_array((np.ones(len(first), np.int8), ends), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1][group], np.intp)


def _number_clusters(group: Rows, core: Flags, rows: Rows) -> tuple[Rows, int]:
    """The groups of core points numbered in the order of the caller's rows (n,), and k."""
    seeds = _core_in_row_order(core, rows)
    names, first, of = np.unique(group[seeds], return_index=True, return_inverse=True)
    number = np.empty(len(names), np.intp)
    number[np.argsort(first)] = np.arange(len(names))
    labels = np.full(len(group), -1, np.intp)
    labels[seeds] = number[of]
    return labels, len(names)


def _core_in_row_order(core: Flags, rows: Rows) -> Rows:
    """The core points in the order of the caller's rows."""
    members = np.flatnonzero(core)
    return members[np.argsort(rows[members])]


def _merge_waves(waves: Rows, n_merged: int) -> Rows:
    """The waves (n,) merged into at most `n_merged`; -1 stays."""
    n_waves = int(waves.max(initial=-1)) + 1
    return waves if n_waves <= n_merged else np.where(waves < 0, -1, waves * n_merged // n_waves)
