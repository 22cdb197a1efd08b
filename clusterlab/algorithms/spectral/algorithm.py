"""Spectral clustering in steps: a graph, the eigenvectors of its Laplacian, then k-means on their rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.common.seeding import feasible_k, shortage_notes
from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.spectral.about import SPECTRAL_ABOUT
from clusterlab.algorithms.spectral.affinity_heat_map import heat_map
from clusterlab.algorithms.spectral.eigenvector_space import (
    eigenvector_marks,
    eigenvector_scatter,
    eigenvector_space,
)
from clusterlab.algorithms.spectral.graph import Graph, Spectrum
from clusterlab.core.about import About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.charts import Chart, Eigenvalues
from clusterlab.core.formatting import format_count, format_number
from clusterlab.core.marks import Highlights, Mark, PointMarks, Regions
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.affinity import typical_distance
from clusterlab.kernels.typing import Floats, Labels

EMBEDDING_INERTIA = Objective(
    "Embedding inertia",
    "embedding_inertia",
    lower_is_better=True,
    help="The sum of the squared distances of the points to their own centers among the eigenvectors' rows. "
    "Each K has a space of its own: the gap among the eigenvalues compares them.",
)
AFFINITY_CHOICES = {"neighbors": "neighbors", "rbf": "RBF, all pairs"}
SPECTRAL_INIT_CHOICES = {name: words for name, words in INIT_CHOICES.items() if name != "random-box"}
MAX_AFFINITY_GAMMA = 1e15
"""A gamma above this, in inside units, leaves each point alike to its twins alone."""
BYTES_PER_EDGE = 100
"""So many bytes a tie takes."""
DEFAULT_GAMMA_NEIGHBORS = 10
"""Where gamma is not told, it follows from the distance to so manieth a neighbor."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SpectralStep(Step):
    """A graph; then its spectrum too; then `kmeans_step`, the step of k-means among the spectrum's places.

    Inner points are in the order of the rows of the table, whose spatial order is another one.
    """

    graph: Graph
    values: Floats
    spectrum: Spectrum | None = None
    kmeans_step: KMeansStep | None = None

    @property
    def k(self) -> int:
        """How many clusters there are at this moment."""
        return 0 if self.kmeans_step is None else self.kmeans_step.k

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, or by what the next draw goes by, and rings around what this step is about."""
        if self.kmeans_step is None:
            return (PointMarks(),)
        regions = () if self.labels is None else (Regions(self.classify, self.k),)
        assert self.spectrum is not None
        found = eigenvector_marks(self.kmeans_step, self.labels, self.spectrum, points)
        return (*regions, *(mark for mark in found if isinstance(mark, (PointMarks, Highlights))))

    @property
    def suggested_k(self) -> int | None:
        """After how many eigenvalues the gap comes."""
        return None if self.spectrum is None else self.spectrum.gap

    def caption(self, points: Points, before: Step | None) -> str:
        """What was found, and what k-means does with it."""
        if self.kmeans_step is not None and self.spectrum is not None:
            previous_kmeans_step = before.kmeans_step if isinstance(before, SpectralStep) else None
            return self.kmeans_step.caption(eigenvector_space(self.spectrum, points), previous_kmeans_step)
        words = self._graph_caption(points) if self.spectrum is None else _spectrum_caption(self.spectrum)
        return " ".join([words, *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The cluster of the point that is nearest to each place."""
        assert self.labels is not None
        return self.labels[self._kd_tree.query(places)[1]]  # type: ignore[no-any-return]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia among the eigenvectors' rows."""
        if self.objective is None or self.spectrum is None:
            return {}
        return {"embedding_inertia": eigenvector_space(self.spectrum, points).units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The least eigenvalues of the Laplacian."""
        return {} if self.spectrum is None else {"eigenvalues": self.spectrum.eigenvalues}

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """The embedding, the eigenvalues with their largest gap, and the affinity, ordered by cluster."""
        help = "How alike points are: one cluster after the other, the brighter the more alike."
        affinity_map = heat_map(
            "Affinity, by cluster", help, self.labels, points.n, self.graph.weights_between
        )
        if self.spectrum is None:
            return (affinity_map,)
        scatter = eigenvector_scatter(self.kmeans_step, self.labels, self.spectrum, points)
        return (scatter, _eigenvalue_chart(self.spectrum), affinity_map)

    def _graph_caption(self, points: Points) -> str:
        kind, parameter = self.graph.key
        if kind == "rbf":
            words = f"Each pair of {format_count(points.n, 'point')} is alike by {_decay_text(parameter, points.units)}"
            return f"{words}. {self._component_caption()}"
        n_neighbors = min(int(parameter), points.n - 1)
        edges = 0 if self.graph.edges is None else self.graph.edges.shape[1] // 2
        words = f"Each of {format_count(points.n, 'point')} is tied to its {format_count(n_neighbors, 'nearest neighbor')}"
        return f"{words}: {format_count(edges, 'tie')}. {self._component_caption()}"

    def _component_caption(self) -> str:
        components = int(self.graph.components.max()) + 1
        return (
            "The graph hangs together."
            if components == 1
            else f"The graph falls into {format_count(components, 'part')}."
        )

    @cached_property
    def _kd_tree(self) -> Any:
        from scipy.spatial import cKDTree  # half a second of imports that most commands never need

        return cKDTree(self.values)


@ALGORITHMS.add
@dataclass(frozen=True)
class SpectralClustering(Algorithm):
    """Spectral clustering: k-means on the eigenvectors of a graph of the points, for any shape."""

    name: ClassVar[str] = "spectral"
    title: ClassVar[str] = "Spectral"
    menu_order: ClassVar[int] = 5
    has_centers: ClassVar[bool] = False
    has_comparable_objective: ClassVar[bool] = False
    finds_compact_clusters: ClassVar[bool] = False
    k_evidence: ClassVar[str] = "gap among the eigenvalues"
    phases: ClassVar[Sequence[str]] = ("affinity", "eigenvectors", "start", "assign", "update")
    objective: ClassVar[Objective] = EMBEDDING_INERTIA
    criterion: ClassVar[Objective] = EMBEDDING_INERTIA
    about: ClassVar[About | None] = SPECTRAL_ABOUT

    k: Annotated[int, Param("Clusters", "How many clusters to make.", 1, usual=(1, 12))] = 3
    init: Annotated[
        str, Param("Start from", "How the first centers are chosen.", choices=SPECTRAL_INIT_CHOICES)
    ] = "k-means++"
    affinity: Annotated[
        str,
        Param(
            "Affinity",
            "Which points are alike: near ones, or all by an RBF.",
            choices=AFFINITY_CHOICES,
        ),
    ] = "neighbors"
    neighbors: Annotated[
        int, Param("Neighbors", "To how many nearest others each point is tied.", 1, usual=(2, 50))
    ] = 10
    gamma: Annotated[
        float,
        Param(
            "Gamma",
            "How fast likeness fades, exp(−gamma × squared distance), in the units of the data. 0 lets it "
            f"follow from the distance of points to their {DEFAULT_GAMMA_NEIGHBORS}th neighbor.",
            0,
            usual=(0.01, 100),
            log=True,
            power=-2,
        ),
    ] = 0.0
    max_iter: MaxIterations = 300
    seed: Seed = 0

    def memory(self, n: int, d: int) -> int:
        """The affinity of all pairs, or the ties to neighbors while they are found."""
        return 8 * n * n if self.affinity == "rbf" else BYTES_PER_EDGE * n * min(self.neighbors, n - 1)

    def first(self, points: Points, start: Any = None) -> SpectralStep:
        """The graph; `start` must be None, for centers have no place among the data (raises ParamError)."""
        if start is not None:
            raise ParamError(
                "start must be left out: centers of a spectral clustering have no place in the data."
            )
        told = shortage_notes(points, self.k)
        graph = Graph.of(points, (self.affinity, self._graph_parameter(points)))
        return SpectralStep(phase="affinity", graph=graph, values=points.values, notes=told)

    def after(self, step: Step, points: Points) -> SpectralStep | None:
        """The eigenvectors, then the steps of k-means among them."""
        assert isinstance(step, SpectralStep)
        if step.stopped:
            return None
        if step.spectrum is None:
            spectrum = Spectrum.of(step.graph, points, feasible_k(points, self.k))
            return replace(
                step, phase="eigenvectors", spectrum=spectrum, notes=self._component_notes(spectrum)
            )
        algorithm, space = self._kmeans(step.spectrum), eigenvector_space(step.spectrum, points)
        if step.kmeans_step is None:
            return _with_kmeans_step(step, algorithm.first(space), points)
        kmeans_step = algorithm.after(step.kmeans_step, space)
        return None if kmeans_step is None else _with_kmeans_step(step, kmeans_step, points)

    def _kmeans(self, spectrum: Spectrum) -> KMeans:
        return KMeans(k=spectrum.places.shape[1], init=self.init, max_iter=self.max_iter, seed=self.seed)

    def _graph_parameter(self, points: Points) -> float:
        """How many neighbors, or gamma in inside units."""
        if self.affinity == "neighbors":
            return float(self.neighbors)
        if self.gamma:
            with np.errstate(over="ignore", under="ignore"):
                return min(float(np.ldexp(self.gamma, 2 * points.units.exponent)), MAX_AFFINITY_GAMMA)
        typical = points.cached(
            "typical distance", lambda: typical_distance(points.values, DEFAULT_GAMMA_NEIGHBORS)
        )
        return min(0.5 / typical**2, MAX_AFFINITY_GAMMA) if typical > 1 / MAX_AFFINITY_GAMMA else 1.0

    def _component_notes(self, spectrum: Spectrum) -> tuple[str, ...]:
        if spectrum.components <= self.k:
            return ()
        more = "more neighbors" if self.affinity == "neighbors" else "a smaller gamma"
        return (
            f"There are more parts than clusters, so the smallest are put together; {more} would join them.",
        )


def _decay_text(gamma: float, units: Units) -> str:
    """How likeness fades with the distance, by gamma in inside units."""
    if not gamma:
        return "exp(−γ × distance²), with a γ so small that none of it is lost"
    with np.errstate(over="ignore"):
        told = float(np.ldexp(gamma, -2 * units.exponent))
    words = f", γ = {format_number(told)}" if np.isfinite(told) else ""
    half = format_number(units.distance(float(np.sqrt(np.log(2) / gamma))))
    return f"exp(−γ × distance²){words}: half of it is lost at a distance of {half}"


def _with_kmeans_step(step: SpectralStep, kmeans_step: KMeansStep, points: Points) -> SpectralStep:
    """The moment that a step of k-means among the eigenvectors is; labels that stay the same are shared."""
    assert step.spectrum is not None
    space, labels = eigenvector_space(step.spectrum, points), step.labels
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


def _spectrum_caption(spectrum: Spectrum) -> str:
    """The eigenvalues, and whether a gap among them speaks for a number of clusters."""
    k, found = spectrum.places.shape[1], spectrum.eigenvalues
    least = f"the {format_count(k, 'least eigenvalue')}" if k > 1 else "the least eigenvalue"
    words = f"Each point goes to its row in the eigenvectors of {least}, up to {format_number(float(found[k - 1]))}"
    following = f"; the next is {format_number(float(found[k]))}" if k < len(found) else ""
    return f"{words}{following}. {eigengap_caption(spectrum)}"


def eigengap_caption(spectrum: Spectrum) -> str:
    """What the largest gap among the eigenvalues says."""
    if spectrum.gap is None:
        return "No gap among the eigenvalues stands out."
    return f"The gap after {spectrum.gap} speaks for K = {spectrum.gap}."


def _eigenvalue_chart(spectrum: Spectrum) -> Eigenvalues:
    help = (
        "The least eigenvalues of the normalized Laplacian. As many are close to 0 as there are clusters "
        "that hardly anything joins; a gap after the K-th speaks for K clusters (von Luxburg 2007)."
    )
    return Eigenvalues("Eigenvalues", help, spectrum.eigenvalues, spectrum.gap, spectrum.places.shape[1])
