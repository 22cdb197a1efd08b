"""The top of a hierarchy as a tree that is drawn: what merges last, and in which order its branches stand."""

import numpy as np

from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.charts import Dendrogram
from clusterlab.core.formatting import format_count
from clusterlab.core.points import Units
from clusterlab.kernels.typing import Rows

MAX_FULL_TREE_LEAVES = 150
"""The tree of up to so many points is drawn whole."""
TRUNCATED_LEAVES = 30
"""Of more points so many clusters stand at the foot of the tree: each has room for its size."""


def dendrogram(hierarchy: Hierarchy, units: Units, k: int, left: int) -> Dendrogram:
    """The tree of a hierarchy, its heights in the units of the data, where `left` clusters are left.

    Its cut leaves `k`. Of many points only the top is drawn, as is usual.
    """
    n = hierarchy.n
    m = n if n <= MAX_FULL_TREE_LEAVES else TRUNCATED_LEAVES
    heights = np.array([units.distance(height) for height in hierarchy.merges[max(0, n - m - 1) :, 2]])
    merges = f"the last {format_count(m - 1, 'merge')} of {n - 1:,}"
    truncation_note = f" Here are {merges}; below each branch stands its number of points." if m < n else ""
    return Dendrogram(
        title="Dendrogram",
        help=(
            "Where two branches meet, two clusters merge; the height of a merge is the root of twice what it "
            f"adds to the inertia.{truncation_note} What hangs below the dashed line is one cluster "
            "each: drag it, or move it with Up and Down, to choose K. A long way between two merges speaks "
            "for a cut there."
        ),
        **_tree(hierarchy, m),
        heights=heights[-(m - 1) :],
        floor=0.0 if m == n else float(heights[0]),
        k=k,
        left=left,
        param="k",
    )


def _tree(hierarchy: Hierarchy, m: int) -> dict[str, Rows]:
    """Sizes, pairs and labels of the tree over the last `m` clusters."""
    n = hierarchy.n
    labels = np.zeros(2 * n - 1, np.intp)
    for label in range(1, m):
        larger, smaller = hierarchy.children_of(label)
        labels[larger], labels[smaller] = labels[2 * n - 1 - label], label
    pairs = hierarchy.merges[n - m :, :2].astype(np.intp)
    leaf_numbers = np.setdiff1d(pairs, np.arange(2 * n - m, 2 * n - 1))
    leaf_numbers = leaf_numbers[np.argsort(hierarchy.leaf_starts[leaf_numbers])]
    numbers = np.concatenate([leaf_numbers, np.arange(2 * n - m, 2 * n - 1)])
    new_numbers = np.zeros(2 * n - 1, np.intp)
    new_numbers[numbers] = np.arange(2 * m - 1)
    sizes = np.array([hierarchy.size(number) for number in leaf_numbers.tolist()], np.intp)
    return {"sizes": sizes, "pairs": new_numbers[pairs], "labels": labels[numbers]}
