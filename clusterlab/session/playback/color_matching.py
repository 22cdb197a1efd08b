"""The palette number of each cluster, so that a color stays with its cluster from run to run."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats, Labels
from clusterlab.metrics.cluster_flow import ClusterFlow, cluster_flow
from clusterlab.session.state.cluster_colors import PALETTE_SIZE


def completed_colors(colors: Sequence[int], k: int) -> tuple[int, ...]:
    """Colors of `k` clusters: the given ones, and for clusters beyond them the first unused ones."""
    free = (number for number in range(len(colors) + k) if number not in colors)
    return (*colors[:k], *(next(free) for _ in range(k - len(colors))))


def colors_matched_by_overlap(colors: Sequence[int], old: Labels, new: Labels, k: int) -> tuple[int, ...]:
    """Colors of `k` new clusters: each takes that of the old cluster with which it shares most points.

    `old` and `new` label the same points (n,).
    """
    return colors_matched_by_shares(colors, cluster_flow(old, new), k)


def colors_matched_by_shares(colors: Sequence[int], flow: ClusterFlow, k: int) -> tuple[int, ...]:
    """The same from the sizes of the shares: the pairs have the greatest total overlap (Kuhn 1955)."""
    shared = np.zeros((len(colors), k))
    both = (flow.sources >= 0) & (flow.targets >= 0)
    shared[flow.sources[both], flow.targets[both]] = flow.sizes[both]
    return _assigned(colors, -shared, shared > 0)


def colors_matched_by_distance(colors: Sequence[int], old: Floats, new: Floats) -> tuple[int, ...]:
    """Colors of new clusters: each takes that of an old one whose center (k, d) is near.

    The pairs have the least total squared distance (Kuhn 1955).
    """
    size = -int(np.frexp(max(np.abs(old).max(initial=0), np.abs(new).max(initial=0)))[1])
    old, new = np.ldexp(old, size), np.ldexp(new, size)  # so that no square overflows
    apart = ((old[:, None] - new[None]) ** 2).sum(axis=2)
    return _assigned(colors[: len(old)], apart, np.ones_like(apart, bool))


def _assigned(colors: Sequence[int], cost: Floats, allowed: NDArray[np.bool_]) -> tuple[int, ...]:
    """The colors of the assignment with the least total cost; pairs that are not `allowed` share none."""
    from scipy.optimize import linear_sum_assignment  # slow to import, and used on the worker's thread only

    pairs = zip(*linear_sum_assignment(cost), strict=True)
    return _distinct({int(j): colors[i] for i, j in pairs if allowed[i, j]}, cost.shape[1])


def _distinct(inherited: Mapping[int, int], k: int) -> tuple[int, ...]:
    """Distinct colors of `k` clusters; the `inherited` ones are kept unless a palette color would repeat.

    All are below the least multiple of the palette size that is at least `k`: so no palette color is used
    twice where the palette has one for each cluster.
    """
    limit = -(-k // PALETTE_SIZE) * PALETTE_SIZE
    kept: dict[int, int] = {}
    used: set[int] = set()
    for cluster, color in sorted(inherited.items(), key=lambda item: item[1] >= limit):
        if color % limit not in used:
            kept[cluster] = color % limit
            used.add(color % limit)
    free = (color for color in range(limit) if color not in used)
    return tuple(kept[j] if j in kept else next(free) for j in range(k))
