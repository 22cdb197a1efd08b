"""Affinities of points as edge weights of a graph: of all pairs, or of nearest neighbors only."""

from collections.abc import Iterator

import numpy as np

from clusterlab.kernels.neighbors import kd_tree
from clusterlab.kernels.typing import CancelCheck, Floats, Rows, chunks

MAX_BLOCK_DISTANCES = 4_000_000
"""Distances computed at a time."""
DISTANCE_SAMPLE_SIZE = 1_000
MAX_TIES, TIE_TOLERANCE = 8, 1e-6
"""The most neighbors added as ties, and the relative difference of distances that counts as a tie."""


def fill_rbf_affinity(points: Floats, gamma: float, affinity: Floats) -> Iterator[None]:
    """Fills `affinity` (n, n) with exp(-gamma |x - y|^2) for all pairs of `points` (n, d); yields per block.

    The diagonal is zero. `gamma` is in inverse squared units of the points. (Ng, Jordan, Weiss 2002.)
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


def neighbor_edges(points: Floats, k: int, check_canceled: CancelCheck) -> tuple[Rows, Rows, Floats]:
    """The edges from each of `points` (n, d) to its `k` nearest neighbors: rows, rows and weights (m,).

    An edge has weight 1 where each point is a neighbor of the other, else 1/2, and is listed in both
    directions. Up to `MAX_TIES` points as far as the k-th are neighbors too. There must be more than `k`
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
    """The median distance of about 1,000 of `points` (n, d) to their `k`-th nearest neighbor."""
    sample = points[:: -(-len(points) // DISTANCE_SAMPLE_SIZE)]
    distances = kd_tree(points).query(sample, k=[min(k + 1, len(points))])[0]
    return float(np.median(distances))
