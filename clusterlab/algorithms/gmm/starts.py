"""What a mixture can start from: the clusters of another algorithm, or what a person gives."""

from typing import Any

import numpy as np

from clusterlab.algorithms.gmm.covariances import constrained_covariances
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.gmm import hard_moments
from clusterlab.kernels.nearest import fill_empty_clusters, nearest
from clusterlab.kernels.typing import Floats, Labels, as_float_table

MixtureStart = tuple[Floats, Floats, Floats]
MAX_COVARIANCE = 1e20
"""A covariance of more than this, where the data range over 1, would leave their own spread no digits."""


def mixture_start(step: Step, points: Points, covariance: str = "full") -> MixtureStart:
    """Means (k, d), covariances (k, d, d) and weights (k,) of a hard clustering, in the data's units.

    Covariances have the shape that `covariance` names; noise is left out. Raises ParamError where
    every point is noise.
    """
    means, spreads, weights, _ = cluster_moments(step, points)
    spreads = constrained_covariances(spreads, weights, covariance)
    return points.units.positions(means), points.units.covariances(spreads), weights


def cluster_moments(step: Step, points: Points) -> tuple[Floats, Floats, Floats, Labels]:
    """Means, covariances, weights and labels (n,) of the clusters of a hard-labeled step, in inside units.

    A cluster that the last assign left empty takes the farthest point, as k-means would do next.
    """
    assert step.labels is not None
    labels, centers = step.labels, step.centers
    if centers is None:
        centers = np.zeros((int(labels.max()) + 1, points.d))
    else:
        labels = fill_empty_clusters(points.values, centers, labels)[0]
    if not len(centers):
        raise ParamError("The start must hold at least one cluster; every point was noise.")
    kept = labels >= 0
    means, spreads, sizes = hard_moments(points.values[kept], labels[kept], centers)
    return means, spreads, sizes / sizes.sum(), labels


def start_around_centers(centers: Floats, points: Points) -> MixtureStart:
    """Equal bells at `centers` (k, d), in inside units, as wide as the clusters around the picks on average.

    One width for all, because a pick whose own cluster is small would begin as a collapsed bell.
    """
    labels = nearest(points.values, centers)[0]
    _, spreads, sizes = hard_moments(points.values, labels, centers)
    return centers, constrained_covariances(spreads, sizes, "tied"), np.full(len(centers), 1 / len(centers))


def checked_start(start: Any, k: int, points: Points) -> MixtureStart:
    """A start that a person gave in the data's units, checked and in inside units; raises ParamError."""
    if not isinstance(start, (tuple, list)) or len(start) != 3:
        raise ParamError("start must be three arrays: means, covariances and weights.")
    d = points.d
    means = checked_array("The start's means", start[0], (k, d))
    spreads = checked_array("The start's covariances", start[1], (k, d, d))
    weights = checked_array("The start's weights", start[2], (k,))
    if (weights <= 0).any():
        raise ParamError(f"The start's weights must be greater than 0; the least was {weights.min():g}.")
    _check_symmetric(spreads)
    spreads = points.units.normalized_covariances(spreads / 2 + spreads.swapaxes(1, 2) / 2)
    if not (np.abs(spreads) < MAX_COVARIANCE).all():
        raise ParamError(
            f"The start's covariances must be below {MAX_COVARIANCE:g} times the data's squared range."
        )
    responsibilities = weights / weights.max()
    return points.units.normalized(means), spreads, responsibilities / responsibilities.sum()


def checked_array(what: str, value: Any, shape: tuple[int, ...]) -> Floats:
    """An array of `shape` that a person gave as `what`; raises ParamError."""
    try:
        array = as_float_table(value)
    except (TypeError, ValueError, OverflowError):
        raise ParamError(f"{what} must be numbers of the shape {shape}.") from None
    if array.shape != shape:
        raise ParamError(f"{what} must have the shape {shape}; it was {array.shape}.")
    if not np.isfinite(array).all():
        raise ParamError(f"{what} must be finite numbers; there was a missing or infinite value.")
    return array


def _check_symmetric(spreads: Floats) -> None:
    """Raises ParamError unless every covariance could be one; columns may differ by any factor."""
    variances = np.diagonal(spreads, axis1=1, axis2=2)
    sizes = np.sqrt(np.where(variances > 0, variances, 1.0))
    scaled = spreads / sizes[:, :, None] / sizes[:, None, :]
    for cluster, (own, variance) in enumerate(zip(scaled, variances, strict=True)):
        if not np.allclose(own, own.T, rtol=1e-8, atol=1e-8):
            raise ParamError(
                f"The start's covariance of cluster {cluster + 1} must be symmetric; it was not."
            )
        least = np.linalg.eigvalsh(own)[0]
        if (variance < 0).any() or least < -1e-8:
            raise ParamError(
                f"The start's covariance of cluster {cluster + 1} must have no negative eigenvalue; "
                f"the least was {least:.3g}."
            )
