"""One moment of a Gaussian mixture, what it says and how it looks; and a finished mixture."""

from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.algorithms.gmm.covariances import AXIS_ALIGNED_TYPES, free_parameters
from clusterlab.core.fit import Fit
from clusterlab.core.formatting import format_count, format_list, format_number
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Centers, Ellipses, Mark, PointMarks, Regions
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.gaussian_components import GaussianComponents
from clusterlab.kernels.gmm import most_probable, prepare_components, responsibilities
from clusterlab.kernels.typing import Floats, Labels

MAX_NAMED_COMPONENTS = 4
"""More collapsed clusters than this are counted, not named."""


@dataclass(frozen=True, eq=False, kw_only=True)
class MixtureStep(Step):
    """Means (k, d), covariances (k, d, d) and weights (k,), in inside units.

    An E-step also holds the moments of the points about the means, from which the M-step follows
    without another pass; an M-step holds the E-step whose shares it used. Of bells along the axes
    the second moments are diagonals only.
    """

    means: Floats
    covariances: Floats
    weights: Floats
    covariance_type: str
    collapsed: tuple[int, ...] = ()
    counts: Floats | None = None
    first_moments: Floats | None = None
    second_moments: Floats | None = None
    undecided: int = 0
    e_step: "MixtureStep | None" = None
    start_note: str = ""

    @property
    def centers(self) -> Floats:
        """The means (k, d), in inside coordinates."""
        return self.means

    @cached_property
    def mixture(self) -> GaussianComponents:
        """The components made ready for the kernels."""
        made = prepare_components(
            self.means, self.covariances, self.weights, self.covariance_type in AXIS_ALIGNED_TYPES
        )
        freeze(made)
        return made

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points in soft colors, ellipses, means, and which component would take any place."""
        return (
            Regions(self.classify, self.k),
            PointMarks(self.labels, self.responsibilities(points)),
            Ellipses(self.means, self.covariances, self.weights),
            Centers(self.means),
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {
            "start": self._start_caption,
            "E": self._expectation_caption,
            "M": self._maximization_caption,
        }
        return " ".join([words[self.phase](points, before), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The most probable component of each place."""
        return most_probable(places, self.mixture)

    def responsibilities(self, points: Points) -> Floats | None:
        """How much each point belongs to each component (n, k); an M-step goes by those of its E-step."""
        if self.phase == "start":
            return None
        return (
            self.responsibilities_at(points.values)
            if self.e_step is None
            else self.e_step.responsibilities(points)
        )

    def responsibilities_at(self, places: Floats) -> Floats:
        """How much each of `places` (m, d) would belong to each component: (m, k)."""
        return responsibilities(places, self.mixture)

    def figures(self, points: Points) -> dict[str, float]:
        """The total log-likelihood, BIC and AIC, both the lower the better."""
        if self.objective is None:
            return {}
        total = points.n * points.units.log_density(self.objective)
        free = free_parameters(self.covariance_type, self.k, points.d)
        return {
            "log_likelihood": total,
            "bic": free * log(points.n) - 2 * total,
            "aic": 2 * free - 2 * total,
        }

    def model(self, units: Units) -> dict[str, Any]:
        """The means (as centers), covariances and weights."""
        return {
            "centers": units.positions(self.means),
            "covariances": units.covariances(self.covariances),
            "weights": self.weights,
        }

    def _start_caption(self, points: Points, before: Step | None) -> str:
        return " ".join([f"{format_count(self.k, 'bell')} to start from.", self.start_note]).rstrip()

    def _expectation_caption(self, points: Points, before: Step | None) -> str:
        if self.k == 1:
            return f"All of {format_count(points.n, 'point')} belong to the one bell."
        undecided = f"{format_count(self.undecided, 'point')} {'is' if self.undecided == 1 else 'are'}"
        return (
            f"Each point is shared among {format_count(self.k, 'bell')}; {undecided} nearly undecided "
            "(largest share below 60 %)."
        )

    def _maximization_caption(self, points: Points, before: Step | None) -> str:
        words = "Each bell takes the mean, covariance and weight of the points it is responsible for"
        if before is None or before.centers is None or len(before.centers) != self.k:
            return words + "."
        shifts = np.sqrt(((self.means - before.centers) ** 2).sum(axis=1))
        moved = format_number(points.units.distance(float(shifts.max())))
        return f"{words}; cluster {shifts.argmax() + 1} moved farthest, by {moved}."


def collapse_notes(collapsed: tuple[int, ...], weights: Floats, n: int) -> tuple[str, ...]:
    """The sentence that names the components that have collapsed, and onto how much."""
    if not collapsed:
        return ()
    if len(collapsed) > MAX_NAMED_COMPONENTS:
        return (
            f"{len(collapsed)} of {len(weights)} clusters have collapsed: they are as flat as the floor allows.",
        )
    sizes = [round(float(weights[cluster]) * n) for cluster in collapsed]
    names = format_list([str(cluster + 1) for cluster in collapsed])
    onto = f"{format_list([f'{size:,}' for size in sizes])} point{'' if sizes == [1] else 's'}"
    if len(collapsed) == 1:
        return (f"Cluster {names} has collapsed onto {onto}: it is as flat as the floor allows.",)
    return (f"Clusters {names} have collapsed onto {onto}: they are as flat as the floor allows.",)


def lost_notes(underflowed: int) -> tuple[str, ...]:
    """The sentence for points that are beyond every component."""
    if not underflowed:
        return ()
    return (f"{format_count(underflowed, 'point')} too far from every bell for a number: shared equally.",)


@dataclass(frozen=True, eq=False, kw_only=True)
class MixtureFit(Fit):
    """A finished mixture; `log_likelihood` is the total, covariances (k, d, d) in squared units."""

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
        """The share of each component in each row of an array (m, d): (m, k), rows sum to 1."""
        return self.last.responsibilities_at(self.normalized(array))
