"""The dendrogram of a hierarchy, truncated to its last merges where there are many points."""

import numpy as np

from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.charts import Dendrogram
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Units
from clusterlab.core.terms import sentence_of
from clusterlab.kernels.typing import Rows

MAX_FULL_TREE_LEAVES = 150
"""The dendrogram of at most this many points is not truncated."""
TRUNCATED_LEAVES = 30
"""The number of leaves of a truncated dendrogram: few enough that each can be labeled with its size."""


def dendrogram(hierarchy: Hierarchy, units: Units, k: int, left: int) -> Dendrogram:
    """The dendrogram with heights in the data's units, cut at `k` clusters, at a step with `left` clusters.

    Of more than `MAX_FULL_TREE_LEAVES` points it has the last `TRUNCATED_LEAVES` clusters as leaves.
    """
    n = hierarchy.n
    m = n if n <= MAX_FULL_TREE_LEAVES else TRUNCATED_LEAVES
    heights = np.array([units.distance(height) for height in hierarchy.merges[max(0, n - m - 1) :, 2]])
    truncation_note = Message(
        "The last {shown:# merge|# merges} of {merges} are shown; below each branch is its number of points.",
        shown=m - 1,
        merges=n - 1,
    )
    return Dendrogram(
        title=Message("Dendrogram"),
        help=sentences(
            Message(sentence_of("Dendrogram")),
            truncation_note if m < n else Message(),
            Message(
                "Each branch below the dashed line is a cluster. A large distance between two "
                "merges suggests a cut there."
            ),
        ),
        **_tree(hierarchy, m),
        heights=heights[-(m - 1) :],
        floor=0.0 if m == n else float(heights[0]),
        k=k,
        left=left,
        param="k",
    )


def _tree(hierarchy: Hierarchy, m: int) -> dict[str, Rows]:
    """The sizes (m,), pairs (m - 1, 2) and labels (2 m - 1,) of the tree over the last `m` clusters."""
    n = hierarchy.n
    pairs = hierarchy.merges[n - m :, :2].astype(np.intp)
    leaf_numbers = np.setdiff1d(pairs, np.arange(2 * n - m, 2 * n - 1))
    leaf_numbers = leaf_numbers[np.argsort(hierarchy.leaf_starts[leaf_numbers])]
    numbers = np.concatenate([leaf_numbers, np.arange(2 * n - m, 2 * n - 1)])
    new_numbers = np.zeros(2 * n - 1, np.intp)
    new_numbers[numbers] = np.arange(2 * m - 1)
    sizes = np.array([hierarchy.size(number) for number in leaf_numbers.tolist()], np.intp)
    return {"sizes": sizes, "pairs": new_numbers[pairs], "labels": hierarchy.labels[numbers]}
