"""The first centers: how many can be made, given ones, k-means++ picks, random points, a random box."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from math import floor, log
from typing import Any

import numpy as np

from clusterlab.algorithms.gmm.starts import checked_array
from clusterlab.core.formatting import format_count
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.kernels.kmeanspp import Potential, add_center, candidate_totals, draw_rows, initial_potential
from clusterlab.kernels.typing import Floats, Rows


def feasible_k(points: Points, k: int) -> int:
    """How many clusters can be made: `k`, or as many as there are distinct points; raises ParamError."""
    if k > points.n:
        raise ParamError(f"k must be at most {points.n} (the number of rows); it was {k}.")
    return points.distinct(k)


def shortage_notes(points: Points, k: int) -> tuple[str, ...]:
    """The sentence that says why fewer than `k` clusters were made, where that is so."""
    distinct = feasible_k(points, k)
    if distinct == k:
        return ()
    made = f"{format_count(distinct, 'cluster')} {'was' if distinct == 1 else 'were'} made"
    there = f"there {'is' if distinct == 1 else 'are'} only {format_count(distinct, 'distinct point')}"
    return (f"K is {k} but {there}: {made}.",)


def checked_centers(points: Points, start: Any, k: int) -> Floats:
    """Centers (k, d) that a person gave in the data's units, checked and in inside units; raises ParamError.

    Of these only the first distinct ones, where there are fewer distinct points than `k`.
    """
    inside = points.units.normalized(checked_array("start", start, (k, points.d)))
    made = feasible_k(points, k)
    return inside if made == k else inside[first_distinct_rows(inside, made)]


def first_distinct_rows(places: Floats, k: int) -> Rows:
    """The first `k` rows of `places` (m, d) that equal no earlier one."""
    return np.sort(np.unique(places, axis=0, return_index=True)[1])[:k]


@contextmanager
def potential(points: Points, centers: Floats) -> Iterator[Potential]:
    """D^2: the squared distance of every point to the nearest of `centers` (m, d), in inside units.

    Each pick adds one center to those of the last, so what was found for these is kept and written over:
    it is lent, and to one borrower at a time.
    """
    found = _cached_potential(points, centers)
    yield found
    points.store("D2", (centers, found))


def _cached_potential(points: Points, centers: Floats) -> Potential:
    cached_centers, found = points.take_stored("D2", lambda: (centers[:0], initial_potential(points.blocks)))
    if len(cached_centers) > len(centers) or not np.array_equal(
        cached_centers, centers[: len(cached_centers)]
    ):
        cached_centers = centers[:0]
        for each in found:
            each.fill(np.inf)
    for center in centers[len(cached_centers) :]:
        add_center(points.blocks, center, found)
    return found


def uniform_row(points: Points, seed: int) -> int:
    """One point, each as likely as any other."""
    return int(np.random.default_rng((seed, 0)).integers(points.n))


def draw_next_center(points: Points, centers: Floats, k: int, seed: int, greedy: bool) -> tuple[int, Rows]:
    """The row that becomes the next center by D^2 sampling, and the candidates it was chosen from.

    Plain: one row drawn by D^2. Greedy: 2 + floor(ln k) rows drawn by D^2, the one kept that
    leaves the least potential. (Arthur and Vassilvitskii 2007.)
    """
    with potential(points, centers) as before:
        return _drawn_center(points, before, len(centers), k, seed, greedy)


def draw_remaining_centers(
    points: Points, centers: Floats, most: int, k: int, seed: int, greedy: bool
) -> Generator[None, None, tuple[Floats, int, Rows]]:
    """All picks after some `centers` (m, d): `most` centers, m < `most` <= `k`, and what `draw_next_center` says of the
    last of them. Pauses after each.
    """
    places, before = np.empty((most, points.d)), _cached_potential(points, centers)
    places[: len(centers)] = centers
    for made in range(len(centers), most):
        if made > len(centers):
            add_center(points.blocks, places[made - 1], before)
        row, candidates = _drawn_center(points, before, made, k, seed, greedy)
        places[made] = points.values[row]
        yield
    points.store("D2", (places[:-1], before))
    return places, row, candidates


def _drawn_center(
    points: Points, before: Potential, made: int, k: int, seed: int, greedy: bool
) -> tuple[int, Rows]:
    """The row that becomes a center when `made` of `k` have this potential, and the candidates."""
    rng = np.random.default_rng((seed, made))
    candidates = draw_rows(before, 2 + floor(log(k)) if greedy else 1, rng)
    best_index = (
        np.argmin(candidate_totals(points.blocks, points.values[candidates], before)) if greedy else 0
    )
    return int(candidates[best_index]), candidates


def random_points(points: Points, k: int, seed: int) -> Floats:
    """`k` random rows, no two of them at the same place: (k, d). There must be `k` distinct points."""
    chosen: dict[bytes, Floats] = {}
    for row in np.random.default_rng((seed, 0)).permutation(points.n):
        place = points.values[row] + 0.0
        chosen.setdefault(place.tobytes(), place)
        if len(chosen) == k:
            break
    return np.array(list(chosen.values()))


def random_box(points: Points, k: int, seed: int) -> Floats:
    """`k` places drawn uniformly from the bounding box of the points: (k, d)."""
    low, high = points.values.min(axis=0), points.values.max(axis=0)
    return np.asarray(np.random.default_rng((seed, 0)).uniform(low, high, (k, points.d)))
