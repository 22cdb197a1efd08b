"""The covariance types of a mixture, and the floor of the eigenvalues of its covariances."""

import numpy as np

from clusterlab.core.cache import cached
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
"""A column with a squared spread below this counts as constant; the largest range is near 1."""


def constrained_covariances(covariances: Floats, weights: Floats, covariance_type: str) -> Floats:
    """Covariances (k, d, d) restricted to `covariance_type`; tied ones are averaged with `weights` (k,).

    This is the maximum likelihood estimate for that type, given the means and responsibilities.
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
    """The number of free parameters of a mixture of `k` components in `d` dimensions."""
    shape = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
    return shape[covariance_type] + k * d + k - 1


def reference_variances(points: Points, covariance_type: str) -> Floats:
    """The squared spread of each column (d,), in normalized units, to which the floor is relative.

    From the quartiles, so that outliers do not change it; where these coincide, the variance; for a constant
    column, the mean of the others. For spheres it is the largest of all columns, for they are equal in all.
    """
    spread: Floats = cached(points, "squared spreads", lambda: _robust_variances(points.values))
    return np.full(points.d, spread.max()) if covariance_type == "spherical" else spread


def floored_covariances(covariances: Floats, spread: Floats, floor: float) -> Floats:
    """Covariances (k, d, d) whose eigenvalues, relative to `spread` (d,), are at least `floor`.

    Raising the eigenvalues separately gives the maximum likelihood covariance under this bound, so EM never
    decreases the likelihood by it; a covariance that satisfies it already is returned unchanged.
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
    """Covariances (k, d, d) of the given type above the floor, and the collapsed components."""
    regularized = floored_covariances(
        constrained_covariances(covariances, weights, covariance_type),
        reference_variances(points, covariance_type),
        floor,
    )
    return regularized, collapsed_components(regularized, points, covariance_type, floor)


def collapsed_components(
    covariances: Floats, points: Points, covariance_type: str, floor: float
) -> tuple[int, ...]:
    """The components with more eigenvalues below 3 floors than the covariance of all points has."""
    spread = reference_variances(points, covariance_type)
    flat_in_data = cached(
        points,
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
