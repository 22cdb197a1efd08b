"""What is computed about some points before a conclusion is drawn about the number of clusters."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.cluster_count.density_splits import DensitySplit, density_splits
from clusterlab.metrics.cluster_count.modes import count_modes
from clusterlab.metrics.cluster_count.outliers import outlying_points
from clusterlab.metrics.k_sweep import SweepEntry, entries, sweep, with_gaps, with_silhouettes

MAX_COUNTED_K = 10
"""More clusters than this are not looked for."""
MAX_POINTS, MIN_SAMPLE, MAX_COUNTED_VALUES = 4_000, 1_000, 40_000
"""A sample is used of more points than `MAX_POINTS`, or than hold `MAX_COUNTED_VALUES` numbers, of no fewer
than `MIN_SAMPLE`."""
MAX_COUNTED_COLUMNS = 50
"""Of more columns, so many principal components are used."""
K_MEANS_STARTS, GAP_REFERENCES = 6, 12
"""Runs of k-means at each K, on the points and on each uniform reference of the gap statistic."""
PARTITION, MIXTURE = "kmeans", "gmm"
"""The registered algorithms that are swept over K."""
SHARES = (5, 10, 15, 65, 95, 100)
"""The progress, in percent, after density, k-means, its silhouettes, its gaps, the mixtures and the modes."""


@dataclass(frozen=True, eq=False)
class CountStatistics:
    """Sweeps, modes and density of some points without their outliers.

    `partitions` are the entries of the k-means sweep with silhouettes and gaps, `mixtures` those of one
    sweep for each kind of covariances; `points` were used of `of`, and `outliers` were set aside. The points
    have `columns` columns, or fewer principal components.
    """

    points: Points
    of: int
    columns: int
    outliers: int
    partitions: Sequence[SweepEntry]
    mixtures: Mapping[str, Sequence[SweepEntry]]
    modes: int
    splits: Sequence[DensitySplit]


def gather_statistics(points: Points, seed: int = 0) -> Generator[Progress, None, CountStatistics]:
    """The statistics of some points, of a sample of them where these are many."""
    values = _with_fewer_columns(_sample(points, seed))
    outliers = outlying_points(values)
    kept = Points(values[~outliers])
    splits = density_splits(kept.values, check_canceled)
    yield Progress(SHARES[0], 100)
    ks = range(1, min(MAX_COUNTED_K, kept.distinct(MAX_COUNTED_K + 1)) + 1)
    partition = ALGORITHMS.all()[PARTITION]().with_seed(seed)
    partitions = yield from _partitions(partition, kept, ks, seed)
    kinds = ALGORITHMS.all()[MIXTURE]().with_seed(seed).variants()
    mixtures = yield from _mixtures(kinds, kept, ks)
    modes = count_modes(kept.values, seed)
    yield Progress(SHARES[5], 100)
    return CountStatistics(kept, points.n, points.d, int(outliers.sum()), partitions, mixtures, modes, splits)


def _sample(points: Points, seed: int) -> Floats:
    """Some of the points, or all where these are few, in normalized coordinates: (m, d)."""
    size = min(MAX_POINTS, max(MIN_SAMPLE, MAX_COUNTED_VALUES // points.d))
    if points.n <= size:
        return points.values
    rows = np.random.default_rng(seed).choice(points.n, size, replace=False)
    return points.values[np.sort(rows)]


def _with_fewer_columns(values: Floats) -> Floats:
    """The scores (n, m) of points (n, d) on their first principal components, or the points if d is small.

    The time of mixtures grows with the cube of the columns.
    """
    if values.shape[1] <= MAX_COUNTED_COLUMNS:
        return values
    centered, m = values - values.mean(axis=0), min(MAX_COUNTED_COLUMNS, len(values))
    small = centered @ centered.T if len(values) < values.shape[1] else centered.T @ centered
    squares, vectors = np.linalg.eigh(small)
    kept = vectors[:, ::-1][:, :m]
    if len(values) < values.shape[1]:
        return np.asarray(kept * np.sqrt(np.maximum(squares[::-1][:m], 0.0)))
    return np.asarray(centered @ kept)


def _partitions(
    algorithm: Algorithm, points: Points, ks: range, seed: int
) -> Generator[Progress, None, list[SweepEntry]]:
    """A sweep with silhouettes, and gaps to references that are clustered as often as the points."""
    found = yield from _between(SHARES[0], SHARES[1], sweep(algorithm, points, ks, K_MEANS_STARTS))
    found = yield from _between(SHARES[1], SHARES[2], with_silhouettes(found, points, seed))
    gaps = with_gaps(found, points, GAP_REFERENCES, seed, K_MEANS_STARTS)
    return (yield from _between(SHARES[2], SHARES[3], gaps))


def _mixtures(
    kinds: Mapping[str, Algorithm], points: Points, ks: range
) -> Generator[Progress, None, dict[str, list[SweepEntry]]]:
    """One sweep for each kind of covariances, by name."""
    found, step = {}, (SHARES[4] - SHARES[3]) / len(kinds)
    for number, (name, algorithm) in enumerate(kinds.items()):
        low = SHARES[3] + number * step
        found[name] = yield from _between(low, low + step, sweep(algorithm, points, ks))
    return found


def _between(
    low: float, high: float, items: Iterator[Progress | SweepEntry]
) -> Generator[Progress, None, list[SweepEntry]]:
    """The entries of a sweep, whose progress is from `low` to `high` percent."""
    found: list[SweepEntry] = []
    for item in items:
        if isinstance(item, SweepEntry):
            found.append(item)
        else:
            yield Progress(round(low + (high - low) * item.done / item.of), 100)
    return entries(found)
