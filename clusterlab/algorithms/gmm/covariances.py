"""The shapes that the covariances of a mixture may have, and the floor below which none may fall."""

import numpy as np

from clusterlab.core.points import Points
from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

KINDS = {
    "full": "full: any ellipse",
    "tied": "tied: one for all",
    "diag": "diag: no tilt",
    "spherical": "spherical",
}
ALONG_AXES = ("diag", "spherical")
NORMAL_QUARTILES = 1.349
"""How many standard deviations lie between the quartiles of a normal distribution."""
LEAST_SPREAD = 1e-280
"""A squared spread below this, with the largest range near 1, is a constant column to all arithmetic."""


def shaped(covariances: Floats, weights: Floats, kind: str) -> Floats:
    """Covariances (k, d, d) cut down to what `kind` allows, each component counted by `weights` (k,).

    This is the most likely covariance of that kind, given the means and shares.
    """
    k, d = covariances.shape[:2]
    if kind == "tied":
        pooled = np.average(covariances, axis=0, weights=weights)
        return np.asarray(np.repeat(pooled[None], k, axis=0))
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    if kind == "diag":
        return np.asarray(variances[:, :, None] * np.eye(d))
    if kind == "spherical":
        return np.asarray(variances.mean(axis=1)[:, None, None] * np.eye(d))
    return covariances


def free_parameters(kind: str, k: int, d: int) -> int:
    """How many numbers a mixture of `k` components in `d` dimensions is free to choose."""
    shape = {"full": k * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": k * d, "spherical": k}
    return shape[kind] + k * d + k - 1


def yardstick(points: Points, kind: str) -> Floats:
    """The squared spread of each column (d,), in inside units, against which the floor is measured.

    From the quartiles, so that one wild row does not move it; where these coincide the variance; a
    constant column takes the mean of the others. A sphere must obey the floor along every column at once.
    """
    spread: Floats = points.memo("squared spreads", lambda: _squared_spreads(points.values))
    return np.full(points.d, spread.max()) if kind == "spherical" else spread


def raised(covariances: Floats, spread: Floats, floor: float) -> Floats:
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
def allowed(
    covariances: Floats, weights: Floats, points: Points, kind: str, floor: float
) -> tuple[Floats, tuple[int, ...]]:
    """Covariances (k, d, d) of the given kind that obey the floor, and the components that have collapsed."""
    obeying = raised(shaped(covariances, weights, kind), yardstick(points, kind), floor)
    return obeying, collapsed(obeying, points, kind, floor)


def collapsed(covariances: Floats, points: Points, kind: str, floor: float) -> tuple[int, ...]:
    """The components that are flat (below 3 floors) in more directions than the data as a whole."""
    spread = yardstick(points, kind)
    everywhere = points.memo(
        ("flat directions", kind, floor),
        lambda: int(_flat(shaped(_whole(points.values), np.ones(1), kind), spread, floor)[0]),
    )
    return tuple(np.flatnonzero(_flat(covariances, spread, floor) > everywhere).tolist())


def _flat(covariances: Floats, spread: Floats, floor: float) -> Floats:
    sizes = np.sqrt(spread)
    values = np.linalg.eigvalsh(covariances / sizes[:, None] / sizes)
    return np.asarray((values < 3 * floor).sum(axis=1))


def _whole(values: Floats) -> Floats:
    away = values - values.mean(axis=0)
    return np.asarray(away.T @ away / len(values))[None]


def _squared_spreads(values: Floats) -> Floats:
    low, high = np.percentile(values, [25, 75], axis=0)
    spread = ((high - low) / NORMAL_QUARTILES) ** 2
    spread = np.where(spread > LEAST_SPREAD, spread, values.var(axis=0))
    known = spread > LEAST_SPREAD
    return np.where(known, spread, spread[known].mean() if known.any() else 1.0)
