"""Components changed by hand: other means, more or fewer of them, other axes of their ellipses."""

from dataclasses import replace
from typing import Any

import numpy as np

from clusterlab.algorithms.common.centers_step import kept_labels
from clusterlab.algorithms.gmm.balanced import balanced_points
from clusterlab.algorithms.gmm.covariances import (
    collapsed_components,
    floored_covariances,
    pooled_covariances,
    reference_variances,
)
from clusterlab.algorithms.gmm.step import NO_MOMENTS, MixtureStep
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats, Rows


def with_means(step: MixtureStep, means: Floats, origins: Rows, points: Points, floor: float) -> MixtureStep:
    """A start step with other means (k, d), those of the components `origins` (k,), -1 for new ones.

    A new component has the mean covariance of the others, weighted by their weights, and the weight 1 / k.
    """
    if np.array_equal(origins, np.arange(step.k)):
        return _start_step(step, points, floor, means=means)
    weights = np.where(origins < 0, step.weights.mean(), step.weights[origins])
    total = float(weights.sum())
    pooled = pooled_covariances(step.covariances, step.weights)[:1]
    covariances = np.vstack([step.covariances, pooled])[origins]
    changed: dict[str, Any] = {
        "means": means,
        "covariances": covariances,
        "weights": weights / total if total else np.full(len(means), 1 / len(means)),
        "labels": kept_labels(step, origins),
    }
    return _start_step(step, points, floor, **changed)


def with_axis_end(
    step: MixtureStep, cluster: int, axis: int, end: Floats, points: Points, floor: float
) -> MixtureStep:
    """A start step in which an axis of a component ends at `end` (2,), in the units of balanced points.

    Full covariances turn with it, and the other axis keeps its length; tied ones are those of all components.
    The lengths are at least those of the minimum variance.
    """
    vector, covariances = end - step.means[cluster], step.covariances.copy()
    if step.covariance_type == "spherical":
        covariances[cluster] = vector @ vector
    elif step.covariance_type == "diag":
        covariances[cluster, axis] = vector[axis] ** 2
    else:
        changed = slice(None) if step.covariance_type == "tied" else cluster
        covariances[changed] = _turned(vector, _axes(step, cluster)[1 - axis])
    spread = reference_variances(balanced_points(points, step.covariance_type), step.covariance_type)
    return _start_step(step, points, floor, covariances=floored_covariances(covariances, spread, floor))


def _turned(vector: Floats, other: Floats) -> Floats:
    """The covariance (2, 2) with the axis `vector` (2,), across which the other has the length of `other`."""
    length = float(np.hypot(*vector))
    if not length:
        return np.outer(other, other)
    across = np.array([-vector[1], vector[0]]) / length * np.hypot(*other)
    return np.asarray(np.outer(vector, vector) + np.outer(across, across))


def _axes(step: MixtureStep, cluster: int) -> Floats:
    axes = step.axes(cluster)
    assert axes is not None, "only the axes of ellipses in the plane are changed"
    return axes


def _start_step(step: MixtureStep, points: Points, floor: float, **changed: Any) -> MixtureStep:
    """A start step with some of its components changed."""
    kind = step.covariance_type
    new = replace(
        step,
        phase="start",
        stopped=Message(),
        objective=None,
        e_step=None,
        start_note=Message(),
        notes=(),
        **NO_MOMENTS,
        **changed,
    )
    collapsed = collapsed_components(new.covariances, balanced_points(points, kind), kind, floor)
    return replace(new, collapsed=collapsed)
