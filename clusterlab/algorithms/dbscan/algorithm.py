"""DBSCAN in waves: points with enough neighbors are core points, and clusters grow from them by eps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms import dbscan
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective
from clusterlab.core.cache import cached
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.late_names import late_value
from clusterlab.core.marks import BORDER, CORE, NOISE, Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.core.written import Written
from clusterlab.kernels.typing import Floats, Labels, label_dtype

if TYPE_CHECKING:
    from clusterlab.algorithms.dbscan.clustering import DensityClustering
    from clusterlab.core.charts import Chart
    from clusterlab.core.fit_script import FitScript
    from clusterlab.core.formula import Formula

CLUSTERED = Objective(
    "Points in clusters",
    "clustered",
    lower_is_better=False,
    phrase="{value:# point|# points} in clusters",
    help=f"{sentence_of('Points in clusters')} DBSCAN has no objective; it counts neighbors.",
)
MAX_WAVE_HIGHLIGHTS = 600
"""The points of a wave are highlighted where there are at most this many."""
MAX_GROWING_NAMED = 8
"""So many clusters that grow are named in a caption; more are counted."""
MAX_REGION_CORE_POINTS = 20_000
"""Regions are drawn where there are at most this many core points: each pixel is compared with them."""
MAX_NOISE_SHARE, MIN_ONE_CLUSTER_SHARE = 0.9, 0.95
"""A larger share of noise, or of the points in a single cluster, hints at an unfit eps."""


@dataclass(frozen=True, eq=False, kw_only=True)
class DensityStep(Step):
    """The points reached up to `wave`; -1 at the count step, before the first wave."""

    iteration_unit: ClassVar[str] = "wave"

    clustering: "DensityClustering"
    wave: int = -1

    @property
    def k(self) -> int:
        """The number of clusters that have begun."""
        return 0 if self.labels is None else int(self.labels.max(initial=-1)) + 1

    @property
    def search_radius(self) -> float:
        """Eps, in normalized units."""
        return self.clustering.eps

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points with their roles, highlights of those that this wave reached, and at the end regions."""
        clustering, ended = self.clustering, bool(self.stopped)
        roles = np.full(points.n, NOISE if ended else BORDER, np.int8)
        roles[clustering.core] = CORE
        roles[~clustering.core & (clustering.labels >= 0)] = BORDER
        unlabeled_name = Message("Noise") if ended else Message("Not reached")
        point_marks = PointMarks(self.labels, roles=roles, unlabeled_name=unlabeled_name)
        new = np.flatnonzero(clustering.waves == self.wave)
        highlights = (
            (Highlights(new, "reached"),)
            if 0 < len(new) <= MAX_WAVE_HIGHLIGHTS and self.phase == "grow"
            else ()
        )
        show_regions = ended and self.k and clustering.core.sum() <= MAX_REGION_CORE_POINTS
        regions = (Regions(self.classify, self.k),) if show_regions else ()
        return (*regions, point_marks, *highlights)

    def charts(self, points: Points) -> "tuple[Chart, ...]":
        """The k-distance plot with a draggable eps line."""
        return (dbscan.k_distance_chart(points, self.clustering.min_samples, self.clustering.eps),)

    def caption(self, points: Points, before: Step | None) -> Message:
        """How many points were counted as core points, reached, or left as noise."""
        captions = {"count": self._count_caption, "grow": self._grow_caption, "noise": self._noise_caption}
        return captions[self.phase](points)

    def classify(self, places: Floats) -> Labels:
        """The cluster of the nearest core point within eps of each of `places` (m, d), or -1: (m,)."""
        return self.clustering.cluster_of(places)

    def own_distances(self, places: Floats, labels: Labels, units: Units) -> Floats:
        """The distances (m,) of `places` (m, d) to the nearest core point, in the data's units."""
        return np.asarray(np.ldexp(self.clustering.core_distances(places), units.exponent))

    def written(self) -> dict[str, Any]:
        """The core points with their labels, and the parameters."""
        return self.clustering.written()

    def outlier_scores(self, points: Points) -> Floats:
        """How far each point must look to find enough neighbors, itself counted, divided by eps: (n,).

        At most 1 for core points (Ester, Kriegel, Sander and Xu 1996); infinite where there are too few.
        """
        clustering = self.clustering
        return dbscan.neighbor_distances(points, clustering.min_samples) / clustering.eps

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """How many neighbors a point has, which role that gives it, and what would change it."""
        return dbscan.reason_of_density(self.clustering, points, row)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The number of neighbors of a point, and its distance to a core point."""
        return dbscan.density_formulas(self, points, focus)

    def figures(self, points: Points) -> dict[str, float]:
        """The number of points in clusters, and at the end those of core, border and noise points."""
        clustered: dict[str, float] = {"clustered": int(self.objective or 0)}
        if not self.stopped:
            return clustered
        core, inside = int(self.clustering.core.sum()), int((self.clustering.labels >= 0).sum())
        return clustered | {"core": core, "border": inside - core, "noise": points.n - inside}

    def model(self, units: Units) -> dict[str, Any]:
        """The parameters: eps in the data's units and min_samples."""
        return {"eps": units.distance(self.clustering.eps), "min_samples": self.clustering.min_samples}

    def _count_caption(self, points: Points) -> Message:
        template = (
            "{core} of {n:# point|# points} are core points: at least {min_samples!s} points "
            "within {eps}, themselves included."
        )
        if points.weights is not None:
            template = (
                "{core} of {n:# point|# points} are core points: a weight of at least {min_samples!s} "
                "within {eps}, their own included."
            )
        return Message(
            template,
            core=int(self.clustering.core.sum()),
            n=points.n,
            min_samples=self.clustering.min_samples,
            eps=points.units.distance(self.clustering.eps),
        )

    def _grow_caption(self, points: Points) -> Message:
        clustering = self.clustering
        new = np.flatnonzero(clustering.waves == self.wave)
        clusters, core = np.unique(clustering.labels[new]), int(clustering.core[new].sum())
        grown = [ClusterReference(cluster) for cluster in clusters.tolist()]
        if len(grown) > MAX_GROWING_NAMED:
            template = "{k} clusters grow by {n:# point|# points}, {core} of them core points."
            return Message(template, k=len(grown), n=len(new), core=core)
        if len(grown) > 1:
            template = "{clusters:capital} grow by {n:# point|# points}, {core} of them core points."
            return Message(template, clusters=grown, n=len(new), core=core)
        if len(new) == 1 and not (clustering.labels[clustering.waves < self.wave] == clusters[0]).any():
            template = "{cluster:capital} starts at row {row}, the first unassigned core point."
            return Message(template, cluster=grown[0], row=points.row_number(new[0]))
        if core == len(new):
            template = "{cluster:capital} grows by {n:# point|# points}: {core} core."
        elif core:
            template = "{cluster:capital} grows by {n:# point|# points}: {core} core and {border} border."
        else:
            template = "{cluster:capital} grows by {n:# point|# points}: {border} border."
        return Message(template, cluster=grown[0], n=len(new), core=core, border=len(new) - core)

    def _noise_caption(self, points: Points) -> Message:
        is_noise = self.clustering.labels < 0
        template, share = "{noise:# point is|# points are} noise: no core point within eps.", 0.0
        if points.weights is not None:
            template = "{noise:# point|# points}, {share:percent} of the weight, {noise:is|are} noise."
            share = float(points.weights[is_noise].sum()) / points.total_weight
        return Message(template, noise=int(is_noise.sum()), share=share)


@ALGORITHMS.add
@dataclass(frozen=True)
class DBSCAN(Algorithm):
    """DBSCAN (Ester, Kriegel, Sander and Xu 1996): clusters of any shape grow from core points by eps."""

    name: ClassVar[str] = "dbscan"
    title: ClassVar[str] = "DBSCAN"
    menu_order: ClassVar[int] = 4
    has_centers: ClassVar[bool] = False
    finds_noise: ClassVar[bool] = True
    scale: ClassVar[str] = "A million points with few features."
    takes_weights: ClassVar[bool] = True
    phases: ClassVar[Sequence[str]] = ("count", "grow", "noise")
    refines_to: ClassVar[str] = "gmm"
    new_row_rule: ClassVar[Message] = Message(
        "A new row joins the cluster of the nearest core point within eps; without one it is noise."
    )
    objective: ClassVar[Objective] = CLUSTERED
    criterion: ClassVar[Objective] = CLUSTERED
    about = late_value("clusterlab.algorithms.dbscan.about", "DBSCAN_ABOUT")
    questions = late_value("clusterlab.algorithms.dbscan.questions", "DENSITY_QUESTIONS")

    eps: Annotated[
        float | None,
        Param(
            "Eps",
            "The radius in which neighbors are counted, in the units of the data. Auto is where the "
            "distances to the neighbor of number min samples bend upward.",
            0,
            usual=(0.01, 10),
            log=True,
            power=1,
            automatic=True,
        ),
    ] = None
    min_samples: Annotated[
        int,
        Param(
            "Min samples",
            "A point with this many points within eps, itself included, is a core point.",
            1,
            usual=(1, 30),
        ),
    ] = 5

    def first(self, points: Points, start: Any = None) -> DensityStep:
        """The count of neighbors; raises ParamError where a start is given, for DBSCAN takes none."""
        if start is not None:
            raise ParamError(Message("start must be left out: DBSCAN begins with the rows as they come."))
        return DensityStep(phase="count", clustering=self._clustering(points))

    def after(self, step: Step, points: Points) -> DensityStep | None:
        """The next wave while there is one, then the noise step."""
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

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The first step and the last."""
        step = self.first(points, start)
        yield step
        wave = step.clustering.last_wave
        yield self._noise_step(replace(step, wave=wave, iteration=wave + 1), points)

    def script(self, start: Step, points: Points) -> "FitScript":
        """scikit-learn's DBSCAN."""
        return dbscan.dbscan_script(self, points.units.distance(self._clustering(points).eps), points)

    def classifier(self, written: Written, d: int) -> DensityStep:
        """The step with the same core points."""
        clustering = dbscan.written_clustering(written, d)
        return DensityStep(phase="noise", clustering=clustering, labels=clustering.labels)

    def _noise_step(self, step: DensityStep, points: Points) -> DensityStep:
        clustering = step.clustering
        stop_reason = (
            Message("no more points are within eps of a core point")
            if clustering.k
            else Message("there is no core point")
        )
        noise = int((clustering.labels < 0).sum())
        return DensityStep(
            phase="noise",
            iteration=step.iteration,
            clustering=clustering,
            wave=step.wave,
            labels=clustering.labels,
            objective=float(points.n - noise),
            stopped=stop_reason,
            notes=tuple(self._notes(clustering, points, noise)),
        )

    def _notes(self, clustering: "DensityClustering", points: Points, noise: int) -> Iterator[Message]:
        """How many points are noise, what in that hints at an unfit parameter, and an automatic eps."""
        if noise:
            yield Message("{noise:# point|# points} {noise:is|are} noise.", noise=noise)
        if self.min_samples == 1:
            yield Message("With min_samples 1 every point is a core point, so there is no noise.")
        elif noise > MAX_NOISE_SHARE * points.n:
            yield Message("Almost all points are noise: eps is too small, or min_samples too large.")
        if clustering.k == 1 and points.n - noise > MIN_ONE_CLUSTER_SHARE * points.n and points.n > 1:
            yield Message("Almost all points are in one cluster: if there are more, eps is too large.")
        if self.eps is None:
            template = "Eps {eps:short} was suggested by the k-distances."
            yield Message(template, eps=points.units.distance(clustering.eps))

    def _clustering(self, points: Points) -> "DensityClustering":
        key = ("dbscan", self.eps, self.min_samples)
        return cached(points, key, lambda: self._compute_clustering(points))

    def _compute_clustering(self, points: Points) -> "DensityClustering":
        from clusterlab.kernels.density import density_clusters  # the algorithms are listed without it

        asked = dbscan.suggested_eps(points, self.min_samples) if self.eps is None else self.eps
        with np.errstate(over="ignore", under="ignore"):
            eps = float(np.ldexp(asked, -points.units.exponent))
        found = density_clusters(
            points.values, eps, self.min_samples, points.order, check_canceled, points.weights
        )
        return dbscan.DensityClustering(
            points.values, eps, self.min_samples, *found, found.k, int(found.waves.max(initial=-1))
        )
