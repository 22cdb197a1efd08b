"""Spectral clustering with scikit-learn: the embedding, then k-means from the same rows."""

from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.kmeans.script import KMEANS_IMPORT, complete_start, kmeans_call
from clusterlab.algorithms.spectral.eigenvector_space import eigenvector_points
from clusterlab.core.algorithm import own_script
from clusterlab.core.fit_script import FitScript, ScriptPart
from clusterlab.core.message import Message
from clusterlab.core.points import Points

if TYPE_CHECKING:
    from clusterlab.algorithms.kmeans.algorithm import KMeans
    from clusterlab.algorithms.spectral.algorithm import SpectralClustering
    from clusterlab.algorithms.spectral.graph import Graph, Spectrum

START = Message("k-means starts at the same rows of the embedding; its axes may be turned.")
PARTS = Message("The graph has several parts, which clusterlab takes into account: it fits it itself.")
AS_MANY_CLUSTERS = Message("scikit-learn needs fewer clusters than rows: clusterlab fits it.")
MAX_ROWS_IN_PARTS = 5_000
"""The eigenvectors of all pairs of so many rows take a few seconds."""


def spectral_script(
    algorithm: "SpectralClustering", graph: "Graph", spectrum: "Spectrum", kmeans: "KMeans", points: Points
) -> FitScript:
    """The embedding of the same affinity, and k-means on its rows from the same ones."""
    k = spectrum.places.shape[1]
    if spectrum.components > k or (spectrum.components > 1 and points.n > MAX_ROWS_IN_PARTS):
        return own_script(algorithm, points, PARTS)
    if k >= points.n:
        return own_script(algorithm, points, AS_MANY_CLUSTERS)
    space = eigenvector_points(spectrum, points)
    embedding = _embedding_part(spectrum, points.n)
    lines = (
        *_affinity_lines(graph, points),
        *embedding.lines,
        "embedding /= np.linalg.norm(embedding, axis=1, keepdims=True)",
        f"start = embedding[{_start_rows(kmeans, space)}]",
        f"labels = {kmeans_call(kmeans, k, 'start')}.fit(embedding).labels_",
    )
    imports = (KMEANS_IMPORT, *embedding.imports, _AFFINITY_IMPORTS[graph.key[0]])
    return FitScript(imports, lines, (START,))


_AFFINITY_IMPORTS = {
    "neighbors": "from sklearn.neighbors import kneighbors_graph",
    "rbf": "from sklearn.metrics.pairwise import rbf_kernel",
}


def _embedding_part(spectrum: "Spectrum", n: int) -> ScriptPart:
    """The eigenvectors as `embedding`; scikit-learn's function takes no graph in several parts."""
    k = spectrum.places.shape[1]
    if spectrum.components == 1:
        call = f"spectral_embedding(affinity, n_components={k}, drop_first=False, random_state=0)"
        return ScriptPart(("from sklearn.manifold import spectral_embedding",), (f"embedding = {call}",))
    lines = (
        "affinity = affinity.toarray()",
        "roots = np.sqrt(affinity.sum(axis=1))",
        "normalized = affinity / roots / roots[:, None]",
        f"embedding = eigh(normalized, subset_by_index=[{n - k}, {n - 1}])[1]",
    )
    return ScriptPart(("from scipy.linalg import eigh",), lines)


def _affinity_lines(graph: "Graph", points: Points) -> tuple[str, ...]:
    """The lines that compute the affinity of the rows; gamma is in their units."""
    kind, parameter = graph.key
    if kind == "rbf":
        gamma = float(np.ldexp(parameter, -2 * points.units.exponent))
        return (f"affinity = rbf_kernel(rows, gamma={gamma!r})",)
    neighbors = min(int(parameter), points.n - 1)
    return (
        f"graph = kneighbors_graph(rows, {neighbors}, include_self=False)",
        "affinity = (graph + graph.T) / 2",
    )


def _start_rows(kmeans: "KMeans", space: Points) -> list[int]:
    """The rows, in the caller's order, at which the centers of k-means start."""
    centers = complete_start(kmeans, kmeans.first(space), space).positions
    return [int(space.order[(space.values == center).all(axis=1).argmax()]) for center in centers]
