"""Silhouettes: how much nearer each point is to its own cluster than to the next one (Rousseeuw 1987)."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress, finish
from clusterlab.kernels.arrays import Floats, Labels, Rows
from clusterlab.kernels.distances import distance_chunks, group_sums

LIMIT = 20_000
"""Up to so many points the silhouette is exact."""
SAMPLE = 10_000
"""About so many points are drawn where there are more than `LIMIT`."""


@dataclass(frozen=True, eq=False)
class Silhouettes:
    """The silhouettes (m,) in [-1, 1] of some points, and their places in spatial order (m,), ascending.

    `weights` (m,) says how many points each one stands for: 1, or more in a sample. `of` counts the
    points that belong to a cluster, `noise` those that were left out because they belong to none.
    """

    rows: Rows
    widths: Floats
    weights: Floats
    of: int
    noise: int

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def size(self) -> int:
        """How many points it was computed on."""
        return len(self.rows)

    @property
    def sampled(self) -> bool:
        """Whether only some of the points were looked at."""
        return self.size < self.of

    @property
    def mean(self) -> float:
        """The average over the points."""
        return float(np.average(self.widths, weights=self.weights))


def silhouettes(points: Points, labels: Labels, seed: int = 0) -> Silhouettes | None:
    """The silhouette of every point, or of a sample where there are more than `LIMIT`.

    `labels` (n,) are in spatial order; noise (-1) is left out. None where it is not defined: for
    fewer than two clusters, and where every point is a cluster. (Rousseeuw 1987.)
    """
    return finish(measured(points, labels, seed))


def mean_silhouette(points: Points, labels: Labels, seed: int = 0) -> float | None:
    """The mean silhouette over the points for `labels` (n,) in spatial order, or None as `silhouettes`."""
    found = silhouettes(points, labels, seed)
    return None if found is None else found.mean


def measured(points: Points, labels: Labels, seed: int = 0) -> Generator[Progress, None, Silhouettes | None]:
    """As `silhouettes`, with a pause after each chunk of distances."""
    members = np.flatnonzero(labels >= 0)
    names, owners, sizes = np.unique(labels[members], return_inverse=True, return_counts=True)
    if len(names) < 2 or len(names) == len(members):
        return None
    drawn = np.arange(len(members)) if len(members) <= LIMIT else _sample(owners, sizes, seed)
    drawn = drawn[np.argsort(owners[drawn], kind="stable")]
    counts = np.bincount(owners[drawn], minlength=len(names))
    widths = yield from _widths(points.values[members[drawn]], counts)
    back = np.argsort(drawn)
    weights = (sizes / counts)[owners[drawn]]
    return Silhouettes(
        members[drawn][back], widths[back], weights[back], len(members), len(labels) - len(members)
    )


def _sample(owners: Rows, sizes: Rows, seed: int) -> Rows:
    """Points drawn from each cluster in proportion to its size, two at least where it has two.

    Evenly along the spatial order from a random start, so that each place is drawn from as well.
    """
    wanted = np.rint(sizes * (SAMPLE / len(owners)))
    wanted = np.minimum(sizes, np.maximum(wanted, 2))
    starts = np.random.default_rng((seed, len(owners))).random(len(sizes))
    clusters = np.split(np.argsort(owners, kind="stable"), np.cumsum(sizes)[:-1])
    each = zip(clusters, wanted.astype(int), starts, strict=True)
    drawn = [rows[((np.arange(m) + start) * (len(rows) / m)).astype(int)] for rows, m, start in each]
    return np.sort(np.concatenate(drawn))


def _widths(points: Floats, sizes: Rows) -> Generator[Progress, None, Floats]:
    """The silhouettes (m,) of `points` (m, d) that stand cluster by cluster, `sizes` (k,) in each."""
    widths, owners = np.empty(len(points)), np.repeat(np.arange(len(sizes)), sizes)
    starts = np.cumsum(sizes) - sizes
    for part, distances in distance_chunks(points):
        widths[part] = _compared(group_sums(distances, starts), owners[part], sizes)
        yield Progress(part.stop, len(points))
    return widths


def _compared(sums: Floats, owners: Rows, sizes: Rows) -> Floats:
    """(b - a) / max(a, b) of points (m,) from their summed distances (m, k) to each cluster."""
    rows = np.arange(len(owners))
    inner = sums[rows, owners] / np.maximum(sizes[owners] - 1, 1)
    means = sums / sizes
    means[rows, owners] = np.inf
    outer = means.min(axis=1)
    larger = np.maximum(inner, outer)
    defined = (larger > 0) & (sizes[owners] > 1)  # a single point, or all in one place: 0 by definition
    widths = np.zeros(len(owners))
    np.divide(outer - inner, larger, out=widths, where=defined)
    return widths
