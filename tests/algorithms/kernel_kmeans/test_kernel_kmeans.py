"""Kernel k-means: equal to k-means with the linear kernel; curved clusters with kernel_steps."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_circles
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.pairwise import polynomial_kernel, rbf_kernel

from clusterlab.algorithms.kernel_kmeans import feature_space
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.charts import HeatMap
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.points import Points
from clusterlab.kernels.gram import Kernel, gram_means, mean_products


@pytest.mark.parametrize("seed", range(8))
def test_the_linear_kernel_equals_k_means_from_the_same_start(seed):
    table, _ = make_blobs(200, centers=5, cluster_std=2.0, random_state=seed)  # no two distances are equal
    start = table[:4]
    plain, kernel = KMeans(k=4), KernelKMeans(k=4, kernel="linear")
    points = Points(table)
    plain_steps, kernel_steps = list(plain.steps(points, start)), list(kernel.steps(points, start))
    assert [step.phase for step in plain_steps] == [step.phase for step in kernel_steps]
    assert np.array_equal(plain_steps[-1].labels, kernel_steps[-1].labels)
    for one, other in zip(plain_steps[1:], kernel_steps[1:], strict=True):
        assert other.figures(points)["feature_inertia"] == pytest.approx(one.figures(points)["inertia"])


def test_with_the_linear_kernel_an_empty_cluster_takes_the_same_point_as_in_k_means():
    table, _ = make_blobs(150, 10, centers=5, cluster_std=1.5, random_state=6)
    points, start = Points(table), table[:5]
    expected = [step.moved_points for step in KMeans(k=5).steps(points, start) if step.moved_points]
    *_, last = kernel_steps = [*KernelKMeans(k=5, kernel="linear").steps(points, start)]
    assert [step.moved_points for step in kernel_steps if step.moved_points] == expected != []
    assert np.array_equal(points.to_row_order(last.labels), KMeans(k=5).fit(points, start=start).labels)


@pytest.mark.parametrize(("kernel", "peer"), [("rbf", rbf_kernel), ("polynomial", polynomial_kernel)])
def test_the_objective_is_that_of_the_kernel_matrix(kernel, peer, blobs):
    points, algorithm = Points(blobs), KernelKMeans(k=3, kernel=kernel, gamma=0.3)
    *_, last = algorithm.steps(points)
    labels, centered = points.to_row_order(last.labels), blobs - blobs.mean(axis=0)
    matrix = peer(centered, gamma=0.3, **({} if kernel == "rbf" else {"degree": 2, "coef0": 1}))
    inside = sum(matrix[np.ix_(labels == j, labels == j)].sum() / (labels == j).sum() for j in range(3))
    assert last.figures(points)["feature_inertia"] == pytest.approx(np.trace(matrix) - inside)


def test_an_rbf_kernel_separates_concentric_circles():
    table, truth = make_circles(400, noise=0.04, factor=0.3, random_state=0)
    found = KernelKMeans(k=2, gamma=8.0).fit(table, restarts=10).labels
    assert adjusted_rand_score(truth, found) >= 0.99
    assert adjusted_rand_score(truth, KMeans(k=2).fit(table).labels) < 0.1


@pytest.mark.parametrize("kernel", ["rbf", "polynomial", "linear"])
def test_well_separated_groups_are_found_with_every_kernel(kernel):
    table, truth = make_blobs(300, centers=[[0, 0], [9, 0], [0, 9]], random_state=0)
    found = KernelKMeans(k=3, kernel=kernel).fit(table, restarts=3).labels
    assert adjusted_rand_score(truth, found) >= 0.99


def test_the_kernel_matrix_is_computed_once_for_all_restarts(blobs, monkeypatch):
    from clusterlab.kernels.gram import Kernel

    square_products, products = [], Kernel.products
    monkeypatch.setattr(
        Kernel,
        "products",
        lambda *args: square_products.append(args[1].shape == args[2].shape) or products(*args),
    )
    KernelKMeans(k=3).fit(Points(blobs), restarts=5)
    assert sum(square_products) == 1


def test_the_heat_map_is_ordered_by_cluster(blobs):
    points = Points(blobs)
    *_, last = KernelKMeans(k=3, gamma=1.0).steps(points)
    (chart,) = last.charts(points)
    assert isinstance(chart, HeatMap)
    assert np.array_equal(chart.labels, np.sort(last.labels))
    same = np.equal.outer(chart.labels, chart.labels)
    assert chart.values[same].mean() > 3 * chart.values[~same].mean()
    assert (chart.values.min(), chart.values.max()) == (0, 1)


def test_an_empty_cluster_takes_the_farthest_point():
    table = np.array([[0.0, 0], [1, 0], [2, 0], [3, 0], [9, 0]])
    start = [[0.0, 0], [3, 0], [100, 0], [101, 0]]
    *steps, last = KernelKMeans(k=4, kernel="linear").steps(Points(table), start)
    assert any(step.moved_points for step in steps)
    assert len(set(last.labels)) == 4


def test_the_memory_estimate_is_that_of_all_pairs():
    assert KernelKMeans().memory(50_000, 2) == 20_000_000_000
    with pytest.raises(TooManyPointsError, match=r"needs 18\.6 GiB"):
        KernelKMeans().fit(np.random.default_rng(0).random((50_000, 2)))


@pytest.mark.parametrize("columns", [1, 2, 5])
def test_the_default_gamma_is_one_over_the_columns_times_their_mean_variance(columns):
    """As `gamma="scale"` of scikit-learn, but of columns that may have different means."""
    table = np.random.default_rng(0).normal(size=(60, columns)) * np.arange(1, columns + 1) + 1e3
    points, gamma = Points(table), 1 / table.var(axis=0).sum()
    default, named = (KernelKMeans(k=3, gamma=given).first(points).gram.kernel for given in (0.0, gamma))
    assert default.gamma == pytest.approx(named.gamma, rel=1e-9)
    assert default.products(points.values[:1], points.values[1:2])[0, 0] == pytest.approx(
        np.exp(-gamma * points.units.squared(((points.values[0] - points.values[1]) ** 2).sum())), rel=1e-9
    )


def test_equal_points_have_a_gamma_of_1():
    points = Points(np.ones((5, 2)))
    assert KernelKMeans(k=1).first(points).gram.kernel.gamma == 1.0


def test_the_means_of_the_same_labels_are_computed_once(monkeypatch):
    computed, gram_means = [], feature_space.gram_means

    def counted(products, labels, k):
        computed.append(labels.tobytes())
        return gram_means(products, labels, k)

    monkeypatch.setattr(feature_space, "gram_means", counted)
    rng = np.random.default_rng(0)
    steps = [*KernelKMeans(k=3, init="random-points").steps(Points(rng.normal(size=(300, 2))))]
    updates = sum(step.phase == "update" for step in steps)
    assert len(computed) == len(set(computed)) == updates > 3


@pytest.mark.parametrize("kind", ["rbf", "polynomial", "linear"])
def test_products_computed_in_parts_are_those_of_all_pairs(kind, monkeypatch):
    places = np.random.default_rng(0).normal(size=(50, 3))
    kernel = Kernel(kind, 0.5, 2, places.mean(axis=0))
    monkeypatch.setattr(feature_space, "PRODUCTS_PER_CHUNK", 50 * 7)  # seven parts of 7 rows, one of 1
    found = feature_space.GramMatrix(kernel, places).products
    assert np.allclose(found, kernel.products(places, places), rtol=1e-13, atol=1e-15)
    assert np.array_equal(found, found.T)


def test_means_of_all_pairs_are_mean_products_and_zero_for_an_empty_cluster():
    rng = np.random.default_rng(0)
    products, labels = rng.normal(size=(200, 200)), rng.integers(0, 4, 200)
    products += products.T
    labels[labels == 2] = 3
    assert np.allclose(gram_means(products, labels, 5), mean_products(products, labels, 5), rtol=1e-12)
    assert not gram_means(products, labels, 5)[:, [2, 4]].any()
