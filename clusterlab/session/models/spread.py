"""How far rows lie from their clusters, and how much farther new rows lie than old ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message, sentences
from clusterlab.kernels.typing import Floats, Labels, Rows

ABOUT_AS_FAR = (0.8, 1.25)
"""Ratios of two medians within which rows are called about as far."""
STANDS_OUT = 1.5
"""A cluster is named whose ratio is that many times the overall one, and more than that itself."""
MIN_ROWS = 10
"""A cluster with fewer new rows is not named: their median says little."""
MAX_NAMED_CLUSTERS = 3
NOISE_DIFFERENCE = 0.02
"""Shares of noise that differ by no more are called alike."""


@dataclass(frozen=True, eq=False)
class DistanceSpread(FrozenArrays):
    """The numbers of rows and median distances (k,) of clusters, 0 without rows; those of all; and noise."""

    sizes: Rows
    medians: Floats
    median: float
    noise: int = 0

    @property
    def n(self) -> int:
        """How many rows there are."""
        return int(self.sizes.sum()) + self.noise


def spread_of(labels: Labels, distances: Floats, k: int) -> DistanceSpread:
    """The spread of rows with labels (n,) of `k` clusters, -1 for noise, at distances (n,) from their own."""
    order, distances = np.argsort(labels, kind="stable"), np.minimum(distances, np.finfo(float).max)
    sizes = np.bincount(labels[labels >= 0], minlength=k).astype(np.intp)
    noise = len(labels) - int(sizes.sum())
    inside = order[noise:]
    parts = np.split(distances[inside], np.cumsum(sizes)[:-1]) if k else []
    medians = np.array([float(np.median(part)) if len(part) else 0.0 for part in parts])
    median = float(np.median(distances[inside])) if len(inside) else 0.0
    return DistanceSpread(sizes, medians, median, noise)


def drift(old: DistanceSpread, new: DistanceSpread, names: Sequence[str]) -> Message:
    """How much farther from their clusters, which have `names` (k,), the new rows lie than the old."""
    return sentences(_overall(old, new), _outstanding(old, new, names), _noise(old, new))


def _overall(old: DistanceSpread, new: DistanceSpread) -> Message:
    if not new.sizes.sum():
        return Message()
    if not old.median:
        template = (
            "The new rows lie farther from their clusters than the old ones (median distance {new}, was 0)."
        )
        return Message(template, new=new.median) if new.median else Message()
    ratio, (low, high) = new.median / old.median, ABOUT_AS_FAR
    values = {"new": new.median, "old": old.median, "ratio": _rounded(ratio)}
    if ratio > high:
        template = (
            "The new rows lie {ratio:plain} times as far from their clusters as the old ones "
            "(median distance {new}, was {old})."
        )
    elif ratio < low:
        template = (
            "The new rows lie nearer to their clusters than the old ones (median distance {new}, was {old})."
        )
    else:
        template = (
            "The new rows lie about as far from their clusters as the old ones "
            "(median distance {new}, was {old})."
        )
    return Message(template, **values)


def _outstanding(old: DistanceSpread, new: DistanceSpread, names: Sequence[str]) -> Message:
    """The clusters whose new rows lie much farther out than those of the others."""
    known = (old.medians > 0) & (new.sizes >= MIN_ROWS)
    ratios = np.where(known, new.medians / np.where(old.medians > 0, old.medians, 1.0), 0.0)
    overall = new.median / old.median if old.median else 1.0
    bound = STANDS_OUT * max(1.0, overall)
    places = np.flatnonzero(ratios >= bound)
    places = places[np.argsort(-ratios[places], kind="stable")][:MAX_NAMED_CLUSTERS]
    if not len(places) or len(names) < 2:
        return Message()
    template = "{name} ({ratio:plain} times)"
    each = [Message(template, name=names[i], ratio=_rounded(float(ratios[i]))) for i in places.tolist()]
    return Message("Farthest out: {each}.", each=each)


def _noise(old: DistanceSpread, new: DistanceSpread) -> Message:
    if not old.noise and not new.noise:
        return Message()
    before, now = old.noise / old.n, new.noise / new.n
    if abs(now - before) <= NOISE_DIFFERENCE:
        template = "{now:percent} of the new rows are noise, about as many as of the old ones."
    else:
        template = "{now:percent} of the new rows are noise, of the old ones {before:percent}."
    return Message(template, now=now, before=before)


def _rounded(ratio: float) -> float:
    """A ratio with two digits."""
    return float(f"{ratio:.2g}")
