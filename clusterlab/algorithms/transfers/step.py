"""A step of k-means by single transfers: its state, marks and caption."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from clusterlab.algorithms import transfers
from clusterlab.algorithms.common.centers_step import CentersStep
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Rows

if TYPE_CHECKING:
    from clusterlab.core.formula import Formula

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

    `gain` is by how much that lowered the inertia; `transfer` is set at a single transfer. The sweeps over
    the points are the iterations after the first, in which k-means may have moved the points before.
    """

    rows: Rows
    gain: float = 0.0
    transfer: Transfer | None = None
    first_iteration: int = 0

    @property
    def sweeps(self) -> int:
        """How many sweeps over the points have begun."""
        return self.iteration - self.first_iteration

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

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """What its transfer saved, or would save and cost."""
        return transfers.reason_of_transfer(self, points, row)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """What a transfer saves and costs."""
        return transfers.transfer_formulas(self, points, before, focus)

    def caption(self, points: Points, before: Step | None) -> Message:
        """Which points moved, and by how much that lowered the inertia."""
        gain = points.units.squared(self.gain)
        if self.transfer is not None:
            moved = Message(
                "Row {row} moves from {donor} to {cluster}; inertia falls by {gain}, both centers move.",
                row=points.row_number(self.transfer.row),
                donor=ClusterReference(self.transfer.donor),
                cluster=ClusterReference(self.transfer.cluster),
                gain=gain,
            )
        elif self.phase == "assign":
            moved = Message("Each of {n:# point|# points} stays with its nearest center.", n=points.n)
        else:
            template = "{n:# point|# points} changed cluster one at a time; inertia fell by {gain}."
            moved = Message(template, n=len(self.rows), gain=gain)
        return sentences(moved, *self.notes)
