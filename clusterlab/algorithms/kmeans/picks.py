"""The start of k-means, center by center: the first step, and the picks of k-means++."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np

from clusterlab.algorithms.common.seeding import (
    checked_centers,
    draw_next_center,
    draw_remaining_centers,
    feasible_k,
    random_box,
    random_points,
    random_row,
    shortage_notes,
)
from clusterlab.algorithms.kmeans.oversampling import OVERSAMPLED_FROM, ROUNDS, oversampled_start
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.progress import map_progress
from clusterlab.core.sharded_points import ShardedPoints

GREEDY = "k-means++"
"""The start whose picks are the best of several candidates."""


def starting_step(points: Points, start: Any, k: int, init: str, seed: int) -> KMeansStep:
    """The given centers `start` (k, d) in the data's units, all random ones, or the first k-means++ pick.

    Raises ParamError.
    """
    notes, row = shortage_notes(points, k), None
    if start is not None:
        positions = checked_centers(points, start, k)
    elif init == "random-points":
        positions = random_points(points, feasible_k(points, k), seed)
    elif init == "random-box":
        positions = random_box(points, feasible_k(points, k), seed)
    else:
        row = random_row(points, seed)
        positions = points.take([row])
    return KMeansStep(phase="start", positions=positions, picked=row, notes=notes)


def next_pick(step: KMeansStep, points: Points, k: int, seed: int, init: str) -> KMeansStep:
    """The start with one more center; with all, where many are wanted of points in shards."""
    if (whole := _oversampled(step, points, k, seed)) is not None:
        return whole
    row, candidates = draw_next_center(points, step.positions, k, seed, init == GREEDY)
    positions = np.vstack([step.positions, points.take([row])])
    return replace(step, positions=positions, picked=row, candidates=candidates)


def remaining_picks(
    step: KMeansStep, points: Points, k: int, seed: int, init: str
) -> Generator[KMeansStep, None, KMeansStep]:
    """All remaining picks at once; yields on the way."""
    if (whole := _oversampled(step, points, k, seed)) is not None:
        return whole
    most, greedy = feasible_k(points, k), init == GREEDY
    computation = draw_remaining_centers(points, step.positions, most, k, seed, greedy)
    positions, row, candidates = yield from map_progress(lambda _: step, computation)
    return replace(step, positions=positions, picked=row, candidates=candidates)


def _oversampled(step: KMeansStep, points: Points, k: int, seed: int) -> KMeansStep | None:
    """The start with all centers by k-means||, for many clusters of points in shards; else None."""
    most = feasible_k(points, k)
    if not isinstance(points, ShardedPoints) or step.k != 1 or most < OVERSAMPLED_FROM:
        return None
    found = oversampled_start(points, step.positions, most, seed)
    if found is None:
        return None
    template = "Started by k-means||: {rounds!s} rounds, {n:# candidate|# candidates}."
    note = Message(template, rounds=ROUNDS, n=found.candidates)
    return replace(step, positions=found.centers, picked=None, candidates=None, notes=(*step.notes, note))
