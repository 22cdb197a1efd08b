"""Which palette color each cluster wears, so that a color stays with its cluster from run to run."""

from collections.abc import Sequence

import numpy as np

from clusterlab.kernels.typing import Floats, Labels


def completed_colors(colors: Sequence[int], k: int) -> tuple[int, ...]:
    """Colors of `k` clusters: the given ones, and for clusters beyond them the first that nobody wears."""
    free = (number for number in range(len(colors) + k) if number not in colors)
    return (*colors[:k], *(next(free) for _ in range(k - len(colors))))


def colors_matched_by_overlap(colors: Sequence[int], old: Labels, new: Labels, k: int) -> tuple[int, ...]:
    """Colors of `k` new clusters: each takes that of the old cluster with which it shares most points.

    `old` and `new` label the same points (n,); the pairs are the best together (Kuhn 1955).
    """
    shared = np.zeros((len(colors), k))
    both = (old >= 0) & (new >= 0)
    np.add.at(shared, (old[both], new[both]), 1)
    return _assigned(colors, -shared, shared > 0)


def colors_matched_by_distance(colors: Sequence[int], old: Floats, new: Floats) -> tuple[int, ...]:
    """Colors of new clusters by the distance of their centers (k, d) from the old ones."""
    size = -int(np.frexp(max(np.abs(old).max(initial=0), np.abs(new).max(initial=0)))[1])
    old, new = np.ldexp(old, size - 1), np.ldexp(new, size - 1)  # so that no square overflows
    apart = ((old[:, None] - new[None]) ** 2).sum(axis=2)
    return _assigned(colors[: len(old)], apart, np.ones_like(apart, bool))


def for_all(colors: Sequence[int], k: int) -> tuple[int, ...]:
    """The colors of `k` clusters: the given ones, and for those beyond them the first that nobody wears."""
    free = (number for number in range(len(colors) + k) if number not in colors)
    return (*colors[:k], *(next(free) for _ in range(k - len(colors))))


def _assigned(colors: Sequence[int], cost: Floats, allowed: np.ndarray) -> tuple[int, ...]:
    from scipy.optimize import (
        linear_sum_assignment,  # slow to import, and needed off the window's thread only
    )

    given: dict[int, int] = {}
    for row, column in zip(*linear_sum_assignment(cost), strict=True):
        if allowed[row, column]:
            given[int(column)] = colors[row]
    free = iter(color for color in range(len(colors) + cost.shape[1]) if color not in given.values())
    return tuple(given[j] if j in given else next(free) for j in range(cost.shape[1]))
