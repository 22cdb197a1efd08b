"""Clusters by eye as a run of one step, so that they are shown and measured as those of any algorithm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.late_names import late_value
from clusterlab.core.marks import Mark, PointMarks
from clusterlab.core.message import Message
from clusterlab.core.objective import INERTIA, Objective
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assigned_inertia, nearest
from clusterlab.kernels.typing import Floats, Labels
from clusterlab.metrics.relative_distances import means_of_clusters
from clusterlab.session.state.hand_partition import labels_of_rows

if TYPE_CHECKING:
    from clusterlab.core.fit_script import FitScript
    from clusterlab.core.formula import Formula

PHASE = "your clusters"
NOT_ASSIGNED = Message("Not assigned")


@dataclass(frozen=True, eq=False, kw_only=True)
class ByEyeStep(Step):
    """The clusters that a person made, with their `means` (k, d) in normalized coordinates.

    The objective is the inertia of the points in clusters, None where there are none.
    """

    means: Floats

    iteration_unit: ClassVar[str] = ""

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label."""
        return (PointMarks(self.labels, unlabeled_name=NOT_ASSIGNED),)

    def caption(self, points: Points, before: Step | None) -> Message:
        """How many clusters there are, and how figures treat the points in none of them."""
        left = points.n - self.n_measured(points)
        if not self.k:
            return Message("No clusters yet: select some points and make them a cluster.")
        if not left:
            return Message("{k:# cluster|# clusters} made by eye; every point is in one.", k=self.k)
        template = (
            "{k:# cluster|# clusters} made by eye. {left} of {n:# point|# points} are not assigned: inertia "
            "and silhouette leave them out, ARI counts them as one group."
        )
        return Message(template, k=self.k, left=left, n=points.n)

    def n_measured(self, points: Points) -> int:
        """How many points are in clusters."""
        return 0 if self.labels is None else int(np.count_nonzero(self.labels >= 0))

    def classify(self, places: Floats) -> Labels:
        """The cluster with the nearest mean; -1 without clusters."""
        return nearest(places, self.means)[0] if self.k else np.full(len(places), -1, np.int8)

    def inertia(self, points: Points) -> float | None:
        """That of the points in clusters."""
        return self.objective

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """That a person has put it there."""
        label = -1 if self.labels is None else int(self.labels[row])
        if label < 0:
            return Reason(Message("It is not assigned to a cluster."))
        return Reason(Message("You put it into {cluster}.", cluster=ClusterReference(label)))

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The mean of a cluster, and the inertia; none without clusters."""
        from clusterlab.algorithms.common.center_formulas import inertia_formulas, mean_formula

        if self.labels is None or not self.k:
            return ()
        label = focus.cluster if 0 <= focus.cluster < self.k else 0
        inside = np.flatnonzero(self.labels == label)
        return mean_formula(points, inside, label, self.means[label]), *inertia_formulas(self, points)

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia of the points in clusters, in squared units of the data."""
        return {} if self.objective is None else {INERTIA.key: points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The means of the clusters (k, d) as centers, in the data's units."""
        return {"centers": units.positions(self.means)}


@dataclass(frozen=True)
class ByEye(Algorithm):
    """Clusters by eye: the partition that a person made, which is the start of its one step."""

    name: ClassVar[str] = "by_eye"
    title: ClassVar[str] = "By eye"
    phases: ClassVar[Sequence[str]] = (PHASE,)
    by_hand: ClassVar[bool] = True
    unlabeled_name: ClassVar[str] = NOT_ASSIGNED
    takes_weights: ClassVar[bool] = True
    finds_noise: ClassVar[bool] = True
    has_centers: ClassVar[bool] = False
    refines_to: ClassVar[str] = "kmeans"
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    no_model_reason: ClassVar[Message] = Message("clusters made by eye say nothing of other rows")
    about = late_value("clusterlab.session.state.by_eye_about", "BY_EYE_ABOUT")

    def first(self, points: Points, start: Any = None) -> ByEyeStep:
        """The clusters of a `HandPartition` of the rows of the table; no clusters where none is given.

        Raises LoadError where that is one of fewer rows.
        """
        rows = np.arange(points.n) if points.source_rows is None else points.source_rows
        labels = points.to_spatial_order(labels_of_rows(start, rows))
        k = int(labels.max(initial=-1)) + 1
        means = means_of_clusters(points, labels, k)
        return ByEyeStep(
            phase=PHASE,
            labels=labels,
            means=means,
            objective=_inertia(points, labels, means) if k else None,
            stopped=Message("the clusters were made by eye"),
        )

    def after(self, step: Step, points: Points) -> None:
        """None: there is one step."""

    def script(self, start: Step, points: Points) -> "FitScript":
        """The labels themselves."""
        from clusterlab.core.fit_script import FitScript, array_code

        assert start.labels is not None
        labels = points.to_row_order(start.labels)
        comment = Message("The clusters that were made by eye.")
        return FitScript(lines=(f"labels = {array_code(labels)}",), comments=(comment,))


def _inertia(points: Points, labels: Labels, means: Floats) -> float:
    """The sum of squared distances of the points in clusters to the means, in normalized units, weighted."""
    there = labels >= 0
    weights = None if points.weights is None else points.weights[there]
    return assigned_inertia(points.values[there], means, labels[there], weights)


def pane_algorithms() -> dict[str, type[Algorithm]]:
    """What a pane can show, by name: every algorithm, and clusters by eye."""
    return {**ALGORITHMS.all(), ByEye.name: ByEye}
