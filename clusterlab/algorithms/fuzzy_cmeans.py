"""Fuzzy c-means in half-steps: start, assign, update (Dunn 1973; Bezdek 1981)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.algorithms.common.centers_step import kept_labels
from clusterlab.algorithms.common.memberships import (
    UNDECIDED_MEMBERSHIP,
    FuzzyTotals,
    fuzzy_totals,
    memberships,
    xie_beni,
)
from clusterlab.algorithms.common.seeding import checked_centers, feasible_k, shortage_notes
from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, CenterInit, KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, NumberOfClusters, Seed
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.fit import Fit
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.formatting import whole_number
from clusterlab.core.late_names import late_value
from clusterlab.core.marks import Centers, Mark, PointMarks, Regions
from clusterlab.core.message import Message
from clusterlab.core.objective import Objective
from clusterlab.core.params import Param
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.core.written import Written
from clusterlab.kernels.nearest import nearest
from clusterlab.kernels.typing import CHUNK, Floats, Labels, Rows
from clusterlab.kernels.weighted import column_variances

if TYPE_CHECKING:
    from clusterlab.core.formula import Formula

FUZZY_OBJECTIVE = Objective(
    "Objective",
    "fuzzy_objective",
    lower_is_better=True,
    help="J, the sum over all points and clusters of membership^m × squared distance to the center.",
    chart_title="Elbow",
    from_zero=True,
)
XIE_BENI = Objective(
    "Xie-Beni",
    "xie_beni",
    lower_is_better=True,
    help=sentence_of("Xie-Beni"),
    from_zero=True,
)
MIN_WEIGHT = float(np.finfo(float).tiny / np.finfo(float).eps)
"""A cluster with a smaller sum of weights keeps its center: the quotient would not be accurate."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FuzzyStep(Step):
    """Centers (k, d), and those `assigned_by` (k, d) from which memberships follow, in normalized units.

    These are the same at an assign; at an update they are the centers before it; at a start there are none.
    """

    positions: Floats
    m: float
    assigned_by: Floats | None = None
    totals: FuzzyTotals | None = None
    shift: float | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in normalized units."""
        return self.positions

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Regions, points with their memberships, centers."""
        return (
            Regions(self.classify, self.k),
            PointMarks(self.labels, self.responsibilities(points)),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """What happened, with the numbers of this step."""
        if self.phase == "start" or self.totals is None or self.assigned_by is None:
            return Message("Next, memberships are computed.")
        if self.phase == "update":
            moves = np.sqrt(((self.positions - self.assigned_by) ** 2).sum(axis=1))
            return Message(
                "Each center moves to the mean of all points, weighted by membership^m; {cluster} "
                "moved most, by {distance}.",
                cluster=ClusterReference(int(moves.argmax())),
                distance=points.units.distance(float(moves.max())),
            )
        undecided = "{n:# point is|# points are}" if points.weights is None else "points of weight {n} are"
        return Message(
            "Each point gets a membership in {k:the one cluster|each of # clusters}; "
            f"{undecided} undecided (largest below {{limit:percent}}).",
            k=self.k,
            n=whole_number(self.totals.undecided),
            limit=UNDECIDED_MEMBERSHIP,
        )

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """Its memberships, and the distances to the centers that give them."""
        from clusterlab.algorithms.common.membership_reasons import reason_of_memberships

        centers = self.positions if self.assigned_by is None else self.assigned_by
        return reason_of_memberships(points, row, centers, self.m)

    def explain_center(self, points: Points, cluster: int, before: Step | None = None) -> Reason:
        """How far a center moved, to the mean of all points weighted by their memberships."""
        from clusterlab.algorithms.common.membership_reasons import reason_of_fuzzy_center

        return reason_of_fuzzy_center(self, points, cluster, before)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The membership of a point, or the mean that a center moved to, and the objective."""
        from clusterlab.algorithms.common.membership_formulas import fuzzy_formulas

        return fuzzy_formulas(self, points, before, focus)

    def keeps_center(self, cluster: int) -> bool:
        """Whether an update leaves a center in its place, for the sum of its weights is too small."""
        return self.totals is None or not self.totals.weights[cluster] > MIN_WEIGHT

    def classify(self, places: Floats) -> Labels:
        """The cluster (m,) of largest membership of `places` (m, d), which is that of the nearest center."""
        return nearest(places, self.positions)[0]

    def responsibilities(self, points: Points) -> Floats | None:
        """The memberships (n, k) of the points, rows sum to 1; those of an update are from before it."""
        return None if self.assigned_by is None else memberships(points.values, self.assigned_by, self.m)

    def responsibilities_at(self, places: Floats) -> Floats:
        """The memberships (m, k) that `places` (m, d), in normalized units, would have; rows sum to 1."""
        return memberships(places, self.positions, self.m)

    def written(self) -> dict[str, Any]:
        """The centers (k, d) and the fuzziness."""
        return {"centers": self.positions, "m": self.m}

    def figures(self, points: Points) -> dict[str, float]:
        """The objective in squared units of the data, and the Xie-Beni index where it is defined."""
        if self.objective is None or self.totals is None:
            return {}
        found: dict[str, Any] = {FUZZY_OBJECTIVE.key: points.units.squared(self.objective)}
        index = xie_beni(self.totals.compactness, self.positions, points.total_weight)
        return found if index is None else found | {XIE_BENI.key: index}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers (k, d) in the data's units."""
        return {"centers": units.positions(self.positions)}


@dataclass(frozen=True, eq=False, kw_only=True)
class FuzzyFit(Fit):
    """A finished fuzzy c-means; the objective is in squared units of the data."""

    centers: Floats
    fuzzy_objective: float
    xie_beni: float | None = None
    last: FuzzyStep

    def predict_proba(self, array: ArrayLike) -> Floats:
        """The memberships (m, k) of the rows of an array (m, d) in the data's units; rows sum to 1."""
        return self.last.responsibilities_at(self.normalized(array))


@ALGORITHMS.add
@dataclass(frozen=True)
class FuzzyCMeans(Algorithm):
    """Fuzzy c-means: compute memberships, move each center to its weighted mean, repeat (Bezdek 1981)."""

    name: ClassVar[str] = "fuzzy"
    title: ClassVar[str] = "Fuzzy c-means"
    menu_order: ClassVar[int] = 10
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    soft: ClassVar[bool] = True
    takes_weights: ClassVar[bool] = True
    new_row_rule: ClassVar[Message] = Message("A new row joins the cluster of its largest membership.")
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 3
    scale: ClassVar[str] = "Millions of points, more slowly than k-means."
    objective: ClassVar[Objective] = FUZZY_OBJECTIVE
    criterion: ClassVar[Objective] = FUZZY_OBJECTIVE
    other_criteria: ClassVar[Sequence[Objective]] = (XIE_BENI,)
    about = late_value("clusterlab.algorithms.common.fuzzy_about", "FUZZY_ABOUT")
    questions = late_value("clusterlab.algorithms.common.questions", "FUZZY_QUESTIONS")

    k: NumberOfClusters = 3
    m: Annotated[float, Param("Fuzziness", sentence_of("Fuzziness"), 1.001, 20, (1.1, 4))] = 2.0
    init: CenterInit = "k-means++"
    max_iter: MaxIterations = 300
    tol: Annotated[
        float,
        Param(
            "Tolerance",
            "Stop when squared moves sum to no more than this share of the mean variance.",
            0,
            rare=True,
        ),
    ] = 1e-4
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> Step:
        """The start: given centers (k, d) in the data's units, or the first step of the start of k-means.

        Raises ParamError where the given centers have another shape, or k exceeds the number of points.
        """
        if start is None:
            return self._initial_kmeans.first(points)
        notes = shortage_notes(points, self.k)
        return KMeansStep(phase="start", positions=checked_centers(points, start, self.k), notes=notes)

    def after(self, step: Step, points: Points) -> Step | None:
        """The next pick of k-means++, an assign after a start or an update, an update after an assign."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            if step.k < feasible_k(points, self.k):
                return self._initial_kmeans.next_lloyd_step(step, points)
            return self._assign(FuzzyStep(phase="start", positions=step.positions, m=self.m), points)
        assert isinstance(step, FuzzyStep)
        return self._update(step, points) if step.phase == "assign" else self._assign(step, points)

    def with_centers(self, step: Step, centers: Floats, origins: Rows, points: Points) -> Step:
        """A start step with these centers; an assign follows."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_centers(step, centers, origins, points)
        labels = kept_labels(step, origins)
        return FuzzyStep(phase="start", iteration=step.iteration, labels=labels, positions=centers, m=self.m)

    def memory(self, n: int, d: int) -> int:
        """The bytes of the six arrays (k, chunk) that are in memory at once; no array (k, n) ever is."""
        return 6 * 8 * min(n, CHUNK) * self.k

    def classifier(self, written: Written, d: int) -> FuzzyStep:
        """The step with the same centers and fuzziness."""
        m = written.number("m", above=1)
        return FuzzyStep(phase="assign", positions=written.table("centers", d, low=1), m=m)

    def result(self, step: Step, points: Points) -> FuzzyFit:
        """Labels, centers and figures of the last step, in the caller's row order and units."""
        return FuzzyFit.of(step, points, **step.figures(points))

    @property
    def _initial_kmeans(self) -> KMeans:
        """The k-means whose start is used."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _assign(self, step: FuzzyStep, points: Points) -> FuzzyStep:
        stopped = self._stop_reason(step, points)
        totals = fuzzy_totals(points.values, step.positions, step.positions, self.m, points.weights)
        found: dict[str, Any] = {
            "objective": totals.objective,
            "labels": step.classify(points.values),
            "totals": totals,
        }
        iteration = step.iteration + (not stopped)
        return replace(
            step, phase="assign", iteration=iteration, stopped=stopped, assigned_by=step.positions, **found
        )

    def _update(self, step: FuzzyStep, points: Points) -> FuzzyStep:
        assert step.totals is not None
        weights = np.where(step.totals.weights > MIN_WEIGHT, step.totals.weights, np.inf)
        moves = step.totals.shifts / weights[:, None]
        positions = step.positions + moves
        totals = fuzzy_totals(points.values, step.positions, positions, self.m, points.weights)
        found: dict[str, Any] = {"objective": totals.objective, "positions": positions, "totals": totals}
        return replace(step, phase="update", shift=float((moves**2).sum()), **found)

    def _stop_reason(self, step: FuzzyStep, points: Points) -> Message:
        """Why the next assign is the last, and counts as no iteration; empty where it is not."""
        if step.shift is None:
            return Message()
        if step.shift <= self.tol * column_variances(points.values, points.weights).mean():
            return Message("the centers moved by no more than the tolerance")
        if step.iteration >= self.max_iter:
            return Message("the limit of {n:# iteration|# iterations} was reached", n=self.max_iter)
        return Message()
