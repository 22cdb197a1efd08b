"""DBSCAN in waves: points with enough neighbors are core, and each cluster is all that core points reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms.dbscan.k_distances import reach_chart
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective
from clusterlab.core.cancellation import breathe
from clusterlab.core.charts import Chart
from clusterlab.core.formatting import count, listing, number
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import BORDER, CORE, NOISE, Dots, Mark, Regions, Rings
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.density import Density, density
from clusterlab.kernels.neighbors import neighbors_of, reached
from clusterlab.kernels.typing import Floats, Labels, Rows, label_type

CLUSTERED = Objective(
    "In clusters",
    "clustered",
    lower_is_better=False,
    help="How many points belong to a cluster so far. DBSCAN improves no figure; it counts neighbors.",
)
MOST_RINGS = 600
"""A wave of more points than these is seen without rings."""
MOST_REGIONS = 20_000
"""Regions are told from so many core points at most."""


@dataclass(frozen=True, eq=False)
class Dense:
    """What the parameters make of the points: their places (n, d), and `density`'s core, labels and turns."""

    places: Floats
    eps: float
    min_samples: int
    core: NDArray[np.bool_]
    labels: Labels
    turns: Rows
    k: int
    last: int
    """The last turn, or -1 where no point is core."""

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def members(self) -> tuple[Rows, ...]:
        """The core points of each cluster."""
        rows = np.flatnonzero(self.core)
        order = np.argsort(self.labels[rows], kind="stable")
        ends = np.cumsum(np.bincount(self.labels[rows], minlength=self.k))[:-1]
        return tuple(np.split(rows[order], ends))

    def cluster_of(self, places: Floats) -> Labels:
        """The first cluster with a core point within eps of each of `places` (m, d), or -1: (m,)."""
        labels = np.full(len(places), -1, label_type(self.k))
        for cluster, rows in enumerate(self.members[: self.k]):
            left = np.flatnonzero(labels < 0)
            labels[left[reached(self.places[rows], places[left], self.eps)]] = cluster
        return labels


@dataclass(frozen=True, eq=False, kw_only=True)
class DensityStep(Step):
    """The points that are reached up to a turn; -1 before the first, when core points are only counted."""

    counted: ClassVar[str] = "wave"

    dense: Dense
    turn: int = -1

    @property
    def k(self) -> int:
        """How many clusters have begun."""
        return 0 if self.labels is None else int(self.labels.max(initial=-1)) + 1

    @property
    def reach(self) -> float:
        """Eps, in inside units."""
        return self.dense.eps

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Core, border and noise points, and a ring around each that this wave has reached."""
        dense, ended = self.dense, bool(self.stopped)
        parts = np.full(points.n, NOISE if ended else BORDER, np.int8)
        parts[dense.core] = CORE
        parts[~dense.core & (dense.labels >= 0)] = BORDER
        dots = Dots(self.labels, parts=parts, rest="Noise" if ended else "Not reached")
        new = np.flatnonzero(dense.turns == self.turn) if self.turn >= 0 else np.zeros(0, np.intp)
        rings = (Rings(new, "reached"),) if 0 < len(new) <= MOST_RINGS and self.phase == "grow" else ()
        few = ended and self.k and dense.core.sum() <= MOST_REGIONS
        regions = (Regions(self.classify, self.k),) if few else ()
        return (*regions, dots, *rings)

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """How far points must look for their neighbors, with eps to be dragged."""
        return (reach_chart(points, self.dense.min_samples, self.dense.eps),)

    def caption(self, points: Points, before: Step | None) -> str:
        """What was counted, reached or left over."""
        words = {"count": self._count_words, "grow": self._grow_words, "noise": self._noise_words}
        return words[self.phase](points)

    def classify(self, places: Floats) -> Labels:
        """The first cluster with a core point within eps of each place, else -1."""
        return self.dense.cluster_of(places)

    def why(self, points: Points, row: int) -> str:
        """How many neighbors a point has, and what that makes it."""
        dense = self.dense
        near = neighbors_of(dense.places, dense.places[row], dense.eps)
        told = f"{count(len(near), 'point')} within eps"
        if dense.core[row]:
            return f"{told}: a core point"
        core = near[dense.core[near]]
        wanted = f"{told}, {dense.min_samples} are wanted"
        if len(core):
            return f"{wanted}; near a core point: border"
        return f"{wanted}; no core point near: noise"

    def figures(self, points: Points) -> dict[str, float]:
        """How many points are in clusters, and at the end how many are core, border and noise."""
        clustered: dict[str, float] = {"clustered": int(self.objective or 0)}
        if not self.stopped:
            return clustered
        core, inside = int(self.dense.core.sum()), int((self.dense.labels >= 0).sum())
        return clustered | {"core": core, "border": inside - core, "noise": points.n - inside}

    def model(self, units: Units) -> dict[str, Any]:
        """How far each point looked, and for how many."""
        return {"eps": units.distance(self.dense.eps), "min_samples": self.dense.min_samples}

    def _count_words(self, points: Points) -> str:
        dense, core = self.dense, int(self.dense.core.sum())
        eps = number(points.units.distance(dense.eps))
        within = f"have at least {dense.min_samples} within {eps}, themselves counted: core points"
        return f"{core:,} of {count(points.n, 'point')} {within}."

    def _grow_words(self, points: Points) -> str:
        dense = self.dense
        new = np.flatnonzero(dense.turns == self.turn)
        clusters, core = np.unique(dense.labels[new]), int(dense.core[new].sum())
        if len(clusters) > 1:
            names = f"Clusters {clusters[0] + 1:,} to {clusters[-1] + 1:,} grow"
            return f"{names}: {count(len(new), 'point')}, {core:,} of them core."
        name = f"Cluster {clusters[0] + 1:,}"
        if len(new) == 1 and not (dense.labels[dense.turns < self.turn] == clusters[0]).any():
            row = points.order[new[0]] + 1
            return f"{name} begins at row {row:,}, the first core point that belongs to none."
        parts = [f"{core:,} core"] * bool(core) + [f"{len(new) - core:,} border"] * (core < len(new))
        return f"{name} reaches {count(len(new), 'more point')}: {listing(parts)}."

    def _noise_words(self, points: Points) -> str:
        left = int((self.dense.labels < 0).sum())
        return f"{count(left, 'point')} {'is' if left == 1 else 'are'} within reach of no core point: noise."


ABOUT = About(
    idea=(
        "A point with enough neighbors within eps is a core point: the data are dense there. Core points "
        "within eps of each other belong together, and so does every other point within eps of one of them. "
        "What no core point reaches is noise."
    ),
    formula="core(x)  ⇔  |{ y : ‖x − y‖ ≤ eps }| ≥ min_samples   (x itself is counted)",
    shape="Any shape, as long as it is dense throughout and thin space lies between the clusters.",
    assignment="Hard, and not every point is assigned: some are noise.",
    parameters="eps and min_samples. The number of clusters follows from them.",
    sensitive=(
        "eps: a little less and a cluster falls apart, a little more and two become one. The scale of the "
        "features. Which cluster a border point between two of them joins depends on the order of the rows."
    ),
    use="When clusters are curved or nested, their number is not known, or outliers should be left out.",
    avoid="When some clusters are much denser than others, for one eps serves all; with very many features.",
    shines=Example("moons", settings={"eps": 0.2, "min_samples": 5}),
    fails=Example("uneven", settings={"eps": 0.5, "min_samples": 5}),
    pseudocode=(
        (("count",), "count the points within eps of each point"),
        (("count",), "core points: those with at least min_samples"),
        (("grow",), "for each core point that is in no cluster yet:"),
        (("grow",), "    it begins a new cluster"),
        (("grow",), "    while the cluster has core points not looked at:"),
        (("grow",), "        add all free points within eps of them"),
        (("noise",), "points in no cluster are noise"),
    ),
)


@ALGORITHMS.add
@dataclass(frozen=True)
class DBSCAN(Algorithm):
    """DBSCAN: points with enough neighbors grow into clusters of any shape; what none reaches is noise."""

    name: ClassVar[str] = "dbscan"
    title: ClassVar[str] = "DBSCAN"
    place: ClassVar[int] = 4
    centered: ClassVar[bool] = False
    phases: ClassVar[Sequence[str]] = ("count", "grow", "noise")
    objective: ClassVar[Objective] = CLUSTERED
    criterion: ClassVar[Objective] = CLUSTERED
    about: ClassVar[About | None] = ABOUT

    eps: Annotated[
        float,
        Param(
            "Eps",
            "How far a point looks for neighbors, in the units of the data.",
            0,
            usual=(0.01, 10),
            log=True,
            power=1,
        ),
    ] = 0.5
    min_samples: Annotated[
        int,
        Param(
            "Min samples",
            "A point with so many points within eps, itself counted, is a core point.",
            1,
            usual=(1, 30),
        ),
    ] = 5

    def first(self, points: Points, start: Any = None) -> DensityStep:
        """The neighbors counted; `start` must be None, for DBSCAN takes none (raises ParamError)."""
        if start is not None:
            raise ParamError("start must be left out: DBSCAN begins with the rows as they come.")
        return DensityStep(phase="count", dense=self._dense(points))

    def after(self, step: Step, points: Points) -> DensityStep | None:
        """The next wave while there is one, then what is left over."""
        assert isinstance(step, DensityStep)
        if step.stopped:
            return None
        dense, turn = step.dense, step.turn + 1
        if turn > dense.last:
            return self._ended(step, points)
        labels = np.where(dense.turns <= turn, dense.labels, dense.labels.dtype.type(-1))
        begun = int(labels.max(initial=-1)) + 1
        return DensityStep(
            phase="grow",
            iteration=turn + 1,
            dense=dense,
            turn=turn,
            labels=labels.astype(label_type(begun)),
            objective=float(np.count_nonzero(labels >= 0)),
        )

    def _ended(self, step: DensityStep, points: Points) -> DensityStep:
        dense = step.dense
        why = "every point that a core point reaches is in a cluster" if dense.k else "there is no core point"
        left = int((dense.labels < 0).sum())
        notes = (f"{count(left, 'point')} {'is' if left == 1 else 'are'} noise.",) if left else ()
        return DensityStep(
            phase="noise",
            iteration=step.iteration,
            dense=dense,
            turn=step.turn,
            labels=dense.labels,
            objective=float(points.n - left),
            stopped=why,
            notes=notes,
        )

    def _dense(self, points: Points) -> Dense:
        key = ("dbscan", self.eps, self.min_samples)
        return points.memo(key, lambda: self._found(points))

    def _found(self, points: Points) -> Dense:
        with np.errstate(over="ignore", under="ignore"):
            eps = float(np.ldexp(self.eps, -points.units.exponent))
        found: Density = density(points.values, eps, self.min_samples, points.order, breathe)
        return Dense(points.values, eps, self.min_samples, *found, found.k, int(found.turns.max(initial=-1)))
