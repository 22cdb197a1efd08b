"""The gap statistic: how far the inertia falls below that of points without clusters, and the K it says."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.metrics.gap_references import References

SHOWN = 20
"""So many references unless a person asks for others."""


@dataclass(frozen=True)
class Gap:
    """The gap at one K, one standard error of it, and the least and greatest inertia of the references.

    `value` is None where an inertia is 0, whose logarithm is no number; then `exhausted` says whether it
    is that of the data alone, so that no more clusters could gain anything. Where every point is a cluster
    of its own, no reference has any inertia either: that tells nothing. Inertias are in inside units.
    """

    value: float | None
    error: float
    low: float
    high: float
    exhausted: bool
    references: int
    of: int


def gap_at(k: int, inertia: float, references: References) -> Generator[None, None, Gap]:
    """The gap at `k`, where the data have an `inertia`, in inside units; with pauses.

    The mean over the references of the logarithm of their inertia, less that of the data; its error is
    their standard deviation (ddof 0) times sqrt(1 + 1/B). (Tibshirani, Walther and Hastie 2001.)
    """
    found = yield from references.inertias(k)
    known, value, error = inertia > 0 and bool((found > 0).all()), None, 0.0
    if known:
        logs = np.log(found)
        value, error = float(logs.mean() - np.log(inertia)), float(logs.std() * np.sqrt(1 + 1 / len(found)))
    low, high = float(found.min()), float(found.max())
    return Gap(value, error, low, high, inertia == 0 < low, len(found), references.size)


def gap_choice(ks: Sequence[int], gaps: Sequence[Gap]) -> int | None:
    """The least K with gap(K) >= gap(K + 1) - s(K + 1), for gaps of K = 1, 2, ...; None where no K has it.

    A K that leaves no inertia at all has it, because there is nothing to gain beyond.
    """
    if list(ks) != list(range(1, len(ks) + 1)):
        return None
    for place, one in enumerate(gaps):
        if one.exhausted:
            return ks[place] if ks[place] > 1 else None
        if one.value is None or place + 1 == len(gaps):
            return None
        beyond = gaps[place + 1]
        if beyond.value is not None and one.value >= beyond.value - beyond.error:
            return ks[place]
    return None
