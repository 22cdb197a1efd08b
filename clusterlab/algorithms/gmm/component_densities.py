"""The densities of the components of a mixture at one position, in the units of the data."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.gmm.balanced import balanced, log_volume
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.step import MixtureStep

MAX_LOG = 700.0
"""Densities beyond the exponential of this, or below its inverse, are told as logarithms."""


def log_densities_at(step: "MixtureStep", points: Points, place: Floats) -> Floats:
    """The log densities (k,) of the components at a place (d,), in the units of the rows of points."""
    mixture = step.mixture
    differences = balanced(place, step.exponents) - mixture.means
    if mixture.is_diagonal:
        whitened = differences * mixture.whiteners
    else:
        whitened = np.einsum("kij,kj->ki", mixture.whiteners, differences)
    with np.errstate(divide="ignore", invalid="ignore"):
        peaks = mixture.log_peaks - np.log(step.weights)
    inside = peaks - np.square(whitened).sum(axis=1) / 2 + log_volume(step.exponents)
    return np.array([points.units.log_density(float(value)) for value in inside])
