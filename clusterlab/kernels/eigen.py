"""The largest eigenvalues of a symmetric operator, and their eigenvectors."""

from collections.abc import Callable

import numpy as np

from clusterlab.kernels.parallel import on_one_blas_thread
from clusterlab.kernels.typing import Floats

MAX_DENSE_ROWS = 600
"""With no more rows, a dense solver is as fast as Lanczos."""
TOLERANCE = 1e-9
MIN_BASIS = 40
"""The least number of Lanczos vectors."""

Multiply = Callable[[Floats], Floats]


@on_one_blas_thread
def largest_eigenpairs(multiply: Multiply, n: int, m: int, seed: int = 0) -> tuple[Floats, Floats]:
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
        found, vectors = _lanczos(multiply, n, m, seed)
    order = np.argsort(-found, kind="stable")[:m]
    vectors = vectors[:, order]
    largest = np.abs(vectors).argmax(axis=0)
    signs = np.where(vectors[largest, np.arange(m)] < 0, -1.0, 1.0)
    return found[order], vectors * signs


def _lanczos(multiply: Multiply, n: int, m: int, seed: int) -> tuple[Floats, Floats]:
    from scipy.sparse.linalg import LinearOperator, eigsh  # slow to import, and used by few algorithms

    def product(vector: Floats) -> Floats:
        return multiply(vector.ravel())

    start = np.random.default_rng((seed, n)).normal(size=n)
    operator = LinearOperator((n, n), matvec=product, dtype=float)
    basis = min(n, max(2 * m + 1, MIN_BASIS))
    found, vectors = eigsh(operator, k=m, which="LA", v0=start, ncv=basis, tol=TOLERANCE, maxiter=10 * n)
    return np.asarray(found), np.asarray(vectors)
