"""The at most three conditions on features that single out a cluster best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.cancellation import check_canceled
from clusterlab.kernels.typing import Floats, Rows

Inside = NDArray[np.bool_]
Counts = NDArray[np.int64]

MAX_CONDITIONS = 3
MAX_THRESHOLDS = 24
"""Of a column in one direction: those that alone single out the cluster best."""
MAX_SIDES = 16
"""Columns in one direction that are combined: those whose best threshold is best."""
MAX_ROWS = 20_000
"""Rows among which conditions are looked for; of more a random sample."""
MIN_GAIN = 0.02
"""One condition more must raise the score by so much."""


@dataclass(frozen=True)
class Condition:
    """The values of a `column` are above a threshold, or below it."""

    column: int
    above: bool
    threshold: float

    def holds(self, values: Floats) -> Inside:
        """Which rows of the values (n, d) meet the condition (n,)."""
        found = values[:, self.column]
        return found > self.threshold if self.above else found < self.threshold


@dataclass(frozen=True)
class Description:
    """Conditions that hold for `covered` of the `size` rows of a cluster, and for so many `others`."""

    conditions: tuple[Condition, ...]
    covered: int
    others: int
    size: int

    @property
    def coverage(self) -> float:
        """The share of the cluster that meets the conditions."""
        return self.covered / self.size

    @property
    def precision(self) -> float:
        """The share of the cluster among the rows that meet the conditions."""
        return self.covered / max(self.covered + self.others, 1)

    @property
    def score(self) -> float:
        """The Jaccard index of the cluster and the rows that meet the conditions."""
        return self.covered / (self.size + self.others)


def describe(values: Floats, inside: Inside, seed: int = 0) -> Description:
    """The conditions whose rows agree best with a cluster, by the Jaccard index.

    `values` (n, d) are finite, in any units; `inside` (n,) says which rows are in the cluster. Every
    combination of up to three of the offered thresholds is compared, so that the best one is found; fewer
    conditions are kept unless another gains `MIN_GAIN`. Raises ValueError where no row is inside.
    """
    if not inside.any():
        raise ValueError("No row is in the cluster.")
    rows = _sampled(len(values), seed)
    sides = _sides(values[rows], inside[rows])
    best = _best_by_number(sides, inside[rows])
    top = max(score for score, _ in best)
    conditions = next(found for score, found in best if score >= top - MIN_GAIN)
    return counted(values, inside, conditions)


def counted(values: Floats, inside: Inside, conditions: Sequence[Condition]) -> Description:
    """How many rows of a cluster, and how many others, meet some conditions."""
    meets = np.ones(len(values), dtype=bool)
    for condition in conditions:
        meets &= condition.holds(values)
    covered = int((meets & inside).sum())
    return Description(tuple(conditions), covered, int(meets.sum()) - covered, int(inside.sum()))


@dataclass(frozen=True, eq=False)
class _Side:
    """The thresholds of a column in one direction, ever tighter; `met` (n,) counts how many a row meets."""

    conditions: tuple[Condition, ...]
    met: Rows
    score: float


def _sampled(n: int, seed: int) -> Rows | slice:
    if n <= MAX_ROWS:
        return slice(None)
    return np.sort(np.random.default_rng(seed).choice(n, MAX_ROWS, replace=False))


def _sides(values: Floats, inside: Inside) -> list[_Side]:
    """The best columns in their directions, those first that alone single out the cluster best."""
    found = [
        side
        for column in range(values.shape[1])
        for above in (True, False)
        if (side := _side(values[:, column], inside, column, above)) is not None
    ]
    return sorted(found, key=lambda side: -side.score)[:MAX_SIDES]


def _side(values: Floats, inside: Inside, column: int, above: bool) -> _Side | None:
    """The thresholds that lie between a row outside and one inside; None where there is none.

    Any other threshold can be moved to one of these without losing rows of the cluster or gaining others.
    """
    signed = values if above else -values
    distinct, places = np.unique(signed, return_inverse=True)
    ins = np.bincount(places[inside], minlength=len(distinct))
    outs = np.bincount(places[~inside], minlength=len(distinct))
    starts = np.flatnonzero((outs[:-1] > 0) & (ins[1:] > 0)) + 1
    if not len(starts):
        return None
    covered, others = ins[::-1].cumsum()[::-1], outs[::-1].cumsum()[::-1]
    scores = covered[starts] / (ins.sum() + others[starts])
    kept = np.sort(np.argsort(-scores, kind="stable")[:MAX_THRESHOLDS])
    starts = starts[kept]
    met = np.searchsorted(starts, places, side="right")
    conditions = tuple(
        Condition(column, above, _between(distinct[start - 1], distinct[start], above)) for start in starts
    )
    return _Side(conditions, met, float(scores.max()))


def _between(low: float, high: float, above: bool) -> float:
    """The shortest number between two, of which `high` meets the condition; below, their signs differ."""
    low, high = (float(low), float(high)) if above else (-float(high), -float(low))
    for digits in range(-math.floor(math.log10(high - low)) - 1, 17):
        found = round(low + (high - low) / 2, digits)
        if low < found < high:
            return found
    return low if above else high


def _best_by_number(sides: Sequence[_Side], inside: Inside) -> list[tuple[float, tuple[Condition, ...]]]:
    """The best score and conditions with at most 0, 1, 2 and 3 conditions."""
    size = int(inside.sum())
    best: list[tuple[float, tuple[Condition, ...]]] = [(size / len(inside), ())]
    for number in range(1, min(MAX_CONDITIONS, len(sides)) + 1):
        score, found = best[-1]
        for group in combinations(sides, number):
            check_canceled()
            covered, others = (_counts(group, inside == side) for side in (True, False))
            scores = covered / (size + others)
            place = int(scores.argmax())
            if scores.flat[place] > score:
                score, levels = float(scores.flat[place]), np.unravel_index(place, scores.shape)
                found = _conditions(group, levels)
        best.append((score, found))
    return best


def _conditions(group: Sequence[_Side], levels: Sequence[np.integer]) -> tuple[Condition, ...]:
    return tuple(
        side.conditions[level - 1] for side, level in zip(group, map(int, levels), strict=True) if level
    )


def _counts(group: Sequence[_Side], rows: Inside) -> Counts:
    """How many of some rows meet the thresholds up to each level of each side; level 0 is no threshold."""
    shape = tuple(len(side.conditions) + 1 for side in group)
    places = np.ravel_multi_index(tuple(side.met[rows] for side in group), shape)
    counts = np.bincount(places, minlength=math.prod(shape)).reshape(shape)
    for axis in range(len(shape)):
        counts = np.flip(np.flip(counts, axis).cumsum(axis), axis)
    return counts
