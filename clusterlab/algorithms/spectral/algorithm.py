"""Spectral clustering in steps: an affinity graph, eigenvectors of its Laplacian, k-means on their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms import spectral
from clusterlab.algorithms.common.seeding import feasible_k, shortage_notes
from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.cache import cached
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.late_names import late_value
from clusterlab.core.marks import Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.kernels.typing import Floats, Labels

if TYPE_CHECKING:
    from clusterlab.algorithms.spectral.graph import Graph, Spectrum
    from clusterlab.core.charts import Chart
    from clusterlab.core.fit_script import FitScript
    from clusterlab.core.formula import Formula

EMBEDDING_INERTIA = Objective(
    "Embedding inertia",
    "embedding_inertia",
    lower_is_better=True,
    help=(f"{sentence_of('Embedding inertia')} It cannot be compared over K; the eigengap can suggest K."),
)
AFFINITY_CHOICES = {"neighbors": "neighbors", "rbf": "RBF, all pairs"}
SPECTRAL_INIT_CHOICES = {name: words for name, words in INIT_CHOICES.items() if name != "random-box"}
MAX_AFFINITY_GAMMA = 1e15
"""Above this gamma, in normalized units, the affinity of any two distinct points is 0."""
BYTES_PER_EDGE = 100  # the peak memory per edge, in bytes, while the neighbors are found
DEFAULT_GAMMA_NEIGHBORS = 10
"""Where gamma is 0, it is computed from the typical distance to this nearest neighbor."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SpectralStep(Step):
    """The graph of the points `values` (n, d), later its spectrum, later the `kmeans_step` on its rows.

    The rows of the spectrum have a spatial order of their own, which is that of `kmeans_step`; labels are in
    that of the points.
    """

    graph: "Graph"
    values: Floats
    spectrum: "Spectrum | None" = None
    kmeans_step: KMeansStep | None = None

    @property
    def k(self) -> int:
        """The number of clusters; 0 before k-means begins."""
        return 0 if self.kmeans_step is None else self.kmeans_step.k

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label or sized by D^2, highlights of this step's points, and regions."""
        if self.kmeans_step is None:
            return (PointMarks(),)
        regions = () if self.labels is None else (Regions(self.classify, self.k),)
        assert self.spectrum is not None
        found = spectral.eigenvector_marks(self.kmeans_step, self.labels, self.spectrum, points)
        return (*regions, *(mark for mark in found if isinstance(mark, (PointMarks, Highlights))))

    @property
    def suggested_k(self) -> int | None:
        """The number of eigenvalues before the eigengap; None where no gap stands out."""
        return None if self.spectrum is None else self.spectrum.gap

    def caption(self, points: Points, before: Step | None) -> Message:
        """What is known of the graph or the eigenvalues, then the caption of the k-means step."""
        if self.kmeans_step is not None and self.spectrum is not None:
            previous_kmeans_step = before.kmeans_step if isinstance(before, SpectralStep) else None
            return self.kmeans_step.caption(
                spectral.eigenvector_points(self.spectrum, points), previous_kmeans_step
            )
        if self.spectrum is None:
            return sentences(self._graph_caption(points), self._component_caption(), *self.notes)
        return sentences(_spectrum_caption(self.spectrum), eigengap_caption(self.spectrum), *self.notes)

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """Its edges, then its distances to the centers in the embedding."""
        return spectral.reason_of_spectral(
            self, points, row, before if isinstance(before, SpectralStep) else None
        )

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The affinity of two points, the eigenvalues, then the formulas of k-means in the embedding."""
        return spectral.spectral_formulas(self, points, before, focus)

    def classify(self, places: Floats) -> Labels:
        """The cluster of the point nearest to each of `places` (m, d): (m,)."""
        assert self.labels is not None
        return self.labels[self._kd_tree.query(places)[1]]  # type: ignore[no-any-return]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia of the rows of the eigenvectors; empty while it is unknown."""
        if self.objective is None or self.spectrum is None:
            return {}
        return {
            "embedding_inertia": spectral.eigenvector_points(self.spectrum, points).units.squared(
                self.objective
            )
        }

    def model(self, units: Units) -> dict[str, Any]:
        """The smallest eigenvalues of the Laplacian (m,)."""
        return {} if self.spectrum is None else {"eigenvalues": self.spectrum.eigenvalues}

    def charts(self, points: Points) -> "tuple[Chart, ...]":
        """The embedding, the eigenvalues with the eigengap, and the affinity heat map ordered by cluster."""
        from clusterlab.algorithms.common.heat_map import heat_map

        affinity_map = heat_map(
            Message("Affinity, by cluster"),
            Message(sentence_of("Affinity, by cluster")),
            self.labels,
            points.n,
            self.graph.weights_between,
        )
        if self.spectrum is None:
            return (affinity_map,)
        scatter = spectral.eigenvector_scatter(self.kmeans_step, self.labels, self.spectrum, points)
        return (scatter, spectral.eigenvalue_chart(self.spectrum), affinity_map)

    def _graph_caption(self, points: Points) -> Message:
        kind, parameter = self.graph.key
        if kind == "rbf":
            template = "The affinity of two of {n:# point|# points} is {decay}."
            return Message(template, n=points.n, decay=_decay_phrase(parameter, points.units))
        return Message(
            "Each of {n:# point|# points} is connected to its "
            "{neighbors:# nearest neighbor|# nearest neighbors}: {edges:# edge|# edges}.",
            n=points.n,
            neighbors=min(int(parameter), points.n - 1),
            edges=0 if self.graph.edges is None else self.graph.edges.shape[1] // 2,
        )

    def _component_caption(self) -> Message:
        components = int(self.graph.components.max()) + 1
        if components == 1:
            return Message("The graph is connected.")
        return Message("The graph has {components:# separate part|# separate parts}.", components=components)

    @cached_property
    def _kd_tree(self) -> Any:
        from scipy.spatial import cKDTree  # half a second of imports that most commands never need

        return cKDTree(self.values)


@ALGORITHMS.add
@dataclass(frozen=True)
class SpectralClustering(Algorithm):
    """Spectral clustering (Ng, Jordan and Weiss 2002): k-means on the eigenvectors of an affinity graph."""

    name: ClassVar[str] = "spectral"
    title: ClassVar[str] = "Spectral"
    menu_order: ClassVar[int] = 5
    has_centers: ClassVar[bool] = False
    has_comparable_objective: ClassVar[bool] = False
    k_evidence: ClassVar[str] = "eigengap"
    phases: ClassVar[Sequence[str]] = ("affinity", "eigenvectors", "start", "assign", "update")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = SPECTRAL_INIT_CHOICES
    no_model_reason: ClassVar[Message] = Message(
        "its clusters lie among the eigenvectors of the graph of all rows, where new rows have no place"
    )
    refines_to: ClassVar[str] = "gmm"
    restarts_per_k: ClassVar[int] = 10
    scale: ClassVar[str] = "Tens of thousands of points."
    objective: ClassVar[Objective] = EMBEDDING_INERTIA
    criterion: ClassVar[Objective] = EMBEDDING_INERTIA
    about = late_value("clusterlab.algorithms.spectral.about", "SPECTRAL_ABOUT")
    questions = late_value("clusterlab.algorithms.common.questions", "ASSIGN_QUESTIONS")

    k: Annotated[int, Param("Clusters", "The number of clusters.", 1, usual=(1, 12))] = 3
    init: Annotated[
        str, Param("Start from", "How the starting centers are chosen.", choices=SPECTRAL_INIT_CHOICES)
    ] = "k-means++"
    affinity: Annotated[
        str,
        Param(
            "Affinity",
            "Which points are connected: near ones, or all, weighted by an RBF kernel.",
            choices=AFFINITY_CHOICES,
        ),
    ] = "neighbors"
    neighbors: Annotated[
        int,
        Param(
            "Neighbors",
            "How many nearest neighbors each point is connected to.",
            1,
            usual=(2, 50),
            only_with={"affinity": ("neighbors",)},
        ),
    ] = 10
    gamma: Annotated[
        float,
        Param(
            "Gamma",
            "Affinity is exp(−gamma × squared distance), in the units of the data. 0 derives gamma "
            f"from the distance of points to their {DEFAULT_GAMMA_NEIGHBORS}th neighbor.",
            0,
            usual=(0.01, 100),
            log=True,
            power=-2,
            only_with={"affinity": ("rbf",)},
        ),
    ] = 0.0
    max_iter: MaxIterations = 300
    seed: Seed = 0

    def memory(self, n: int, d: int) -> int:
        """The bytes for the affinity of all pairs, or for the edges while the neighbors are found."""
        return 8 * n * n if self.affinity == "rbf" else BYTES_PER_EDGE * n * min(self.neighbors, n - 1)

    def first(self, points: Points, start: Any = None) -> SpectralStep:
        """The graph; raises ParamError where a start is given, for clusters have no centers in the data."""
        if start is not None:
            raise ParamError(
                Message("start must be left out: spectral clustering has no centers among the data.")
            )
        notes = shortage_notes(points, self.k)
        graph = spectral.Graph.of(points, (self.affinity, self._graph_parameter(points)))
        return SpectralStep(phase="affinity", graph=graph, values=points.values, notes=notes)

    def after(self, step: Step, points: Points) -> SpectralStep | None:
        """The eigenvectors, then the steps of k-means on their rows."""
        assert isinstance(step, SpectralStep)
        if step.stopped:
            return None
        if step.spectrum is None:
            spectrum = spectral.Spectrum.of(step.graph, points, feasible_k(points, self.k))
            return replace(
                step, phase="eigenvectors", spectrum=spectrum, notes=self._component_notes(spectrum)
            )
        algorithm, space = self._kmeans(step.spectrum), spectral.eigenvector_points(step.spectrum, points)
        if step.kmeans_step is None:
            return _with_kmeans_step(step, algorithm.first(space), points)
        kmeans_step = algorithm.next_lloyd_step(step.kmeans_step, space)
        return None if kmeans_step is None else _with_kmeans_step(step, kmeans_step, points)

    def script(self, start: Step, points: Points) -> "FitScript":
        """scikit-learn's embedding of the same affinity, then its KMeans from the same rows."""
        assert isinstance(start, SpectralStep)
        spectrum = spectral.Spectrum.of(start.graph, points, feasible_k(points, self.k))
        return spectral.spectral_script(self, start.graph, spectrum, self._kmeans(spectrum), points)

    def _kmeans(self, spectrum: "Spectrum") -> KMeans:
        return KMeans(k=spectrum.places.shape[1], init=self.init, max_iter=self.max_iter, seed=self.seed)

    def _graph_parameter(self, points: Points) -> float:
        """The number of neighbors, or gamma in normalized units."""
        if self.affinity == "neighbors":
            return float(self.neighbors)
        if self.gamma:
            with np.errstate(over="ignore", under="ignore"):
                return min(float(np.ldexp(self.gamma, 2 * points.units.exponent)), MAX_AFFINITY_GAMMA)
        from clusterlab.kernels.affinity import typical_distance  # the algorithms are listed without it

        typical = cached(
            points, "typical distance", lambda: typical_distance(points.values, DEFAULT_GAMMA_NEIGHBORS)
        )
        return min(0.5 / typical**2, MAX_AFFINITY_GAMMA) if typical > 1 / MAX_AFFINITY_GAMMA else 1.0

    def _component_notes(self, spectrum: "Spectrum") -> tuple[Message, ...]:
        if spectrum.components <= self.k:
            return ()
        template = (
            "The graph has more parts than clusters: the smallest are merged. More neighbors connect them."
            if self.affinity == "neighbors"
            else (
                "The graph has more parts than clusters: the smallest are merged. A smaller gamma "
                "connects them."
            )
        )
        return (Message(template),)


def _decay_phrase(gamma: float, units: Units) -> Message:
    """How the affinity decreases with the distance, for a gamma in normalized units."""
    if not gamma:
        return Message("exp(−γ × distance²), with γ near 0: all are equal")
    with np.errstate(over="ignore"):
        gamma_in_data_units = float(np.ldexp(gamma, -2 * units.exponent))
        half = units.distance(float(np.sqrt(np.log(2) / gamma)))
    template = (
        "exp(−γ × distance²), γ = {gamma}: 0.5 at a distance of {half}"
        if np.isfinite(gamma_in_data_units)
        else "exp(−γ × distance²): 0.5 at a distance of {half}"
    )
    return Message(template, gamma=gamma_in_data_units, half=half)


def _with_kmeans_step(step: SpectralStep, kmeans_step: KMeansStep, points: Points) -> SpectralStep:
    """`step` followed by a k-means step on the eigenvectors; unchanged labels stay the same array."""
    assert step.spectrum is not None
    space, labels = spectral.eigenvector_points(step.spectrum, points), step.labels
    if kmeans_step.labels is None:
        labels = None
    elif step.kmeans_step is None or kmeans_step.labels is not step.kmeans_step.labels or labels is None:
        labels = points.to_spatial_order(space.to_row_order(kmeans_step.labels))
    return replace(
        step,
        phase=kmeans_step.phase,
        iteration=kmeans_step.iteration,
        objective=kmeans_step.objective,
        labels=labels,
        kmeans_step=kmeans_step,
        stopped=kmeans_step.stopped,
        notes=kmeans_step.notes,
    )


def _spectrum_caption(spectrum: "Spectrum") -> Message:
    """The last eigenvalue that is used, and the one after it."""
    k, found = spectrum.places.shape[1], spectrum.eigenvalues.tolist()
    template = (
        "Coordinates: eigenvectors of the {k:smallest eigenvalue|# smallest eigenvalues} (up to "
        "{last}, next {following})."
        if k < len(found)
        else (
            "Coordinates: eigenvectors of the {k:smallest eigenvalue|# smallest eigenvalues} (up to {last})."
        )
    )
    return Message(template, k=k, last=found[k - 1], following=found[k] if k < len(found) else None)


def eigengap_caption(spectrum: "Spectrum") -> Message:
    """Which number of clusters the eigengap suggests."""
    if spectrum.gap is None:
        return Message("There is no clear eigengap.")
    return Message("The eigengap suggests K = {gap!s}.", gap=spectrum.gap)
