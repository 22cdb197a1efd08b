"""DBSCAN in waves: points with enough neighbors are core, and each cluster is all that core points reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.algorithms.dbscan.k_distances import k_distance_chart
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.charts import Chart
from clusterlab.core.formatting import format_count, format_list, format_number
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import BORDER, CORE, NOISE, Highlights, Mark, PointMarks, Regions
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.density import DensityClusters, density_clusters
from clusterlab.kernels.neighbors import rows_within, within_eps_of_any
from clusterlab.kernels.typing import Floats, Labels, Rows, label_dtype

CLUSTERED = Objective(
    "In clusters",
    "clustered",
    lower_is_better=False,
    help="How many points belong to a cluster so far. DBSCAN improves no figure; it counts neighbors.",
)
MAX_WAVE_HIGHLIGHTS = 600
"""A wave of more points than these is seen without rings."""
MAX_REGION_CORE_POINTS = 20_000
"""Regions are told from so many core points at most."""


@dataclass(frozen=True, eq=False)
class DensityClustering:
    """What the parameters make of the points: their places (n, d), and `density_clusters`'s core, labels and turns."""

    places: Floats
    eps: float
    min_samples: int
    core: NDArray[np.bool_]
    labels: Labels
    waves: Rows
    k: int
    last_wave: int
    """The last turn, or -1 where no point is core."""

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def core_rows(self) -> tuple[Rows, ...]:
        """The core points of each cluster."""
        rows = np.flatnonzero(self.core)
        order = np.argsort(self.labels[rows], kind="stable")
        ends = np.cumsum(np.bincount(self.labels[rows], minlength=self.k))[:-1]
        return tuple(np.split(rows[order], ends))

    def cluster_of(self, places: Floats) -> Labels:
        """The first cluster with a core point within eps of each of `places` (m, d), or -1: (m,)."""
        labels = np.full(len(places), -1, label_dtype(self.k))
        for cluster, rows in enumerate(self.core_rows[: self.k]):
            left = np.flatnonzero(labels < 0)
            labels[left[within_eps_of_any(self.places[rows], places[left], self.eps)]] = cluster
        return labels


@dataclass(frozen=True, eq=False, kw_only=True)
class DensityStep(Step):
    """The points that are reached up to a turn; -1 before the first, when core points are only counted."""

    iteration_unit: ClassVar[str] = "wave"

    clustering: DensityClustering
    wave: int = -1

    @property
    def k(self) -> int:
        """How many clusters have begun."""
        return 0 if self.labels is None else int(self.labels.max(initial=-1)) + 1

    @property
    def search_radius(self) -> float:
        """Eps, in inside units."""
        return self.clustering.eps

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Core, border and noise points, and a ring around each that this wave has reached."""
        clustering, ended = self.clustering, bool(self.stopped)
        roles = np.full(points.n, NOISE if ended else BORDER, np.int8)
        roles[clustering.core] = CORE
        roles[~clustering.core & (clustering.labels >= 0)] = BORDER
        dots = PointMarks(self.labels, roles=roles, unlabeled_name="Noise" if ended else "Not reached")
        new = np.flatnonzero(clustering.waves == self.wave) if self.wave >= 0 else np.zeros(0, np.intp)
        highlights = (
            (Highlights(new, "reached"),)
            if 0 < len(new) <= MAX_WAVE_HIGHLIGHTS and self.phase == "grow"
            else ()
        )
        show_regions = ended and self.k and clustering.core.sum() <= MAX_REGION_CORE_POINTS
        regions = (Regions(self.classify, self.k),) if show_regions else ()
        return (*regions, dots, *highlights)

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """How far points must look for their neighbors, with eps to be dragged."""
        return (k_distance_chart(points, self.clustering.min_samples, self.clustering.eps),)

    def caption(self, points: Points, before: Step | None) -> str:
        """What was counted, reached or left over."""
        words = {"count": self._count_caption, "grow": self._grow_caption, "noise": self._noise_caption}
        return words[self.phase](points)

    def classify(self, places: Floats) -> Labels:
        """The first cluster with a core point within eps of each place, else -1."""
        return self.clustering.cluster_of(places)

    def explain_point(self, points: Points, row: int) -> str:
        """How many neighbors a point has, and what that makes it."""
        clustering = self.clustering
        near = rows_within(clustering.places, clustering.places[row], clustering.eps)
        neighbor_text = f"{format_count(len(near), 'point')} within eps"
        if clustering.core[row]:
            return f"{neighbor_text}: a core point"
        core = near[clustering.core[near]]
        requirement = f"{neighbor_text}, {clustering.min_samples} are wanted"
        if len(core):
            return f"{requirement}; near a core point: border"
        return f"{requirement}; no core point near: noise"

    def figures(self, points: Points) -> dict[str, float]:
        """How many points are in clusters, and at the end how many are core, border and noise."""
        clustered: dict[str, float] = {"clustered": int(self.objective or 0)}
        if not self.stopped:
            return clustered
        core, inside = int(self.clustering.core.sum()), int((self.clustering.labels >= 0).sum())
        return clustered | {"core": core, "border": inside - core, "noise": points.n - inside}

    def model(self, units: Units) -> dict[str, Any]:
        """How far each point looked, and for how many."""
        return {"eps": units.distance(self.clustering.eps), "min_samples": self.clustering.min_samples}

    def _count_caption(self, points: Points) -> str:
        clustering, core = self.clustering, int(self.clustering.core.sum())
        eps = format_number(points.units.distance(clustering.eps))
        within = f"have at least {clustering.min_samples} within {eps}, themselves counted: core points"
        return f"{core:,} of {format_count(points.n, 'point')} {within}."

    def _grow_caption(self, points: Points) -> str:
        clustering = self.clustering
        new = np.flatnonzero(clustering.waves == self.wave)
        clusters, core = np.unique(clustering.labels[new]), int(clustering.core[new].sum())
        if len(clusters) > 1:
            names = f"Clusters {clusters[0] + 1:,} to {clusters[-1] + 1:,} grow"
            return f"{names}: {format_count(len(new), 'point')}, {core:,} of them core."
        name = f"Cluster {clusters[0] + 1:,}"
        if len(new) == 1 and not (clustering.labels[clustering.waves < self.wave] == clusters[0]).any():
            row = points.order[new[0]] + 1
            return f"{name} begins at row {row:,}, the first core point that belongs to none."
        parts = [f"{core:,} core"] * bool(core) + [f"{len(new) - core:,} border"] * (core < len(new))
        return f"{name} reaches {format_count(len(new), 'more point')}: {format_list(parts)}."

    def _noise_caption(self, points: Points) -> str:
        left = int((self.clustering.labels < 0).sum())
        return f"{format_count(left, 'point')} {'is' if left == 1 else 'are'} within reach of no core point: noise."


DBSCAN_ABOUT = About(
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
    good_example=Example("moons", algorithm_params={"eps": 0.2, "min_samples": 5}),
    bad_example=Example("uneven", algorithm_params={"eps": 0.5, "min_samples": 5}),
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
    menu_order: ClassVar[int] = 4
    has_centers: ClassVar[bool] = False
    phases: ClassVar[Sequence[str]] = ("count", "grow", "noise")
    objective: ClassVar[Objective] = CLUSTERED
    criterion: ClassVar[Objective] = CLUSTERED
    about: ClassVar[About | None] = DBSCAN_ABOUT

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
        return DensityStep(phase="count", clustering=self._clustering(points))

    def after(self, step: Step, points: Points) -> DensityStep | None:
        """The next wave while there is one, then what is left over."""
        assert isinstance(step, DensityStep)
        if step.stopped:
            return None
        clustering, wave = step.clustering, step.wave + 1
        if wave > clustering.last_wave:
            return self._noise_step(step, points)
        labels = np.where(clustering.waves <= wave, clustering.labels, clustering.labels.dtype.type(-1))
        n_clusters = int(labels.max(initial=-1)) + 1
        return DensityStep(
            phase="grow",
            iteration=wave + 1,
            clustering=clustering,
            wave=wave,
            labels=labels.astype(label_dtype(n_clusters)),
            objective=float(np.count_nonzero(labels >= 0)),
        )

    def _noise_step(self, step: DensityStep, points: Points) -> DensityStep:
        clustering = step.clustering
        stop_reason = (
            "every point that a core point reaches is in a cluster"
            if clustering.k
            else "there is no core point"
        )
        left = int((clustering.labels < 0).sum())
        notes = (f"{format_count(left, 'point')} {'is' if left == 1 else 'are'} noise.",) if left else ()
        return DensityStep(
            phase="noise",
            iteration=step.iteration,
            clustering=clustering,
            wave=step.wave,
            labels=clustering.labels,
            objective=float(points.n - left),
            stopped=stop_reason,
            notes=notes,
        )

    def _clustering(self, points: Points) -> DensityClustering:
        key = ("dbscan", self.eps, self.min_samples)
        return points.cached(key, lambda: self._compute_clustering(points))

    def _compute_clustering(self, points: Points) -> DensityClustering:
        with np.errstate(over="ignore", under="ignore"):
            eps = float(np.ldexp(self.eps, -points.units.exponent))
        found: DensityClusters = density_clusters(
            points.values, eps, self.min_samples, points.order, check_canceled
        )
        return DensityClustering(
            points.values, eps, self.min_samples, *found, found.k, int(found.waves.max(initial=-1))
        )
