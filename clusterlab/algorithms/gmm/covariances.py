"""The covariance types of a mixture, and the floor of the eigenvalues of its covariances.

Axis-aligned covariances are held as the variances (k, d) of the columns, never as matrices (k, d, d).
"""

import numpy as np

from clusterlab.algorithms.common.column_spread import (
    column_bounds,
    shard_quartiles,
    total_shard_covariance,
    variances_of_columns,
)
from clusterlab.core.cache import cached
from clusterlab.core.points import Points
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.kernels.parallel import on_one_blas_thread, run_pieces, split_rows
from clusterlab.kernels.typing import VALUES_AT_ONCE, Floats, Rows
from clusterlab.kernels.weighted import column_means, column_quantiles

COVARIANCE_CHOICES = {
    "full": "full: any ellipse",
    "tied": "tied: one for all",
    "diag": "diag: no tilt",
    "spherical": "spherical",
}
AXIS_ALIGNED_TYPES = ("diag", "spherical")
NORMAL_IQR = 1.349
"""How many standard deviations lie between the quartiles of a normal distribution."""
COLLAPSED_FLOORS = 3
"""A component has collapsed where its variance is below so many floors."""
ROUNDING_SLACK = 1 + 1e-9
MIN_SQUARED_SPREAD = 1e-280
"""A column with a squared spread below this counts as constant; the largest range is near 1."""


def constrained_covariances(covariances: Floats, weights: Floats, covariance_type: str) -> Floats:
    """Covariances restricted to `covariance_type`; tied ones are averaged with `weights` (k,).

    Matrices (k, d, d), or variances (k, d) for axis-aligned types, which both are taken from either. This is
    the maximum likelihood estimate for that type, given the means and responsibilities.
    """
    if covariance_type == "tied":
        return pooled_covariances(covariances, weights)
    if covariance_type not in AXIS_ALIGNED_TYPES:
        return covariances
    variances = covariances if covariances.ndim == 2 else np.diagonal(covariances, axis1=1, axis2=2)
    if covariance_type == "spherical":
        return np.repeat(variances.mean(axis=1)[:, None], variances.shape[1], axis=1)
    return np.array(variances)


def held_covariances(covariances: Floats, covariance_type: str) -> Floats:
    """Covariances (k, d, d) or variances (k, d) as a type holds them: axis-aligned ones as variances."""
    if covariance_type in AXIS_ALIGNED_TYPES:
        return constrained_covariances(covariances, np.ones(len(covariances)), "diag")
    if covariances.ndim == 2:
        return np.asarray(covariances[:, :, None] * np.eye(covariances.shape[1]))
    return covariances


def pooled_covariances(covariances: Floats, weights: Floats) -> Floats:
    """The mean of covariances (k, ...), weighted by `weights` (k,), in place of each of them."""
    pooled = np.average(covariances, axis=0, weights=weights)
    return np.repeat(pooled[None], len(covariances), axis=0)


def free_parameters(covariance_type: str, k: int, d: int) -> int:
    """The number of free parameters of a mixture of `k` components in `d` dimensions."""
    shape = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
    return shape[covariance_type] + k * d + k - 1


def reference_variances(points: Points, covariance_type: str) -> Floats:
    """The squared spread of each column (d,), in normalized units, to which the floor is relative.

    From the quartiles, so that outliers do not change it; where these coincide, the variance; for a constant
    column, the mean of the others. For spheres it is the largest of all columns, for they are equal in all.
    """
    spread: Floats = cached(points, "squared spreads", lambda: _robust_variances(points))
    return np.full(points.d, spread.max()) if covariance_type == "spherical" else spread


def floored_covariances(covariances: Floats, spread: Floats, floor: float) -> Floats:
    """Covariances (k, d, d) whose eigenvalues, relative to `spread` (d,), are at least `floor`.

    Raising the eigenvalues separately gives the maximum likelihood covariance under this bound, so EM never
    decreases the likelihood by it; a covariance that satisfies it already is returned unchanged. Variances
    (k, d) are eigenvalues themselves.
    """
    sizes = np.sqrt(spread)
    if covariances.ndim == 2:
        return _floored_variances(covariances, sizes, floor)
    relative = _relative(covariances, spread)
    low = np.linalg.eigvalsh(relative)[:, 0] < floor
    if not low.any():
        return covariances
    values, vectors = np.linalg.eigh(relative[low])
    lifted = vectors * np.maximum(values, floor)[:, None, :]
    result = covariances.copy()
    result[low] = (lifted @ vectors.swapaxes(1, 2)) * sizes[:, None] * sizes
    result[low] = (result[low] + result[low].swapaxes(1, 2)) / 2
    return result


def _floored_variances(variances: Floats, sizes: Floats, floor: float) -> Floats:
    relative = variances / sizes / sizes
    low = relative.min(axis=1) < floor
    if not low.any():
        return variances
    result = variances.copy()
    result[low] = np.maximum(relative[low], floor) * sizes * sizes
    return result


@on_one_blas_thread
def regularized_covariances(
    covariances: Floats, weights: Floats, points: Points, covariance_type: str, floor: float
) -> tuple[Floats, tuple[int, ...]]:
    """Covariances of the given type above the floor, and the collapsed components."""
    constrained = constrained_covariances(covariances, weights, covariance_type)
    near = _columns_near_floor(constrained, points, floor)
    if near is not None and not len(near):
        return constrained, ()
    if near is not None and _has_no_flat_column(points, covariance_type, floor):
        found = _regularized_in_columns(constrained, near, points, covariance_type, floor)
        if found is not None:
            return found
    spread = reference_variances(points, covariance_type)
    if constrained.ndim == 3 and surely_above(_relative(constrained, spread), COLLAPSED_FLOORS * floor):
        return constrained, ()
    regularized = floored_covariances(constrained, spread, floor)
    return regularized, collapsed_components(regularized, points, covariance_type, floor)


def collapsed_components(
    covariances: Floats, points: Points, covariance_type: str, floor: float
) -> tuple[int, ...]:
    """The components with more eigenvalues below 3 floors than the covariance of all points has."""
    spread = reference_variances(points, covariance_type)
    flat = _flat_directions(covariances, spread, floor)
    if not flat.any():
        return ()
    flat_in_data = cached(
        points,
        ("flat directions", covariance_type, floor),
        lambda: int(_flat_directions(_total_covariance(points, covariance_type), spread, floor)[0]),
    )
    return tuple(np.flatnonzero(flat > flat_in_data).tolist())


def surely_above(matrices: Floats, least: float) -> bool:
    """Whether all eigenvalues of symmetric `matrices` (k, d, d) exceed `least` by more than rounding errors.

    A Cholesky factor, which exists then alone, takes a tenth of the time of eigenvalues. (Higham 2002.)
    """
    d = matrices.shape[1]
    rounding = 8 * d * (d + 1) * np.finfo(float).eps * np.abs(np.trace(matrices, axis1=1, axis2=2))
    try:
        np.linalg.cholesky(matrices - (least + rounding)[:, None, None] * np.eye(d))
    except np.linalg.LinAlgError:
        return False
    return True


def _columns_near_floor(covariances: Floats, points: Points, floor: float) -> Rows | None:
    """The columns (m,) in which variances (k, d) are so small that their exact spread matters; else None.

    No squared spread is larger than that of the widest range: neither is an interquartile range.
    """
    if covariances.ndim != 2:
        return None
    low, high = column_bounds(points)
    widest = float((high - low).max()) / NORMAL_IQR
    limit = COLLAPSED_FLOORS * floor * ROUNDING_SLACK * widest**2
    if covariances.min() > limit:
        return np.empty(0, np.intp)
    return np.flatnonzero((covariances <= limit).any(axis=0))


def _has_no_flat_column(points: Points, covariance_type: str, floor: float) -> bool:
    """Whether no column of all points can be flat, as its extremes alone make a variance of range^2 / 2n.

    Of spheres that is the mean over columns, compared with the largest spread.

    False where this is not sure, or where single columns cannot be looked at.
    """
    if isinstance(points, ShardedPoints) or points.weights is not None:
        return False
    low, high = column_bounds(points)
    least = float((high - low).min()) ** 2 / (2 * points.n)
    relative = NORMAL_IQR**2 / (2 * points.n)
    return (
        least > ROUNDING_SLACK * MIN_SQUARED_SPREAD and relative > ROUNDING_SLACK * COLLAPSED_FLOORS * floor
    )


def _regularized_in_columns(
    variances: Floats, columns: Rows, points: Points, covariance_type: str, floor: float
) -> tuple[Floats, tuple[int, ...]] | None:
    """Variances (k, d) of which only those in some `columns` (m,) may be near the floor, and the collapsed.

    None where these columns are so narrow in the middle that their spread is not that of their quartiles.
    """
    if 2 * len(columns) > points.d:  # as where a component has one point, and of spheres always
        spread = reference_variances(points, covariance_type)
        regularized = own = floored_covariances(variances, spread, floor)
    else:
        low, high = _quartiles(points.values[:, columns])
        spread = ((high - low) / NORMAL_IQR) ** 2
        if not (spread > MIN_SQUARED_SPREAD).all():
            return None
        own, regularized = floored_covariances(variances[:, columns], spread, floor), variances.copy()
        regularized[:, columns] = own
    return regularized, tuple(np.flatnonzero(_flat_directions(own, spread, floor)).tolist())


def _flat_directions(covariances: Floats, spread: Floats, floor: float) -> Floats:
    low = _relative_eigenvalues(covariances, np.sqrt(spread)) < COLLAPSED_FLOORS * floor
    return np.asarray(low.sum(axis=1))


def _relative_eigenvalues(covariances: Floats, sizes: Floats) -> Floats:
    """The eigenvalues (k, d) of covariances (k, d, d) or variances (k, d) of columns divided by `sizes`."""
    if covariances.ndim == 2:
        return np.asarray(covariances / sizes / sizes)
    return np.asarray(np.linalg.eigvalsh(covariances / sizes[:, None] / sizes))


def _relative(covariances: Floats, spread: Floats) -> Floats:
    """Covariances (k, d, d) of columns divided by the roots of their `spread` (d,)."""
    sizes = np.sqrt(spread)
    return np.asarray(covariances / sizes[:, None] / sizes)


def _total_covariance(points: Points, covariance_type: str) -> Floats:
    """The covariance of all points, as that of one component of a type."""
    if isinstance(points, ShardedPoints):
        total = total_shard_covariance(points)[None]
        return constrained_covariances(total, np.ones(1), covariance_type)
    deviations = points.values - column_means(points.values, points.weights)
    if points.weights is not None:
        deviations *= np.sqrt(points.weights)[:, None]
    if covariance_type in AXIS_ALIGNED_TYPES:
        variances = np.einsum("nd,nd->d", deviations, deviations) / points.total_weight
        return constrained_covariances(variances[None], np.ones(1), covariance_type)
    return np.asarray(deviations.T @ deviations / points.total_weight)[None]


def _quartiles(values: Floats) -> tuple[Floats, Floats]:
    """The lower and upper quartile of each column (d,), as `np.percentile` has them."""
    n, d = values.shape
    if n >= d:
        low, high = np.percentile(values, [25, 75], axis=0)
        return low, high
    low, high = np.empty((2, d))

    def piece(start: int, stop: int) -> None:
        ranked = np.sort(values.T[start:stop], axis=1).T  # ten times as fast for many short columns
        low[start:stop], high[start:stop] = _interpolated(ranked, 0.25), _interpolated(ranked, 0.75)

    run_pieces(split_rows(d, max(1, VALUES_AT_ONCE // n), d), piece)
    return low, high


def _interpolated(ranked: Floats, share: float) -> Floats:
    """The quantile at a `share` of each column of ascending numbers (n, d), linear between two of them."""
    below, fraction = divmod((len(ranked) - 1) * share, 1)
    lower, upper = ranked[int(below)], ranked[min(int(below) + 1, len(ranked) - 1)]
    if fraction >= 0.5:
        return np.asarray(upper - (upper - lower) * (1 - fraction))
    return np.asarray(lower + (upper - lower) * fraction)


def _quartiles_of(points: Points) -> tuple[Floats, Floats]:
    """The lower and upper quartile of each column (d,) of points, weighted where these are."""
    if isinstance(points, ShardedPoints):
        return shard_quartiles(points)
    values, weights = points.values, points.weights
    if weights is None:
        return _quartiles(values)
    low, high = column_quantiles(values, weights, (0.25, 0.75))
    return low, high


def _robust_variances(points: Points) -> Floats:
    low, high = _quartiles_of(points)
    spread = ((high - low) / NORMAL_IQR) ** 2
    if (spread > MIN_SQUARED_SPREAD).all():
        return np.asarray(spread)
    spread = np.where(spread > MIN_SQUARED_SPREAD, spread, variances_of_columns(points))
    varying = spread > MIN_SQUARED_SPREAD
    return np.where(varying, spread, spread[varying].mean() if varying.any() else 1.0)
