"""The silhouette plot: the silhouette of every point, grouped by cluster (Rousseeuw 1987)."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.formatting import format_number, whole_number
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message, join
from clusterlab.core.points import Points
from clusterlab.core.progress import Progress
from clusterlab.kernels.typing import Floats, Labels, Rows
from clusterlab.kernels.weighted import label_weights
from clusterlab.metrics.silhouette import Silhouettes, silhouettes_with_progress

SILHOUETTE_SEED = 0
"""The random seed of the sample of points whose silhouettes are computed, where there are many."""


@dataclass(frozen=True, eq=False)
class SilhouetteCluster(FrozenArrays):
    """The points (m,) of a cluster whose silhouettes were computed, in descending order of these.

    `rows` are in spatial order of the points, `size` counts all points of the cluster. Of weighted points
    `size` is the sum of the weights, and `weights` (m,) are theirs.
    """

    cluster: int
    size: float
    rows: Rows
    widths: Floats
    weights: Floats | None = None

    @property
    def mean(self) -> float:
        """The mean silhouette of the cluster."""
        return float(
            self.widths.mean() if self.weights is None else np.average(self.widths, weights=self.weights)
        )

    @property
    def summary(self) -> str:
        """The mean silhouette and the size of the cluster, in short."""
        return f"{self.mean:.2f} · {format_number(self.size)}".replace("-", "−")


@dataclass(frozen=True, eq=False)
class SilhouettePlot:
    """The silhouettes of some points by cluster; `unavailable_reason` says why there are none."""

    points: Points
    labels: Labels
    clusters: tuple[SilhouetteCluster, ...] = ()
    mean: float = float("nan")
    of: int = 0
    noise: int = 0
    unavailable_reason: Message = Message()

    @property
    def size(self) -> int:
        """Of how many points the silhouettes were computed."""
        return sum(len(one.rows) for one in self.clusters)

    @property
    def words(self) -> Message:
        """Which points have silhouettes; empty where all have."""
        sample = noise = Message()
        if self.clusters and self.size < self.of:
            template = "sample {n} of {of}, seed {seed!s}"
            sample = Message(template, n=self.size, of=self.of, seed=SILHOUETTE_SEED)
        if self.noise:
            noise = Message("{n:# point|# points} in no cluster left out", n=self.noise)
        return join([sample, noise], " · ")

    @property
    def negative(self) -> Rows:
        """The points with a negative silhouette: they are nearer to another cluster than to their own."""
        return np.sort(np.concatenate([one.rows[one.widths < 0] for one in self.clusters] or [_NONE]))

    def position_of(self, row: int) -> tuple[int, int] | None:
        """The index of a point's cluster in the plot, and its own within it; None if it was left out."""
        for number, one in enumerate(self.clusters):
            if one.cluster == self.labels[row]:
                found = np.flatnonzero(one.rows == row)
                return (number, int(found[0])) if len(found) else None
        return None


_NONE: Rows = np.zeros(0, np.intp)


def silhouette_plot(points: Points, labels: Labels) -> Generator[Progress, None, SilhouettePlot]:
    """The silhouette plot of `labels` (n,), in spatial order, with a pause every few milliseconds."""
    found = (yield from silhouettes_with_progress(points, [labels], SILHOUETTE_SEED))[0]
    if found is not None:
        return _split_by_cluster(points, labels, found)
    noise = int(np.count_nonzero(labels < 0))
    reason = _unavailable_reason(labels[points.counted])
    return SilhouettePlot(points, labels, of=len(labels) - noise, noise=noise, unavailable_reason=reason)


def _split_by_cluster(points: Points, labels: Labels, found: Silhouettes) -> SilhouettePlot:
    owners = labels[found.rows]
    weights = None if points.weights is None else points.weights[found.rows]
    sizes = label_weights(labels, points.weights, int(labels.max()) + 1)
    order = np.lexsort((found.rows, -found.widths, owners))
    starts = np.flatnonzero(np.diff(owners[order], prepend=-1))
    parts = np.split(order, starts[1:])
    made = tuple(
        SilhouetteCluster(
            cluster,
            whole_number(sizes[cluster]),
            found.rows[part],
            found.widths[part],
            None if weights is None else weights[part],
        )
        for part, cluster in ((part, int(owners[part[0]])) for part in parts)
    )
    return SilhouettePlot(points, labels, made, found.mean, found.of, found.noise)


def _unavailable_reason(labels: Labels) -> Message:
    """Why silhouettes of these labels are not defined."""
    sizes = np.bincount(labels[labels >= 0])
    k = int(np.count_nonzero(sizes))
    if k == 0:
        return Message("Not defined: no point is in a cluster.")
    if k == 1:
        return Message("Not defined for one cluster.")
    return Message("Not defined where each point is its own cluster.")
