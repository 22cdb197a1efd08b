"""The features of each cluster beside those of all rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats, Rows

MAX_CATEGORIES = 50
"""A text column of more different texts is none of categories."""


@dataclass(frozen=True)
class FeatureProfile:
    """A column within a cluster, in its units; NaN where it has no value there.

    `difference` is the mean of the cluster minus that of all rows, in standard deviations (ddof 0) of all
    rows; 0 for a constant column.
    """

    name: str
    mean: float
    median: float
    deviation: float
    quartiles: tuple[float, float]
    difference: float


@dataclass(frozen=True)
class CategoryProfile:
    """The share of a category in a cluster, and among all rows."""

    column: str
    category: str
    share: float
    overall: float


def feature_profiles(
    values: Floats, names: Sequence[str], labels: NDArray[np.integer], k: int
) -> list[list[FeatureProfile]]:
    """The columns (n, d) of each of `k` clusters, first those in which it differs most from all rows.

    Missing values (NaN) do not count. `labels` (n,) are 0 to k - 1, or negative for no cluster.
    """
    with np.errstate(invalid="ignore"):
        means, deviations = _moments(values)
        found = [_profiles(values[labels == c], names, means, deviations) for c in range(k)]
    return [sorted(profiles, key=_by_difference) for profiles in found]


def _by_difference(profile: FeatureProfile) -> float:
    return -abs(profile.difference) if np.isfinite(profile.difference) else 1.0


def _profiles(
    values: Floats, names: Sequence[str], means: Floats, deviations: Floats
) -> list[FeatureProfile]:
    mean, deviation = _moments(values)
    differences = np.where(deviations > 0, (mean - means) / np.where(deviations > 0, deviations, 1.0), 0.0)
    return [
        FeatureProfile(name, float(mean[j]), median, float(deviation[j]), (low, high), float(differences[j]))
        for j, name in enumerate(names)
        for low, median, high in (_quartiles(values[:, j]),)
    ]


def _moments(values: Floats) -> tuple[Floats, Floats]:
    """Means and standard deviations (ddof 0) of the columns, NaN without values."""
    present = np.isfinite(values)
    counts = present.sum(axis=0)
    with np.errstate(divide="ignore"):
        means = np.where(present, values, 0.0).sum(axis=0) / counts
        squares = np.where(present, np.square(values - means), 0.0).sum(axis=0)
        return means, np.sqrt(squares / counts)


def _quartiles(column: Floats) -> tuple[float, float, float]:
    known = column[np.isfinite(column)]
    if not len(known):
        return (np.nan,) * 3
    low, median, high = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
    return low, median, high


def category_profiles(
    texts: Mapping[str, Sequence[str]], labels: NDArray[np.integer], k: int
) -> list[list[CategoryProfile]]:
    """The categories of each of `k` clusters by column; columns of more than 50 different texts are left out.

    Each text column has a text for each row (n,), empty where it is missing; these rows do not count.
    """
    found: list[list[CategoryProfile]] = [[] for _ in range(k)]
    for name, column in texts.items():
        overall = Counter(filter(None, column))
        if not 0 < len(overall) <= MAX_CATEGORIES:
            continue
        members: list[Counter[str]] = [Counter() for _ in range(k)]
        for text, label in zip(column, labels.tolist(), strict=True):
            if text and label >= 0:
                members[label][text] += 1
        for profiles, counts in zip(found, members, strict=True):
            profiles += _shares(name, counts, overall)
    return found


def _shares(name: str, counts: Counter[str], overall: Counter[str]) -> list[CategoryProfile]:
    size, total = max(counts.total(), 1), overall.total()
    return [
        CategoryProfile(name, category, counts[category] / size, overall[category] / total)
        for category, _ in sorted(overall.items(), key=lambda item: (-counts[item[0]], item[0]))
    ]


def typical_rows(
    values: Floats, labels: NDArray[np.integer], k: int, number: int = 3
) -> list[tuple[Rows, Rows]]:
    """For each of `k` clusters the rows nearest to the mean of its values (n, d), and the farthest ones."""
    found = []
    for c in range(k):
        rows = np.flatnonzero(labels == c)
        distances = np.square(values[rows] - values[rows].mean(axis=0)).sum(axis=1) if len(rows) else rows
        order = rows[np.argsort(distances, kind="stable")]
        found.append((order[:number], order[::-1][:number]))
    return found
