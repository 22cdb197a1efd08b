"""How many groups the components of a mixture form: components whose density has one mode are one group."""

from itertools import combinations

import numpy as np

from clusterlab.core.marks import Ellipses
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats

RIDGE_SHARES = np.linspace(0.0, 1.0, 201)
"""The density of two components is compared at these shares of the way from one mean to the other."""
MIN_LOG_RISE = 1e-9
"""A logarithm of density rises by more than rounding."""
MIN_VARIANCE = 1e-280
"""Columns in which a component has no greater variance, relative to the others, are left out."""


def count_groups(step: Step, points: Points) -> int | None:
    """The number of groups of the components that a `step` draws as ellipses; None where it draws none."""
    drawn = next((mark for mark in step.marks(points) if isinstance(mark, Ellipses)), None)
    return None if drawn is None else groups_of_components(drawn.means, drawn.covariances, drawn.weights)


def groups_of_components(means: Floats, covariances: Floats, weights: Floats) -> int:
    """The number of groups of components with `means` (k, d) and `weights` (k,).

    The `covariances` are matrices (k, d, d) or variances (k, d). Two components are of one group where the
    density of both together has one mode. (Hennig 2010, the ridgeline unimodal method.)
    """
    from scipy.sparse.csgraph import connected_components  # scipy is slow to load

    matrices = covariances if covariances.ndim == 3 else covariances[:, :, None] * np.eye(means.shape[1])
    joined = np.eye(len(means))
    for pair in map(list, combinations(range(len(means)), 2)):
        joined[pair[0], pair[1]] = has_one_mode(means[pair], matrices[pair], weights[pair])
    return int(connected_components(joined, directed=False)[0])


def has_one_mode(means: Floats, covariances: Floats, weights: Floats) -> bool:
    """Whether the density of two components has one mode.

    Of `means` (2, d), `covariances` (2, d, d) and `weights` (2,). Every mode lies on the ridgeline, the curve
    from one mean to the other on which the gradients of both densities are opposite. (Ray and Lindsay 2005.)
    """
    rises = np.diff(_ridge_log_density(means, covariances, weights))
    signs = np.sign(rises[np.abs(rises) > MIN_LOG_RISE])
    return not bool((np.diff(signs) > 0).any())


def _ridge_log_density(means: Floats, covariances: Floats, weights: Floats) -> Floats:
    """The logarithm of the density, but for a constant, along the ridgeline from the first mean: (m,).

    In the coordinates in which the first covariance is the identity and the second is diagonal.
    """
    shift, variances = _in_common_axes(means, covariances)
    pull = RIDGE_SHARES[:, None] / variances
    places = pull * shift / (1 - RIDGE_SHARES[:, None] + pull)
    first = -(places**2).sum(axis=1) / 2
    second = -((places - shift) ** 2 / variances + np.log(variances)).sum(axis=1) / 2
    return np.asarray(np.logaddexp(first + np.log(weights[0]), second + np.log(weights[1])))


def _in_common_axes(means: Floats, covariances: Floats) -> tuple[Floats, Floats]:
    """The second mean and the variances (d,) of the second component in the axes and units of the first."""
    from scipy.linalg import eigh  # scipy is slow to load

    spread = np.diagonal(covariances, axis1=1, axis2=2).min(axis=0)
    kept = spread > MIN_VARIANCE
    sizes = np.sqrt(spread[kept])
    first, second = covariances[:, kept][:, :, kept] / sizes[:, None] / sizes
    variances, axes = eigh(second, first)
    return axes.T @ ((means[1] - means[0])[kept] / sizes), variances
