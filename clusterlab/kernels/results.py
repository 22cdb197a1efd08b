"""What kernels of k-means return; references and native implementations share these types."""

from typing import NamedTuple

from clusterlab.kernels.reductions import chunked_sum
from clusterlab.kernels.typing import Floats, Labels


class Assignment(NamedTuple):
    """The nearest centers of n points, with sums per cluster.

    Labels (n,), the total of the squared distances, the sums (k, d) and counts (k,) of the points of each
    cluster, and how many labels differ from the hints, None without hints.
    """

    labels: Labels
    total: float
    sums: Floats
    counts: Floats
    changed: int | None


class ClusterSums(NamedTuple):
    """The total of the squared distances to the nearest centers, and the sums (k, d) and counts (k,)."""

    total: float
    sums: Floats
    counts: Floats


class Means(NamedTuple):
    """The means of clusters (k, d) and the squared distances from the previous centers to them.

    `shift` is the sum of the squared distances; `gain` is their sum weighted by cluster sizes, by which the
    move lowers the inertia.
    """

    centers: Floats
    gain: float
    shift: float


class LloydResult(NamedTuple):
    """The result of Lloyd iterations: centers (k, d), their assignment, and the number of iterations."""

    centers: Floats
    found: Assignment
    n_rounds: int


class Potential(NamedTuple):
    """D^2, the squared distance to the nearest center so far, of every row (n,).

    With its `sums` and `block_maxima` over the rows of every block (b,).
    """

    distances: Floats
    sums: Floats
    block_maxima: Floats

    @property
    def total(self) -> float:
        """The sum over all rows."""
        return float(chunked_sum(self.sums))

    def at(self, row: int) -> float:
        """That of a row."""
        return float(self.distances[row])

    def copy(self) -> "Potential":
        """A copy that shares no memory."""
        return Potential(*(each.copy() for each in self))
