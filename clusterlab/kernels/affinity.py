"""How alike points are, as the weights of a graph: of all pairs, or of nearest neighbors alone."""

from collections.abc import Callable, Iterator

import numpy as np

from clusterlab.kernels.neighbors import tree
from clusterlab.kernels.typing import Floats, Rows, chunks

AT_ONCE = 4_000_000
"""So many distances are made at a time."""
ASKED = 1_000
TIES, SAME = 8, 1e-6
"""So many more neighbors may be tied, where their distances differ by no more than this share."""


def rbf_parts(points: Floats, gamma: float, found: Floats) -> Iterator[None]:
    """Fills `found` (n, n) with exp(-gamma |x - y|^2) for all pairs of `points` (n, d), with pauses.

    No point is alike to itself. `gamma` is in inverse squared units of the points. (Ng, Jordan, Weiss 2002.)
    """
    from scipy.spatial.distance import cdist  # slow to import

    n, rows = len(points), np.ascontiguousarray(points)
    for part in chunks(n, max(1, AT_ONCE // n)):
        block = found[part]
        cdist(rows[part], rows, "sqeuclidean", out=block)
        block *= -gamma
        np.exp(block, out=block)
        yield
    np.fill_diagonal(found, 0.0)


def neighbor_edges(points: Floats, k: int, pause: Callable[[], None]) -> tuple[Rows, Rows, Floats]:
    """The edges from each of `points` (n, d) to its `k` nearest others: rows, rows and weights (m,).

    An edge weighs 1 where both are among the nearest of each other, else 1/2; each is there in both
    directions. What is as far as the k-th is tied too, up to `TIES` more. There must be more than `k`
    points. (von Luxburg 2007.)
    """
    n, grown, found = len(points), tree(points), []
    for part in chunks(n, max(1, AT_ONCE // (10 * (k + 1)))):
        pause()
        away, near = grown.query(points[part], k=min(k + 1 + TIES, n))
        tied = away <= away[:, [k]] * (1 + SAME)
        out = np.broadcast_to(np.arange(part.start, part.stop)[:, None], near.shape)
        tied &= near != out
        found.append((out[tied], near[tied]))
    sources, ends = (np.concatenate(side) for side in zip(*found, strict=True))
    keys, counts = np.unique(np.concatenate([sources * n + ends, ends * n + sources]), return_counts=True)
    return keys // n, keys % n, counts / 2


def typical_distance(points: Floats, k: int) -> float:
    """The median distance of `points` (n, d) to their `k`-th nearest other, asked of a thousand of them."""
    some = points[:: -(-len(points) // ASKED)]
    away = tree(points).query(some, k=[min(k + 1, len(points))])[0]
    return float(np.median(away))
