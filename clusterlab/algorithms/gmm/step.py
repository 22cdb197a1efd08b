"""One moment of a Gaussian mixture, what it says and how it looks; and a finished mixture."""

from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.algorithms.gmm.covariances import ALONG_AXES, free_parameters
from clusterlab.core.fit import Fit
from clusterlab.core.formatting import count, listing, number
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Centers, Dots, Ellipses, Mark, Regions
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.gaussian_components import Bells
from clusterlab.kernels.gmm import bells, most_probable, shares
from clusterlab.kernels.typing import Floats, Labels

NAMED = 4
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
    kind: str
    collapsed: tuple[int, ...] = ()
    counts: Floats | None = None
    firsts: Floats | None = None
    seconds: Floats | None = None
    undecided: int = 0
    earlier: "MixtureStep | None" = None
    origin: str = ""

    @property
    def centers(self) -> Floats:
        """The means (k, d), in inside coordinates."""
        return self.means

    @cached_property
    def mixture(self) -> Bells:
        """The components made ready for the kernels."""
        made = bells(self.means, self.covariances, self.weights, self.kind in ALONG_AXES)
        freeze(made)
        return made

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points in soft colors, ellipses, means, and which component would take any place."""
        return (
            Regions(self.classify, self.k),
            Dots(self.labels, self.shares(points)),
            Ellipses(self.means, self.covariances, self.weights),
            Centers(self.means),
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What happened, with the numbers of this very step."""
        words = {"start": self._start_words, "E": self._shares_words, "M": self._bells_words}
        return " ".join([words[self.phase](points, before), *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The most probable component of each place."""
        return most_probable(places, self.mixture)

    def shares(self, points: Points) -> Floats | None:
        """How much each point belongs to each component (n, k); an M-step goes by those of its E-step."""
        if self.phase == "start":
            return None
        return self.shares_at(points.values) if self.earlier is None else self.earlier.shares(points)

    def shares_at(self, places: Floats) -> Floats:
        """How much each of `places` (m, d) would belong to each component: (m, k)."""
        return shares(places, self.mixture)

    def figures(self, points: Points) -> dict[str, float]:
        """The total log-likelihood, BIC and AIC, both the lower the better."""
        if self.objective is None:
            return {}
        total = points.n * points.units.log_density(self.objective)
        free = free_parameters(self.kind, self.k, points.d)
        return {
            "log_likelihood": total,
            "bic": free * log(points.n) - 2 * total,
            "aic": 2 * free - 2 * total,
        }

    def model(self, units: Units) -> dict[str, Any]:
        """The means (as centers), covariances and weights."""
        return {
            "centers": units.positions(self.means),
            "covariances": units.spreads(self.covariances),
            "weights": self.weights,
        }

    def _start_words(self, points: Points, before: Step | None) -> str:
        return " ".join([f"{count(self.k, 'bell')} to start from.", self.origin]).rstrip()

    def _shares_words(self, points: Points, before: Step | None) -> str:
        if self.k == 1:
            return f"All of {count(points.n, 'point')} belong to the one bell."
        undecided = f"{count(self.undecided, 'point')} {'is' if self.undecided == 1 else 'are'}"
        return (
            f"Each point is shared among {count(self.k, 'bell')}; {undecided} nearly undecided "
            "(largest share below 60 %)."
        )

    def _bells_words(self, points: Points, before: Step | None) -> str:
        words = "Each bell takes the mean, covariance and weight of the points it is responsible for"
        if before is None or before.centers is None or len(before.centers) != self.k:
            return words + "."
        far = np.sqrt(((self.means - before.centers) ** 2).sum(axis=1))
        moved = number(points.units.distance(float(far.max())))
        return f"{words}; cluster {far.argmax() + 1} moved farthest, by {moved}."


def collapse_notes(flat: tuple[int, ...], weights: Floats, n: int) -> tuple[str, ...]:
    """The sentence that names the components that have collapsed, and onto how much."""
    if not flat:
        return ()
    if len(flat) > NAMED:
        return (
            f"{len(flat)} of {len(weights)} clusters have collapsed: they are as flat as the floor allows.",
        )
    held = [round(float(weights[cluster]) * n) for cluster in flat]
    names = listing([str(cluster + 1) for cluster in flat])
    onto = f"{listing([f'{size:,}' for size in held])} point{'' if held == [1] else 's'}"
    if len(flat) == 1:
        return (f"Cluster {names} has collapsed onto {onto}: it is as flat as the floor allows.",)
    return (f"Clusters {names} have collapsed onto {onto}: they are as flat as the floor allows.",)


def lost_notes(lost: int) -> tuple[str, ...]:
    """The sentence for points that are beyond every component."""
    if not lost:
        return ()
    return (f"{count(lost, 'point')} too far from every bell for a number: shared equally.",)


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
        return self.last.shares_at(self.inside(array))
