"""Agglomerative clustering with Ward linkage, which merges the pair that raises the inertia least."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from clusterlab.algorithms import ward
from clusterlab.algorithms.common.seeding import feasible_k, shortage_notes
from clusterlab.algorithms.kmeans.nearest_center import NearestCenterAlgorithm
from clusterlab.core.algorithm import ALGORITHMS, Objective
from clusterlab.core.fit import Fit
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.late_names import late_value
from clusterlab.core.marks import Highlights, Mark, PointMarks, Regions
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.message import Message, sentences
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.typing import Floats, Labels, Rows

if TYPE_CHECKING:
    from clusterlab.core.charts import Chart
    from clusterlab.core.fit_script import FitScript
    from clusterlab.core.formula import Formula

MAX_WARD_POINTS = 100_000
"""With many features the time grows with the square of the number of points: this many take a second with two
features, some ten seconds with ten."""
MAX_SINGLE_MERGES = 10_000
"""At this many clusters or fewer each merge is a step; above, a step halves their number at most."""
UNHURRIED_CLUSTERS = 8
"""From this many clusters down merges are played at the chosen rate; of m times as many, m times as fast."""
MAX_MERGE_HIGHLIGHTS = 200
"""The points that changed cluster are highlighted where there are at most this many."""


@dataclass(frozen=True, eq=False, kw_only=True)
class WardStep(Step):
    """The current clusters of the points `values` (n, d), and `target_k`, the number at which merging ends.

    A single merge also holds its height, the rows (m,) of the smaller cluster, which took the label of the
    larger one, and the sizes of both.
    """

    values: Floats
    target_k: int
    height: float | None = None
    merged_rows: Rows | None = None
    sizes: tuple[int, int] = (0, 0)

    iteration_unit: ClassVar[str] = "merge"

    @property
    def k(self) -> int:
        """How many clusters are left."""
        return len(self.values) - self.iteration

    @property
    def relative_rate(self) -> float:
        """The more clusters are left, the faster."""
        return max(1.0, self.k / UNHURRIED_CLUSTERS)

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, regions, and highlights of the points that changed cluster."""
        if self.labels is None:
            return (PointMarks(),)
        show_highlights = self.merged_rows is not None and len(self.merged_rows) <= MAX_MERGE_HIGHLIGHTS
        highlights = (
            (Highlights(self.merged_rows, "joined"),)
            if show_highlights and self.merged_rows is not None
            else ()
        )
        return (Regions(self.classify, self.k), PointMarks(self.labels), *highlights)

    def caption(self, points: Points, before: Step | None) -> Message:
        """How many clusters are left, and by how much the merge raised the inertia."""
        if self.labels is None:
            return sentences(
                Message("Each of {n:# point|# points} is its own cluster.", n=points.n), *self.notes
            )
        if self.height is None:
            merges = self.iteration - (0 if before is None else before.iteration)
            template = "{merges} merges at once. {k:# cluster|# clusters} left."
            return sentences(Message(template, merges=merges, k=self.k), *self.notes)
        small, large = self.sizes
        merged = Message(
            "Clusters of {small} and {large:# point|# points} merge; inertia rises by {rise}, the "
            "least possible.",
            small=small,
            large=large,
            rise=points.units.squared(self.height**2 / 2),
        )
        return sentences(merged, Message("{k:# cluster|# clusters} left.", k=self.k), *self.notes)

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """What the merge of its cluster cost, or why it did not merge."""
        return ward.reason_of_merge(self, points, row)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The cost of the merge, and the inertia after it."""
        return ward.merge_formulas(self, points)

    def classify(self, places: Floats) -> Labels:
        """The cluster of the point nearest to each of `places` (m, d): (m,)."""
        assert self.labels is not None
        return self.labels[self._kd_tree.query(places)[1]]  # type: ignore[no-any-return]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia, in squared units of the data; empty at the start."""
        return {} if self.objective is None else {INERTIA.key: points.units.squared(self.objective)}

    def inertia(self, points: Points) -> float | None:
        """The objective where it is known, else None."""
        return super().inertia(points) if self.objective is None else self.objective

    def model(self, units: Units) -> dict[str, Any]:
        """The means of the clusters (k, d) as centers, in the data's units."""
        return {"centers": units.positions(self.means)}

    def written(self) -> dict[str, Any]:
        """The means of the clusters (k, d) as centers."""
        return {"centers": self.means}

    @property
    def means(self) -> Floats:
        """The means of the clusters (k, d), in normalized coordinates."""
        assert self.labels is not None
        sums, counts = cluster_sums(self.values, self.labels, self.k)
        return cluster_averages(self.values, self.labels, sums, counts)

    def charts(self, points: Points) -> "tuple[Chart, ...]":
        """The dendrogram, cut at `target_k` clusters."""
        from clusterlab.algorithms.ward.dendrogram import dendrogram

        if points.n < 2:
            return ()
        return (
            dendrogram(ward.Hierarchy.of(points), points.units, self.target_k, points.n - self.iteration),
        )

    @cached_property
    def _kd_tree(self) -> Any:
        from scipy.spatial import cKDTree  # half a second of imports that most commands never need

        return cKDTree(self.values)


@ALGORITHMS.add
@dataclass(frozen=True)
class Ward(NearestCenterAlgorithm):
    """Ward's method (Ward 1963): merge the pair that raises the inertia least until K clusters are left."""

    name: ClassVar[str] = "ward"
    title: ClassVar[str] = "Ward"
    menu_order: ClassVar[int] = 8
    has_centers: ClassVar[bool] = False
    max_points: ClassVar[int] = MAX_WARD_POINTS
    phases: ClassVar[Sequence[str]] = ("start", "merge")
    takes_k: ClassVar[bool] = True
    new_row_rule: ClassVar[Message] = Message(
        "A new row joins the cluster with the nearest mean, as Ward itself only merges the rows it has."
    )
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    objective: ClassVar[Objective] = INERTIA
    objective_is_monotone: ClassVar[bool] = False  # each merge raises it
    criterion: ClassVar[Objective] = INERTIA
    about = late_value("clusterlab.algorithms.ward.about", "WARD_ABOUT")
    questions = late_value("clusterlab.algorithms.ward.questions", "MERGE_QUESTIONS")

    k: Annotated[
        int, Param("Clusters", "The number of clusters at which merging stops.", 1, usual=(1, 12))
    ] = 3

    def first(self, points: Points, start: Any = None) -> WardStep:
        """Each point as its own cluster; raises ParamError where a start is given, or TooManyPointsError."""
        if start is not None:
            raise ParamError(Message("start must be left out: Ward begins with each point as a cluster."))
        if points.n > MAX_WARD_POINTS:
            template = "Ward takes at most {limit} points; there are {n}. Use a sample."
            raise TooManyPointsError(Message(template, limit=MAX_WARD_POINTS, n=points.n), MAX_WARD_POINTS)
        target_k, notes = feasible_k(points, self.k), shortage_notes(points, self.k)
        return WardStep(phase="start", values=points.values, target_k=target_k, notes=notes)

    def after(self, step: Step, points: Points) -> WardStep | None:
        """One cluster fewer, of very many half as many, until K are left."""
        assert isinstance(step, WardStep)
        if step.stopped:
            return None
        fewer = max(MAX_SINGLE_MERGES, step.k // 2) if step.k > MAX_SINGLE_MERGES else step.k - 1
        return _merged(step, max(step.target_k, fewer), points)

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The first step, and the last one or two."""
        step = self.first(points, start)
        yield step
        if step.target_k + 1 < min(step.k, MAX_SINGLE_MERGES + 1):
            step = _merged(step, step.target_k + 1, points)
            yield step
        yield _merged(step, step.target_k, points)

    def script(self, start: Step, points: Points) -> "FitScript":
        """scikit-learn's AgglomerativeClustering."""
        return ward.ward_script(ward.Hierarchy.of(points).cut(feasible_k(points, self.k)), points)

    def result(self, step: Step, points: Points) -> Fit:
        """The labels, means and inertia of a last step."""
        assert isinstance(step, WardStep)
        return replace(Fit.of(step, points), centers=step.model(points.units)["centers"])


def _merged(step: WardStep, left: int, points: Points) -> WardStep:
    """The step at which so many clusters are left."""
    hierarchy, last = ward.Hierarchy.of(points), step.target_k
    following = WardStep(
        phase="merge",
        iteration=points.n - left,
        objective=hierarchy.inertia(left),
        values=points.values,
        target_k=last,
        stopped=Message("{k:# cluster|# clusters} {k:is|are} left", k=left) if left == last else Message(),
    )
    merge = hierarchy.last_merge(left)
    if merge is None or step.k != left + 1:
        return replace(following, labels=hierarchy.cut(left))
    labels = hierarchy.cut(left) if step.labels is None else hierarchy.merged(step.labels, left)
    return replace(
        following, labels=labels, height=merge.height, merged_rows=merge.smaller, sizes=merge.sizes
    )
