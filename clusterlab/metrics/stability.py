"""How stable clusters are: found again in resampled points, and predicted by one half of the points."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from clusterlab.core.algorithm import Algorithm, search_best_restart
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, map_progress
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Labels, Rows
from clusterlab.metrics.gap_references import UniformReferences

T = TypeVar("T")
DEFAULT_RESAMPLES = 50
"""Bootstrap samples, and divisions into halves, unless a person asks for another number."""
MAX_STARTS = 5
"""At most so many runs of a seeded algorithm on each sample; the best is kept."""
MAX_STABILITY_POINTS = 5_000
"""Of more points a random sample is used."""
SUPPORTED_STRENGTH = 0.8
"""A K with at least such a prediction strength is supported. (Tibshirani and Walther 2005: 0.8 to 0.9.)"""
ROWS_RESAMPLED = Message("Rows are resampled and counted once, whatever they weigh.")
"""What is said where the points have weights."""
UNIFORM_TABLES, UNIFORM_RESAMPLES = 4, 5
"""So many tables of uniform points are clustered, and each is resampled so often."""


@dataclass(frozen=True, eq=False)
class StabilityValues(FrozenArrays):
    """The stability of some clusters, from 0 to 1.

    `jaccard` (k,) is how similar each cluster is to the most similar one of a bootstrap sample, on average;
    nan for a cluster without points. `prediction_strength` is that of the whole clustering, nan where no
    cluster has two points.
    """

    jaccard: Floats
    prediction_strength: float


@dataclass(frozen=True, eq=False)
class Stability:
    """The stability of the clusters of some points, and of those of uniform points, which have none.

    `resamples` samples and divisions were made of `used` of `of` points. Rows are drawn and counted once,
    also where they are `weighted`; only the clusterings of the samples count weights.
    """

    data: StabilityValues
    uniform: StabilityValues
    resamples: int
    used: int
    of: int
    weighted: bool = False


def search_stability(
    algorithm: Algorithm, points: Points, labels: Labels, resamples: int = DEFAULT_RESAMPLES, seed: int = 0
) -> Generator[Progress, None, Stability]:
    """The stability of clusters with `labels` (n,), in spatial order, that an algorithm made of points.

    As a generator that yields its progress; the same seed gives the same values. Of `uniform` the Jaccard
    similarity is the mean over clusters: (1,).
    """
    rows = _sample_rows(points, seed)
    used = points if len(rows) == points.n else _subset(points, rows)
    in_order = used.order if used is not points else slice(None)
    samples = 3 * (resamples + UNIFORM_TABLES * UNIFORM_RESAMPLES)  # a division has two halves
    work = _Resampling(algorithm, seed, samples + UNIFORM_TABLES)
    data = yield from work.values(used, labels[rows][in_order], resamples)
    tables = UniformReferences.for_points(used, UNIFORM_TABLES, seed).tables
    found = yield from _all(work.uniform_values(table, used) for table in tables)
    is_weighted = points.weights is not None
    return Stability(data, _mean_values(found), resamples, used.n, points.n_counted, is_weighted)


class _Resampling:
    """Clusters samples with one algorithm, and counts how many are done `of` all."""

    def __init__(self, algorithm: Algorithm, seed: int, of: int) -> None:
        self._algorithm, self._rng = algorithm.for_fixed_points().with_seed(seed), np.random.default_rng(seed)
        self._done, self._of = 0, of

    def best(self, points: Points) -> Generator[Progress, None, Step]:
        """The last step of the best run on some points, with fewer clusters where these are few."""
        algorithm, progress = self._algorithm, Progress(self._done, self._of)
        if algorithm.takes_k:
            algorithm = algorithm.with_k(min(algorithm.k, points.distinct(algorithm.k)))
        starts = min(MAX_STARTS, algorithm.restarts_per_k) if algorithm.seeded else 1
        _, step = yield from map_progress(lambda _: progress, search_best_restart(algorithm, points, starts))
        self._done += 1
        return step

    def values(
        self, points: Points, labels: Labels, resamples: int
    ) -> Generator[Progress, None, StabilityValues]:
        """The stability of the clusters with `labels` (n,) of some points."""
        jaccards = yield from _all(self._jaccards(points, labels) for _ in range(resamples))
        strengths = yield from _all(self._prediction_strength(points) for _ in range(resamples))
        return StabilityValues(_mean(np.array(jaccards)), float(_mean(np.array(strengths)[:, None])[0]))

    def uniform_values(self, table: Points, points: Points) -> Generator[Progress, None, StabilityValues]:
        """The stability of the clusters that the algorithm makes of uniform points.

        The `table` holds them in the normalized coordinates of the `points`.
        """
        uniform = Points(np.ldexp(table.units.positions(table.values), points.units.exponent))
        step = yield from self.best(uniform)
        return (yield from self.values(uniform, _labels(step), UNIFORM_RESAMPLES))

    def _jaccards(self, points: Points, labels: Labels) -> Generator[Progress, None, Floats]:
        """The similarity of each cluster (k,) to the most similar one of a bootstrap sample.

        Every point that is drawn counts once; nan for a cluster of which none is. (Hennig 2007.)
        """
        rows = np.unique(self._rng.integers(points.n, size=points.n))
        sample = _subset(points, rows)
        step = yield from self.best(sample)
        return best_jaccards(
            labels[rows], sample.to_row_order(_labels(step)), int(labels.max(initial=-1)) + 1
        )

    def _prediction_strength(self, points: Points) -> Generator[Progress, None, float]:
        """The prediction strength of a random division into halves, the mean of both directions."""
        if points.n < 2:
            return float("nan")
        rows = self._rng.permutation(points.n)
        halves = _subset(points, rows[: points.n // 2]), _subset(points, rows[points.n // 2 :])
        steps = yield from _all(self.best(half) for half in halves)
        return float(np.mean([_predicted_share_of(halves, steps, own) for own in (0, 1)]))


def best_jaccards(labels: Labels, others: Labels, k: int) -> Floats:
    """The Jaccard similarity (k,) of each cluster of `labels` (n,) to the most similar one of `others` (n,).

    nan for a cluster without points; 0 where the others have no cluster. Noise (-1) is no cluster.
    """
    table = np.zeros((k + 1, int(others.max(initial=-1)) + 2))
    np.add.at(table, (labels, others), 1)  # noise is counted in the last row and column
    sizes, other_sizes = table.sum(axis=1)[:-1], table.sum(axis=0)[:-1]
    shared = table[:-1, :-1]
    with np.errstate(invalid="ignore"):
        similar = shared / (sizes[:, None] + other_sizes - shared)
    best = np.max(similar, axis=1, initial=0.0)
    return np.where(sizes > 0, best, np.nan)


def predicted_share(labels: Labels, predicted: Labels) -> float:
    """The share of the pairs of points of one cluster that were predicted to be of one cluster.

    Of `labels` and `predicted` (n,), the least share of all clusters of at least two points; nan without one.
    Noise (-1) is no cluster. (Tibshirani and Walther 2005.)
    """
    shares = []
    for cluster in range(int(labels.max(initial=-1)) + 1):
        own = predicted[labels == cluster]
        counts = np.bincount(own[own >= 0])
        if len(own) > 1:
            shares.append(float((counts * (counts - 1)).sum() / (len(own) * (len(own) - 1))))
    return min(shares, default=float("nan"))


def _all(works: Iterable[Generator[Progress, None, T]]) -> Generator[Progress, None, list[T]]:
    """What each of some works returns, one after the other."""
    found = []
    for work in works:
        result = yield from work
        found.append(result)
    return found


def _predicted_share_of(halves: Sequence[Points], steps: Sequence[Step], own: int) -> float:
    """How well the clusters of the other half predict those of one's `own`, the first (0) or second (1)."""
    points, other = halves[own], halves[1 - own]
    places = other.units.normalized(points.units.positions(points.values))
    return predicted_share(_labels(steps[own]), steps[1 - own].classify(places))


def _sample_rows(points: Points, seed: int) -> Rows:
    """The rows that are used, in order: all of positive weight, or a random sample of these."""
    rows = np.arange(points.n)[points.counted]
    if len(rows) <= MAX_STABILITY_POINTS:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, MAX_STABILITY_POINTS, replace=False))


def _subset(points: Points, rows: Rows) -> Points:
    """Some of the points, in the units of lengths of all."""
    weights = None if points.weights is None else points.weights[rows]
    return Points(np.ldexp(points.values[rows], points.units.exponent), weights)


def _labels(step: Step) -> Labels:
    assert step.labels is not None
    return step.labels


def _mean(values: Floats) -> Floats:
    """The mean of each column of values (m, k) without nan; nan where there is none."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0))


def _mean_values(found: Sequence[StabilityValues]) -> StabilityValues:
    """The mean over tables, and over the clusters of each."""
    jaccard = _mean(np.concatenate([one.jaccard for one in found])[:, None])
    strength = _mean(np.array([[one.prediction_strength] for one in found]))
    return StabilityValues(jaccard, float(strength[0]))
