"""Gaussian mixtures in half-steps: start, E, M (Dempster, Laird and Rubin 1977); the start is steps too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np

from clusterlab.algorithms.common.seeding import first_distinct, reachable, shortage
from clusterlab.algorithms.gmm.covariances import KINDS, allowed
from clusterlab.algorithms.gmm.starts import around_picks, clusters_of, given
from clusterlab.algorithms.gmm.step import MixtureFit, MixtureStep, collapse_notes, lost_notes
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, MaxIterations, Objective, Seed
from clusterlab.core.formatting import count
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.gmm import NOBODY, centered, expectation
from clusterlab.kernels.typing import Floats, Labels

LIKELIHOOD = Objective("Log-likelihood", "log_likelihood", lower_is_better=False, per_point=True)
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
STARTS = {"k-means": "k-means", "k-means++": "k-means++", "random-points": "random points"}
NARROW = 1e-8
"""Below this share of a column's squared range, a variance takes its own pass over the points."""
_NO_MOMENTS: dict[str, Any] = {"counts": None, "firsts": None, "seconds": None, "undecided": 0}


ABOUT = About(
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
    shines=Example("stretched", {"seed": 2}, {"k": 3}),
    fails=Example("moons", {}, {"k": 2}),
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
    place: ClassVar[int] = 2
    soft: ClassVar[bool] = True
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "E", "M")
    objective: ClassVar[Objective] = LIKELIHOOD
    criterion: ClassVar[Objective] = BIC
    further: ClassVar[Sequence[Objective]] = (AIC, LIKELIHOOD)
    about: ClassVar[About | None] = ABOUT

    k: Annotated[int, Param("Clusters", "How many bells to fit.", 1, usual=(1, 12))] = 3
    covariance: Annotated[str, Param("Covariance", "Which shapes the bells may take.", choices=KINDS)] = (
        "full"
    )
    init: Annotated[str, Param("Start from", "How the first bells are chosen.", choices=STARTS)] = "k-means"
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
            return _as_prelude(self._prelude.first(points))
        means, covariances, weights = given(start, self.k, points)
        k = reachable(points, self.k)
        if k < self.k:
            kept = first_distinct(means, k)
            means, covariances, weights = means[kept], covariances[kept], weights[kept]
        return self._begun(points, means, covariances, weights, notes=shortage(points, self.k))

    def after(self, step: Step, points: Points) -> KMeansStep | MixtureStep | None:
        """The next step of k-means while it lasts, then the first bells, then E and M in turn."""
        if step.stopped:
            return None
        if isinstance(step, KMeansStep):
            return self._after_prelude(step, points)
        assert isinstance(step, MixtureStep)
        return self._maximized(step, points) if step.phase == "E" else self._expected(step, points)

    def moved(self, step: Step, cluster: int, place: Floats, points: Points) -> KMeansStep | MixtureStep:
        """The same bells but one, with an E-step (within k-means an assign) to come."""
        if isinstance(step, KMeansStep):
            return _as_prelude(self._prelude.moved(step, cluster, place, points))
        assert isinstance(step, MixtureStep)
        means = step.means.copy()
        means[cluster] = place
        return replace(
            step,
            phase="start",
            means=means,
            stopped="",
            objective=None,
            earlier=None,
            origin="",
            notes=(),
            **_NO_MOMENTS,
        )

    def refined(self, step: Step, points: Points) -> MixtureStep:
        """The start that takes over the clusters of a finished `step` with hard labels."""
        means, covariances, weights, labels = clusters_of(step, points)
        origin = "Each has the mean, covariance and weight of one cluster."
        return self._begun(points, means, covariances, weights, labels=labels, origin=origin)

    def result(self, step: Step, points: Points) -> MixtureFit:
        """Labels, bells and likelihood of the last step."""
        assert isinstance(step, MixtureStep)
        shape = {"covariances": points.units.spreads(step.covariances), "weights": step.weights}
        return MixtureFit.of(step, points, collapsed=step.collapsed, **shape, **step.figures(points))

    def rank(self, step: Step, points: Points) -> tuple[bool, float]:
        """Runs with a collapsed component lose; then the greater likelihood wins."""
        assert isinstance(step, MixtureStep)
        return bool(step.collapsed), super().rank(step, points)

    @property
    def _prelude(self) -> KMeans:
        """The k-means that makes the first bells, or only its picks."""
        init = "random-points" if self.init == "random-points" else "k-means++"
        return KMeans(k=self.k, init=init, seed=self.seed)

    def _after_prelude(self, step: KMeansStep, points: Points) -> KMeansStep | MixtureStep:
        if self.init == "k-means" and self._settled(step):
            return self.refined(step, points)
        if self.init != "k-means" and step.k >= reachable(points, self.k):
            return self._from_picks(step, points)
        following = self._prelude.after(step, points)
        assert following is not None
        ending = ("k-means ends here: its clusters become bells.",) if self._settled(following) else ()
        return _as_prelude(replace(following, notes=following.notes + ending))

    def _settled(self, step: KMeansStep) -> bool:
        """Whether k-means has ended, told from the step's figures: it must not look like the run's end."""
        return step.phase == "assign" and (step.changed == 0 or step.iteration >= self._prelude.max_iter)

    def _from_picks(self, step: KMeansStep, points: Points) -> MixtureStep:
        """Equal bells at the picks, as wide as the clusters around the picks are on average."""
        means, spreads, weights = around_picks(step.positions, points)
        origin = "Each stands at a picked point, all with one weight and the mean spread around the picks."
        return self._begun(points, means, spreads, weights, origin=origin)

    def _begun(
        self,
        points: Points,
        means: Floats,
        covariances: Floats,
        weights: Floats,
        labels: Labels | None = None,
        origin: str = "",
        notes: tuple[str, ...] = (),
    ) -> MixtureStep:
        covariances, flat = allowed(covariances, weights, points, self.covariance, self.floor)
        return MixtureStep(
            phase="start",
            means=means,
            covariances=covariances,
            weights=weights,
            kind=self.covariance,
            collapsed=flat,
            labels=labels,
            origin=origin,
            notes=notes + collapse_notes(flat, weights, points.n),
        )

    def _expected(self, step: MixtureStep, points: Points) -> MixtureStep:
        found = expectation(points.values, step.mixture, _places(step, points))
        objective = found.log_likelihood / points.n
        closing = step.phase == "M" and step.iteration >= self.max_iter
        return replace(
            step,
            phase="E",
            iteration=step.iteration + (not closing),
            objective=objective,
            labels=found.labels,
            stopped=self._reason(objective, step, closing),
            counts=found.counts,
            firsts=found.firsts,
            seconds=found.seconds,
            undecided=found.undecided,
            earlier=None,
            notes=collapse_notes(step.collapsed, step.weights, points.n) + lost_notes(found.lost),
        )

    def _reason(self, objective: float, step: MixtureStep, closing: bool) -> str:
        """Why the run ends with an E-step that found `objective`; empty where it goes on."""
        if step.phase == "M" and step.objective is not None:
            gain = objective - step.objective
            if gain < self.tol:
                return "the log-likelihood gained less than the tolerance"
            if gain == 0:
                return "the log-likelihood gained nothing"
        return f"the limit of {count(self.max_iter, 'iteration')} was reached" if closing else ""

    def _maximized(self, step: MixtureStep, points: Points) -> MixtureStep:
        means, spreads = _refitted(step, points)
        assert step.counts is not None
        weights = step.counts / step.counts.sum()
        covariances, flat = allowed(spreads, weights, points, self.covariance, self.floor)
        return replace(
            step,
            phase="M",
            means=means,
            covariances=covariances,
            weights=weights,
            collapsed=flat,
            earlier=step,
            notes=collapse_notes(flat, weights, points.n),
            **_NO_MOMENTS,
        )


def _as_prelude(step: KMeansStep) -> KMeansStep:
    """A step of the k-means that precedes a mixture: not the run's end, nor its objective."""
    return replace(step, stopped="", objective=None)


def _places(step: MixtureStep, points: Points) -> Floats:
    """Where the moments of each component are taken about: its mean, or the nearest place among the points.

    A mean far outside, given or dragged there, would leave no digits to the spread of its points.
    """
    return np.clip(step.means, *_corners(points))


def _corners(points: Points) -> tuple[Floats, Floats]:
    values = points.values
    return points.memo("corners", lambda: (values.min(axis=0), values.max(axis=0)))


def _refitted(step: MixtureStep, points: Points) -> tuple[Floats, Floats]:
    """The means and the plain covariances of the points that each component is responsible for."""
    assert step.counts is not None
    assert step.firsts is not None
    assert step.seconds is not None
    means, spreads = centered(_places(step, points), step.counts, step.firsts, step.seconds)
    there = step.counts > NOBODY
    means[~there], spreads[~there] = step.means[~there], step.covariances[~there]
    variances = np.diagonal(spreads, axis1=1, axis2=2)
    low, high = _corners(points)
    narrow = there & (variances < NARROW * (high - low) ** 2).any(axis=1)
    if narrow.any():
        again = expectation(points.values, step.mixture, means)
        closer = centered(means, again.counts, again.firsts, again.seconds)
        means[narrow], spreads[narrow] = closer[0][narrow], closer[1][narrow]
    return means, spreads
