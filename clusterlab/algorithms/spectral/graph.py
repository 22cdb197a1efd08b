"""The graph of a spectral clustering, the parts that it falls into, and the eigenvectors of its Laplacian."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.frozen import freeze
from clusterlab.core.points import Points
from clusterlab.kernels.affinity import fill_rbf_affinity, neighbor_edges
from clusterlab.kernels.eigen import largest_eigenpairs
from clusterlab.kernels.typing import Floats, Rows

MIN_EDGE_WEIGHT = 1e-14
"""A normalized weight below this is no edge: the eigenvectors would not tell."""
NEGLIGIBLE_EIGENVALUE, MIN_EIGENGAP_RATIO, LARGE_EIGENVALUE = 1e-6, 5.0, 0.1
"""An eigenvalue stands out above the one before, or above this, that many times; or where it is large."""
MIN_EIGENVALUES = 10
"""At least so many eigenvalues are found, so that a gap among them can be seen."""


@dataclass(frozen=True, eq=False)
class Graph:
    """The weights of all pairs (n, n), or of `edges` (2, m) alone as (m,); `key` says how they were made.

    A number beside the kind is how many neighbors there are, or gamma in inside units.
    """

    key: tuple[str, float]
    n: int
    weights: Floats
    edges: Rows | None = None

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, points: Points, key: tuple[str, float]) -> "Graph":
        """That of some points, the last one again where it is the same: there is room for one."""
        graph: Graph | None = points.stored("affinity")
        if graph is None or graph.key != key:
            points.store("affinity", None)  # the room of the last is needed for the next
            graph = cls._made(points, key)
            points.store("affinity", graph)
        return graph

    @classmethod
    def _made(cls, points: Points, key: tuple[str, float]) -> "Graph":
        kind, number = key
        if kind == "rbf":
            weights = np.empty((points.n, points.n))
            for _ in fill_rbf_affinity(points.values, number, weights):
                check_canceled()
            return cls(key, points.n, weights)
        k = min(int(number), points.n - 1)
        if not k:
            return cls(key, points.n, np.zeros(0), np.zeros((2, 0), np.intp))
        out, to, weights = neighbor_edges(points.values, k, check_canceled)
        return cls(key, points.n, weights, np.stack([out, to]))

    @cached_property
    def matrix(self) -> Any:
        """The weights as something that multiplies vectors."""
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
        """One over the root of each degree, 0 where a point has no edge: (n,)."""
        degrees = self.degrees
        return np.where(degrees > 0, 1 / np.sqrt(np.where(degrees > 0, degrees, 1.0)), 0.0)

    @cached_property
    def components(self) -> Rows:
        """The part to which each point belongs, numbered from the largest, those before first: (n,)."""
        from scipy.sparse.csgraph import connected_components

        found = connected_components(self._edge_matrix(), directed=False)[1]
        _, first_rows, owners, sizes = np.unique(
            found, return_index=True, return_inverse=True, return_counts=True
        )
        rank = np.empty(len(sizes), np.intp)
        rank[np.lexsort((first_rows, -sizes))] = np.arange(len(sizes))
        return np.asarray(rank[owners.ravel()])

    def weights_between(self, rows: Rows) -> Floats:
        """The weights (m, m) between some points."""
        if self.edges is None:
            return np.asarray(self.weights[np.ix_(rows, rows)])
        return np.asarray(self.matrix[rows][:, rows].toarray())

    def _edge_matrix(self) -> Any:
        """Which points share an edge that counts."""
        from scipy.sparse import csr_array

        if self.edges is not None:
            return self.matrix
        if self._is_connected():
            return csr_array(np.ones((1, 1))) if self.n == 1 else _star(self.n)
        strong = [row * self.scale[i] * self.scale > MIN_EDGE_WEIGHT for i, row in enumerate(self.weights)]
        out = np.repeat(np.arange(self.n), [each.sum() for each in strong])
        to = np.concatenate([np.flatnonzero(each) for each in strong])
        return csr_array((np.ones(len(out)), (out, to)), shape=(self.n, self.n))

    def _is_connected(self) -> bool:
        """Whether some point has an edge that counts to every other, so that there is but one part."""
        row = int(self.degrees.argmax())
        weights = self.weights[row] * self.scale[row] * self.scale
        return bool((np.delete(weights, row) > MIN_EDGE_WEIGHT).all())


def _star(n: int) -> Any:
    from scipy.sparse import csr_array

    return csr_array((np.ones(n - 1), (np.zeros(n - 1, int), np.arange(1, n))), shape=(n, n))


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The least eigenvalues (m,) of the normalized Laplacian, and for each point (n, k) its place.

    The places are the rows of the first k eigenvectors, each of length 1 (Ng, Jordan, Weiss 2002). There are
    `components` that no edge joins; of more than k the smallest share one place.
    """

    eigenvalues: Floats
    places: Floats
    components: int

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, graph: Graph, points: Points, k: int) -> "Spectrum":
        """That of a graph on some points, for `k` clusters; the eigenvectors are found once for most k."""
        m = min(graph.n, max(k + 1, MIN_EIGENVALUES))
        eigenvalues, vectors = _cached_eigenpairs(graph, points, m)
        components = int(graph.components.max()) + 1
        rows = np.eye(k)[np.minimum(graph.components, k - 1)] if components > k else vectors[:, :k]
        lengths = np.sqrt((rows * rows).sum(axis=1))
        return cls(eigenvalues, rows / np.where(lengths > 0, lengths, 1.0)[:, None], components)

    @property
    def gap(self) -> int | None:
        """After how many eigenvalues one comes that is many times as large; None where none does.

        The first is 0, so what follows it must be large in itself.
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
    """As `_eigenpairs`, those found last where they are the same."""
    last: tuple[Graph, int, tuple[Floats, Floats]] | None = points.stored("eigenvectors")
    if last is None or last[0] is not graph or last[1] != m:
        last = (graph, m, _eigenpairs(graph, m))
        points.store("eigenvectors", last)
    return last[2]


def _eigenpairs(graph: Graph, m: int) -> tuple[Floats, Floats]:
    """The `m` least eigenvalues of the normalized Laplacian (m,), and eigenvectors (n, m).

    The first belong to the parts of the graph and are known: the roots of the degrees there, 0 elsewhere.
    """
    component_vectors = _component_eigenvectors(graph, m)
    scale = graph.scale

    def multiply(vectors: Floats) -> Floats:
        check_canceled()
        factor = scale if vectors.ndim == 1 else scale[:, None]
        out = factor * (graph.matrix @ (factor * vectors))
        return np.asarray(
            out - 3 * (component_vectors @ (component_vectors.T @ vectors))
        )  # known ones come last, below -1

    found, vectors = largest_eigenpairs(multiply, graph.n, m - component_vectors.shape[1])
    return np.concatenate([np.zeros(component_vectors.shape[1]), np.maximum(1 - found, 0)]), np.hstack(
        [component_vectors, vectors]
    )


def _component_eigenvectors(graph: Graph, m: int) -> Floats:
    """A unit vector (n,) for each of the first `m` parts: (n, m) or fewer."""
    kept = graph.components < m
    component_vectors = np.zeros((graph.n, min(m, int(graph.components.max()) + 1)))
    roots = np.sqrt(np.where(graph.degrees > 0, graph.degrees, 1.0))
    component_vectors[kept, graph.components[kept]] = roots[kept]
    return np.asarray(component_vectors / np.sqrt((component_vectors * component_vectors).sum(axis=0)))
