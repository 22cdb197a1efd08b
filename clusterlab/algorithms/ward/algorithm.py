"""Hierarchical clustering by Ward's rule: again and again, the two clusters whose union costs least merge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, ClassVar

from clusterlab.algorithms.common.seeding import reachable, shortage
from clusterlab.algorithms.kmeans.algorithm import INERTIA
from clusterlab.algorithms.ward.dendrogram import dendrogram
from clusterlab.algorithms.ward.hierarchy import Hierarchy
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective
from clusterlab.core.charts import Chart
from clusterlab.core.fit import Fit
from clusterlab.core.formatting import count, number
from clusterlab.core.marks import Dots, Mark, Regions, Rings
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels, Rows

MOST = 50_000
"""The time that Ward's rule takes grows with the square of the points: so many take some ten seconds."""
SINGLE = 30
"""From so many clusters on, each merge is a step; before, each step halves their number."""
MOST_RINGS = 200


@dataclass(frozen=True, eq=False, kw_only=True)
class WardStep(Step):
    """The clusters that are left: labels, of which points (n, d), and how many are `asked` for.

    A single merge also holds its height and the rows of the smaller cluster, which took the label of the
    larger one.
    """

    values: Floats
    asked: int
    height: float | None = None
    joined: Rows | None = None
    sizes: tuple[int, int] = (0, 0)

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, and a ring around those that changed cluster."""
        if self.labels is None:
            return (Dots(),)
        few = self.joined is not None and len(self.joined) <= MOST_RINGS
        rings = (Rings(self.joined, "joined"),) if few and self.joined is not None else ()
        return (Regions(self.classify, self.k), Dots(self.labels), *rings)

    def caption(self, points: Points, before: Step | None) -> str:
        """How many clusters are left, and what the merge cost."""
        if self.labels is None:
            words = f"Each of {count(points.n, 'point')} is a cluster of its own."
        elif self.height is None:
            words = f"{count(self.k, 'cluster')} left: the cheapest pairs were merged first."
        else:
            rise = number(points.units.squared(self.height**2 / 2))
            small, large = self.sizes
            words = (
                f"{count(small, 'point')} join {large:,}: of all pairs of clusters this one raises the "
                f"inertia least, by {rise}. {count(self.k, 'cluster')} left."
            )
        return " ".join([words, *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The cluster of the point that is nearest to each place."""
        assert self.labels is not None
        return self.labels[self._neighbors.query(places)[1]]  # type: ignore[no-any-return]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia."""
        return {} if self.objective is None else {"inertia": points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The means of the clusters, as centers."""
        assert self.labels is not None
        sums, counts = cluster_sums(self.values, self.labels, self.k)
        return {"centers": units.positions(sums / counts[:, None])}

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """The tree of the merges, with the cut that leaves as many clusters as are asked for."""
        if points.n < 2:
            return ()
        return (dendrogram(Hierarchy.of(points), points.units, self.asked, points.n - self.iteration),)

    @cached_property
    def _neighbors(self) -> Any:
        from scipy.spatial import cKDTree  # half a second of imports that most commands never need

        return cKDTree(self.values)


ABOUT = About(
    idea=(
        "At first each point is a cluster of its own. Again and again the two clusters merge whose union "
        "raises the inertia least, until K are left. The merges form a tree, the dendrogram, which can be "
        "cut at any K without another run."
    ),
    formula="cost of merging i and j = nᵢ nⱼ / (nᵢ + nⱼ) ‖cᵢ − cⱼ‖²  → least",
    shape="Compact clusters, as k-means; sizes may differ more.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K alone; a merge that raises the inertia much more than those before suggests where to stop.",
    sensitive=(
        "The scale of the features and outliers. No start and no seed: the same data give the same tree. An "
        "early merge is never undone."
    ),
    use="When you want to see how clusters nest, with up to some ten thousand points.",
    avoid="When there are very many points: time grows with their square. When clusters are long or curved.",
    shines=Example("blobs", {"groups": 4, "seed": 3}, {"k": 4}),
    fails=Example("circles", {}, {"k": 2}),
    pseudocode=(
        (("start",), "each point is a cluster"),
        ((), "while more than K clusters are left:"),
        (("merge",), "    find the pair whose merge raises the inertia least"),
        (("merge",), "    merge it"),
    ),
)


@ALGORITHMS.add
@dataclass(frozen=True)
class Ward(Algorithm):
    """Merge the two clusters that raise the inertia least, from every point by itself until K are left."""

    name: ClassVar[str] = "ward"
    title: ClassVar[str] = "Ward"
    place: ClassVar[int] = 8
    centered: ClassVar[bool] = False
    phases: ClassVar[Sequence[str]] = ("start", "merge")
    objective: ClassVar[Objective] = INERTIA
    descends: ClassVar[bool] = False  # each join adds to it, by as little as can be
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = ABOUT

    k: Annotated[int, Param("Clusters", "At how many clusters the merging ends.", 1, usual=(1, 12))] = 3

    def first(self, points: Points, start: Any = None) -> WardStep:
        """Every point by itself; raises ParamError where a start is given, or TooManyPointsError."""
        if start is not None:
            raise ParamError("start must be left out: Ward's rule begins with every point by itself.")
        if points.n > MOST:
            words = f"Ward's rule compares all pairs: it takes at most {MOST:,} points, and there are"
            raise TooManyPointsError(f"{words} {points.n:,}.", MOST)
        asked, told = reachable(points, self.k), shortage(points, self.k)
        return WardStep(phase="start", values=points.values, asked=asked, notes=told)

    def after(self, step: Step, points: Points) -> WardStep | None:
        """Half as many clusters while there are many, then one fewer, until K are left."""
        assert isinstance(step, WardStep)
        if step.stopped:
            return None
        hierarchy, last = Hierarchy.of(points), step.asked
        many = points.n if step.labels is None else step.k
        left = max(last, SINGLE, many // 2) if many > SINGLE else max(last, many - 1)
        labels, split = hierarchy.cut(left), hierarchy.split(left)
        alone = many == left + 1 and split is not None
        stopped = f"{count(left, 'cluster')} {'is' if left == 1 else 'are'} left" if left == last else ""
        made = WardStep(
            phase="merge",
            iteration=points.n - left,
            objective=hierarchy.inertia(left),
            labels=labels,
            values=points.values,
            asked=last,
            stopped=stopped,
        )
        if not alone or split is None:
            return made
        return replace(made, height=split.height, joined=split.smaller, sizes=split.sizes)

    def result(self, step: Step, points: Points) -> Fit:
        """Labels and means of the last step."""
        assert isinstance(step, WardStep)
        return replace(Fit.of(step, points), centers=step.model(points.units)["centers"])
