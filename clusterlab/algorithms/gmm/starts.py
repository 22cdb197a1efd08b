"""The starts of a mixture: the clusters of another algorithm, picked centers, or given parameters."""

from math import floor, log10
from typing import Any

import numpy as np

from clusterlab.algorithms.common.validation import checked_array
from clusterlab.algorithms.gmm.balanced import (
    balanced,
    balanced_points,
    column_exponents,
    covariances_in,
    unbalanced,
)
from clusterlab.algorithms.gmm.covariances import (
    AXIS_ALIGNED_TYPES,
    constrained_covariances,
    held_covariances,
    pooled_covariances,
    surely_above,
)
from clusterlab.algorithms.gmm.over_shards import shard_cluster_moments
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points, Units
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.kernels.gmm import hard_moments
from clusterlab.kernels.nearest import fill_empty_clusters, nearest
from clusterlab.kernels.typing import Floats, Labels

MixtureStart = tuple[Floats, Floats, Floats]
"""Means (k, d), covariances (k, d, d), or variances (k, d) for axis-aligned types, and weights (k,)."""
MAX_WEIGHT_ROUNDING = 1e-8
"""Weights whose sum differs from 1 by more than this were not meant to sum to 1."""
MAX_COVARIANCE = 1e20
"""Given covariances must be below this, in normalized units: above, rounding would hide the data's spread."""


def mixture_start(step: Step, points: Points, covariance: str = "full") -> MixtureStart:
    """Means, covariances of the type `covariance`, and weights of a hard clustering, in the data's units.

    Noise is ignored. Raises ParamError where every point is noise.
    """
    means, covariances, weights, _ = cluster_moments(step, points, covariance)
    covariances = constrained_covariances(covariances, weights, covariance)
    units, exponents = points.units, column_exponents(points, covariance)
    covariances = covariances_in(units, covariances, exponents)
    return units.positions(unbalanced(means, exponents)), covariances, weights


def cluster_moments(
    step: Step, points: Points, covariance: str
) -> tuple[Floats, Floats, Floats, Labels | None]:
    """Means (k, d), covariances, weights (k,) and labels (n,) of a hard clustering, of balanced points.

    Covariances are matrices (k, d, d), or variances (k, d) for an axis-aligned type `covariance`. A cluster
    that the last assign left empty takes the farthest point, as k-means would do next. Raises ParamError
    where every point is noise.
    """
    if isinstance(points, ShardedPoints):
        return *shard_cluster_moments(step, points, covariance), None
    assert step.labels is not None
    labels, centers = step.labels, step.centers
    if centers is None:
        centers = np.zeros((int(labels.max()) + 1, points.d))
    else:
        labels = fill_empty_clusters(points.values, centers, labels, points.weights)[0]
    if not len(centers):
        raise ParamError(Message("The start must hold at least one cluster; every point was noise."))
    kept = labels >= 0
    is_diagonal = covariance in AXIS_ALIGNED_TYPES
    values, weights, own_labels = balanced_points(points, covariance).values, points.weights, labels
    if not kept.all():
        values, own_labels = values[kept], labels[kept]
        weights = None if weights is None else weights[kept]
    means, covariances, sizes = hard_moments(
        values, own_labels, centers, is_diagonal, weights, are_likely_means=step.centers is not None
    )
    return means, covariances, sizes / sizes.sum(), labels


def start_around_centers(centers: Floats, points: Points, covariance: str) -> MixtureStart:
    """Components of equal weight at `centers` (k, d) with the pooled covariance of the clusters around them.

    In the units of balanced points. One covariance for all, because a component with a small cluster of its
    own would start collapsed.
    """
    if isinstance(points, ShardedPoints):
        start = KMeansStep(phase="assign", positions=centers, counts=np.ones(len(centers)))
        _, covariances, sizes = shard_cluster_moments(start, points, covariance)
        means = balanced(centers, column_exponents(points, covariance))
        return means, pooled_covariances(covariances, sizes), np.full(len(centers), 1 / len(centers))
    labels = nearest(points.values, centers)[0]
    means = balanced(centers, column_exponents(points, covariance))
    values = balanced_points(points, covariance).values
    is_diagonal = covariance in AXIS_ALIGNED_TYPES
    _, covariances, sizes = hard_moments(values, labels, means, is_diagonal, points.weights)
    return means, pooled_covariances(covariances, sizes), np.full(len(centers), 1 / len(centers))


def checked_start(start: Any, k: int, points: Points, covariance: str) -> MixtureStart:
    """A given start (means, covariances, weights) in the data's units, checked and normalized.

    The covariances are given as matrices or variances and returned as the type `covariance` holds them.
    Raises ParamError. The weights are scaled to sum to 1.
    """
    if not isinstance(start, (tuple, list)) or len(start) != 3:
        raise ParamError(Message("start must be three arrays: means, covariances and weights."))
    means = checked_array(Message("The start's means"), start[0], (k, points.d))
    covariances = _checked_covariances(start[1], k, points.d, covariance in AXIS_ALIGNED_TYPES)
    weights = checked_array(Message("The start's weights"), start[2], (k,))
    if (weights <= 0).any():
        template = "The start's weights must be greater than 0; the least was {least:plain}."
        raise ParamError(Message(template, least=float(weights.min())))
    covariances = held_covariances(_normalized(covariances, points.units), covariance)
    if not (np.abs(covariances) < MAX_COVARIANCE).all():
        template = "The start's covariances must be below {limit:plain} times the data's squared range."
        raise ParamError(Message(template, limit=MAX_COVARIANCE))
    relative_weights = weights / weights.max()  # the sum of huge weights would overflow
    return points.units.normalized(means), covariances, relative_weights / relative_weights.sum()


def weight_notes(weights: Any) -> tuple[Message, ...]:
    """The note that given `weights` (k,) were rescaled; none where they sum to 1."""
    with np.errstate(over="ignore"):
        sum_is_one = abs(np.sum(weights) - 1) <= MAX_WEIGHT_ROUNDING
    return () if sum_is_one else (Message("The start's weights do not sum to 1: divided by their sum."),)


def _checked_covariances(given: Any, k: int, d: int, takes_variances: bool) -> Floats:
    """Given covariances (k, d, d), or variances (k, d), as finite floats; raises ParamError."""
    name = Message("The start's covariances")
    if not takes_variances or _dimensions(given) != 2:
        covariances = checked_array(name, given, (k, d, d))
        _check_matrices(covariances)
        return np.asarray(covariances / 2 + covariances.swapaxes(1, 2) / 2)
    variances = checked_array(name, given, (k, d))
    if (variances < 0).any():
        template = "The start's variances must not be negative; the least was {least:plain}."
        raise ParamError(Message(template, least=float(variances.min())))
    return variances


def _normalized(covariances: Floats, units: Units) -> Floats:
    """Covariances (k, d, d) or variances (k, d) in the data's units, normalized."""
    is_diagonal = covariances.ndim == 2
    return (units.normalized_variances if is_diagonal else units.normalized_covariances)(covariances)


def _dimensions(given: Any) -> int:
    """The number of dimensions of an array; 0 where the lengths of its rows differ."""
    try:
        return np.ndim(given)
    except ValueError:
        return 0


def _check_matrices(covariances: Floats) -> None:
    """Raises ParamError unless every matrix is symmetric and positive semidefinite, at any column scales."""
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    scales = np.sqrt(np.where(variances > 0, variances, 1.0))
    scaled = covariances / scales[:, :, None] / scales[:, None, :]
    if _are_symmetric(scaled) and (variances > 0).all() and surely_above(scaled, 0):
        return
    for cluster, (matrix, variance) in enumerate(zip(scaled, variances, strict=True)):
        if not _are_symmetric(matrix):
            template = "The start's covariance of cluster {cluster!s} must be symmetric; it was not."
            raise ParamError(Message(template, cluster=cluster + 1))
        least = float(np.linalg.eigvalsh(matrix)[0])
        if (variance < 0).any() or least < -1e-8:
            raise ParamError(
                Message(
                    "The start's covariance of cluster {cluster!s} must have no negative eigenvalue; "
                    "the least was {least:plain}.",
                    cluster=cluster + 1,
                    least=_three_digits(least),
                )
            )


def _are_symmetric(scaled: Floats) -> bool:
    """Whether matrices (..., d, d) with a diagonal of about 1 are symmetric up to rounding."""
    return np.allclose(scaled, scaled.swapaxes(-1, -2), rtol=1e-8, atol=1e-8)


def _three_digits(value: float) -> float:
    """`value` rounded to three significant digits."""
    return round(value, 2 - floor(log10(abs(value)))) if value else value
