"""The first centers: how many can be made, given ones, k-means++ picks, random points, a random box."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from math import floor, log
from typing import Any

import numpy as np

from clusterlab.algorithms.gmm.starts import finite
from clusterlab.core.formatting import count
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.kernels.kmeanspp import Potential, drawn_rows, left, nearer, unlimited
from clusterlab.kernels.typing import Floats, Rows


def reachable(points: Points, k: int) -> int:
    """How many clusters can be made: `k`, or as many as there are distinct points; raises ParamError."""
    if k > points.n:
        raise ParamError(f"k must be at most {points.n} (the number of rows); it was {k}.")
    return points.distinct(k)


def shortage(points: Points, k: int) -> tuple[str, ...]:
    """The sentence that says why fewer than `k` clusters were made, where that is so."""
    distinct = reachable(points, k)
    if distinct == k:
        return ()
    made = f"{count(distinct, 'cluster')} {'was' if distinct == 1 else 'were'} made"
    there = f"there {'is' if distinct == 1 else 'are'} only {count(distinct, 'distinct point')}"
    return (f"K is {k} but {there}: {made}.",)


def given_centers(points: Points, start: Any, k: int) -> Floats:
    """Centers (k, d) that a person gave in the data's units, checked and in inside units; raises ParamError.

    Of these only the first distinct ones, where there are fewer distinct points than `k`.
    """
    inside = points.units.inside(finite("start", start, (k, points.d)))
    made = reachable(points, k)
    return inside if made == k else inside[first_distinct(inside, made)]


def first_distinct(places: Floats, k: int) -> Rows:
    """The first `k` rows of `places` (m, d) that equal no earlier one."""
    return np.sort(np.unique(places, axis=0, return_index=True)[1])[:k]


@contextmanager
def potential(points: Points, centers: Floats) -> Iterator[Potential]:
    """D^2: the squared distance of every point to the nearest of `centers` (m, d), in inside units.

    Each pick adds one center to those of the last, so what was found for these is kept and written over:
    it is lent, and to one borrower at a time.
    """
    found = _borrowed(points, centers)
    yield found
    points.remember("D2", (centers, found))


def _borrowed(points: Points, centers: Floats) -> Potential:
    known, found = points.taken("D2", lambda: (centers[:0], unlimited(points.blocks)))
    if len(known) > len(centers) or not np.array_equal(known, centers[: len(known)]):
        known = centers[:0]
        for each in found:
            each.fill(np.inf)
    for center in centers[len(known) :]:
        nearer(points.blocks, center, found)
    return found


def uniform_row(points: Points, seed: int) -> int:
    """One point, each as likely as any other."""
    return int(np.random.default_rng((seed, 0)).integers(points.n))


def pick(points: Points, centers: Floats, k: int, seed: int, greedy: bool) -> tuple[int, Rows]:
    """The row that becomes the next center by D^2 sampling, and the candidates it was chosen from.

    Plain: one row drawn by D^2. Greedy: 2 + floor(ln k) rows drawn by D^2, the one kept that
    leaves the least potential. (Arthur and Vassilvitskii 2007.)
    """
    with potential(points, centers) as before:
        return _picked(points, before, len(centers), k, seed, greedy)


def picks(
    points: Points, centers: Floats, most: int, k: int, seed: int, greedy: bool
) -> Generator[None, None, tuple[Floats, int, Rows]]:
    """All picks after some `centers` (m, d): `most` centers, m < `most` <= `k`, and what `pick` says of the
    last of them. Pauses after each.
    """
    places, before = np.empty((most, points.d)), _borrowed(points, centers)
    places[: len(centers)] = centers
    for made in range(len(centers), most):
        if made > len(centers):
            nearer(points.blocks, places[made - 1], before)
        row, candidates = _picked(points, before, made, k, seed, greedy)
        places[made] = points.values[row]
        yield
    points.remember("D2", (places[:-1], before))
    return places, row, candidates


def _picked(
    points: Points, before: Potential, made: int, k: int, seed: int, greedy: bool
) -> tuple[int, Rows]:
    """The row that becomes a center when `made` of `k` have this potential, and the candidates."""
    rng = np.random.default_rng((seed, made))
    candidates = drawn_rows(before, 2 + floor(log(k)) if greedy else 1, rng)
    best = np.argmin(left(points.blocks, points.values[candidates], before)) if greedy else 0
    return int(candidates[best]), candidates


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
