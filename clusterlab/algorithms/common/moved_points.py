"""What a step shows and says of the points it picked or moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.formatting import format_list
from clusterlab.core.marks import Highlights
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Rows


@dataclass(frozen=True)
class MovedPoint:
    """A point that an empty cluster took from another."""

    row: int
    donor: int
    cluster: int


def point_highlights(
    picked: int | None, candidates: Rows | None, moved_points: Sequence[MovedPoint]
) -> tuple[Highlights, ...]:
    """Rings around the candidates for a center, the one that was picked, and points that were moved."""
    found = []
    if candidates is not None and len(candidates) > 1:
        found.append(Highlights(np.unique(candidates), "candidates"))
    if picked is not None:
        found.append(Highlights(np.array([picked]), "picked"))
    if moved_points:
        found.append(Highlights(np.array([move.row for move in moved_points]), "moved to an empty cluster"))
    return tuple(found)


def candidates_caption(candidates: Rows | None) -> str:
    """Of how many candidates a pick is the best; empty where there was one only."""
    if candidates is None or len(candidates) < 2:
        return ""
    return f", the best of {len(candidates)} candidates"


def refill_caption(moved_points: Sequence[MovedPoint], points: Points) -> str:
    """Which empty clusters took which points; empty where none did."""
    names = [f"{move.cluster + 1} took row {points.order[move.row] + 1:,}" for move in moved_points]
    return f" Empty cluster {format_list(names)}, the farthest from its center." if names else ""
