"""The affinity graph of spectral clustering, its connected components, and its Laplacian eigenvectors."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from clusterlab.core.cache import cached_latest
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.points import Points
from clusterlab.kernels.affinity import fill_rbf_affinity, neighbor_edges
from clusterlab.kernels.eigen import MAX_DENSE_ROWS, largest_eigenpairs, smallest_eigenpairs
from clusterlab.kernels.typing import Floats, Rows

MIN_EDGE_WEIGHT = 1e-14
"""A normalized weight below this is not an edge: it would not change the eigenvectors."""
NEGLIGIBLE_EIGENVALUE, MIN_EIGENGAP_RATIO, LARGE_EIGENVALUE = 1e-6, 5.0, 0.1
"""The eigengap is where an eigenvalue is at least MIN_EIGENGAP_RATIO times the one before.

Eigenvalues below the first number count as that; K = 1 needs a second eigenvalue of at least the last number.
"""
MAX_CUT = 3.0
"""A graph is narrow where at most so many times the root of n points have edges from one half to the other.

The factors of its Laplacian have few more entries than itself, as those of a graph in the plane have (Lipton,
Rose and Tarjan 1979).
"""
MIN_EIGENVALUES = 10
"""At least this many eigenvalues are computed, so that a gap among them can be seen."""


@dataclass(frozen=True, eq=False)
class Graph(FrozenArrays):
    """The weights of all pairs (n, n), or where there are `edges` (2, m), of these only: (m,).

    `key` is the kind of affinity with its parameter: the number of neighbors, or gamma in normalized units.
    """

    key: tuple[str, float]
    n: int
    weights: Floats
    edges: Rows | None = None

    @classmethod
    def of(cls, points: Points, key: tuple[str, float]) -> "Graph":
        """The graph of some points; the latest one is cached."""
        return cached_latest(points, "affinity", key, lambda: cls._computed(points, key))

    @classmethod
    def _computed(cls, points: Points, key: tuple[str, float]) -> "Graph":
        kind, parameter = key
        if kind == "rbf":
            weights = np.empty((points.n, points.n))
            for _ in fill_rbf_affinity(points.values, parameter, weights):
                check_canceled()
            return cls(key, points.n, weights)
        k = min(int(parameter), points.n - 1)
        if not k:
            return cls(key, points.n, np.zeros(0), np.zeros((2, 0), np.intp))
        out, to, weights = neighbor_edges(points.values, k, check_canceled)
        return cls(key, points.n, weights, np.stack([out, to]))

    @cached_property
    def matrix(self) -> Any:
        """The weights (n, n), dense or sparse."""
        if self.edges is None:
            return self.weights
        from scipy.sparse import csr_array  # slow to import, and needed by few algorithms

        return csr_array((self.weights, tuple(self.edges)), shape=(self.n, self.n))

    @cached_property
    def degrees(self) -> Floats:
        """The sum of the weights of each point: (n,)."""
        return np.asarray(self.matrix.sum(axis=1)).ravel()

    @cached_property
    def scale(self) -> Floats:
        """1 / sqrt(degree) of each point, 0 where it has no edge: (n,)."""
        degrees = self.degrees
        return np.where(degrees > 0, 1 / np.sqrt(np.where(degrees > 0, degrees, 1.0)), 0.0)

    @cached_property
    def components(self) -> Rows:
        """The connected component of each point, the largest first, equal ones by their first row: (n,)."""
        from scipy.sparse.csgraph import connected_components

        found = connected_components(self._edge_matrix(), directed=False)[1]
        _, first_rows, owners, sizes = np.unique(
            found, return_index=True, return_inverse=True, return_counts=True
        )
        rank = np.empty(len(sizes), np.intp)
        rank[np.lexsort((first_rows, -sizes))] = np.arange(len(sizes))
        return np.asarray(rank[owners.ravel()])

    @property
    def is_narrow(self) -> bool:
        """Whether there are many points, and few of one half have edges to the other, in spatial order."""
        if self.edges is None or self.n <= MAX_DENSE_ROWS:
            return False
        crossing = (self.edges[0] < self.n // 2) & (self.edges[1] >= self.n // 2)
        return bool(len(np.unique(self.edges[0][crossing])) <= MAX_CUT * self.n**0.5)

    def weights_between(self, rows: Rows) -> Floats:
        """The weights (m, m) between the points of `rows` (m,)."""
        if self.edges is None:
            return np.asarray(self.weights[np.ix_(rows, rows)])
        return np.asarray(self.matrix[rows][:, rows].toarray())

    def weights_of(self, row: int) -> Floats:
        """The weights (n,) of the edges of a point to all others."""
        own = self.weights[row] if self.edges is None else self.matrix[[row]].toarray()[0]
        return np.asarray(own)

    def _edge_matrix(self) -> Any:
        """A sparse matrix (n, n), or an equivalent graph, that is nonzero where two points share an edge."""
        from scipy.sparse import csr_array

        if self.edges is not None:
            return self.matrix
        if self._is_connected():
            return csr_array(np.ones((1, 1))) if self.n == 1 else _star(self.n)
        is_edge = [row * self.scale[i] * self.scale > MIN_EDGE_WEIGHT for i, row in enumerate(self.weights)]
        out = np.repeat(np.arange(self.n), [row.sum() for row in is_edge])
        to = np.concatenate([np.flatnonzero(row) for row in is_edge])
        return csr_array((np.ones(len(out)), (out, to)), shape=(self.n, self.n))

    def _is_connected(self) -> bool:
        """Whether the point of the highest degree has edges to all others: sufficient, and quick to check."""
        row = int(self.degrees.argmax())
        weights = self.weights[row] * self.scale[row] * self.scale
        return bool((np.delete(weights, row) > MIN_EDGE_WEIGHT).all())


def _star(n: int) -> Any:
    from scipy.sparse import csr_array

    return csr_array((np.ones(n - 1), (np.zeros(n - 1, int), np.arange(1, n))), shape=(n, n))


@dataclass(frozen=True, eq=False)
class Spectrum(FrozenArrays):
    """The smallest eigenvalues (m,) of the normalized Laplacian, and the embedding `places` (n, k).

    It has the rows of the first k eigenvectors, scaled to length 1 (Ng, Jordan and Weiss 2002). Where there
    are more than k connected `components`, the smallest ones share one place.
    """

    eigenvalues: Floats
    places: Floats
    components: int

    @classmethod
    def of(cls, graph: Graph, points: Points, k: int) -> "Spectrum":
        """The spectrum of a graph for `k` clusters; the eigenvectors are cached and the same for most k."""
        m = min(graph.n, max(k + 1, MIN_EIGENVALUES))
        eigenvalues, vectors = _cached_eigenpairs(graph, points, m)
        components = int(graph.components.max()) + 1
        rows = np.eye(k)[np.minimum(graph.components, k - 1)] if components > k else vectors[:, :k]
        lengths = np.sqrt((rows * rows).sum(axis=1))
        return cls(eigenvalues, rows / np.where(lengths > 0, lengths, 1.0)[:, None], components)

    @property
    def gap(self) -> int | None:
        """The number of eigenvalues before the eigengap (von Luxburg 2007); None where no gap stands out.

        The first eigenvalue is 0, so after it there is no ratio: the second one must be large in itself.
        """
        found = self.eigenvalues
        if len(found) < 2:
            return None
        ratios = found[2:] / np.maximum(found[1:-1], NEGLIGIBLE_EIGENVALUE)
        if len(ratios) and ratios.max() >= MIN_EIGENGAP_RATIO:
            return int(ratios.argmax()) + 2
        is_single = found[1] - found[0] >= np.diff(found).max() and found[1] >= LARGE_EIGENVALUE
        return 1 if is_single else None


def _cached_eigenpairs(graph: Graph, points: Points, m: int) -> tuple[Floats, Floats]:
    """`_eigenpairs` with a cache of the latest result."""
    return cached_latest(points, "eigenvectors", (graph, m), lambda: _eigenpairs(graph, m))


def _eigenpairs(graph: Graph, m: int) -> tuple[Floats, Floats]:
    """The `m` smallest eigenvalues of the normalized Laplacian (m,), and eigenvectors (n, m).

    The first ones, of eigenvalue 0, are known: the roots of the degrees in one component, 0 elsewhere.
    """
    component_vectors = _component_eigenvectors(graph, m)
    found = (_by_inverse if graph.is_narrow else _by_products)(
        graph, component_vectors, m - component_vectors.shape[1]
    )
    eigenvalues = np.concatenate([np.zeros(component_vectors.shape[1]), np.maximum(found[0], 0)])
    return eigenvalues, np.hstack([component_vectors, found[1]])


def _by_inverse(graph: Graph, component_vectors: Floats, m: int) -> tuple[Floats, Floats]:
    """The `m` smallest eigenvalues but the known ones, by the inverse of the Laplacian."""
    from scipy.sparse import diags_array, eye_array

    scale = diags_array(graph.scale)
    laplacian = (eye_array(graph.n) - scale @ graph.matrix @ scale).tocsr()
    return smallest_eigenpairs(laplacian, component_vectors, m, check_canceled)


def _by_products(graph: Graph, component_vectors: Floats, m: int) -> tuple[Floats, Floats]:
    """The `m` smallest eigenvalues but the known ones, by products with the weights alone."""
    scale = graph.scale

    def multiply(vectors: Floats) -> Floats:
        check_canceled()
        factor = scale if vectors.ndim == 1 else scale[:, None]
        out = factor * (graph.matrix @ (factor * vectors))
        # moves the known eigenvectors' eigenvalues below -1, to the other end of the spectrum
        return np.asarray(out - 3 * (component_vectors @ (component_vectors.T @ vectors)))

    found, vectors = largest_eigenpairs(multiply, graph.n, m)
    return 1 - found, vectors


def _component_eigenvectors(graph: Graph, m: int) -> Floats:
    """The unit eigenvectors of eigenvalue 0 of the first `m` components, or of all: (n, <= m)."""
    kept = graph.components < m
    component_vectors = np.zeros((graph.n, min(m, int(graph.components.max()) + 1)))
    roots = np.sqrt(np.where(graph.degrees > 0, graph.degrees, 1.0))
    component_vectors[kept, graph.components[kept]] = roots[kept]
    return np.asarray(component_vectors / np.sqrt((component_vectors * component_vectors).sum(axis=0)))
