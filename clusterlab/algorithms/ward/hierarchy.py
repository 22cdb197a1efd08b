"""The Ward hierarchy of all points, which can be cut at any number of clusters."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.points import Points
from clusterlab.kernels.linkage import ward_linkage
from clusterlab.kernels.typing import Floats, Labels, Rows, label_dtype


class WardMerge(NamedTuple):
    """A merge of two clusters: its height, the rows (m,) of the smaller one, and the sizes of both."""

    height: float
    smaller: Rows
    sizes: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Hierarchy(FrozenArrays):
    """Merges (n - 1, 4), rows in leaf order (n,), and the first leaf and label of each cluster (2 n - 1,).

    From the root down, the larger child of a cluster keeps its label and the smaller one takes the next free
    label. So a label means nested clusters at all cuts that have it.
    """

    merges: Floats
    leaf_order: Rows
    leaf_starts: Rows
    labels: Rows

    @classmethod
    def of(cls, points: Points) -> "Hierarchy":
        """The hierarchy of some points, computed once and cached."""
        return cached(points, "ward", lambda: cls.from_merges(ward_linkage(points.values, check_canceled)))

    @classmethod
    def from_merges(cls, merges: Floats) -> "Hierarchy":
        """The hierarchy with these merges (n - 1, 4), in the format of scipy's `linkage`."""
        n = len(merges) + 1
        sizes = [1] * n + merges[:, 3].astype(int).tolist()
        pairs = merges[:, :2].astype(int).tolist()
        leaf_starts, labels = [0] * (2 * n - 1), [0] * (2 * n - 1)
        for i in range(n - 2, -1, -1):
            left, right = pairs[i]
            leaf_starts[left] = leaf_starts[n + i]
            leaf_starts[right] = leaf_starts[n + i] + sizes[left]
            larger, smaller = (left, right) if sizes[left] >= sizes[right] else (right, left)
            labels[larger], labels[smaller] = labels[n + i], n - 1 - i
        leaf_order = np.empty(n, np.intp)
        leaf_order[leaf_starts[:n]] = np.arange(n)
        return cls(merges, leaf_order, np.array(leaf_starts), np.array(labels))

    @property
    def n(self) -> int:
        """The number of points."""
        return len(self.leaf_order)

    def cut(self, k: int) -> Labels:
        """The labels (n,) of `k` clusters, in spatial order."""
        clusters = self.merges[self.n - k :, :2].astype(np.intp).ravel()
        clusters = clusters[clusters < 2 * self.n - k] if k > 1 else np.array([2 * self.n - 2])
        clusters = clusters[np.argsort(self.leaf_starts[clusters])]
        sizes = np.diff(self.leaf_starts[clusters], append=self.n)
        labels = np.empty(self.n, label_dtype(k))
        labels[self.leaf_order] = np.repeat(self.labels[clusters], sizes)
        return labels

    def merged(self, labels: Labels, k: int) -> Labels:
        """The labels (n,) of `k` clusters from the `labels` of one more."""
        larger, smaller = self.children_of(k)
        begin = self.leaf_starts[smaller]
        found = labels.astype(label_dtype(k))
        found[self.leaf_order[begin : begin + self.size(smaller)]] = self.labels[larger]
        return found

    def last_merge(self, k: int) -> WardMerge | None:
        """The merge that left `k` clusters; None where k >= n."""
        if k >= self.n:
            return None
        larger, smaller = self.children_of(k)
        begin, size = self.leaf_starts[smaller], self.size(smaller)
        return WardMerge(
            self.height(k), np.sort(self.leaf_order[begin : begin + size]), (size, self.size(larger))
        )

    def height(self, k: int) -> float:
        """The height of the merge that left `k` clusters; 0 where k >= n."""
        return float(self.merges[self.n - 1 - k, 2]) if k < self.n else 0.0

    def inertia(self, k: int) -> float:
        """The inertia of `k` clusters: half the sum of the squared heights of the merges below the cut."""
        return float((self.merges[: self.n - k, 2] ** 2).sum() / 2)

    def children_of(self, label: int) -> tuple[int, int]:
        """The numbers of the two clusters, larger first, at whose merge the cluster with this label ends."""
        left, right = self.merges[self.n - 1 - label, :2].astype(int).tolist()
        return (left, right) if self.size(left) >= self.size(right) else (right, left)

    def size(self, cluster: int) -> int:
        """The number of points of a cluster, by its number in `merges`: 0 .. n - 1 are the points."""
        return int(self.merges[cluster - self.n, 3]) if cluster >= self.n else 1
