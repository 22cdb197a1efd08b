"""Gaussian components, prepared for the computation of log densities at many points."""

from dataclasses import dataclass
from math import log, pi

import numpy as np

from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

MAX_TRIANGULAR_COLUMNS = 64
"""With more columns, matrix products are used: much faster, but their bits depend on the BLAS library."""
MAX_PRECISION = 1e4
"""Correlations whose inverse has a smaller trace have no eigenvalue so small that rounding could lose it."""


@dataclass(frozen=True, eq=False)
class GaussianComponents:
    """Gaussian components prepared for many points.

    A whitener turns a difference from the mean into a vector whose squared length is the squared
    Mahalanobis distance. `whiteners` are upper triangles (k, d, d) or, for diagonal covariances,
    factors (k, d); `means` are (k, d); `log_peaks` (k,) are the weighted log densities at the means.
    """

    means: Floats
    whiteners: Floats
    log_peaks: Floats

    @property
    def k(self) -> int:
        """The number of components."""
        return len(self.means)

    @property
    def is_diagonal(self) -> bool:
        """Whether all covariances are diagonal."""
        return self.whiteners.ndim == 2

    @property
    def n_moments(self) -> int:
        """The number of moments of a component: its count, first moments and distinct second moments."""
        d = int(self.means.shape[1])
        return 1 + d + (d if self.is_diagonal else d * (d + 1) // 2)

    @property
    def uses_matrix_products(self) -> bool:
        """Whether whitening uses matrix products, as it does with many columns."""
        return not self.is_diagonal and self.means.shape[1] > MAX_TRIANGULAR_COLUMNS


@on_one_blas_thread
def prepare_components(means: Floats, covariances: Floats, weights: Floats) -> GaussianComponents:
    """Components of `means` (k, d), positive definite `covariances` and `weights` (k,).

    Covariances are matrices (k, d, d), or the variances (k, d) of components with diagonal ones.

    Each covariance is decomposed as a correlation matrix, so that columns of very different scale do no harm.
    """
    d = means.shape[1]
    is_diagonal = covariances.ndim == 2
    sizes = np.sqrt(covariances if is_diagonal else np.diagonal(covariances, axis1=1, axis2=2))
    volumes = np.log(sizes).sum(axis=1)
    if is_diagonal:
        whiteners = 1 / sizes
    else:
        triangles, log_volumes = _whitening_triangles(covariances / sizes[:, :, None] / sizes[:, None, :])
        whiteners = triangles / sizes[:, None, :]
        volumes = volumes + log_volumes
    with np.errstate(divide="ignore"):
        return GaussianComponents(means, whiteners, np.log(weights) - volumes - d / 2 * log(2 * pi))


def _whitening_triangles(correlations: Floats) -> tuple[Floats, Floats]:
    """Upper triangles (k, d, d) that whiten correlations, and the logarithms (k,) of their volumes.

    From Cholesky factors, a tenth of the time of eigenvalues, which alone cannot fail where rounding lost a
    small one. A QR decomposition, which keeps lengths, then makes their whiteners triangular.
    """
    triangles = _inverse_cholesky_factors(correlations)
    if triangles is not None and (np.square(triangles).sum(axis=(1, 2)) < MAX_PRECISION).all():
        return triangles, -np.log(np.diagonal(triangles, axis1=1, axis2=2)).sum(axis=1)
    values, vectors = np.linalg.eigh(correlations)
    values = np.maximum(values, correlations.shape[1] * np.finfo(float).eps)
    turned = np.linalg.qr(vectors.swapaxes(1, 2) / np.sqrt(values)[:, :, None], mode="r")
    return np.asarray(turned), np.log(values).sum(axis=1) / 2


def _inverse_cholesky_factors(matrices: Floats) -> Floats | None:
    """Upper triangles (k, d, d) whose products with their transposes from the left are the inverse matrices.

    None where rounding makes a matrix indefinite.
    """
    try:
        lower = np.linalg.cholesky(matrices[:, ::-1, ::-1])
    except np.linalg.LinAlgError:
        return None
    return np.asarray(
        np.linalg.inv(lower[:, ::-1, ::-1])
    )  # of an upper triangle, to which no rows are swapped
