"""Centers that move to the means of their points, and rounds of it that leave nothing behind on the way."""

from collections.abc import Generator

import numpy as np

from clusterlab.kernels.blocks import Assigned, Blocks, Means, Reached
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native.nearest import twin
from clusterlab.kernels.nearest import assigned
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels


@twin(native_lloyd.means)
def means(centers: Floats, sums: Floats, counts: Floats) -> Means:
    """The means of clusters with these `sums` (k, d) and `counts` (k,), none of them empty."""
    moved = sums / counts[:, None]
    squares = moved - centers
    squares *= squares
    gain, shift = (float(np.cumsum(each)[-1]) for each in (counts[:, None] * squares, squares))
    return Means(moved, gain, shift)


@twin(native_lloyd.label_sums)
def label_sums(blocks: Blocks, labels: Labels, k: int) -> tuple[Floats, Floats]:
    """Sums (k, d) and counts (k,) of the rows of each of `k` clusters, of labels (n,)."""
    return cluster_sums(blocks.points, labels, k)


@twin(native_lloyd.rounds)
def rounds(
    blocks: Blocks, centers: Floats, found: Assigned, still: float, most: int
) -> Generator[None, None, Reached]:
    """Moves centers (k, d) to the means of what was found for them and assigns again, at most so often.

    Pauses after every round. Ends before one after which a run would stop, or in which there is more to
    do: no label changes, the squared moves sum to no more than `still`, or a cluster is empty.
    (Lloyd 1982.)
    """
    for number in range(most):
        if not found.counts.all():
            return Reached(centers, found, number)
        moved, _, shift = means(centers, found.sums, found.counts)
        again = None if shift <= still else assigned(blocks, moved, found.labels)
        if again is None or again.changed == 0:
            return Reached(centers, found, number)
        centers, found = moved, again
        yield
    return Reached(centers, found, most)
