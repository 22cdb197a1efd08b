"""The shapes that the covariances of a mixture may have, and the floor below which none may fall."""

import numpy as np

from clusterlab.core.points import Points
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

COVARIANCE_CHOICES = {
    "full": "full: any ellipse",
    "tied": "tied: one for all",
    "diag": "diag: no tilt",
    "spherical": "spherical",
}
AXIS_ALIGNED_TYPES = ("diag", "spherical")
NORMAL_IQR = 1.349
"""How many standard deviations lie between the quartiles of a normal distribution."""
MIN_SQUARED_SPREAD = 1e-280
"""A squared spread below this, with the largest range near 1, is a constant column to all arithmetic."""


def constrained_covariances(covariances: Floats, weights: Floats, covariance_type: str) -> Floats:
    """Covariances (k, d, d) cut down to what `covariance_type` allows, each component counted by `weights` (k,).

    This is the most likely covariance of that kind, given the means and shares.
    """
    k, d = covariances.shape[:2]
    if covariance_type == "tied":
        pooled = np.average(covariances, axis=0, weights=weights)
        return np.asarray(np.repeat(pooled[None], k, axis=0))
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    if covariance_type == "diag":
        return np.asarray(variances[:, :, None] * np.eye(d))
    if covariance_type == "spherical":
        return np.asarray(variances.mean(axis=1)[:, None, None] * np.eye(d))
    return covariances


def free_parameters(covariance_type: str, k: int, d: int) -> int:
    """How many numbers a mixture of `k` components in `d` dimensions is free to choose."""
    shape = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
    return shape[covariance_type] + k * d + k - 1


def reference_variances(points: Points, covariance_type: str) -> Floats:
    """The squared spread of each column (d,), in inside units, against which the floor is measured.

    From the quartiles, so that one wild row does not move it; where these coincide the variance; a
    constant column takes the mean of the others. A sphere must obey the floor along every column at once.
    """
    spread: Floats = points.cached("squared spreads", lambda: _robust_variances(points.values))
    return np.full(points.d, spread.max()) if covariance_type == "spherical" else spread


def floored_covariances(covariances: Floats, spread: Floats, floor: float) -> Floats:
    """Covariances (k, d, d) whose eigenvalues, relative to `spread` (d,), are at least `floor`.

    Raising the eigenvalues one by one gives the most likely covariance that obeys the bound, so EM
    never loses likelihood by it; a covariance that obeys it already is returned as it is.
    """
    sizes = np.sqrt(spread)
    relative = covariances / sizes[:, None] / sizes
    low = np.linalg.eigvalsh(relative)[:, 0] < floor
    if not low.any():
        return covariances
    values, vectors = np.linalg.eigh(relative[low])
    lifted = vectors * np.maximum(values, floor)[:, None, :]
    result = covariances.copy()
    result[low] = (lifted @ vectors.swapaxes(1, 2)) * sizes[:, None] * sizes
    result[low] = (result[low] + result[low].swapaxes(1, 2)) / 2
    return result


@on_one_blas_thread
def regularized_covariances(
    covariances: Floats, weights: Floats, points: Points, covariance_type: str, floor: float
) -> tuple[Floats, tuple[int, ...]]:
    """Covariances (k, d, d) of the given kind that obey the floor, and the components that have collapsed."""
    regularized = floored_covariances(
        constrained_covariances(covariances, weights, covariance_type),
        reference_variances(points, covariance_type),
        floor,
    )
    return regularized, collapsed_components(regularized, points, covariance_type, floor)


def collapsed_components(
    covariances: Floats, points: Points, covariance_type: str, floor: float
) -> tuple[int, ...]:
    """The components that are flat (below 3 floors) in more directions than the data as a whole."""
    spread = reference_variances(points, covariance_type)
    flat_in_data = points.cached(
        ("flat directions", covariance_type, floor),
        lambda: int(
            _flat_directions(
                constrained_covariances(_total_covariance(points.values), np.ones(1), covariance_type),
                spread,
                floor,
            )[0]
        ),
    )
    return tuple(np.flatnonzero(_flat_directions(covariances, spread, floor) > flat_in_data).tolist())


def _flat_directions(covariances: Floats, spread: Floats, floor: float) -> Floats:
    sizes = np.sqrt(spread)
    values = np.linalg.eigvalsh(covariances / sizes[:, None] / sizes)
    return np.asarray((values < 3 * floor).sum(axis=1))


def _total_covariance(values: Floats) -> Floats:
    deviations = values - values.mean(axis=0)
    return np.asarray(deviations.T @ deviations / len(values))[None]


def _robust_variances(values: Floats) -> Floats:
    low, high = np.percentile(values, [25, 75], axis=0)
    spread = ((high - low) / NORMAL_IQR) ** 2
    spread = np.where(spread > MIN_SQUARED_SPREAD, spread, values.var(axis=0))
    varying = spread > MIN_SQUARED_SPREAD
    return np.where(varying, spread, spread[varying].mean() if varying.any() else 1.0)
