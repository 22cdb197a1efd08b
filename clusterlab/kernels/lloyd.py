"""Centers that move to the means of their points, and rounds of it that leave nothing behind on the way."""

from collections.abc import Generator

import numpy as np

from clusterlab.kernels.blocks import Assignment, Blocks, LloydResult, Means
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native.nearest import with_native
from clusterlab.kernels.nearest import assign_points
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels


@with_native(native_lloyd.cluster_means)
def cluster_means(centers: Floats, sums: Floats, counts: Floats) -> Means:
    """The means of clusters with these `sums` (k, d) and `counts` (k,), none of them empty."""
    moved = sums / counts[:, None]
    squares = moved - centers
    squares *= squares
    gain, shift = (float(np.cumsum(each)[-1]) for each in (counts[:, None] * squares, squares))
    return Means(moved, gain, shift)


@with_native(native_lloyd.sums_by_label)
def sums_by_label(blocks: Blocks, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of each of `k` clusters, of labels (n,)."""
    return cluster_sums(blocks.points, labels, k)


@with_native(native_lloyd.run_rounds)
def run_rounds(
    blocks: Blocks, centers: Floats, found: Assignment, tolerance: float, max_rounds: int
) -> Generator[None, None, LloydResult]:
    """Moves centers (k, d) to the means of what was found for them and assigns again, at most so often.

    Pauses after every round. Ends before one after which a run would stop, or in which there is more to
    do: no label changes, the squared moves sum to no more than `tolerance`, or a cluster is empty.
    (Lloyd 1982.)
    """
    for number in range(max_rounds):
        if not found.counts.all():
            return LloydResult(centers, found, number)
        moved, _, shift = cluster_means(centers, found.sums, found.counts)
        again = None if shift <= tolerance else assign_points(blocks, moved, found.labels)
        if again is None or again.changed == 0:
            return LloydResult(centers, found, number)
        centers, found = moved, again
        yield
    return LloydResult(centers, found, max_rounds)
