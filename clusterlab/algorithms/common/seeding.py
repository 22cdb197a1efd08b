"""Initial centers: the feasible K, given centers, k-means++ sampling, random points, a random box."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from math import floor, log
from typing import Any

import numpy as np

from clusterlab.algorithms.common.validation import checked_array
from clusterlab.core.cache import keep_latest, take_latest
from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.kernels.kmeanspp import add_center, candidate_totals, draw_rows, initial_potential
from clusterlab.kernels.results import Potential
from clusterlab.kernels.typing import Floats, Rows


def feasible_k(points: Points, k: int) -> int:
    """`k`, or the number of distinct points where that is smaller; raises ParamError where k > n."""
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
    template = (
        "K is {k!s} but there {distinct:is|are} only {distinct:# distinct point|# distinct points}: "
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
def potential(points: Points, centers: Floats) -> Iterator[Potential]:
    """D^2: the squared distance of every point to the nearest of `centers` (m, d), in normalized units.

    The cached arrays are updated in place, because each pick only adds one center to the previous ones. So
    the result is valid within the `with` block only, and blocks on the same points must not be nested.
    """
    found = _cached_potential(points, centers)
    yield found
    keep_latest(points, "D2", (centers, found))


def _cached_potential(points: Points, centers: Floats) -> Potential:
    cached_centers, found = take_latest(points, "D2", lambda: (centers[:0], initial_potential(points.blocks)))
    if len(cached_centers) > len(centers) or not np.array_equal(
        cached_centers, centers[: len(cached_centers)]
    ):
        cached_centers = centers[:0]
        for array in found:
            array.fill(np.inf)
    for center in centers[len(cached_centers) :]:
        add_center(points.blocks, center, found)
    return found


def uniform_row(points: Points, seed: int) -> int:
    """A row drawn uniformly at random."""
    return int(np.random.default_rng((seed, 0)).integers(points.n))


def draw_next_center(points: Points, centers: Floats, k: int, seed: int, greedy: bool) -> tuple[int, Rows]:
    """The row that becomes the next center after `centers` (m, d) by D^2 sampling, and the candidates (c,).

    Plain: one row drawn with probability proportional to D^2. Greedy: of 2 + floor(ln k) such rows the one
    that leaves the lowest potential. (Arthur and Vassilvitskii 2007.)
    """
    with potential(points, centers) as found:
        return _drawn_center(points, found, len(centers), k, seed, greedy)


def draw_remaining_centers(
    points: Points, centers: Floats, most: int, k: int, seed: int, greedy: bool
) -> Generator[None, None, tuple[Floats, int, Rows]]:
    """Repeats `draw_next_center` after `centers` (m, d) until there are `most`, m < `most` <= `k`.

    Returns the centers (most, d), and the row and the candidates of the last one; yields after each.
    """
    positions, found = np.empty((most, points.d)), _cached_potential(points, centers)
    positions[: len(centers)] = centers
    for n_centers in range(len(centers), most):
        if n_centers > len(centers):
            add_center(points.blocks, positions[n_centers - 1], found)
        row, candidates = _drawn_center(points, found, n_centers, k, seed, greedy)
        positions[n_centers] = points.values[row]
        yield
    keep_latest(points, "D2", (positions[:-1], found))
    return positions, row, candidates


def _drawn_center(
    points: Points, found: Potential, n_centers: int, k: int, seed: int, greedy: bool
) -> tuple[int, Rows]:
    """The row of the next of `k` centers and its candidates (c,), given the potential of `n_centers`."""
    rng = np.random.default_rng((seed, n_centers))
    candidates = draw_rows(found, 2 + floor(log(k)) if greedy else 1, rng)
    best_index = np.argmin(candidate_totals(points.blocks, points.values[candidates], found)) if greedy else 0
    return int(candidates[best_index]), candidates


def random_points(points: Points, k: int, seed: int) -> Floats:
    """`k` distinct points drawn at random: (k, d). There must be at least `k` distinct points."""
    chosen: dict[bytes, Floats] = {}
    for row in np.random.default_rng((seed, 0)).permutation(points.n):
        position = points.values[row] + 0.0  # -0.0 becomes 0.0, so that equal points have equal bytes
        chosen.setdefault(position.tobytes(), position)
        if len(chosen) == k:
            break
    return np.array(list(chosen.values()))


def random_box(points: Points, k: int, seed: int) -> Floats:
    """`k` positions drawn uniformly from the bounding box of the points: (k, d)."""
    low, high = points.values.min(axis=0), points.values.max(axis=0)
    return np.asarray(np.random.default_rng((seed, 0)).uniform(low, high, (k, points.d)))
