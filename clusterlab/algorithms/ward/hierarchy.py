"""The hierarchy of all points by Ward's rule, cut at any number of clusters."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points
from clusterlab.kernels.linkage import ward_linkage
from clusterlab.kernels.typing import Floats, Labels, Rows, label_dtype


class WardMerge(NamedTuple):
    """Two clusters that are about to be one: their merge's height, the rows of the smaller, both sizes."""

    height: float
    smaller: Rows
    sizes: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """The merges (n - 1, 4) of all points as `ward_linkage` has them; the rows in the order of the leaves
    (n,); and where among the leaves each cluster begins (2 n - 1,).

    Seen from the top, a cluster falls into two: the larger keeps its label and the smaller takes the next
    one. So a label means the same cluster at every cut in which it is there.
    """

    merges: Floats
    leaf_order: Rows
    leaf_starts: Rows

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, points: Points) -> "Hierarchy":
        """The hierarchy of some points, found once."""
        return points.cached("ward", lambda: cls.from_merges(ward_linkage(points.values, check_canceled)))

    @classmethod
    def from_merges(cls, merges: Floats) -> "Hierarchy":
        """The hierarchy with these merges."""
        n = len(merges) + 1
        sizes = np.concatenate([np.ones(n), merges[:, 3]]).astype(np.intp)
        leaf_starts = np.zeros(2 * n - 1, np.intp)
        for i in range(n - 2, -1, -1):
            left, right = merges[i, :2].astype(np.intp)
            leaf_starts[left] = leaf_starts[n + i]
            leaf_starts[right] = leaf_starts[n + i] + sizes[left]
        leaf_order = np.empty(n, np.intp)
        leaf_order[leaf_starts[:n]] = np.arange(n)
        return cls(merges, leaf_order, leaf_starts)

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.leaf_order)

    def cut(self, k: int) -> Labels:
        """The labels (n,) of `k` clusters, in the order of the points."""
        labels_by_leaf = np.zeros(self.n, label_dtype(k))
        for label in range(1, k):
            smaller = self.children_of(label)[1]
            begin = self.leaf_starts[smaller]
            labels_by_leaf[begin : begin + self.size(smaller)] = label
        labels = np.empty_like(labels_by_leaf)
        labels[self.leaf_order] = labels_by_leaf
        return labels

    def last_merge(self, k: int) -> WardMerge | None:
        """The merge that left `k` clusters; None where nothing has been merged."""
        if k >= self.n:
            return None
        larger, smaller = self.children_of(k)
        begin, size = self.leaf_starts[smaller], self.size(smaller)
        return WardMerge(
            self.height(k), np.sort(self.leaf_order[begin : begin + size]), (size, self.size(larger))
        )

    def height(self, k: int) -> float:
        """The height of the merge that left `k` clusters; 0 where nothing has been merged."""
        return float(self.merges[self.n - 1 - k, 2]) if k < self.n else 0.0

    def inertia(self, k: int) -> float:
        """The inertia of `k` clusters: half of the squared heights of all merges so far."""
        return float((self.merges[: self.n - k, 2] ** 2).sum() / 2)

    def children_of(self, label: int) -> tuple[int, int]:
        """The clusters, larger first, into which that falls from whose smaller part comes a label."""
        left, right = self.merges[self.n - 1 - label, :2].astype(int).tolist()
        return (left, right) if self.size(left) >= self.size(right) else (right, left)

    def size(self, cluster: int) -> int:
        """How many points a cluster has, by its number."""
        return int(self.merges[cluster - self.n, 3]) if cluster >= self.n else 1
