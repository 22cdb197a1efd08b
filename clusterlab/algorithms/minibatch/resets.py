"""Resets of the centers of mini-batch k-means that were assigned too few points."""

import numpy as np

from clusterlab.algorithms.minibatch.step import CenterReset
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats, Rows

REASSIGNMENT_RATIO = 0.01
"""A center with a count below this share of the largest count is reset."""


def choose_resets(
    points: Points, rows: Rows, positions: Floats, low_count: Rows, rng: "np.random.Generator"
) -> tuple[CenterReset, ...]:
    """The clusters `low_count` (m,), each with a row (b,) at which no center is; at most b / 2 of them."""
    if not len(low_count):
        return ()
    occupied, free = {position.tobytes() for position in positions + 0.0}, []
    for row in rng.permutation(np.unique(rows)).tolist():
        position = (points.take([row])[0] + 0.0).tobytes()
        if position not in occupied:
            occupied.add(position)
            free.append(row)
    return tuple(
        CenterReset(int(cluster), row)
        for cluster, row in zip(low_count, free[: max(1, len(rows) // 2)], strict=False)
    )


def apply_resets(
    points: Points, positions: Floats, center_counts: Floats, resets: tuple[CenterReset, ...]
) -> tuple[Floats, Floats]:
    """The centers and counts after the resets, whose counts are the lowest of the other centers."""
    if not resets:
        return positions, center_counts
    clusters = [reset.cluster for reset in resets]
    positions[clusters] = points.take([reset.row for reset in resets])
    center_counts[clusters] = np.delete(
        center_counts, np.flatnonzero(center_counts < REASSIGNMENT_RATIO * center_counts.max())
    ).min()
    return positions, center_counts
