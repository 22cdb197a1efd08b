"""What a moment shows beside the canvas: a small closed set of charts that any panel can draw."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Mark
from clusterlab.core.projection import View
from clusterlab.kernels.typing import Floats, Labels, Rows


@dataclass(frozen=True, eq=False)
class _FrozenChart:
    title: str
    help: str

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False)
class HeatMap(_FrozenChart):
    """How alike points are, from 0 to 1 (m, m), in the order of their clusters, and that of each (m,)."""

    values: Floats
    labels: Labels | None = None


@dataclass(frozen=True, eq=False)
class Eigenvalues(_FrozenChart):
    """Eigenvalues (m,), the least first; after `gap` of them the largest gap comes, and `used` many serve."""

    values: Floats
    gap: int | None = None
    used: int = 0


@dataclass(frozen=True, eq=False)
class KDistances(_FrozenChart):
    """Distances (m,), ascending; the parameter `param` is `at` one of them and can be dragged along.

    `bend` is where the curve leaves its chord, None where it does not.
    """

    values: Floats
    at: float
    bend: float | None
    param: str


@dataclass(frozen=True, eq=False)
class EigenvectorScatter(_FrozenChart):
    """The points as they lie in another space: `places` (n, 2) and marks on a plane of it, of `k` clusters.

    `words` say what that space is.
    """

    view: View
    places: Floats
    marks: tuple[Mark, ...]
    k: int
    words: str


@dataclass(frozen=True, eq=False)
class Dendrogram(_FrozenChart):
    """The top of a hierarchy, over `sizes` (m,): those of the clusters at its foot, from left to right.

    Merge i makes number m + i of two numbers, `pairs` (m - 1, 2), at `heights` (m - 1,), which never fall;
    merges that are not shown are no higher than `floor`. A number is a cluster of one and the same label,
    `labels` (2 m - 1,), wherever it is one. The parameter `param` is `k` and can be dragged along the
    heights; at this moment `left` clusters are there.
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
        """How many clusters there are at the foot."""
        return len(self.sizes)

    @property
    def truncated(self) -> bool:
        """Whether there are merges that are not shown."""
        return bool((self.sizes > 1).any())

    def k_at(self, height: float) -> int:
        """How many clusters a cut at a height makes: what merges no higher is together."""
        return 1 + int((self.heights > height).sum())

    def cut_at(self, k: int) -> float:
        """A height at which a cut makes `k` clusters: half-way between the merges around it."""
        if k > self.m:
            return self.floor / 2
        below = float(self.heights[self.m - 1 - k]) if k < self.m else self.floor
        above = float(self.heights[self.m - k]) if k > 1 else 1.12 * below
        return (below + above) / 2

    def labels_for_k(self, k: int) -> Rows:
        """The label that each number (2 m - 1,) has where there are `k` clusters; -1 for those above."""
        labels_of_numbers = np.full(2 * self.m - 1, -1)
        for number in range(2 * self.m - 2, -1, -1):
            if labels_of_numbers[number] < 0 and number < 2 * self.m - k and k <= self.m:
                labels_of_numbers[number] = self.labels[number]
            if number >= self.m and labels_of_numbers[number] >= 0:
                labels_of_numbers[self.pairs[number - self.m]] = labels_of_numbers[number]
        return labels_of_numbers


Chart = HeatMap | Eigenvalues | KDistances | EigenvectorScatter | Dendrogram
