"""A step of mini-batch k-means: its state, marks and caption."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms import minibatch
from clusterlab.algorithms.common.centers_step import CentersStep
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.objective import INERTIA, Objective
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.kernels.nearest import assign_points
from clusterlab.kernels.typing import Floats, Labels, Rows

if TYPE_CHECKING:
    from clusterlab.core.formula import Formula

SMOOTHED_INERTIA = Objective(
    "Smoothed inertia",
    "smoothed_inertia",
    lower_is_better=True,
    help=sentence_of("Smoothed inertia"),
)
MAX_LISTED_COUNTS = 6
"""The caption lists the counts of up to this many clusters; of more it states their range."""


@dataclass(frozen=True)
class CenterReset:
    """The reset of the center of a cluster that was assigned too few points to the position of a row."""

    cluster: int
    row: int


@dataclass(frozen=True, eq=False, kw_only=True)
class MiniBatchStep(CentersStep):
    """Centers (k, d) and `center_counts` (k,), the number of points each was ever assigned (v).

    A batch step also holds its `rows` (b,) in the order drawn, their number per cluster, `batch_counts` (k,),
    the `smoothed` inertia per point, its minimum so far (`best_smoothed`), the `batches_without_improvement`
    of it, the points `drawn` since the last check for resets, and the `resets` that it made.

    Of a stream `rows_received` rows were read so far; the last ones are the `window`, to which `rows` refer.
    """

    discarded_fields: ClassVar[tuple[str, ...]] = ("labels", "window")

    center_counts: Floats
    rows: Rows | None = None
    batch_counts: Floats | None = None
    smoothed: float | None = None
    best_smoothed: float | None = None
    batches_without_improvement: int = 0
    drawn: int = 0
    resets: tuple[CenterReset, ...] = ()
    rows_received: int = 0
    window: Points | None = None

    @property
    def estimated_objective(self) -> Objective | None:
        """The smoothed inertia; None at the assign step, which computes the inertia of all points."""
        return None if self.phase == "assign" else SMOOTHED_INERTIA

    @property
    def discardable(self) -> tuple[NDArray[Any], ...]:
        """The window of a stream, else the labels."""
        return super().discardable if self.window is None else (self.window.values,)

    def window_points(self, points: Points) -> Points:
        """The window of a stream, else `points`."""
        return self.window or points

    @property
    def shard_labeling(self) -> Callable[[Floats], Labels] | None:
        """The nearest of the centers of now."""
        return self.classify

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by nearest center, regions, assignment lines, centers, highlights of the batch and resets.

        The labels are computed for drawing only: a batch step itself does not need them.
        """
        points = self.window_points(points)
        regions, centers = Regions(self.classify, self.k), Centers(self.positions)
        if isinstance(points, ShardedPoints):
            return regions, PointMarks(classify=self.shard_labeling), *self._highlights(), centers
        labels = assign_points(points.blocks, self.positions).labels if self.labels is None else self.labels
        return (
            regions,
            AssignmentLines(labels, self.positions),
            PointMarks(labels),
            *self._highlights(),
            centers,
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """What this step did, in numbers."""
        captions = {
            "start": self._start_caption,
            "batch": self._batch_caption,
            "assign": self._assign_caption,
        }
        return sentences(captions[self.phase](points), *self.notes)

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """The distances to the nearest centers, and whether it is in this batch."""
        return minibatch.reason_of_batch(self, self.window_points(points), row, before)

    def explain_center(self, points: Points, cluster: int, before: Step | None = None) -> Reason:
        """How far the points of the batch moved a center."""
        return minibatch.reason_of_batch_center(self, points, cluster, before)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The move of a center by the batch, or the distances of a point."""
        return minibatch.batch_formulas(self, self._numbered_points(points), before, focus)

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia at the assign step, else its estimate, in squared units of the data."""
        if self.objective is None:
            return {}
        key = INERTIA.key if self.estimated_objective is None else SMOOTHED_INERTIA.key
        return {key: points.units.squared(self.objective)}

    def inertia(self, points: Points) -> float | None:
        """The objective where it is that of every point, else the inertia of the labels."""
        known = self.objective is not None and self.estimated_objective is None
        return self.objective if known else super().inertia(points)

    def model(self, units: Units) -> dict[str, Any]:
        """The centers (k, d) in the data's units, and the number of points each was assigned (k,)."""
        return {"centers": units.positions(self.positions), "counts": self.center_counts}

    def center_details(self, cluster: int) -> tuple[tuple[Message, Message], ...]:
        """The number of points a center was assigned, in this batch and in total, and its learning rate."""
        count, details = float(self.center_counts[cluster]), list[tuple[Message, Message]]()
        if self.batch_counts is not None:
            batch_count = round(self.batch_counts[cluster])
            details.append((Message("points of this batch"), Message("{n}", n=batch_count)))
        details.append((Message("points so far"), Message("{n}", n=round(count))))
        if count:
            details.append((Message("learning rate, 1/count"), Message("{rate}", rate=1 / count)))
        return tuple(details)

    def _highlights(self) -> tuple[Mark, ...]:
        highlights = [] if self.rows is None else [Highlights(np.unique(self.rows), "batch")]
        if self.resets:
            highlights.append(
                Highlights(
                    np.array([reset.row for reset in self.resets]), "new place of a center with few points"
                )
            )
        return tuple(highlights)

    def _start_caption(self, points: Points) -> Message:
        return Message("The next batch goes on from here.")

    def _batch_caption(self, points: Points) -> Message:
        moves = Message("Each moves its center by 1/count.")
        if self.resets:
            resets = [self._reset_text(reset, points) for reset in self.resets]
            moves = Message("Centers with few points moved: {resets}.", resets=resets)
        return sentences(self._drawn_caption(), moves)

    def _reset_text(self, reset: CenterReset, points: Points) -> Message:
        """The center and the row that it was moved to."""
        row = self._numbered_points(points).row_number(reset.row)
        return Message("{cluster} to row {row}", cluster=ClusterReference(reset.cluster), row=row)

    def _drawn_caption(self) -> Message:
        """How many points the batch has, and where clusters are few, how many of them each was assigned."""
        assert self.rows is not None
        assert self.batch_counts is not None
        drawn = (
            Message(
                "{n:# new row|# new rows}, {received} so far",
                n=len(self.rows),
                received=self.rows_received,
            )
            if self.rows_received
            else Message("{n:# point|# points} drawn", n=len(self.rows))
        )
        if self.k > MAX_LISTED_COUNTS:
            return Message("{drawn}.", drawn=drawn)
        template = (
            "{drawn}: {counts} for the one cluster." if self.k == 1 else "{drawn}: {counts} by cluster."
        )
        return Message(template, drawn=drawn, counts=self.batch_counts.astype(int).tolist(), k=self.k)

    def _assign_caption(self, points: Points) -> Message:
        n = self.window_points(points).n
        return Message("Each of {n:# point|# points} joins its nearest center.", n=n)

    def _numbered_points(self, points: Points) -> Points:
        """`points`, or the window of a stream, whose rows are counted among all that were received."""
        if self.window is None:
            return points
        return self.window.with_source_rows(np.arange(self.window.n) + self.rows_received - self.window.n)
