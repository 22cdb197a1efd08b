"""Which points of the clusters of one labeling are in which clusters of another."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.frozen import FrozenArrays
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_COUNTED_CELLS = 1 << 22
"""Up to so many pairs of clusters are counted in a table of all pairs; of more, only those that occur."""


@dataclass(frozen=True, eq=False)
class ClusterFlow(FrozenArrays):
    """The pairs of a cluster before and one after that share points, sorted: a sparse contingency table.

    Pair i: `sizes[i]` points, or the sum of their weights, are in cluster `sources[i]` before and in
    `targets[i]` after, each (m,); -1 is noise.
    """

    sources: Rows
    targets: Rows
    sizes: Floats


def cluster_flow(before: Labels, after: Labels, weights: Floats | None = None) -> ClusterFlow:
    """The flow between two labelings (n,) of the same points, with `weights` (n,) if there are any.

    Labels are whole numbers from 0, -1 for noise. Pairs that share no weight are left out. Raises ValueError
    where the labelings have different lengths.
    """
    if len(before) != len(after):
        raise ValueError(f"there are {len(before)} labels before and {len(after)} after")
    columns = int(after.max(initial=-1)) + 2
    cells = (before.astype(np.intp) + 1) * columns + after + 1
    found, sizes = _counted(cells, weights, (int(before.max(initial=-1)) + 2) * columns)
    sources, targets = np.divmod(found, columns)
    return ClusterFlow(sources - 1, targets - 1, sizes)


def _counted(cells: Rows, weights: Floats | None, n_cells: int) -> tuple[Rows, Floats]:
    """The cells that have a size, ascending, and their sizes."""
    names, places = (None, cells) if n_cells <= MAX_COUNTED_CELLS else np.unique(cells, return_inverse=True)
    sizes = np.bincount(places, weights).astype(float)
    there = np.flatnonzero(sizes)
    return (there if names is None else names[there]), sizes[there]
