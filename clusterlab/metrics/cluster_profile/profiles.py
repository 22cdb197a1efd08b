"""The features of each cluster beside those of all rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats, Rows
from clusterlab.kernels.weighted import column_quantiles
from clusterlab.metrics.cluster_profile.whiskers import NO_WHISKERS, Whiskers, whiskers

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
    whiskers: Whiskers = NO_WHISKERS


@dataclass(frozen=True)
class CategoryProfile:
    """The share of a category in a cluster, and among all rows."""

    column: str
    category: str
    share: float
    overall: float


def feature_profiles(
    values: Floats,
    names: Sequence[str],
    labels: NDArray[np.integer],
    k: int,
    weights: Floats | None = None,
) -> list[list[FeatureProfile]]:
    """The columns (n, d) of each of `k` clusters, first those in which it differs most from all rows.

    Missing values (NaN) do not count. `labels` (n,) are 0 to k - 1, or negative for no cluster. With
    `weights` (n,) a row counts as often as its weight says.
    """
    with np.errstate(invalid="ignore"):
        means, deviations = _moments(values, weights)
        found = [
            _profiles(values[own], names, means, deviations, None if weights is None else weights[own])
            for own in (labels == c for c in range(k))
        ]
    return [sorted(profiles, key=_by_difference) for profiles in found]


def _by_difference(profile: FeatureProfile) -> float:
    return -abs(profile.difference) if np.isfinite(profile.difference) else 1.0


def _profiles(
    values: Floats, names: Sequence[str], means: Floats, deviations: Floats, weights: Floats | None
) -> list[FeatureProfile]:
    mean, deviation = _moments(values, weights)
    differences = np.where(deviations > 0, (mean - means) / np.where(deviations > 0, deviations, 1.0), 0.0)
    return [
        FeatureProfile(
            name,
            float(mean[j]),
            median,
            float(deviation[j]),
            quartiles,
            float(differences[j]),
            ends,
        )
        for j, name in enumerate(names)
        for quartiles, median, ends in (_box(values[:, j], weights),)
    ]


def _moments(values: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    """Means and standard deviations (ddof 0) of the columns, NaN without values."""
    counted = np.isfinite(values).astype(float)
    counted *= 1.0 if weights is None else weights[:, None]
    present, counts = counted > 0, counted.sum(axis=0)
    with np.errstate(divide="ignore"):
        means = (np.where(present, values, 0.0) * counted).sum(axis=0) / counts
        squares = (np.where(present, np.square(values - means), 0.0) * counted).sum(axis=0)
        return means, np.sqrt(squares / counts)


def _box(column: Floats, weights: Floats | None) -> tuple[tuple[float, float], float, Whiskers]:
    """The quartiles (Hyndman and Fan 1996, type 7), the median and the whiskers, NaN without values."""
    known = np.isfinite(column) if weights is None else np.isfinite(column) & (weights > 0)
    if not known.any():
        return (np.nan, np.nan), np.nan, NO_WHISKERS
    shares = (0.25, 0.5, 0.75)
    found = (
        np.quantile(column[known], shares)
        if weights is None
        else column_quantiles(column[known, None], weights[known], shares)[:, 0]
    )
    low, median, high = found.tolist()
    return (low, high), median, whiskers(column[known], (low, high))


def category_profiles(
    texts: Mapping[str, Sequence[str]],
    labels: NDArray[np.integer],
    k: int,
    weights: Floats | None = None,
) -> list[list[CategoryProfile]]:
    """The categories of each of `k` clusters by column; columns of more than 50 different texts are left out.

    Each text column has a text for each row (n,), empty where it is missing; these rows do not count, nor do
    those of weight 0 where there are `weights` (n,).
    """
    found: list[list[CategoryProfile]] = [[] for _ in range(k)]
    counted = ([1] * len(labels)) if weights is None else weights.tolist()
    for name, column in texts.items():
        if not 0 < len({*column} - {""}) <= MAX_CATEGORIES:
            continue
        overall, members = dict[str, float](), [dict[str, float]() for _ in range(k)]
        for text, label, weight in zip(column, labels.tolist(), counted, strict=True):
            if text and weight:
                overall[text] = overall.get(text, 0) + weight
                if label >= 0:
                    members[label][text] = members[label].get(text, 0) + weight
        for profiles, counts in zip(found, members, strict=True):
            profiles += _shares(name, counts, overall)
    return found


def _shares(name: str, counts: Mapping[str, float], overall: Mapping[str, float]) -> list[CategoryProfile]:
    size, total = sum(counts.values()) or 1, sum(overall.values())
    return [
        CategoryProfile(name, category, counts.get(category, 0) / size, overall[category] / total)
        for category, _ in sorted(overall.items(), key=lambda item: (-counts.get(item[0], 0), item[0]))
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
