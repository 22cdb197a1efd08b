"""Highlights and captions of the points that a step picked as centers or moved to an empty cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.marks import Highlights
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Rows


@dataclass(frozen=True)
class MovedPoint:
    """A point (its row) that was moved from the cluster `donor` to the empty cluster `cluster`."""

    row: int
    donor: int
    cluster: int


def point_highlights(
    picked: int | None, candidates: Rows | None, moved_points: Sequence[MovedPoint]
) -> tuple[Highlights, ...]:
    """Highlights of the candidates for a center, of the picked row, and of the moved points."""
    found = []
    if candidates is not None and len(candidates) > 1:
        found.append(Highlights(np.unique(candidates), "candidates"))
    if picked is not None:
        found.append(Highlights(np.array([picked]), "picked"))
    if moved_points:
        found.append(Highlights(np.array([move.row for move in moved_points]), "moved to an empty cluster"))
    return tuple(found)


def candidate_count(candidates: Rows | None) -> int:
    """Of how many candidates a picked center was the best: 1 where it was drawn alone."""
    return 1 if candidates is None else max(1, len(candidates))


def refill_caption(moved_points: Sequence[MovedPoint], points: Points) -> Message:
    """The sentence that names the points moved to empty clusters; empty where there are none."""
    moves = [
        Message(
            "{cluster} took row {row}",
            cluster=ClusterReference(move.cluster),
            row=points.row_number(move.row),
        )
        for move in moved_points
    ]
    return Message("Empty {moves}, the farthest from its center.", moves=moves) if moves else Message()
