"""What a step shows and says of the points it picked or moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.formatting import listing
from clusterlab.core.marks import Rings
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Rows


@dataclass(frozen=True)
class Move:
    """A point that an empty cluster took from another."""

    row: int
    donor: int
    cluster: int


def rings(picked: int | None, candidates: Rows | None, moves: Sequence[Move]) -> tuple[Rings, ...]:
    """Rings around the candidates for a center, the one that was picked, and points that were moved."""
    found = []
    if candidates is not None and len(candidates) > 1:
        found.append(Rings(np.unique(candidates), "candidates"))
    if picked is not None:
        found.append(Rings(np.array([picked]), "picked"))
    if moves:
        found.append(Rings(np.array([move.row for move in moves]), "moved to an empty cluster"))
    return tuple(found)


def among(candidates: Rows | None) -> str:
    """Of how many candidates a pick is the best; empty where there was one only."""
    if candidates is None or len(candidates) < 2:
        return ""
    return f", the best of {len(candidates)} candidates"


def filling(moves: Sequence[Move], points: Points) -> str:
    """Which empty clusters took which points; empty where none did."""
    names = [f"{move.cluster + 1} took row {points.order[move.row] + 1:,}" for move in moves]
    return f" Empty cluster {listing(names)}, the farthest from its center." if names else ""
