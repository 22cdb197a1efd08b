"""Gaussian mixtures in half-steps: start, E, M (Dempster, Laird and Rubin 1977); the start is steps too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.common.seeding import feasible_k, first_distinct_rows, shortage_notes
from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES, regularized_covariances
from clusterlab.algorithms.gmm.starts import checked_start, cluster_moments, start_around_centers
from clusterlab.algorithms.gmm.step import MixtureFit, MixtureStep, collapse_notes, lost_notes
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.formatting import format_count
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.gmm import MIN_COUNT, expectation, means_and_covariances
from clusterlab.kernels.typing import Floats, Labels

LOG_LIKELIHOOD = Objective("Log-likelihood", "log_likelihood", lower_is_better=False, per_point=True)
BIC = Objective(
    "BIC",
    "bic",
    lower_is_better=True,
    help="−2 log-likelihood + parameters × ln n: lower is better. (mclust uses the opposite sign.)",
)
AIC = Objective(
    "AIC",
    "aic",
    lower_is_better=True,
    help="−2 log-likelihood + 2 × parameters: lower is better. It forgives more components than BIC does.",
)
GMM_INIT_CHOICES = {"k-means": "k-means", "k-means++": "k-means++", "random-points": "random points"}
NARROW_VARIANCE_SHARE = 1e-8
"""Below this share of a column's squared range, a variance takes its own pass over the points."""
_NO_MOMENTS: dict[str, Any] = {"counts": None, "first_moments": None, "second_moments": None, "undecided": 0}


GMM_ABOUT = About(
    idea=(
        "The points are taken to be drawn from K bells (Gaussian distributions), each with a mean, a "
        "covariance and a weight of its own. The E-step shares each point among the bells by how probable "
        "each of them makes it, and the M-step fits each bell to its shares. No round lowers the likelihood "
        "of the data, and the run ends when one gains almost nothing."
    ),
    formula="log L = Σᵢ log Σₖ πₖ N(xᵢ | μₖ, Σₖ)  → max",
    shape="Ellipses of any size, direction and weight; the covariance type can restrict them.",
    assignment="Soft: each point has a share in every cluster. Its label is the largest share.",
    parameters="K, the covariance type (full, tied, diag or spherical), and the start.",
    sensitive=(
        "The start and K. With few points or many features a bell can collapse onto a few points: the floor "
        "stops it, and the caption says so."
    ),
    use="When clusters overlap, are stretched or differ in size, or when it matters how sure a label is.",
    avoid="When clusters are curved or nested, or when there are few points for so many covariances.",
    good_example=Example("stretched", {"seed": 2}, {"k": 3}),
    bad_example=Example("moons", {}, {"k": 2}),
    pseudocode=(
        (("start", "assign", "update"), "choose K bells, from the clusters of k-means"),
        ((), "repeat"),
        (("E",), "    share each point:  rᵢₖ ∝ πₖ N(xᵢ | μₖ, Σₖ)"),
        (("M",), "    fit each bell to its shares:  πₖ, μₖ, Σₖ"),
        ((), "until the log-likelihood gains less than the tolerance"),
    ),
)


@ALGORITHMS.add
@dataclass(frozen=True)
class GaussianMixture(Algorithm):
    """A mixture of Gaussian bells: share every point among them, refit each to its shares, repeat."""

    name: ClassVar[str] = "gmm"
    title: ClassVar[str] = "GMM"
    menu_order: ClassVar[int] = 2
    soft: ClassVar[bool] = True
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "E", "M")
    objective: ClassVar[Objective] = LOG_LIKELIHOOD
    criterion: ClassVar[Objective] = BIC
    other_criteria: ClassVar[Sequence[Objective]] = (AIC, LOG_LIKELIHOOD)
    about: ClassVar[About | None] = GMM_ABOUT

    k: Annotated[int, Param("Clusters", "How many bells to fit.", 1, usual=(1, 12))] = 3
    covariance: Annotated[
        str, Param("Covariance", "Which shapes the bells may take.", choices=COVARIANCE_CHOICES)
    ] = "full"
    init: Annotated[str, Param("Start from", "How the first bells are chosen.", choices=GMM_INIT_CHOICES)] = (
        "k-means"
    )
    max_iter: MaxIterations = 100
    tol: Annotated[
        float,
        Param(
            "Tolerance",
            "Stop when an iteration raises the mean log-likelihood of a point by less than this. "
            "1e-6 is called converged.",
            0,
        ),
    ] = 1e-3
    floor: Annotated[
        float,
        Param(
            "Floor",
            "No bell may be narrower than this share of the squared spread of the data.",
            1e-12,
            1,
            usual=(1e-9, 1e-1),
            log=True,
        ),
    ] = 1e-6
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep | MixtureStep:
        """The start: given means, covariances and weights, or the first step of the k-means that precedes.

        `start` is (means (k, d), covariances (k, d, d), weights (k,)) in the data's units.
        """
        if start is None:
            return _as_initial_step(self._initial_kmeans.first(points))
        means, covariances, weights = checked_start(start, self.k, points)
        k = feasible_k(points, self.k)
        if k < self.k:
            kept = first_distinct_rows(means, k)
            means, covariances, weights = means[kept], covariances[kept], weights[kept]
        return self._start_step(points, means, covariances, weights, notes=shortage_notes(points, self.k))

    def after(self, step: Step, points: Points) -> KMeansStep | MixtureStep | None:
        """The next step of k-means while it lasts, then the first bells, then E and M in turn."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            return self._after_initial_kmeans(step, points)
        assert isinstance(step, MixtureStep)
        return (
            self._maximization_step(step, points)
            if step.phase == "E"
            else self._expectation_step(step, points)
        )

    def with_center_moved(
        self, step: Step, cluster: int, position: Floats, points: Points
    ) -> KMeansStep | MixtureStep:
        """The same bells but one, with an E-step (within k-means an assign) to come."""
        if isinstance(step, KMeansStep):
            return _as_initial_step(self._initial_kmeans.with_center_moved(step, cluster, position, points))
        assert isinstance(step, MixtureStep)
        means = step.means.copy()
        means[cluster] = position
        return replace(
            step,
            phase="start",
            means=means,
            stopped="",
            objective=None,
            e_step=None,
            start_note="",
            notes=(),
            **_NO_MOMENTS,
        )

    def start_from_clusters(self, step: Step, points: Points) -> MixtureStep:
        """The start that takes over the clusters of a finished `step` with hard labels."""
        means, covariances, weights, labels = cluster_moments(step, points)
        start_note = "Each has the mean, covariance and weight of one cluster."
        return self._start_step(points, means, covariances, weights, labels=labels, start_note=start_note)

    def result(self, step: Step, points: Points) -> MixtureFit:
        """Labels, bells and likelihood of the last step."""
        assert isinstance(step, MixtureStep)
        shape = {"covariances": points.units.covariances(step.covariances), "weights": step.weights}
        return MixtureFit.of(step, points, collapsed=step.collapsed, **shape, **step.figures(points))

    def rank(self, step: Step, points: Points) -> tuple[bool, float]:
        """Runs with a collapsed component lose; then the greater likelihood wins."""
        assert isinstance(step, MixtureStep)
        return bool(step.collapsed), super().rank(step, points)

    @property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that makes the first bells, or only its picks."""
        init = "random-points" if self.init == "random-points" else "k-means++"
        return KMeans(k=self.k, init=init, seed=self.seed)

    def _after_initial_kmeans(self, step: KMeansStep, points: Points) -> KMeansStep | MixtureStep:
        if self.init == "k-means" and self._kmeans_ended(step):
            return self.start_from_clusters(step, points)
        if self.init != "k-means" and step.k >= feasible_k(points, self.k):
            return self._start_at_centers(step, points)
        following = self._initial_kmeans.after(step, points)
        assert following is not None
        closing_notes = (
            ("k-means ends here: its clusters become bells.",) if self._kmeans_ended(following) else ()
        )
        return _as_initial_step(replace(following, notes=following.notes + closing_notes))

    def _kmeans_ended(self, step: KMeansStep) -> bool:
        """Whether k-means has ended, told from the step's figures: it must not look like the run's end."""
        return step.phase == "assign" and (
            step.changed == 0 or step.iteration >= self._initial_kmeans.max_iter
        )

    def _start_at_centers(self, step: KMeansStep, points: Points) -> MixtureStep:
        """Equal bells at the picks, as wide as the clusters around the picks are on average."""
        means, spreads, weights = start_around_centers(step.positions, points)
        start_note = (
            "Each stands at a picked point, all with one weight and the mean spread around the picks."
        )
        return self._start_step(points, means, spreads, weights, start_note=start_note)

    def _start_step(
        self,
        points: Points,
        means: Floats,
        covariances: Floats,
        weights: Floats,
        labels: Labels | None = None,
        start_note: str = "",
        notes: tuple[str, ...] = (),
    ) -> MixtureStep:
        covariances, collapsed = regularized_covariances(
            covariances, weights, points, self.covariance, self.floor
        )
        return MixtureStep(
            phase="start",
            means=means,
            covariances=covariances,
            weights=weights,
            covariance_type=self.covariance,
            collapsed=collapsed,
            labels=labels,
            start_note=start_note,
            notes=notes + collapse_notes(collapsed, weights, points.n),
        )

    def _expectation_step(self, step: MixtureStep, points: Points) -> MixtureStep:
        found = expectation(points.values, step.mixture, _reference_positions(step, points))
        objective = found.log_likelihood / points.n
        limit_reached = step.phase == "M" and step.iteration >= self.max_iter
        return replace(
            step,
            phase="E",
            iteration=step.iteration + (not limit_reached),
            objective=objective,
            labels=found.labels,
            stopped=self._stop_reason(objective, step, limit_reached),
            counts=found.counts,
            first_moments=found.first_moments,
            second_moments=found.second_moments,
            undecided=found.undecided,
            e_step=None,
            notes=collapse_notes(step.collapsed, step.weights, points.n) + lost_notes(found.underflowed),
        )

    def _stop_reason(self, objective: float, step: MixtureStep, limit_reached: bool) -> str:
        """Why the run ends with an E-step that found `objective`; empty where it goes on."""
        if step.phase == "M" and step.objective is not None:
            gain = objective - step.objective
            if gain < self.tol:
                return "the log-likelihood gained less than the tolerance"
            if gain == 0:
                return "the log-likelihood gained nothing"
        return f"the limit of {format_count(self.max_iter, 'iteration')} was reached" if limit_reached else ""

    def _maximization_step(self, step: MixtureStep, points: Points) -> MixtureStep:
        means, spreads = _weighted_moments(step, points)
        assert step.counts is not None
        weights = step.counts / step.counts.sum()
        covariances, collapsed = regularized_covariances(
            spreads, weights, points, self.covariance, self.floor
        )
        return replace(
            step,
            phase="M",
            means=means,
            covariances=covariances,
            weights=weights,
            collapsed=collapsed,
            e_step=step,
            notes=collapse_notes(collapsed, weights, points.n),
            **_NO_MOMENTS,
        )


def _as_initial_step(step: KMeansStep) -> KMeansStep:
    """A step of the k-means that precedes a mixture: not the run's end, nor its objective."""
    return replace(step, stopped="", objective=None)


def _reference_positions(step: MixtureStep, points: Points) -> Floats:
    """Where the moments of each component are taken about: its mean, or the nearest place among the points.

    A mean far outside, given or dragged there, would leave no digits to the spread of its points.
    """
    return np.clip(step.means, *_bounding_box(points))


def _bounding_box(points: Points) -> tuple[Floats, Floats]:
    values = points.values
    return points.cached("corners", lambda: (values.min(axis=0), values.max(axis=0)))


def _weighted_moments(step: MixtureStep, points: Points) -> tuple[Floats, Floats]:
    """The means and the plain covariances of the points that each component is responsible for."""
    assert step.counts is not None
    assert step.first_moments is not None
    assert step.second_moments is not None
    means, spreads = means_and_covariances(
        _reference_positions(step, points), step.counts, step.first_moments, step.second_moments
    )
    occupied = step.counts > MIN_COUNT
    means[~occupied], spreads[~occupied] = step.means[~occupied], step.covariances[~occupied]
    variances = np.diagonal(spreads, axis1=1, axis2=2)
    low, high = _bounding_box(points)
    narrow = occupied & (variances < NARROW_VARIANCE_SHARE * (high - low) ** 2).any(axis=1)
    if narrow.any():
        again = expectation(points.values, step.mixture, means)
        closer = means_and_covariances(means, again.counts, again.first_moments, again.second_moments)
        means[narrow], spreads[narrow] = closer[0][narrow], closer[1][narrow]
    return means, spreads
