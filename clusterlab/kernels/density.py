"""Clusters as dense regions: core points, what they reach, and in which wave each point is reached."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.neighbors import AT_ONCE, counts, kth_distances, mean_count, pairs, reached, squares
from clusterlab.kernels.typing import Floats, Labels, Pause, Rows, label_type, unpaused

WATCHED = 3_000
"""Up to so many points every wave of every cluster is told apart."""
DENSE = 60
"""With more neighbors than these on average, waves are cheaper than all pairs of neighbors."""
MOST_WAVES, MOST_BATCHES = 200, 40
"""Into so many turns at most waves are put together, and whole clusters."""
HAIR = 1e-9

Flags = NDArray[np.bool_]
Parts = Callable[[], Iterable[tuple[Rows, Rows]]]


class Density(NamedTuple):
    """Whether each point (n,) is core, its label, and the turn, from 0, in which it is reached, or -1."""

    core: Flags
    labels: Labels
    turns: Rows

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return int(self.labels.max(initial=-1)) + 1


def density(points: Floats, eps: float, min_samples: int, rows: Rows, pause: Pause = unpaused) -> Density:
    """The clusters of DBSCAN among `points` (n, d) in spatial order (Ester, Kriegel, Sander and Xu 1996).

    A point is core where at least `min_samples` points, itself counted, are no farther than `eps`. Clusters
    are numbered by their first core point in the order of `rows` (n,), the caller's; a border point belongs
    to the first cluster that reaches it. Few points are reached wave by wave, many cluster by cluster; there
    is a `pause` with every wave, or with every part of the pairs.
    """
    points = np.ascontiguousarray(points)
    n = len(points)
    if n <= WATCHED:
        return _by_waves(points, counts(points, eps) >= min_samples, eps, rows, pause)
    mean = mean_count(points, eps)
    if mean > DENSE:
        return _by_waves(points, _dense(points, eps, min_samples, pause), eps, rows, pause)
    return _by_pairs(points, eps, min_samples, rows, mean, pause)


def _dense(points: Floats, eps: float, min_samples: int, pause: Pause) -> Flags:
    """Which points have so many neighbors, by the distance of the last of these: (n,)."""
    if min_samples > len(points):
        return np.zeros(len(points), bool)
    last = kth_distances(points, min_samples, points, pause)
    found = last <= eps
    for row in np.flatnonzero(np.abs(last - eps) <= HAIR * eps):  # a hair decides: by the squares themselves
        found[row] = np.count_nonzero(squares(points, points[row]) <= eps * eps) >= min_samples
    return np.asarray(found)


def _by_waves(points: Floats, core: Flags, eps: float, rows: Rows, pause: Pause) -> Density:
    """One cluster after the other, from its first core point on: all that a wave reaches, then the next."""
    labels, turns = np.full(len(points), -1, np.intp), np.full(len(points), -1, np.intp)
    k = turn = 0
    for seed in _by_row(core, rows):
        if labels[seed] >= 0:
            continue
        found = np.array([seed])
        while len(found):
            pause()
            labels[found], turns[found] = k, turn
            turn += 1
            free = np.flatnonzero(labels < 0)
            found = free[reached(points[found[core[found]]], points[free], eps)]
        k += 1
    return Density(core, labels.astype(label_type(k)), _together(turns, turn, MOST_WAVES))


def _by_pairs(points: Floats, eps: float, min_samples: int, rows: Rows, mean: float, pause: Pause) -> Density:
    """All clusters at once, from pairs of neighbors, found twice where they are too many to keep."""
    parts: Parts = lambda: pairs(points, eps, mean, pause)  # noqa: E731  a name for what may be either
    if len(points) * mean <= 2 * AT_ONCE:
        kept = list(parts())
        parts = lambda: kept  # noqa: E731
    core = _counted(parts(), len(points)) >= min_samples
    group = np.arange(len(points))
    for first, second in parts():
        both = core[first] & core[second]
        group = _joined(group, first[both], second[both])
    labels, k = _numbered(group, core, rows)
    nearby = np.where(core, labels, k)
    for first, second in parts():
        for one, other in ((first, second), (second, first)):
            ends = core[one] & ~core[other]
            np.minimum.at(nearby, other[ends], labels[one[ends]])
    labels = np.where(nearby < k, nearby, -1)
    return Density(core, labels.astype(label_type(k)), _together(labels, k, MOST_BATCHES))


def _counted(parts: Iterable[tuple[Rows, Rows]], n: int) -> Rows:
    """How many neighbors each point has, itself among them: (n,)."""
    found = np.ones(n, np.intp)
    for both in parts:
        for rows in both:
            found += np.bincount(rows, minlength=n)
    return found


def _joined(group: Rows, first: Rows, second: Rows) -> Rows:
    """The groups (n,) after those that the pairs connect have become one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n, ends = len(group), (group[first], group[second])
    graph = coo_array((np.ones(len(first), np.int8), ends), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1][group], np.intp)


def _numbered(group: Rows, core: Flags, rows: Rows) -> tuple[Rows, int]:
    """The groups of core points, numbered as the caller's rows come to them: (n,), and k."""
    seeds = _by_row(core, rows)
    names, first, of = np.unique(group[seeds], return_index=True, return_inverse=True)
    number = np.empty(len(names), np.intp)
    number[np.argsort(first)] = np.arange(len(names))
    labels = np.full(len(group), -1, np.intp)
    labels[seeds] = number[of]
    return labels, len(names)


def _by_row(core: Flags, rows: Rows) -> Rows:
    """The core points in the order of the caller's rows."""
    members = np.flatnonzero(core)
    return members[np.argsort(rows[members])]


def _together(turns: Rows, of: int, most: int) -> Rows:
    """The turns (n,), as many of `of` put together as leave no more than `most`; -1 stays."""
    return turns if of <= most else np.where(turns < 0, -1, turns * most // of)
