"""The charts of a step: a small closed set of data for charts, drawn by the user interface."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.marks import Mark
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats, Labels, Rows

if TYPE_CHECKING:
    from clusterlab.core.projection import View

NUDGE_FACTOR = 1.05  # between a value and the next one by key


@dataclass(frozen=True, eq=False)
class _FrozenChart(FrozenArrays):
    title: str
    help: str

    @property
    def subtitle(self) -> Message:
        """What stands beside the title; empty for most charts."""
        return Message()


@dataclass(frozen=True, eq=False)
class HeatMap(_FrozenChart):
    """Similarities of points (m, m) from 0 to 1, in the order of their clusters, and their labels (m,).

    0 and 1 are the similarities `low` and `high`.
    """

    values: Floats
    labels: Labels | None = None
    low: float = 0.0
    high: float = 1.0

    @property
    def borders(self) -> Rows:
        """Before which points another cluster begins."""
        if self.labels is None:
            return np.zeros(0, np.intp)
        return np.flatnonzero(self.labels[1:] != self.labels[:-1]) + 1

    def words(self, row: int, column: int) -> Message:
        """The clusters of two points, and their similarity."""
        value = self.low + float(self.values[row, column]) * (self.high - self.low)
        if self.labels is None:
            return Message("{value}", value=value)
        first, second = map(ClusterReference, sorted((int(self.labels[row]), int(self.labels[column]))))
        if first == second:
            return Message("two points of {first}: {value}", first=first, value=value)
        template = "a point of {first} and one of {second}: {value}"
        return Message(template, first=first, second=second, value=value)


@dataclass(frozen=True, eq=False)
class Eigenvalues(_FrozenChart):
    """Eigenvalues (m,), ascending; the largest gap is after the first `gap` of them, and `used` are used."""

    values: Floats
    gap: int | None = None
    used: int = 0

    @property
    def subtitle(self) -> Message:
        """After which eigenvalue the largest gap is."""
        return Message() if self.gap is None else Message("largest gap after {gap}", gap=self.gap)


@dataclass(frozen=True, eq=False)
class KDistances(_FrozenChart):
    """Distances (m,) to the k-th neighbor, ascending; the parameter `param`, `at` now, can be dragged.

    `suggested` is the value that the curve suggests.
    """

    values: Floats
    at: float
    suggested: float
    param: str

    @property
    def subtitle(self) -> Message:
        """The suggested value."""
        return Message("suggested: {suggested:short}", suggested=self.suggested)

    @property
    def top(self) -> float:
        """The upper end of the axis, above the greatest distance and the line."""
        return max(float(self.values.max(initial=0.0)), 1.1 * self.at) * 1.02 or 1.0

    def param_at(self, height: float) -> float:
        """The parameter for the line at a height: that distance, rounded, and never 0."""
        return _rounded(max(height, self.top / 1000))

    def nudged(self, up: bool) -> float:
        """The parameter for the line one step up or down: 5 % more, or less."""
        return _rounded(self.at * (NUDGE_FACTOR if up else 1 / NUDGE_FACTOR))


@dataclass(frozen=True, eq=False)
class EigenvectorScatter(_FrozenChart):
    """The points in another space: `places` (n, 2) and marks of `k` clusters on a plane of it.

    `words` say what that space is.
    """

    view: "View"
    places: Floats
    marks: tuple[Mark, ...]
    k: int
    words: Message

    @property
    def subtitle(self) -> Message:
        """What the space is."""
        return self.words


@dataclass(frozen=True, eq=False)
class Dendrogram(_FrozenChart):
    """The top of a hierarchy with m leaves: clusters of `sizes` (m,), from left to right.

    Merge i makes node m + i of two nodes, `pairs` (m - 1, 2), at `heights` (m - 1,), which are ascending;
    merges that are not shown are no higher than `floor`. `labels` (2 m - 1,) are those that the nodes have
    in every cut in which they are clusters. The parameter `param` is `k` and can be dragged along the
    heights; `left` clusters are left at this step.
    """

    sizes: Rows
    pairs: Rows
    heights: Floats
    labels: Rows
    floor: float
    k: int
    left: int
    param: str

    @property
    def m(self) -> int:
        """How many leaves there are."""
        return len(self.sizes)

    @property
    def truncated(self) -> bool:
        """Whether there are merges that are not shown."""
        return bool((self.sizes > 1).any())

    @property
    def subtitle(self) -> Message:
        """How many of the merges are shown, where that is not all."""
        shown, total = self.m - 1, int(self.sizes.sum()) - 1
        return Message("last {n!s} of {of} merges", n=shown, of=total) if self.truncated else Message()

    @property
    def at(self) -> float:
        """The height of the cut into `k` clusters."""
        return self.cut_at(self.k)

    @property
    def top(self) -> float:
        """The upper end of the axis, above the last merge, so that the cut can lie there."""
        return float(self.heights[-1]) * 1.16 or 1.0

    def param_at(self, height: float) -> int:
        """The number of clusters of a cut at a height, at most the number of leaves."""
        return self.k_at(max(height, self.floor))

    def nudged(self, up: bool) -> int:
        """One cluster fewer for `up`, else one more."""
        return min(max(1, self.k + (-1 if up else 1)), int(self.sizes.sum()))

    def k_at(self, height: float) -> int:
        """How many clusters a cut at a height makes."""
        return 1 + int((self.heights > height).sum())

    def cut_at(self, k: int) -> float:
        """A height at which a cut makes `k` clusters: half-way between the merges below and above."""
        if k > self.m:
            return self.floor / 2
        below = float(self.heights[self.m - 1 - k]) if k < self.m else self.floor
        above = float(self.heights[self.m - k]) if k > 1 else 1.12 * below
        return (below + above) / 2

    def labels_for_k(self, k: int) -> Rows:
        """The labels of the nodes (2 m - 1,) in a cut that makes `k` clusters; -1 for nodes above the cut."""
        labels = np.full(2 * self.m - 1, -1)
        for node in range(2 * self.m - 2, -1, -1):
            if labels[node] < 0 and node < 2 * self.m - k and k <= self.m:
                labels[node] = self.labels[node]
            if node >= self.m and labels[node] >= 0:
                labels[self.pairs[node - self.m]] = labels[node]
        return labels


Chart = HeatMap | Eigenvalues | KDistances | EigenvectorScatter | Dendrogram


def _rounded(value: float) -> float:
    """A value rounded to three significant digits."""
    return round(value, 2 - math.floor(math.log10(value))) if value > 0 else value
