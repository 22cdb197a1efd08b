"""How alike points are, as the weights of a graph: of all pairs, or of nearest neighbors alone."""

from collections.abc import Callable, Iterator

import numpy as np

from clusterlab.kernels.neighbors import kd_tree
from clusterlab.kernels.typing import Floats, Rows, chunks

MAX_BLOCK_DISTANCES = 4_000_000
"""So many distances are made at a time."""
SAMPLE_SIZE = 1_000
MAX_TIES, TIE_TOLERANCE = 8, 1e-6
"""So many more neighbors may be tied, where their distances differ by no more than this share."""


def fill_rbf_affinity(points: Floats, gamma: float, affinity: Floats) -> Iterator[None]:
    """Fills `affinity` (n, n) with exp(-gamma |x - y|^2) for all pairs of `points` (n, d), with pauses.

    No point is alike to itself. `gamma` is in inverse squared units of the points. (Ng, Jordan, Weiss 2002.)
    """
    from scipy.spatial.distance import cdist  # slow to import

    n, rows = len(points), np.ascontiguousarray(points)
    for part in chunks(n, max(1, MAX_BLOCK_DISTANCES // n)):
        block = affinity[part]
        cdist(rows[part], rows, "sqeuclidean", out=block)
        block *= -gamma
        np.exp(block, out=block)
        yield
    np.fill_diagonal(affinity, 0.0)


def neighbor_edges(points: Floats, k: int, check_canceled: Callable[[], None]) -> tuple[Rows, Rows, Floats]:
    """The edges from each of `points` (n, d) to its `k` nearest others: rows, rows and weights (m,).

    An edge weighs 1 where both are among the nearest of each other, else 1/2; each is there in both
    directions. What is as far as the k-th is tied too, up to `MAX_TIES` more. There must be more than `k`
    points. (von Luxburg 2007.)
    """
    n, tree, affinity = len(points), kd_tree(points), []
    for part in chunks(n, max(1, MAX_BLOCK_DISTANCES // (10 * (k + 1)))):
        check_canceled()
        distances, neighbors = tree.query(points[part], k=min(k + 1 + MAX_TIES, n))
        tied = distances <= distances[:, [k]] * (1 + TIE_TOLERANCE)
        out = np.broadcast_to(np.arange(part.start, part.stop)[:, None], neighbors.shape)
        tied &= neighbors != out
        affinity.append((out[tied], neighbors[tied]))
    sources, ends = (np.concatenate(side) for side in zip(*affinity, strict=True))
    keys, counts = np.unique(np.concatenate([sources * n + ends, ends * n + sources]), return_counts=True)
    return keys // n, keys % n, counts / 2


def typical_distance(points: Floats, k: int) -> float:
    """The median distance of `points` (n, d) to their `k`-th nearest other, asked of a thousand of them."""
    sample = points[:: -(-len(points) // SAMPLE_SIZE)]
    distances = kd_tree(points).query(sample, k=[min(k + 1, len(points))])[0]
    return float(np.median(distances))
