"""Silhouettes: how much nearer each point is to its own cluster than to the next one (Rousseeuw 1987).

A point of weight w counts as w points in one place, of which the others are in its cluster. Weights whose
mean is below 1 are no such numbers; they are scaled to a mean of 1 first.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, drain
from clusterlab.kernels.distances import distance_sums
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks, label_dtype
from clusterlab.kernels.weighted import as_counts, label_weights

MAX_EXACT_POINTS = 20_000
"""Up to this many points the silhouette is exact."""
SAMPLE_POINTS = 10_000
"""About this many points are sampled where there are more than `MAX_EXACT_POINTS`."""
DIFFERENCES_PER_PAUSE = 2**24
"""The number of coordinate differences between two pauses, which take a few milliseconds."""
MIN_COUNTED_COLUMNS = 4
"""Points of fewer columns take as long as those of this many."""
MAX_CLUSTERS_PER_PASS = 512
"""The most clusters, of all labelings together, whose distances are summed in one pass; memory grows with
them."""
SAMPLING_STEP = (5**0.5 - 1) / 2
"""The fractional part of the golden ratio, whose multiples (mod 1) are evenly spread."""


@dataclass(frozen=True, eq=False)
class Silhouettes(FrozenArrays):
    """The silhouettes (m,) in [-1, 1] of some points, and their rows in spatial order (m,), ascending.

    `weights` (m,) is how many points each one represents: 1, or its weight, or more in a sample. `of` counts
    the points that belong to a cluster, `noise` those that were left out because they belong to none; points
    of weight 0 are in neither.
    """

    rows: Rows
    widths: Floats
    weights: Floats
    of: int
    noise: int

    @property
    def size(self) -> int:
        """How many points it was computed on."""
        return len(self.rows)

    @property
    def sampled(self) -> bool:
        """Whether it was computed on a sample of the points."""
        return self.size < self.of

    @property
    def mean(self) -> float:
        """The mean over the points."""
        return float(np.average(self.widths, weights=self.weights))


def silhouettes(points: Points, labels: Labels, seed: int = 0) -> Silhouettes | None:
    """The silhouette of every point, or of a sample where there are more than `MAX_EXACT_POINTS`.

    `labels` (n,) are in spatial order; noise (-1) is left out. None where it is not defined: for
    fewer than two clusters, and where every point is a cluster. (Rousseeuw 1987.)
    """
    return silhouettes_of(points, [labels], seed)[0]


def mean_silhouette(points: Points, labels: Labels, seed: int = 0) -> float | None:
    """The mean silhouette over the points for `labels` (n,) in spatial order, or None as `silhouettes`."""
    found = silhouettes(points, labels, seed)
    return None if found is None else found.mean


def silhouettes_of(points: Points, labelings: Sequence[Labels], seed: int = 0) -> list[Silhouettes | None]:
    """`silhouettes` of several labelings, computed in one pass over the distances."""
    return drain(silhouettes_with_progress(points, labelings, seed))


def silhouettes_with_progress(
    points: Points, labelings: Sequence[Labels], seed: int = 0
) -> Generator[Progress, None, list[Silhouettes | None]]:
    """`silhouettes_of` that yields its progress every few milliseconds."""
    samples = []
    weights = None if points.weights is None else as_counts(points.weights)
    for labels in labelings:
        samples.append(_sample_labeling(labels, seed, weights))
        yield Progress(0, points.n)
    widths: list[Floats] = []
    for labelings_of_pass in _passes([one for one in samples if one is not None]):
        widths += yield from _compute_widths(points, labelings_of_pass, weights)
    found = iter(widths)
    return [None if one is None else one.with_widths(next(found)) for one in samples]


@dataclass(frozen=True, eq=False)
class _SampledLabeling:
    """The sampled points of a labeling: their rows (m,), ascending, and clusters (m,).

    Clusters are numbered without gaps; `sizes` (k,) counts all points of each, sampled or not, and `of` all
    of them. Of weighted points `sizes` are sums of weights, and `weights` (m,) are those of the sampled ones.
    """

    rows: Rows
    owners: Rows
    sizes: Floats
    of: int
    noise: int
    weights: Floats | None = None

    @property
    def counts(self) -> Floats:
        """How many points of each cluster are sampled, or the sum of their weights: (k,)."""
        return label_weights(self.owners, self.weights, len(self.sizes))

    def with_widths(self, widths: Floats) -> Silhouettes:
        """These points with their silhouettes (m,)."""
        represented = (self.sizes / self.counts)[self.owners]
        weights = represented if self.weights is None else represented * self.weights
        return Silhouettes(self.rows, widths, weights, self.of, self.noise)


def _sample_labeling(labels: Labels, seed: int, weights: Floats | None) -> _SampledLabeling | None:
    """The sampled points of a labeling, or all of them; None where no silhouette is defined."""
    inside = labels >= 0
    members = np.flatnonzero(inside if weights is None else inside & (weights > 0))
    clusters, owners, sizes = np.unique(labels[members], return_inverse=True, return_counts=True)
    counted = None if weights is None else weights[members]
    is_single = len(clusters) == len(members) and (counted is None or counted.max(initial=0) <= 1)
    if len(clusters) < 2 or is_single:
        return None
    of, noise, whole = (
        len(members),
        int(np.count_nonzero(~inside)),
        label_weights(owners, counted, len(sizes)),
    )
    if len(members) > MAX_EXACT_POINTS:
        kept = _sample(members, owners, sizes, seed)
        members, owners = members[kept], owners[kept]
        counted = None if counted is None else counted[kept]
    return _SampledLabeling(members, owners, whole, of, noise, counted)


def _sample(members: Rows, owners: Rows, sizes: Rows, seed: int) -> Rows:
    """Indices into `members` (m,), sampled from each cluster in proportion to its size but at least two if it
    has two.

    Every row has a priority that does not depend on the labeling, and the rows of each cluster with the least
    are sampled: so labelings share most of their samples. Priorities are multiples of the golden ratio
    (mod 1), so that the rows of least priority are evenly spread in any part of the spatial order.
    """
    sample_sizes = np.minimum(sizes, np.maximum(np.rint(sizes * (SAMPLE_POINTS / len(members))), 2))
    priorities = (members * SAMPLING_STEP + np.random.default_rng(seed).random()) % 1
    order = np.argsort(priorities)
    order = order[np.argsort(owners[order].astype(label_dtype(len(sizes))), kind="stable")]
    rank = np.arange(len(members)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.sort(order[rank < np.repeat(sample_sizes, sizes)])


def _passes(drawn: Sequence[_SampledLabeling]) -> list[list[_SampledLabeling]]:
    """Consecutive labelings grouped into passes of at most `MAX_CLUSTERS_PER_PASS` clusters together."""
    passes: list[list[_SampledLabeling]] = []
    for one in drawn:
        last = passes[-1] if passes else []
        if last and sum(len(other.sizes) for other in (*last, one)) <= MAX_CLUSTERS_PER_PASS:
            last.append(one)
        else:
            passes.append([one])
    return passes


def _compute_widths(
    points: Points, drawn: Sequence[_SampledLabeling], weights: Floats | None
) -> Generator[Progress, None, list[Floats]]:
    """The silhouettes (m,) of the sampled points of each labeling, from one pass over the distances."""
    rows = drawn[0].rows if len(drawn) == 1 else np.unique(np.concatenate([one.rows for one in drawn]))
    owners = np.full((len(drawn), len(rows)), -1)
    for clusters, one in zip(owners, drawn, strict=True):
        clusters[np.searchsorted(rows, one.rows)] = one.owners
    order = np.lexsort(owners)  # points with the same cluster in every labeling become neighbors
    counts = [one.counts for one in drawn]
    starts = _group_starts(owners[:, order]) if weights is None else np.arange(len(order))
    membership = (
        None if len(drawn) == 1 and weights is None else _membership(owners[:, order[starts]], counts)
    )
    if membership is not None and weights is not None:
        membership *= weights[rows[order], None]
    table, widths = np.ascontiguousarray(points.values[rows[order]]), np.empty(owners.shape)
    for part in chunks(
        len(table), max(1, DIFFERENCES_PER_PAUSE // (len(table) * max(points.d, MIN_COUNTED_COLUMNS)))
    ):
        sums, indices = distance_sums(table, part, starts, membership), order[part]
        for own_widths, own, sizes, columns in zip(widths, owners, counts, _columns(counts), strict=True):
            own_widths[indices] = _silhouette_widths(sums[:, columns], own[indices], sizes)
        yield Progress(part.stop, len(table))
    return [own_widths[clusters >= 0] for own_widths, clusters in zip(widths, owners, strict=True)]


def _group_starts(owners: NDArray[np.intp]) -> Rows:
    """The first column of each run of equal columns in a table (labelings, n) of clusters."""
    differs = (owners[:, 1:] != owners[:, :-1]).any(axis=0)
    return np.concatenate([[0], np.flatnonzero(differs) + 1])


def _columns(counts: Sequence[Floats]) -> list[slice]:
    """The columns of each labeling's clusters where the clusters of all labelings are concatenated."""
    ends = np.cumsum([len(sizes) for sizes in counts]).tolist()
    return [slice(end - len(sizes), end) for end, sizes in zip(ends, counts, strict=True)]


def _membership(owners: NDArray[np.intp], counts: Sequence[Floats]) -> Floats:
    """Indicators (g, k): 1 where a group of points, with clusters (labelings, g), is part of a cluster.

    The k clusters are those of all labelings, concatenated.
    """
    tables = [
        own[:, None] == np.arange(len(sizes)) for own, sizes in zip(owners, counts, strict=True)
    ]  # a group that a labeling leaves out has -1, which is no cluster
    return np.concatenate(tables, axis=1).astype(float)


def _silhouette_widths(sums: Floats, owners: Rows, sizes: Floats) -> Floats:
    """(b - a) / max(a, b) of points (m,) from the sums (m, k) of their distances to each cluster."""
    rows = np.arange(len(owners))
    others = sizes[owners] - 1
    inner = sums[rows, owners] / np.where(others > 0, others, 1)
    means = sums / sizes
    means[rows, owners] = np.inf
    outer = means.min(axis=1)
    larger = np.maximum(inner, outer)
    defined = (larger > 0) & (sizes[owners] > 1)  # a single point, or all in one place: 0 by definition
    widths = np.zeros(len(owners))
    np.divide(outer - inner, larger, out=widths, where=defined)
    return widths
