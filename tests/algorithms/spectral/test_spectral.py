"""Spectral clustering: graph, eigenvectors and clusters compared with numpy and scikit-learn."""

import tracemalloc

import numpy as np
import pytest
from sklearn.cluster import SpectralClustering as Peer
from sklearn.datasets import make_blobs, make_circles, make_moons
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.neighbors import kneighbors_graph

from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.spectral.eigenvector_space import eigenvector_points
from clusterlab.core.charts import Eigenvalues, EigenvectorScatter, HeatMap
from clusterlab.core.marks import Centers, Highlights, PointMarks
from clusterlab.core.memory_budget import MEMORY_BUDGET, TooManyPointsError
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from clusterlab.kernels import eigen as kernel
from clusterlab.metrics.k_sweep import entries, sweep, sweep_knee

TABLES = {
    "moons": (make_moons(400, noise=0.06, random_state=0), 2),
    "circles": (make_circles(400, noise=0.04, factor=0.4, random_state=0), 2),
    "blobs": (make_blobs(400, centers=4, cluster_std=0.6, random_state=3), 4),
}


def dense(graph):
    return graph.weights if graph.edges is None else graph.matrix.toarray()


def laplacian(weights):
    scale = weights.sum(axis=0) ** -0.5
    return np.eye(len(weights)) - scale[:, None] * weights * scale


@pytest.mark.parametrize("affinity", ["neighbors", "rbf"])
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.filterwarnings("ignore:Graph is not fully connected")
def test_curved_and_nested_groups_are_found_as_scikit_learn_finds_them(name, affinity):
    (table, truth), k = TABLES[name]
    found = SpectralClustering(k=k, affinity=affinity).fit(table).labels
    peer_params = {"affinity": "rbf", "gamma": 30} if affinity == "rbf" else {"affinity": "nearest_neighbors"}
    peer = Peer(k, random_state=0, **peer_params).fit_predict(table)
    assert adjusted_rand_score(truth, found) >= 0.99
    assert adjusted_rand_score(peer, found) >= 0.99


def test_the_neighbors_are_those_of_scikit_learn():
    table = np.random.default_rng(0).normal(size=(300, 3))
    points = Points(table)
    graph = SpectralClustering(neighbors=7).first(points).graph
    one_way = kneighbors_graph(table, 7).toarray()
    assert np.array_equal(dense(graph), ((one_way + one_way.T) / 2)[np.ix_(points.order, points.order)])


def test_the_affinity_of_all_pairs_is_the_rbf_kernel_in_the_units_of_the_data():
    table = np.random.default_rng(0).normal(size=(80, 3)) * 37
    points = Points(table)
    weights = dense(SpectralClustering(affinity="rbf", gamma=0.001).first(points).graph)
    expected = rbf_kernel(table, gamma=0.001)[np.ix_(points.order, points.order)] - np.eye(80)
    assert weights == pytest.approx(expected)


@pytest.mark.parametrize("affinity", ["neighbors", "rbf"])
@pytest.mark.parametrize("small", [600, 50], ids=["all at once", "by Lanczos"])
def test_the_eigenvectors_solve_the_laplacian(affinity, small, monkeypatch):
    monkeypatch.setattr(kernel, "MAX_DENSE_ROWS", small)
    table, _ = make_moons(200, noise=0.2, random_state=1)
    points, algorithm = Points(table), SpectralClustering(k=3, affinity=affinity)
    first = algorithm.first(points)
    matrix = laplacian(dense(first.graph))
    spectrum = algorithm.after(first, points).spectrum
    assert spectrum.eigenvalues == pytest.approx(np.linalg.eigvalsh(matrix)[:10], abs=1e-9)
    vectors = np.linalg.eigh(matrix)[1][:, :3]
    rows = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    assert rows @ rows.T == pytest.approx(spectrum.places @ spectrum.places.T, abs=1e-6)  # but for a rotation


def test_connected_components_are_clusters_and_the_smallest_of_too_many_share_one():
    rng = np.random.default_rng(0)
    table = np.vstack([rng.random((n, 2)) + 100 * i for i, n in enumerate((30, 20, 6, 5))])
    sizes = {k: sorted(np.bincount(SpectralClustering(k=k, neighbors=3).fit(table).labels)) for k in (4, 3)}
    assert sizes == {4: [5, 6, 20, 30], 3: [11, 20, 30]}
    points, algorithm = Points(table), SpectralClustering(k=3, neighbors=3)
    first = algorithm.first(points)
    assert first.caption(points, None).endswith("The graph has 4 separate parts.")
    caption_text = algorithm.after(first, points).caption(points, first)
    assert caption_text.endswith("the smallest are merged. More neighbors connect them.")


@pytest.mark.parametrize(("name", "gap"), [("moons", 2), ("circles", 2), ("blobs", 4)])
def test_the_eigengap_suggests_the_number_of_groups(name, gap):
    points, algorithm = Points(TABLES[name][0][0]), SpectralClustering(k=3)
    step = algorithm.after(algorithm.first(points), points)
    assert step.spectrum.gap == step.suggested_k == gap
    assert algorithm.first(points).suggested_k is None
    assert f"The eigengap suggests K = {gap}." in step.caption(points, None)
    _, eigenvalues, heat = step.charts(points)
    assert (eigenvalues.gap, eigenvalues.used) == (gap, 3)
    assert heat.labels is None


def test_uniform_points_have_no_eigengap():
    points, algorithm = Points(np.random.default_rng(0).random((400, 2))), SpectralClustering()
    assert algorithm.after(algorithm.first(points), points).spectrum.gap is None


@pytest.mark.parametrize(("name", "k"), [("moons", 2), ("blobs", 4), ("blobs", 1)])
def test_the_embedding_has_points_in_the_order_of_the_data_and_centers(name, k):
    points = Points(TABLES[name][0][0])
    steps = [*SpectralClustering(k=k).steps(points)]
    picks, last = [step for step in steps if step.phase == "start" or step.stopped][-2:]
    assert [type(chart) for chart in steps[0].charts(points)] == [HeatMap]
    assert [type(chart) for chart in last.charts(points)] == [EigenvectorScatter, Eigenvalues, HeatMap]
    before, after = steps[1].charts(points)[0], last.charts(points)[0]
    assert (before.k, [type(mark) for mark in before.marks]) == (0, [PointMarks])
    assert (after.k, after.words) == (k, f"first {k} eigenvectors" if k > 1 else "first eigenvector")
    (point_marks,), (centers,) = (
        [m for m in after.marks if isinstance(m, kind)] for kind in (PointMarks, Centers)
    )
    assert point_marks.labels is last.labels
    means = [after.places[point_marks.labels == label].mean(axis=0) for label in range(k)]
    assert centers.positions == pytest.approx(np.array(means), abs=1e-12)
    (highlight,) = (m for m in picks.marks(points) if isinstance(m, Highlights) and m.meaning == "picked")
    (place,) = (m for m in picks.charts(points)[0].marks if isinstance(m, Centers))
    # the picked point is highlighted
    assert after.places[highlight.rows[0]] == pytest.approx(place.positions[-1], abs=1e-12)


def test_the_plane_of_the_embedding_has_its_principal_components():
    points = Points(TABLES["blobs"][0][0])
    *_, last = SpectralClustering(k=4).steps(points)
    after, rows = last.charts(points)[0], last.spectrum.places
    shares = np.sort(np.linalg.eigvalsh(np.cov(rows.T)))[::-1]
    spread = np.cov(after.places.T).trace()
    scale = 2.0 ** -eigenvector_points(last.spectrum, points).units.exponent
    assert spread == pytest.approx(shares[:2].sum() * scale**2)
    assert after.view.axes[0].startswith("PC 1 (")


def test_the_graph_and_the_eigenvectors_are_computed_once_for_all_restarts_and_every_k(monkeypatch):
    from clusterlab.algorithms.spectral import graph

    made, found = [], graph.largest_eigenpairs
    monkeypatch.setattr(graph, "largest_eigenpairs", lambda *args: made.append(1) or found(*args))
    points = Points(TABLES["moons"][0][0])
    for k in (2, 3, 5):
        SpectralClustering(k=k).fit(points, restarts=3)
    assert len(made) == 1


def test_the_memory_estimate_covers_the_edges():
    points, spectral = Points(np.random.default_rng(0).random((2_000, 2))), SpectralClustering(neighbors=500)
    tracemalloc.start()
    first = spectral.first(points)
    spectral.after(first, points)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 0.7 * spectral.memory(2_000, 2) < peak < 1.2 * spectral.memory(2_000, 2)
    assert SpectralClustering().memory(10**6, 2) < MEMORY_BUDGET
    with pytest.raises(TooManyPointsError, match="needs 11"):
        SpectralClustering(neighbors=10**6).fit(np.random.default_rng(0).random((11_000, 2)))


def test_the_memory_estimate_of_rbf_is_that_of_all_pairs():
    with pytest.raises(TooManyPointsError, match=r"^Spectral of 20,000 points"):
        SpectralClustering(affinity="rbf").fit(np.random.default_rng(0).random((20_000, 2)))


def test_a_start_is_an_error(blobs):
    with pytest.raises(ParamError, match="start must be left out"):
        SpectralClustering().fit(blobs, start=blobs[:3])


def test_objectives_of_different_embeddings_have_no_knee():
    points = Points(TABLES["moons"][0][0])
    found = entries(sweep(SpectralClustering(), points, range(1, 8)))
    assert sweep_knee(SpectralClustering(), found) is None
