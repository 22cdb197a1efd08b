"""The largest eigenvalues of a symmetric operator, and their eigenvectors."""

from collections.abc import Callable
from typing import Any

import numpy as np

from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import CancelCheck, Floats

MAX_DENSE_ROWS = 600
"""With no more rows, a dense solver is as fast as Lanczos."""
TOLERANCE = 1e-9
MIN_BASIS, MIN_INVERSE_BASIS = 40, 20
"""The least number of Lanczos vectors, and with an inverse, whose products take longer."""
SHIFT = 1e-4
"""What is added to the eigenvalues of a matrix, the least of which are 0, before it is inverted."""

Multiply = Callable[[Floats], Floats]


@on_one_blas_thread
def largest_eigenpairs(
    multiply: Multiply, n: int, m: int, seed: int = 0, min_basis: int = MIN_BASIS
) -> tuple[Floats, Floats]:
    """The `m` largest eigenvalues (m,), in descending order, of a symmetric operator and eigenvectors (n, m).

    `multiply` returns the product of the operator (n, n) and vectors (n,) or (n, c). The entry of each
    eigenvector with the largest absolute value is positive. A few of many eigenvalues are found by implicitly
    restarted Lanczos from a random vector (Lehoucq, Sorensen, Yang 1998).
    """
    if not m:
        return np.zeros(0), np.zeros((n, 0))
    if n <= MAX_DENSE_ROWS or 2 * m >= n:
        matrix = multiply(np.eye(n))
        found, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    else:
        found, vectors = _lanczos(multiply, n, m, seed, min_basis)
    order = np.argsort(-found, kind="stable")[:m]
    vectors = vectors[:, order]
    largest = np.abs(vectors).argmax(axis=0)
    signs = np.where(vectors[largest, np.arange(m)] < 0, -1.0, 1.0)
    return found[order], vectors * signs


def smallest_eigenpairs(
    matrix: Any, known: Floats, m: int, check_canceled: CancelCheck
) -> tuple[Floats, Floats]:
    """The `m` smallest eigenvalues (m,) of a sparse matrix (n, n), and eigenvectors (n, m).

    It is positive semidefinite; its eigenvectors `known` (n, c) of eigenvalue 0 are left out. The matrix is
    shifted and inverted, which sets the smallest eigenvalues apart: few products are needed, but its factors
    may have far more entries than it has. (Ericsson and Ruhe 1980.)
    """
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu  # slow to import, and used by few algorithms

    n = matrix.shape[0]
    shifted = (matrix + SHIFT * eye_array(n)).tocsc()
    factors = splu(
        shifted, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )

    def without_known(vectors: Floats) -> Floats:
        return np.asarray(vectors - known @ (known.T @ vectors))

    def multiply(vectors: Floats) -> Floats:
        check_canceled()
        return without_known(factors.solve(without_known(vectors)))

    vectors = largest_eigenpairs(multiply, n, m, min_basis=MIN_INVERSE_BASIS)[1]
    return np.einsum("nm,nm->m", vectors, matrix @ vectors), vectors


def _lanczos(multiply: Multiply, n: int, m: int, seed: int, min_basis: int) -> tuple[Floats, Floats]:
    from scipy.sparse.linalg import LinearOperator, eigsh  # slow to import, and used by few algorithms

    def product(vector: Floats) -> Floats:
        return multiply(vector.ravel())

    start = np.random.default_rng((seed, n)).normal(size=n)
    operator = LinearOperator((n, n), matvec=product, dtype=float)
    basis = min(n, max(2 * m + 1, min_basis))
    found, vectors = eigsh(operator, k=m, which="LA", v0=start, ncv=basis, tol=TOLERANCE, maxiter=10 * n)
    return np.asarray(found), np.asarray(vectors)
