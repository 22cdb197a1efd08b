"""The gap statistic: how far the inertia lies below that of uniform points, and the K that it chooses."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.metrics.gap_references import REFERENCE_STARTS, UniformReferences

PEAK_ERRORS = 3.0
"""A gap exceeds an earlier one clearly where it does by so many of its standard errors."""


@dataclass(frozen=True)
class Gap:
    """The gap at one K, one standard error of it, and the least and greatest inertia of the references.

    `value` is None where an inertia is 0, which has no logarithm; then `exhausted` says whether only that of
    the data is 0, so that more clusters cannot lower it. Where every point is a cluster of its own, the
    references have an inertia of 0 as well, which is no evidence. Inertias are in normalized units.
    """

    value: float | None
    error: float
    low: float
    high: float
    exhausted: bool
    references: int
    of: int


def gap_at(
    k: int, inertia: float, references: UniformReferences, starts: int = REFERENCE_STARTS
) -> Generator[None, None, Gap]:
    """The gap at `k`, where the data have an `inertia`, in normalized units; pauses between references.

    `starts` is how many runs of k-means found that inertia. The gap is the mean over the references of the
    logarithm of their inertia, less that of the data; its error is their standard deviation (ddof 0) times
    sqrt(1 + 1/B). (Tibshirani, Walther and Hastie 2001.)
    """
    found = yield from references.inertias(k, starts)
    is_defined, value, error = inertia > 0 and bool((found > 0).all()), None, 0.0
    if is_defined:
        logs = np.log(found)
        value, error = float(logs.mean() - np.log(inertia)), float(logs.std() * np.sqrt(1 + 1 / len(found)))
    low, high = float(found.min()), float(found.max())
    return Gap(value, error, low, high, inertia == 0 < low, len(found), references.size)


def gap_choice(ks: Sequence[int], gaps: Sequence[Gap]) -> int | None:
    """The K of `gap_peak`; None where the gap may grow on beyond the last K, or is not defined for all."""
    peak = gap_peak(ks, gaps)
    if peak is None or any(gap.value is None and not gap.exhausted for gap in gaps):
        return None
    if gaps[peak - 1].exhausted:
        return peak if peak > 1 else None
    return None if peak == ks[-1] else peak


def why_no_gap_choice(ks: Sequence[int], gaps: Sequence[Gap]) -> Message:
    """Why `gap_choice` chooses no K, as the end of a sentence about the gap."""
    if list(ks) != list(range(1, len(ks) + 1)):
        return Message("needs every K from 1")
    undefined = next((k for k, gap in zip(ks, gaps, strict=True) if gap.value is None), None)
    if undefined is not None:
        return Message("is not defined at K = {k!s}", k=undefined)
    return Message("grows to the end")


def gap_peak(ks: Sequence[int], gaps: Sequence[Gap]) -> int | None:
    """The least K whose gap no later K exceeds by `PEAK_ERRORS` standard errors, for gaps of K = 1, 2, ...

    The rule of Tibshirani, Walther and Hastie (2001) does not look beyond the next K, but gaps of clusters in
    pairs fall before they rise. A K with an inertia of 0 is chosen if the gaps before do not end the search.
    None where K does not begin at 1 or no gap is defined.
    """
    if list(ks) != list(range(1, len(ks) + 1)):
        return None
    for index, gap in enumerate(gaps):
        later = [other for other in gaps[index + 1 :] if other.value is not None]
        exhausted = any(other.exhausted for other in gaps[index + 1 :])
        if gap.exhausted:
            return ks[index]
        if gap.value is None or exhausted:
            continue
        if all(other.value - PEAK_ERRORS * other.error <= gap.value for other in later):  # type: ignore[operator]
            return ks[index]
    return None
