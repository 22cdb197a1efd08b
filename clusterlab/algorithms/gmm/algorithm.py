"""Gaussian mixtures in half-steps: k-means, then start, E, M (Dempster, Laird and Rubin 1977)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from clusterlab.algorithms import gmm
from clusterlab.algorithms.common.seeding import feasible_k, first_distinct_rows, shortage_notes
from clusterlab.algorithms.gmm.balanced import (
    balanced,
    balanced_points,
    column_exponents,
    covariances_in,
    log_volume,
)
from clusterlab.algorithms.gmm.covariances import (
    AXIS_ALIGNED_TYPES,
    COVARIANCE_CHOICES,
    held_covariances,
    regularized_covariances,
)
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep, nearest_center_step
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.late_names import late_value
from clusterlab.core.message import Message
from clusterlab.core.params import Param, ParamError
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.core.terms import sentence_of
from clusterlab.core.written import Written
from clusterlab.kernels.typing import Floats, Labels, Rows

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.step import MixtureFit, MixtureStep
    from clusterlab.core.fit_script import FitScript

LOG_LIKELIHOOD = Objective(
    "Log-likelihood",
    "log_likelihood",
    lower_is_better=False,
    per_point=True,
    help=sentence_of("Log-likelihood"),
)
BIC = Objective(
    "BIC",
    "bic",
    lower_is_better=True,
    help=sentence_of("BIC"),
)
AIC = Objective(
    "AIC",
    "aic",
    lower_is_better=True,
    help=sentence_of("AIC"),
)
GMM_INIT_CHOICES = {"k-means": "k-means", "k-means++": "k-means++", "random-points": "random points"}
ARRAYS_AT_ONCE = 12
"""At most so many arrays of the size of the covariances are in memory at once, by measurement."""


@ALGORITHMS.add
@dataclass(frozen=True)
class GaussianMixture(Algorithm):
    """A Gaussian mixture by EM: the E-step computes responsibilities, the M-step refits the components."""

    name: ClassVar[str] = "gmm"
    title: ClassVar[str] = "GMM"
    menu_order: ClassVar[int] = 2
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "E", "M")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = GMM_INIT_CHOICES
    soft: ClassVar[bool] = True
    takes_weights: ClassVar[bool] = True
    takes_shards: ClassVar[bool] = True
    has_ellipses: ClassVar[bool] = True
    variant_param: ClassVar[str] = "covariance"
    scale: ClassVar[str] = "Millions of points with few features."
    new_row_rule: ClassVar[Message] = Message("A new row joins the most probable component.")
    objective: ClassVar[Objective] = LOG_LIKELIHOOD
    criterion: ClassVar[Objective] = BIC
    other_criteria: ClassVar[Sequence[Objective]] = (AIC, LOG_LIKELIHOOD)
    memory_advice: ClassVar[Message] = Message("Diagonal or spherical covariances need far less.")
    about = late_value("clusterlab.algorithms.gmm.about", "GMM_ABOUT")
    questions = late_value("clusterlab.algorithms.common.questions", "MIXTURE_QUESTIONS")

    k: Annotated[int, Param("Clusters", "The number of Gaussian components.", 1, usual=(1, 12))] = 3
    covariance: Annotated[
        str, Param("Covariance", "Which shapes the components can have.", choices=COVARIANCE_CHOICES)
    ] = "full"
    init: Annotated[
        str, Param("Start from", "How the first components are chosen.", choices=GMM_INIT_CHOICES)
    ] = "k-means"
    max_iter: MaxIterations = 100
    tol: Annotated[
        float,
        Param(
            "Tolerance",
            "Stop when the mean log-likelihood per point gains less than this in an iteration.",
            0,
            rare=True,
        ),
    ] = 1e-3
    floor: Annotated[
        float,
        Param(
            "Minimum variance",
            sentence_of("Minimum variance"),
            1e-12,
            1,
            usual=(1e-9, 1e-1),
            log=True,
            rare=True,
        ),
    ] = 1e-6
    seed: Seed = 0

    def memory(self, n: int, d: int) -> int:
        """The bytes of the covariances, moments and temporary arrays that are in memory at once."""
        return 8 * ARRAYS_AT_ONCE * self.k * (d if self.covariance in AXIS_ALIGNED_TYPES else d * d)

    def first(self, points: Points, start: Any = None) -> "KMeansStep | MixtureStep":
        """The start: given means, covariances and weights, or the first step of the preceding k-means.

        `start` is (means (k, d), covariances (k, d, d), weights (k,)) in the data's units, with variances
        (k, d) allowed for diagonal and spherical covariances. Raises ParamError.
        """
        if start is None:
            return _as_initial_step(self._initial_kmeans.first(points))
        own = balanced_points(points, self.covariance)
        means, covariances, weights = gmm.checked_start(start, self.k, own, self.covariance)
        k = feasible_k(points, self.k)
        if k < self.k:
            kept = first_distinct_rows(means, k)
            means, covariances, weights = means[kept], covariances[kept], weights[kept]
        notes = shortage_notes(points, self.k) + gmm.weight_notes(start[2])
        return _start_step(self, points, means, covariances, weights, notes=notes)

    def after(self, step: Step, points: Points) -> "KMeansStep | MixtureStep | None":
        """The next step of the preceding k-means, then the initial components, then E and M alternately."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            return self._after_initial_kmeans(step, points)
        assert isinstance(step, gmm.MixtureStep)
        own = balanced_points(points, self.covariance)
        return self._maximization_step(step, own) if step.phase == "E" else _expectation_step(self, step, own)

    def with_centers(
        self, step: Step, centers: Floats, origins: Rows, points: Points
    ) -> "KMeansStep | MixtureStep":
        """A start step with these means; covariances and weights are those of their components."""
        if isinstance(step, KMeansStep):
            return _as_initial_step(self._initial_kmeans.with_centers(step, centers, origins, points))
        assert isinstance(step, gmm.MixtureStep)
        return gmm.with_means(step, balanced(centers, step.exponents), origins, points, self.floor)

    def with_axis(self, step: Step, cluster: int, axis: int, end: Floats, points: Points) -> "MixtureStep":
        """A start step in which an axis of a component ends at `end` (2,), in normalized coordinates."""
        if not isinstance(step, gmm.MixtureStep) or step.axes(cluster) is None:
            raise ParamError(Message("There is no ellipse here that can be changed."))
        return gmm.with_axis_end(step, cluster, axis, balanced(end, step.exponents), points, self.floor)

    def start_from_clusters(self, step: Step, points: Points) -> "MixtureStep":
        """The start from the clusters of a `step` with hard labels."""
        means, covariances, weights, labels = gmm.cluster_moments(step, points, self.covariance)
        start_note = Message("Each is fitted to one cluster.")
        return _start_step(self, points, means, covariances, weights, labels=labels, start_note=start_note)

    def start_from(self, step: Step, points: Points) -> Any:
        """Means, covariances and weights of a step, or of its clusters, in the data's units; else None."""
        if isinstance(step, gmm.MixtureStep):
            covariances = covariances_in(points.units, step.covariances, step.exponents)
            covariances = held_covariances(covariances, self.covariance)
            return points.units.positions(step.centers), covariances, step.weights
        labeled = step.labels is not None
        return gmm.mixture_start(step, step.window_points(points), self.covariance) if labeled else None

    def classifier(self, written: Written, d: int) -> "KMeansStep | MixtureStep":
        """The same components, or the centers of the preceding k-means."""
        return nearest_center_step(written, d) if written.has("centers") else gmm.written_mixture(written, d)

    def result(self, step: Step, points: Points) -> "MixtureFit":
        """The labels, components and criteria of a last step."""
        assert isinstance(step, gmm.MixtureStep)
        covariances = covariances_in(points.units, step.covariances, step.exponents)
        shape = {"covariances": covariances, "weights": step.weights}
        return gmm.MixtureFit.of(step, points, collapsed=step.collapsed, **shape, **step.figures(points))

    def script(self, start: Step, points: Points) -> "FitScript":
        """scikit-learn's GaussianMixture from the same components, unless a variance reaches its minimum."""
        return gmm.mixture_script(self, start, points)

    def rank(self, step: Step, points: Points) -> tuple[bool, float]:
        """The sort key of runs: those without a collapsed component first, then by likelihood."""
        assert isinstance(step, gmm.MixtureStep)
        return bool(step.collapsed), super().rank(step, points)

    @cached_property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that precedes EM, or of which only the start is used."""
        init = "random-points" if self.init == "random-points" else "k-means++"
        return KMeans(k=self.k, init=init, seed=self.seed)

    def _after_initial_kmeans(self, step: KMeansStep, points: Points) -> "KMeansStep | MixtureStep":
        if self.init == "k-means" and self._kmeans_ended(step):
            return self.start_from_clusters(step, points)
        if self.init != "k-means" and step.k >= feasible_k(points, self.k):
            return self._start_at_centers(step, points)
        following = self._initial_kmeans.next_lloyd_step(step, points)
        assert following is not None
        closing_notes = (
            (Message("k-means has ended; its clusters become the first components."),)
            if self._kmeans_ended(following)
            else ()
        )
        return _as_initial_step(following, closing_notes)

    def _kmeans_ended(self, step: KMeansStep) -> bool:
        """Whether k-means has converged or reached its limit; `stopped` is cleared, for the run goes on."""
        return step.phase == "assign" and (
            step.changed == 0 or step.iteration >= self._initial_kmeans.max_iter
        )

    def _start_at_centers(self, step: KMeansStep, points: Points) -> "MixtureStep":
        """The start with equal components at the picked centers."""
        means, covariances, weights = gmm.start_around_centers(step.positions, points, self.covariance)
        start_note = Message("Each mean is a chosen point; weights and variances are equal.")
        return _start_step(self, points, means, covariances, weights, start_note=start_note)

    def _maximization_step(self, step: "MixtureStep", points: Points) -> "MixtureStep":
        means, unconstrained = gmm.weighted_moments(step, points)
        assert step.counts is not None
        weights = step.counts / step.counts.sum()
        covariances, collapsed = regularized_covariances(
            unconstrained, weights, points, self.covariance, self.floor
        )
        return replace(
            step,
            phase="M",
            means=means,
            covariances=covariances,
            weights=weights,
            collapsed=collapsed,
            e_step=step,
            notes=gmm.collapse_notes(collapsed, weights, points.total_weight),
            **gmm.NO_MOMENTS,
        )


def _start_step(
    algorithm: GaussianMixture,
    points: Points,
    means: Floats,
    covariances: Floats,
    weights: Floats,
    labels: Labels | None = None,
    start_note: Message = Message(),
    notes: tuple[Message, ...] = (),
) -> "MixtureStep":
    covariances, collapsed = regularized_covariances(
        covariances,
        weights,
        balanced_points(points, algorithm.covariance),
        algorithm.covariance,
        algorithm.floor,
    )
    return gmm.MixtureStep(
        exponents=column_exponents(points, algorithm.covariance),
        phase="start",
        means=means,
        covariances=covariances,
        weights=weights,
        covariance_type=algorithm.covariance,
        collapsed=collapsed,
        labels=labels,
        start_note=start_note,
        notes=notes + gmm.collapse_notes(collapsed, weights, points.total_weight),
    )


def _as_initial_step(step: KMeansStep, notes: tuple[Message, ...] = ()) -> KMeansStep:
    """A step of the preceding k-means without objective and stop reason: these are not the mixture's."""
    return replace(step, stopped=Message(), objective=None, notes=step.notes + notes)


def _expectation_step(algorithm: GaussianMixture, step: "MixtureStep", points: Points) -> "MixtureStep":
    limit_reached = step.phase == "M" and step.iteration >= algorithm.max_iter
    found = gmm.expectation_after(step, points, is_last=limit_reached)
    objective = found.log_likelihood / points.total_weight + log_volume(step.exponents)
    return replace(
        step,
        phase="E",
        iteration=step.iteration + (not limit_reached),
        objective=objective,
        labels=found.labels,
        stopped=_stop_reason(algorithm, objective, step, limit_reached),
        counts=found.counts,
        first_moments=found.first_moments,
        second_moments=found.second_moments,
        shares=found.shares,
        undecided=found.undecided,
        e_step=None,
        notes=gmm.collapse_notes(step.collapsed, step.weights, points.total_weight)
        + gmm.underflow_notes(found.underflowed),
    )


def _stop_reason(
    algorithm: GaussianMixture, objective: float, step: "MixtureStep", limit_reached: bool
) -> Message:
    """Why the run ends with the E-step after `step` that found `objective`; empty where it goes on."""
    if step.phase == "M" and step.objective is not None:
        gain = objective - step.objective
        if gain < algorithm.tol:
            template = "the mean log-likelihood gained less than {tol:short} per point"
            return Message(template, tol=algorithm.tol)
        if gain == 0:
            return Message("the mean log-likelihood did not change")
    if limit_reached:
        return Message("the limit of {n:# iteration|# iterations} was reached", n=algorithm.max_iter)
    return Message()
