"""Initial centers: the feasible K, given centers, k-means++ sampling, random points, a random box."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from math import floor, log
from typing import Any

import numpy as np

from clusterlab.algorithms.common.column_spread import column_bounds
from clusterlab.algorithms.common.shard_potential import ShardPotential
from clusterlab.algorithms.common.validation import checked_array
from clusterlab.core.cache import keep_latest, take_latest
from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.kmeanspp import (
    add_center,
    candidate_totals,
    draw_centers,
    draw_rows,
    initial_potential,
)
from clusterlab.kernels.results import Potential
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.kernels.weighted import draw_rows_by_weight, rows_in_drawn_order

MAX_NUMBERS_AT_ONCE = 2**22
"""Centers are drawn one after another without a pause until so many coordinates were compared with each."""
MAX_ROWS_ORDERED_AT_ONCE = 10_000
"""Of longer tables a few rows are drawn before all are put into a random order."""


def feasible_k(points: Points, k: int) -> int:
    """`k`, or the number of distinct points of positive weight where that is smaller.

    Raises ParamError where k > n.
    """
    if k > points.n:
        raise ParamError(
            Message(
                "This table has {n:# row|# rows}, so K can be {n!s} at most; it was {k!s}.", n=points.n, k=k
            )
        )
    return points.distinct(k)


def shortage_notes(points: Points, k: int) -> tuple[Message, ...]:
    """The note that there are fewer distinct points than `k`, if there are; raises ParamError where k > n."""
    distinct = feasible_k(points, k)
    if distinct == k:
        return ()
    weighted = "" if points.weights is None else " with a weight"
    template = (
        "K is {k!s} but there {distinct:is|are} only {distinct:# distinct point|# distinct points}"
        f"{weighted}: "
        "{distinct:# cluster|# clusters} {distinct:was|were} made."
    )
    return (Message(template, k=k, distinct=distinct),)


def checked_centers(points: Points, start: Any, k: int) -> Floats:
    """Given centers (k, d) in the data's units, checked and normalized; raises ParamError.

    Only the first distinct ones where there are fewer distinct points than `k`.
    """
    centers = points.units.normalized(checked_array(Message("start"), start, (k, points.d)))
    feasible = feasible_k(points, k)
    return centers if feasible == k else centers[first_distinct_rows(centers, feasible)]


def first_distinct_rows(places: Floats, k: int) -> Rows:
    """The indices of the first `k` distinct rows of `places` (m, d): (k,), ascending."""
    return np.sort(np.unique(places, axis=0, return_index=True)[1])[:k]


@contextmanager
def potential(points: Points, centers: Floats) -> Iterator[Potential | ShardPotential]:
    """D^2: the squared distance of every point to the nearest of `centers` (m, d), in normalized units.

    Of weighted points D^2 is multiplied by their weights.
    The cached arrays are updated in place, because each pick only adds one center to the previous ones. So
    the result is valid within the `with` block only, and blocks on the same points must not be nested.
    """
    if isinstance(points, ShardedPoints):
        yield ShardPotential.of(points, centers)
        return
    found = _cached_potential(points, centers)
    yield found
    keep_latest(points, "D2", (centers, found))


def _cached_potential(points: Points, centers: Floats) -> Potential:
    cached_centers, found = take_latest(
        points, "D2", lambda: (centers[:0], initial_potential(points.blocks, points.weights))
    )
    if len(cached_centers) > len(centers) or not np.array_equal(
        cached_centers, centers[: len(cached_centers)]
    ):
        cached_centers = centers[:0]
        found = initial_potential(points.blocks, points.weights)
    for center in centers[len(cached_centers) :]:
        add_center(points.blocks, center, found, points.weights)
    return found


def random_row(points: Points, seed: int) -> int:
    """A row drawn at random: uniformly, or with probabilities proportional to the weights."""
    rng = np.random.default_rng((seed, 0))
    if points.weights is not None:
        return int(draw_rows_by_weight(points.weights, 1, rng)[0])
    return int(rng.integers(points.n))


def draw_next_center(points: Points, centers: Floats, k: int, seed: int, greedy: bool) -> tuple[int, Rows]:
    """The row that becomes the next center after `centers` (m, d) by D^2 sampling, and the candidates (c,).

    Plain: one row drawn with probability proportional to D^2, times its weight if it has one.
    Greedy: of 2 + floor(ln k) such rows the one that leaves the lowest potential. (Arthur and Vassilvitskii
    2007.)
    """
    with potential(points, centers) as found:
        return _drawn_center(points, found, len(centers), k, seed, greedy)


def draw_remaining_centers(
    points: Points, centers: Floats, most: int, k: int, seed: int, greedy: bool
) -> Generator[None, None, tuple[Floats, int, Rows]]:
    """Repeats `draw_next_center` after `centers` (m, d) until there are `most`, m < `most` <= `k`.

    Returns the centers (most, d), and the row and the candidates of the last one; yields after each, of few
    points after several.
    """
    positions, n_centers = np.empty((most, points.d)), len(centers)
    positions[:n_centers] = centers
    while n_centers < most:
        several = min(most - n_centers, MAX_NUMBERS_AT_ONCE // (points.n * points.d))
        drawn = _drawn_at_once(points, positions, n_centers, several, k, seed, greedy) if several > 1 else []
        if not drawn:
            drawn = [draw_next_center(points, positions[:n_centers], k, seed, greedy)]
            positions[n_centers] = points.take([drawn[0][0]])[0]
        n_centers += len(drawn)
        yield
    return positions, *drawn[-1]


def _drawn_at_once(
    points: Points, positions: Floats, n_centers: int, several: int, k: int, seed: int, greedy: bool
) -> list[tuple[int, Rows]]:
    """The rows of up to `several` next centers, each with its candidates; none where D^2 is 0 everywhere.

    `positions` has room for all centers, and `n_centers` of them already.
    """
    if isinstance(points, ShardedPoints):
        return []
    found = _cached_potential(points, positions[:n_centers])
    if not found.sums.any():
        keep_latest(points, "D2", (positions[:n_centers], found))
        return []
    numbers = [_generator(seed, n) for n in range(n_centers, n_centers + several)]
    shares = np.array([each.random(_n_draws(k, greedy)) for each in numbers])
    centers, candidates, rows = draw_centers(points.blocks, found, shares, points.weights)
    known = n_centers + len(rows) - (len(rows) == several)  # the last one was not added to D^2
    positions[n_centers : n_centers + len(rows)] = centers
    keep_latest(points, "D2", (positions[:known], found))
    return list(zip(rows.tolist(), candidates, strict=True))


def _drawn_center(
    points: Points, found: Potential | ShardPotential, n_centers: int, k: int, seed: int, greedy: bool
) -> tuple[int, Rows]:
    """The row of the next of `k` centers and its candidates (c,), given the potential of `n_centers`."""
    rng, n_draws = _generator(seed, n_centers), _n_draws(k, greedy)
    if isinstance(found, ShardPotential):
        candidates = found.draw_rows(n_draws, rng)
    else:
        candidates = draw_rows(found, n_draws, rng, points.weights)
    if not greedy:
        return int(candidates[0]), candidates
    positions = points.take(candidates)
    if isinstance(found, ShardPotential):
        totals = found.candidate_totals(positions)
    else:
        totals = candidate_totals(points.blocks, positions, found, points.weights)
    return int(candidates[np.argmin(totals)]), candidates


def _generator(seed: int, n_centers: int) -> "np.random.Generator":
    """The random numbers with which the center after `n_centers` is drawn."""
    return np.random.default_rng((seed, n_centers))


def _n_draws(k: int, greedy: bool) -> int:
    """How many candidates there are for each of `k` centers."""
    return 2 + floor(log(k)) if greedy else 1


def random_points(points: Points, k: int, seed: int) -> Floats:
    """`k` distinct points drawn at random, by their weights if there are any: (k, d).

    There must be at least `k` distinct points of positive weight.
    """
    chosen: dict[bytes, Floats] = {}
    for row in _rows_in_random_order(points, k, np.random.default_rng((seed, 0))):
        position = points.take([row])[0] + 0.0  # -0.0 becomes 0.0, so that equal points have equal bytes
        chosen.setdefault(position.tobytes(), position)
        if len(chosen) == k:
            break
    return np.array(list(chosen.values()))


def _rows_in_random_order(points: Points, k: int, rng: "np.random.Generator") -> Iterator[int]:
    """All rows of positive weight in random order, by their weights if there are any; some more than once.

    Whoever passes over repeated rows has drawn without replacement. `k` distinct points are nearly always
    among the first few rows of a long table, and ordering all others would take longer than a run.
    """
    n, weights = points.n, points.weights
    if n > MAX_ROWS_ORDERED_AT_ONCE:
        m = 2 * k + MAX_ROWS_ORDERED_AT_ONCE // 100
        yield from rng.integers(n, size=m) if weights is None else draw_rows_by_weight(weights, m, rng)
        while isinstance(points, ShardedPoints):  # the order of all would be a large array
            yield from rng.integers(n, size=m)
    yield from rng.permutation(n) if weights is None else rows_in_drawn_order(weights, rng)


def random_box(points: Points, k: int, seed: int) -> Floats:
    """`k` positions drawn uniformly from the bounding box of the points of positive weight: (k, d)."""
    low, high = column_bounds(points)
    return np.asarray(np.random.default_rng((seed, 0)).uniform(low, high, (k, points.d)))
