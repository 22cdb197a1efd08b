"""A step of k-means by single transfers: its state, marks and caption."""

from dataclasses import dataclass
from typing import NamedTuple

from clusterlab.algorithms.common.centers_step import CentersStep
from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Rows

MAX_TRANSFER_HIGHLIGHTS = 200
"""The moved points are highlighted where there are at most this many."""


class Transfer(NamedTuple):
    """A point (its row) that moved from the cluster `donor` to `cluster`, lowering the inertia by `gain`."""

    row: int
    donor: int
    cluster: int
    gain: float


@dataclass(frozen=True, eq=False, kw_only=True)
class TransferStep(CentersStep):
    """Centers (k, d), each the mean of its points, and the rows (m,) that have just moved.

    `gain` is by how much that lowered the inertia; `transfer` is set at a single transfer.
    """

    rows: Rows
    gain: float = 0.0
    transfer: Transfer | None = None

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, assignment lines, regions, centers, and highlights of the points that moved."""
        assert self.labels is not None
        show_highlights = 0 < len(self.rows) <= MAX_TRANSFER_HIGHLIGHTS
        meaning = "transferred" if self.transfer is not None else "batch"
        return (
            Regions(self.classify, self.k),
            AssignmentLines(self.labels, self.positions),
            PointMarks(self.labels),
            *([Highlights(self.rows, meaning)] if show_highlights else []),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """Which points moved, and by how much that lowered the inertia."""
        gain = points.units.squared(self.gain)
        if self.transfer is not None:
            moved = Message(
                "Row {row} moves from cluster {donor!s} to {cluster!s}; inertia falls by {gain}, "
                "both centers move.",
                row=points.order[self.transfer.row] + 1,
                donor=self.transfer.donor + 1,
                cluster=self.transfer.cluster + 1,
                gain=gain,
            )
        elif self.phase == "assign":
            moved = Message("Each of {n:# point|# points} stays with its nearest center.", n=points.n)
        else:
            template = "{n:# point|# points} changed cluster one at a time; inertia fell by {gain}."
            moved = Message(template, n=len(self.rows), gain=gain)
        return sentences(moved, *self.notes)
