"""A step of k-means by single transfers: its state, marks and caption."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.objective import INERTIA
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_TRANSFER_HIGHLIGHTS = 200
"""The moved points are highlighted where there are at most this many."""


class Transfer(NamedTuple):
    """A point (its row) that moved from the cluster `donor` to `cluster`, lowering the inertia by `gain`."""

    row: int
    donor: int
    cluster: int
    gain: float


@dataclass(frozen=True, eq=False, kw_only=True)
class TransferStep(Step):
    """Centers (k, d), each the mean of its points, and the rows (m,) that have just moved.

    `gain` is by how much that lowered the inertia; `transfer` is set at a single transfer.
    """

    positions: Floats
    rows: Rows
    gain: float = 0.0
    transfer: Transfer | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in normalized coordinates."""
        return self.positions

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
                "Row {row} goes from cluster {donor!s} to {cluster!s}, which gains {gain}; "
                "both centers follow at once.",
                row=points.order[self.transfer.row] + 1,
                donor=self.transfer.donor + 1,
                cluster=self.transfer.cluster + 1,
                gain=gain,
            )
        elif self.phase == "assign":
            moved = Message("Each of {n:# point|# points} stays with its nearest center.", n=points.n)
        else:
            template = "{n:# point|# points} changed cluster, one after another, and gained {gain}."
            moved = Message(template, n=len(self.rows), gain=gain)
        return sentences(moved, *self.notes)

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each of `places` (m, d): (m,)."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia, in squared units of the data; empty while it is unknown."""
        return {} if self.objective is None else {INERTIA.key: points.units.squared(self.objective)}

    def inertia(self, points: Points) -> float | None:
        """The objective where it is known, else computed from labels and centers."""
        return super().inertia(points) if self.objective is None else self.objective

    def model(self, units: Units) -> dict[str, Any]:
        """The centers (k, d), in the data's units."""
        return {"centers": units.positions(self.positions)}
