"""Lloyd iterations of k-means: cluster means, and many iterations without intermediate steps."""

from collections.abc import Generator

import numpy as np

from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.nearest import assign_points
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.results import Assignment, LloydResult, Means
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.kernels.weighted import weighted_cluster_sums


@with_native(native_lloyd.cluster_means)
def cluster_means(
    blocks: Blocks,
    labels: Labels,
    centers: Floats,
    sums: Floats,
    counts: Floats,
    weights: Floats | None = None,
) -> Means:
    """The means of the clusters of `labels` (n,), as `cluster_averages` has them, and moves from `centers`.

    None of the clusters with `sums` (k, d) and `counts` (k,) is empty. With `weights` (n,) both are weighted.
    """
    counted = slice(None) if weights is None or weights.all() else weights > 0
    moved = cluster_averages(blocks.points[counted], labels[counted], sums, counts)
    squares = moved - centers
    squares *= squares
    gain, shift = (float(np.cumsum(each)[-1]) for each in (counts[:, None] * squares, squares))
    return Means(moved, gain, shift)


@with_native(native_lloyd.sums_by_label)
def sums_by_label(
    blocks: Blocks, labels: Labels, k: int, weights: Floats | None = None
) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of each of `k` clusters of `labels` (n,).

    With `weights` (n,) both are weighted.
    """
    if weights is not None:
        return weighted_cluster_sums(blocks.points, labels, weights, k)
    return cluster_sums(blocks.points, labels, k)


@with_native(native_lloyd.run_rounds)
def run_rounds(
    blocks: Blocks,
    centers: Floats,
    found: Assignment,
    tolerance: float,
    max_rounds: int,
    weights: Floats | None = None,
) -> Generator[None, None, LloydResult]:
    """Lloyd iterations from `centers` (k, d) with the assignment `found`, at most `max_rounds` (Lloyd 1982).

    Yields after every iteration. Ends before an iteration that would end the run or needs more than
    this: no label changes, the squared moves sum to at most `tolerance`, or a cluster is empty. With
    `weights` (n,) a cluster is empty if none of its rows has weight.
    """
    for number in range(max_rounds):
        if not found.counts.all():
            return LloydResult(centers, found, number)
        moved, _, shift = cluster_means(blocks, found.labels, centers, found.sums, found.counts, weights)
        again = None if shift <= tolerance else assign_points(blocks, moved, found.labels, weights)
        if again is None or again.changed == 0:
            return LloydResult(centers, found, number)
        centers, found = moved, again
        yield
    return LloydResult(centers, found, max_rounds)
