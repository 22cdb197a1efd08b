"""A step of a Gaussian mixture: its state, marks and caption; and the result of a mixture."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterlab.algorithms import gmm
from clusterlab.algorithms.common.weight_words import weight_sentence
from clusterlab.algorithms.gmm.balanced import Exponents, balanced, covariances_in, log_volume, unbalanced
from clusterlab.algorithms.gmm.covariances import (
    AXIS_ALIGNED_TYPES,
    COVARIANCE_CHOICES,
    free_parameters,
)
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.fit import Fit
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.formatting import whole_number
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Centers, Ellipses, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.core.written import Written, WrittenError
from clusterlab.kernels.e_step import log_densities
from clusterlab.kernels.gaussian_components import GaussianComponents, prepare_components
from clusterlab.kernels.gmm import most_probable, responsibilities
from clusterlab.kernels.typing import Floats, Labels

if TYPE_CHECKING:
    from clusterlab.core.formula import Formula

NO_MOMENTS: dict[str, Any] = {
    "counts": None,
    "first_moments": None,
    "second_moments": None,
    "shares": None,
    "undecided": 0,
}
"""The fields of the moments of an E-step in steps that have none."""
MAX_REPORTED_NUMBERS = 2_000_000
"""Covariances of more numbers are not reported: as text they would take 40 MB."""
MAX_KEPT_BYTES = 2**12
"""Covariances of at most so many bytes stay in all steps of a run."""
MAX_COLUMN_EXPONENT = 2_200
"""Powers of two by which a narrow column can be widened."""
MAX_NAMED_COMPONENTS = 4
"""The note names up to this many collapsed clusters; of more it states their number."""


@dataclass(frozen=True, eq=False, kw_only=True)
class MixtureStep(Step):
    """Means (k, d), covariances (k, d, d) and weights (k,), in the units of `balanced_points`.

    These are the normalized ones, unless there are `exponents` (d,) by which narrow columns are widened.

    Of axis-aligned covariance types, covariances and second moments are the diagonals (k, d) only. An E-step
    also holds the moments of the points about the means, from which the M-step follows without another pass
    over the points, or where they are fewer numbers the responsibilities `shares` (n, k); an M-step holds the
    E-step whose responsibilities it used. A compacted step has dropped large covariances and second moments.
    """

    means: Floats
    covariances: Floats
    weights: Floats
    covariance_type: str
    collapsed: tuple[int, ...] = ()
    counts: Floats | None = None
    first_moments: Floats | None = None
    second_moments: Floats | None = None
    shares: Floats | None = None
    undecided: float = 0
    e_step: "MixtureStep | None" = None
    start_note: Message = Message()
    exponents: Exponents | None = None

    @cached_property
    def centers(self) -> Floats:
        """The means (k, d), in normalized coordinates."""
        return unbalanced(self.means, self.exponents)

    @cached_property
    def mixture(self) -> GaussianComponents:
        """The components in the form that the kernels take."""
        components = prepare_components(self.means, self.covariances, self.weights)
        freeze(components)
        return components

    @property
    def discardable(self) -> tuple[NDArray[Any], ...]:
        """The labels, and large covariances and second moments, also those of the E-step of an M-step."""
        arrays = (self.covariances, self.second_moments)
        large = [array for array in arrays if array is not None and _is_large(array)]
        return (*super().discardable, *large, *(() if self.e_step is None else self.e_step.discardable))

    @property
    def computed_bytes(self) -> dict[int, int]:
        """The bytes of the factors of large covariances, also those of the E-step of an M-step."""
        own = {id(self): self.covariances.nbytes} if _is_large(self.covariances) else {}
        return own if self.e_step is None else own | self.e_step.computed_bytes

    def without_labels(self) -> Self:
        """The same step without its labels, and without large covariances and second moments."""
        large = [name for name in ("covariances", "second_moments") if _is_large(getattr(self, name))]
        dropped: Any = dict.fromkeys(large)
        return replace(super().without_labels(), **dropped)

    @property
    def shard_labeling(self) -> Callable[[Floats], Labels] | None:
        """The most probable component of an E-step, or of the one before an M-step or a change by hand."""
        return None if self.phase == "start" and not self.iteration else (self.e_step or self).classify

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points colored by responsibility, those in shards by component, ellipses, means, and regions."""
        return (
            Regions(self.classify, self.k),
            PointMarks(classify=self.shard_labeling)
            if isinstance(points, ShardedPoints)
            else PointMarks(self.labels, self.responsibilities(points)),
            Ellipses(self.centers, self._normalized_covariances, self.weights),
            Centers(self.centers),
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """What this step did, in numbers."""
        captions = {
            "start": self._start_caption,
            "E": self._expectation_caption,
            "M": self._maximization_caption,
        }
        return sentences(captions[self.phase](points, before), *self.notes)

    def explain_point(self, points: Points, row: int, before: Step | None = None) -> Reason:
        """The terms of its shares: weight times density of the likeliest components."""
        return gmm.reason_of_shares(self, points, row)

    def explain_center(self, points: Points, cluster: int, before: Step | None = None) -> Reason:
        """What its mean is the mean of, and how far it moved."""
        return gmm.reason_of_component(self, points, cluster, before)

    def formulas(
        self, points: Points, before: Step | None = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The probability of a component for a point, or the weight and mean of a component."""
        return gmm.mixture_formulas(self, points, before, focus)

    def axes(self, cluster: int) -> Floats | None:
        """The axes (2, 2) of the ellipse of a component, the longest first, or with variances by column.

        None where there are not two features, or where their columns are widened.
        """
        if self.means.shape[1] != 2 or self.exponents is not None:
            return None
        covariance = self.covariances[cluster]
        if covariance.ndim == 1:
            return np.diag(np.sqrt(covariance))
        variances, directions = np.linalg.eigh(covariance)
        return np.asarray((directions * np.sqrt(np.maximum(variances, 0))).T[::-1])

    def classify(self, places: Floats) -> Labels:
        """The most probable component of each of `places` (m, d): (m,)."""
        return most_probable(balanced(places, self.exponents), self.mixture)

    def responsibilities(self, points: Points) -> Floats | None:
        """The responsibilities (n, k) of an E-step, for an M-step those that it used; None at the start."""
        if self.phase == "start":
            return None
        return (
            self.responsibilities_at(points.values)
            if self.e_step is None
            else self.e_step.responsibilities(points)
        )

    def responsibilities_at(self, places: Floats) -> Floats:
        """The responsibility of each component for each of `places` (m, d): (m, k)."""
        return responsibilities(balanced(places, self.exponents), self.mixture)

    def outlier_scores(self, points: Points) -> Floats:
        """Minus the log density of the mixture at each point (n,), in the data's units."""
        found = log_densities(balanced(points.values, self.exponents), self.mixture)
        return -points.units.log_density(found + log_volume(self.exponents))

    def figures(self, points: Points) -> dict[str, float]:
        """The total log-likelihood, BIC and AIC (lower is better for both); empty while they are unknown."""
        if self.objective is None:
            return {}
        total = points.total_weight * points.units.log_density(self.objective)
        free = free_parameters(self.covariance_type, self.k, points.d)
        return {
            "log_likelihood": total,
            "bic": free * log(points.total_weight) - 2 * total,
            "aic": 2 * free - 2 * total,
        }

    def model(self, units: Units) -> dict[str, Any]:
        """The means as centers (k, d), covariances or variances, and weights (k,), in the data's units.

        Covariances of more than `MAX_REPORTED_NUMBERS` numbers are None.
        """
        numbers = self.k * len(units.center) ** (self.covariances.ndim - 1)
        reported = numbers <= MAX_REPORTED_NUMBERS
        return {
            "centers": units.positions(self.centers),
            "covariances": covariances_in(units, self.covariances, self.exponents) if reported else None,
            "weights": self.weights,
        }

    def written(self) -> dict[str, Any]:
        """The components, in the units of balanced points."""
        names = ("means", "covariances", "weights", "covariance_type", "exponents")
        return {name: getattr(self, name) for name in names}

    @property
    def _normalized_covariances(self) -> Floats:
        """The covariances or variances in normalized units, in which those of narrow columns underflow."""
        exponents = self.exponents
        if exponents is None:
            return self.covariances
        others = exponents if self.covariances.ndim == 2 else exponents[:, None]
        return np.asarray(np.ldexp(self.covariances, -exponents - others))

    def _start_caption(self, points: Points, before: Step | None) -> Message:
        return sentences(
            Message("{k:# starting component|# starting components} chosen.", k=self.k), self.start_note
        )

    def _expectation_caption(self, points: Points, before: Step | None) -> Message:
        if self.k == 1:
            belong = Message("All of {n:# point|# points} belong to the one component.", n=points.n)
            return sentences(belong, weight_sentence(points))
        undecided = "{undecided:# point is|# points are}"
        if points.weights is not None:
            undecided = "points of weight {undecided} are"
        return Message(
            "Each point has a probability for each of {k:# component|# components}; "
            f"{undecided} "
            "uncertain (highest below 60 %).",
            k=self.k,
            undecided=whole_number(self.undecided),
        )

    def _maximization_caption(self, points: Points, before: Step | None) -> Message:
        if before is None or before.centers is None or len(before.centers) != self.k:
            return Message("Each component is fitted to its weighted points.")
        shifts = np.sqrt(((self.centers - before.centers) ** 2).sum(axis=1))
        return Message(
            "Each component is fitted to its weighted points; {cluster} moved most, by {distance}.",
            cluster=ClusterReference(int(shifts.argmax())),
            distance=points.units.distance(float(shifts.max())),
        )


def written_mixture(written: Written, d: int) -> MixtureStep:
    """The step of written components; raises WrittenError."""
    kind, means = written.text("covariance_type", COVARIANCE_CHOICES), written.table("means", d, low=1)
    exponents = None
    if written.has("exponents"):
        exponents = written.integers("exponents", d, -MAX_COLUMN_EXPONENT, MAX_COLUMN_EXPONENT)
    shape = means.shape if kind in AXIS_ALIGNED_TYPES else (*means.shape, d)
    return MixtureStep(
        phase="E",
        means=means,
        covariances=_checked_covariances(written.stack("covariances", shape)),
        weights=written.shares("weights", len(means)),
        covariance_type=kind,
        exponents=exponents,
    )


def _checked_covariances(covariances: Floats) -> Floats:
    """Covariances (k, d, d) or variances (k, d), all positive and symmetric; raises WrittenError."""
    variances = covariances if covariances.ndim == 2 else np.diagonal(covariances, axis1=1, axis2=2)
    is_valid = bool((variances > 0).all())
    if is_valid and covariances.ndim == 3:
        sizes = np.sqrt(variances)
        correlations = covariances / sizes[:, :, None] / sizes[:, None, :]
        is_symmetric = np.allclose(covariances, covariances.swapaxes(1, 2), rtol=1e-6, atol=0)
        is_valid = bool(is_symmetric and (np.abs(correlations) <= 1 + 1e-6).all())
    if not is_valid:
        raise WrittenError(Message('"covariances" must be positive definite'))
    return covariances


def _is_large(array: Floats | None) -> bool:
    return array is not None and array.nbytes > MAX_KEPT_BYTES


def collapse_notes(collapsed: tuple[int, ...], weights: Floats, n: float) -> tuple[Message, ...]:
    """The note on the `collapsed` components and their sizes by `weights` (k,); none where none has."""
    if not collapsed:
        return ()
    if len(collapsed) > MAX_NAMED_COMPONENTS:
        template = "{count!s} of {k!s} clusters have collapsed: their variance is at the minimum."
        return (Message(template, count=len(collapsed), k=len(weights)),)
    clusters = [ClusterReference(cluster) for cluster in collapsed]
    sizes = [round(float(weights[cluster]) * n) for cluster in collapsed]
    if len(collapsed) == 1:
        template = (
            "{clusters:capital} has collapsed onto {size:# point|# points}: its variance is at the minimum."
        )
        return (Message(template, clusters=clusters, size=sizes[0]),)
    template = "{clusters:capital} have collapsed onto {sizes} points: their variance is at the minimum."
    return (Message(template, clusters=clusters, sizes=sizes),)


def underflow_notes(underflowed: int) -> tuple[Message, ...]:
    """The note on points whose density underflows to 0 in every component; none where there are none."""
    template = "{n:# point is|# points are} too far from every component: equal probabilities are used."
    return (Message(template, n=underflowed),) if underflowed else ()


@dataclass(frozen=True, eq=False, kw_only=True)
class MixtureFit(Fit):
    """The result of a mixture in the data's units; `log_likelihood` is the total.

    Covariances are matrices (k, d, d), or variances (k, d) of diagonal and spherical ones.
    """

    centers: Floats
    covariances: Floats
    weights: Floats
    log_likelihood: float
    bic: float
    aic: float
    collapsed: tuple[int, ...]
    last: MixtureStep

    @property
    def means(self) -> Floats:
        """The means (k, d), which are the centers."""
        return self.centers

    def predict_proba(self, array: ArrayLike) -> Floats:
        """The responsibility of each component for each row of an array (m, d): (m, k); rows sum to 1.

        Raises PointsError.
        """
        return self.last.responsibilities_at(self.normalized(array))
