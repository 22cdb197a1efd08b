"""Neighbors within a radius eps, decided exactly by squared distances, without n x n arrays.

Points lie within -1 .. 1 along each axis; distances and eps are in their units.
"""

from collections.abc import Iterator
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import CancelCheck, Floats, Rows, chunks, never_canceled

RADIUS_MARGIN = 1 + 1e-9
"""Tree queries use a slightly larger radius, since trees round differently; squared distances decide."""
MAX_DISTANCES = 4_000_000
"""Distances, or pairs of neighbors, held at a time."""
POINTS_PER_PART = 100_000
"""Points whose neighbors are searched between two calls of `check_canceled`."""
SAMPLE_SIZE = 1_000
"""Points from which the mean number of neighbors is estimated."""
NEIGHBORS_AT_ONCE = 64
"""So many nearest points are asked for at first where the weight of neighbors is wanted."""
MIN_RADIUS = 1e-100
"""The squares of smaller distances underflow."""
MAX_BRUTE_FORCE_PAIRS = 2_000_000
"""With no more pairs, computing all distances is faster than building a tree."""


def broadcast_squared_distances(one: Floats, other: Floats) -> Floats:
    """The squared distances (...) between rows of `one` and `other` (..., d), summed column by column."""
    total = (one[..., 0] - other[..., 0]) ** 2
    for column in range(1, one.shape[-1]):
        total += (one[..., column] - other[..., column]) ** 2
    return np.asarray(total)


def rows_within(points: Floats, position: Floats, eps: float) -> Rows:
    """The rows of `points` (n, d) no farther than `eps` from a `position` (d,)."""
    return np.flatnonzero(broadcast_squared_distances(points, position) <= eps * eps)


def neighbor_counts(points: Floats, eps: float) -> Rows:
    """The numbers (n,) of `points` (n, d) no farther than `eps` from each of them, itself included."""
    found = np.empty(len(points), np.intp)
    for part in chunks(len(points), max(1, MAX_DISTANCES // len(points))):
        found[part] = (broadcast_squared_distances(points[part, None], points[None]) <= eps * eps).sum(axis=1)
    return found


def within_eps_of_any(sources: Floats, others: Floats, eps: float) -> NDArray[np.bool_]:
    """Whether each of `others` (m, d) is no farther than `eps` from any of `sources` (s, d): (m,)."""
    if len(sources) * len(others) <= MAX_BRUTE_FORCE_PAIRS:
        return _within_eps_brute_force(sources, others, eps)
    found = np.zeros(len(others), bool)
    near = np.flatnonzero(_in_box(sources, others, eps))
    if not len(near):
        return found
    found[near] = _within_eps_by_tree(sources, others[near], eps)
    return found


def nearest_within(tree: Any, sources: Floats, others: Floats, eps: float) -> Rows:
    """The row of the nearest of `sources` (s, d) no farther than `eps` from each of `others` (m, d): (m,).

    -1 where there is none. `tree` is the k-d tree of the sources.
    """
    radius = _radius(eps, others.shape[1]) * RADIUS_MARGIN
    rows = np.asarray(tree.query(others, distance_upper_bound=radius)[1])
    found = np.full(len(others), -1, np.intp)
    candidates = np.flatnonzero(rows < len(sources))
    near = broadcast_squared_distances(sources[rows[candidates]], others[candidates]) <= eps * eps
    found[candidates[near]] = rows[candidates[near]]
    for place in candidates[~near]:  # too far only by rounding
        squares = broadcast_squared_distances(sources, others[place])
        found[place] = squares.argmin() if squares.min() <= eps * eps else -1
    return found


def mean_neighbor_count(points: Floats, eps: float) -> float:
    """The mean number of `points` (n, d) no farther than `eps` from one, itself included, from a sample.

    Points less than `RADIUS_MARGIN` farther may be counted.
    """
    return float(np.mean(_counts_by_tree(kd_tree(points), sample_points(points), eps)))


def exceeds_mean_neighbor_count(points: Floats, eps: float, limit: float) -> bool:
    """Whether a sample of `points` (n, d) has more than `limit` points within `eps` on average, each itself
    included.
    """
    tree, sample = kd_tree(points), sample_points(points)
    fewest, most = (_counts_by_tree(tree, sample, radius) for radius in (eps / RADIUS_MARGIN**2, eps))
    if fewest.sum() > limit * len(sample) or most.sum() <= limit * len(sample):
        return bool(fewest.sum() > limit * len(sample))
    for i in np.flatnonzero(fewest < most):  # near ties: by exact squares
        near = tree.query_ball_point(sample[i], _radius(eps, points.shape[1]))
        fewest[i] = len(rows_within(points[near], sample[i], eps))
    return bool(fewest.sum() > limit * len(sample))


def sample_points(points: Floats) -> Floats:
    """Every few of `points` (n, d), about `SAMPLE_SIZE`: in spatial order they are a fair sample."""
    return points[:: -(-len(points) // SAMPLE_SIZE)]


def neighbor_pairs(
    points: Floats, eps: float, mean: float, check_canceled: CancelCheck = never_canceled
) -> Iterator[tuple[Rows, Rows]]:
    """All pairs of rows of `points` (n, d), in spatial order, no farther apart than `eps`: parts (m,) each.

    Each pair is yielded once, as two rows. Parts have about `MAX_DISTANCES` pairs where points have
    `mean` neighbors.
    """
    size = max(1, min(POINTS_PER_PART, int(2 * MAX_DISTANCES / max(mean, 1.0))))
    for part in chunks(len(points), size):
        check_canceled()
        rows = np.arange(part.start, len(points))
        if part.stop < len(points):
            rows = rows[_in_box(points[part], points[part.start :], eps)]
        yield _pairs_among(points, rows, part.stop, eps)


def kth_distances(
    points: Floats, k: int, sample: Floats, check_canceled: CancelCheck = never_canceled
) -> Floats:
    """The distances (m,) from `sample` (m, d) to the k-th nearest of `points` (n, d), itself the first."""
    tree, found = kd_tree(points), np.empty(len(sample))
    for part in chunks(len(sample), POINTS_PER_PART // 10):
        check_canceled()
        found[part] = tree.query(sample[part], k=[min(k, len(points))])[0][:, 0]
    return found


def weights_within(
    points: Floats,
    weights: Floats,
    eps: float,
    enough: float,
    check_canceled: CancelCheck = never_canceled,
) -> Floats:
    """The sum (n,) of the `weights` (n,) of the `points` (n, d) no farther than `eps` from each of them.

    Of a point with more than `enough` only as much as that is certain. Most have it among the nearest few.
    """
    tree, found, radius = kd_tree(points), np.empty(len(points)), _radius(eps, points.shape[1])
    few = min(NEIGHBORS_AT_ONCE, len(points))
    for part in chunks(len(points), POINTS_PER_PART // 10):
        check_canceled()
        distances, rows = tree.query(points[part], k=range(1, few + 1))
        squares = broadcast_squared_distances(points[rows], points[part, None])
        found[part] = np.where(squares <= eps * eps, weights[rows], 0.0).sum(axis=1)
        unfinished = (found[part] < enough) & (distances[:, -1] <= radius)
        for row in np.flatnonzero(unfinished & (few < len(points))) + part.start:
            near = tree.query_ball_point(points[row], radius)
            found[row] = weights[near][rows_within(points[near], points[row], eps)].sum()
    return found


def weighted_kth_distances(points: Floats, weights: Floats, k: float, sample: Floats) -> Floats:
    """The distances (m,) from `sample` (m, d) at which the `points` (n, d) within weigh `k`; inf if none.

    With `weights` (n,), all positive; for those that are 1 these are the distances to the k-th nearest.
    """
    tree, found, few = kd_tree(points), np.full(len(sample), np.inf), NEIGHBORS_AT_ONCE // 4
    unfinished = np.arange(len(sample))
    while len(unfinished):
        few = min(4 * few, len(points))
        distances, rows = tree.query(sample[unfinished], k=range(1, few + 1))
        reached = np.cumsum(weights[rows], axis=1) >= k * (1 - 1e-12)
        done = reached.any(axis=1)
        found[unfinished[done]] = distances[done, reached[done].argmax(axis=1)]
        unfinished = unfinished[~done] if few < len(points) else unfinished[:0]
    return found


def kd_tree(points: Floats) -> Any:
    """The k-d tree of `points` (n, d) (Bentley 1975)."""
    from scipy.spatial import cKDTree  # slow to import, and used by few algorithms

    return cKDTree(points, balanced_tree=False, compact_nodes=False)


def _counts_by_tree(tree: Any, positions: Floats, eps: float) -> Rows:
    """The numbers (m,) of points of a k-d tree within a slightly larger radius of `positions` (m, d)."""
    radius = _radius(eps, positions.shape[1])
    return np.asarray(tree.query_ball_point(positions, radius, return_length=True))


def _radius(eps: float, d: int) -> float:
    """A query radius that misses no pair, capped at the diagonal of the box of all points."""
    return min(max(eps * RADIUS_MARGIN, MIN_RADIUS), 4 * sqrt(d))


def _in_box(sources: Floats, others: Floats, eps: float) -> NDArray[np.bool_]:
    """Whether each of `others` (m, d) is in the bounding box of `sources` extended by `eps`: (m,)."""
    margin = eps * RADIUS_MARGIN
    low, high = sources.min(axis=0) - margin, sources.max(axis=0) + margin
    found = np.ones(len(others), bool)
    for column, values in enumerate(others.T):
        found &= (values >= low[column]) & (values <= high[column])
    return found


def _pairs_among(points: Floats, rows: Rows, stop: int, eps: float) -> tuple[Rows, Rows]:
    """The pairs of `rows` (m,) within `eps` whose lower row is below `stop`."""
    table = np.ascontiguousarray(points[rows])
    found = kd_tree(table).query_pairs(_radius(eps, points.shape[1]), output_type="ndarray")
    first, second = found[:, 0], found[:, 1]
    total = np.zeros(len(found))
    for values in np.ascontiguousarray(table.T):
        differences = values[first] - values[second]
        differences *= differences
        total += differences
    kept = total <= eps * eps
    if stop < len(points):
        kept &= rows[first] < stop
    return rows[first[kept]], rows[second[kept]]


def _within_eps_brute_force(sources: Floats, others: Floats, eps: float) -> NDArray[np.bool_]:
    if not len(sources) or not len(others):
        return np.zeros(len(others), bool)
    return np.asarray((broadcast_squared_distances(others[:, None], sources[None]) <= eps * eps).any(axis=1))


def _within_eps_by_tree(sources: Floats, others: Floats, eps: float) -> NDArray[np.bool_]:
    """By the nearest source; where that is too far only by rounding, by all sources."""
    distances, nearest = kd_tree(sources).query(
        others, distance_upper_bound=_radius(eps, others.shape[1]) * RADIUS_MARGIN
    )
    found: NDArray[np.bool_] = np.isfinite(distances)
    candidates = np.flatnonzero(found)
    found[candidates] = (
        broadcast_squared_distances(sources[nearest[candidates]], others[candidates]) <= eps * eps
    )
    for row in candidates[~found[candidates]]:
        found[row] = (broadcast_squared_distances(sources, others[row]) <= eps * eps).any()
    return found
