"""Calinski-Harabasz and Davies-Bouldin equal scikit-learn's scores, also far from the origin."""

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_blobs
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from clusterlab import Points
from clusterlab.metrics.calinski_davies import separation_scores


def of(table, labels):
    """The scores of labels in row order."""
    points = Points(table)
    return separation_scores(points, points.to_spatial_order(np.asarray(labels)))


def davies_bouldin(table, labels):
    """The score by its definition, in extended precision."""
    groups = [table[labels == label].astype(np.longdouble) for label in np.unique(labels)]
    centers = np.array([group.mean(axis=0) for group in groups])
    pairs = list(zip(groups, centers, strict=True))
    widths = np.array([np.sqrt(((group - center) ** 2).sum(axis=1)).mean() for group, center in pairs])
    distances = np.sqrt(((centers[:, None] - centers) ** 2).sum(axis=2))
    np.fill_diagonal(distances, np.inf)
    return float(((widths[:, None] + widths) / distances).max(axis=1).mean())


@pytest.mark.parametrize(("n", "d", "k"), [(150, 4, 3), (2000, 2, 8), (700, 30, 5), (300, 1, 4)])
def test_the_scores_equal_those_of_scikit_learn(n, d, k):
    table, labels = make_blobs(n, d, centers=k, cluster_std=3, random_state=n)
    found = of(table, labels)
    assert found.calinski_harabasz == pytest.approx(calinski_harabasz_score(table, labels), rel=1e-9)
    assert found.davies_bouldin == pytest.approx(davies_bouldin_score(table, labels), rel=1e-9)
    assert (found.of, found.noise) == (n, 0)


def test_clusters_of_one_point_have_a_width_of_zero():
    table, labels = make_blobs(9, 2, centers=8, cluster_std=3, random_state=9)
    found = of(table, labels)
    assert found.calinski_harabasz == pytest.approx(calinski_harabasz_score(table, labels), rel=1e-9)
    assert found.davies_bouldin == pytest.approx(
        davies_bouldin(table, labels), rel=1e-12
    )  # scikit-learn's has rounding errors


def test_iris_has_its_known_figures_near_and_far_from_the_origin():
    species = load_iris().target
    table = np.round(load_iris().data * 10)  # whole numbers, so that adding an offset is exact
    near, far = of(table, species), of(table + 1e8, species)
    assert near.calinski_harabasz == pytest.approx(calinski_harabasz_score(table, species), rel=1e-9)
    assert far.calinski_harabasz == pytest.approx(near.calinski_harabasz, rel=1e-9)
    assert far.davies_bouldin == pytest.approx(near.davies_bouldin, rel=1e-9)


def test_the_unit_does_not_matter():
    species = load_iris().target
    assert of(load_iris().data * 1e-200, species).davies_bouldin == pytest.approx(
        of(load_iris().data, species).davies_bouldin, rel=1e-12
    )


def test_noise_is_left_out_and_counted():
    table, labels = make_blobs(400, 2, centers=4, random_state=1)
    labels[::7] = -1
    kept = labels >= 0
    found = of(table, labels)
    assert found.calinski_harabasz == pytest.approx(
        calinski_harabasz_score(table[kept], labels[kept]), rel=1e-9
    )
    assert found.davies_bouldin == pytest.approx(davies_bouldin_score(table[kept], labels[kept]), rel=1e-9)
    assert (found.of, found.noise) == (kept.sum(), 400 - kept.sum())


@pytest.mark.parametrize("labels", [[0, 0, 0, 0], [0, 1, 2, 3], [-1, -1, -1, -1], [0, 1, -1, -1]])
def test_one_cluster_and_clusters_of_one_point_have_no_scores(labels):
    found = of([[0.0], [1], [5], [6]], labels)
    assert (found.calinski_harabasz, found.davies_bouldin) == (None, None)


def test_clusters_of_equal_points_have_the_best_davies_bouldin_score():
    found = of([[0.0], [0], [5], [5]], [0, 0, 1, 1])
    assert (found.calinski_harabasz, found.davies_bouldin) == (None, 0.0)


def test_clusters_with_the_same_center_are_not_compared():
    found = of([[-1.0], [1], [-2], [2], [8], [9]], [0, 0, 1, 1, 2, 2])
    assert found.davies_bouldin == pytest.approx(
        davies_bouldin_score([[-1.0], [1], [-2], [2], [8], [9]], [0, 0, 1, 1, 2, 2])
    )


def around_one_center(seed, step, offset=0.0):
    """Three clusters of as many points on a grid, each symmetric about the same center."""
    rng = np.random.default_rng(seed)
    halves = rng.integers(1, 9, (3, 4, 2)).astype(float)
    rings = np.concatenate([halves, -halves], axis=1)
    return offset + (rings + 10).reshape(-1, 2) * step, np.repeat([0, 1, 2], 8)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("step", "offset"), [(1.0, 0.0), (0.1, 0.0), (0.1, 1e6), (1e-9, 0.0), (0.3, -77.7)])
def test_centers_that_differ_by_rounding_alone_are_not_compared(seed, step, offset):
    assert of(*around_one_center(seed, step, offset)).davies_bouldin == 0


@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_a_third_cluster_is_compared_with_both_around_one_center(offset):
    table, labels = around_one_center(0, 0.1, offset)
    moved = table + 5.0 * (labels == 2)[:, None]
    exact, exact_labels = around_one_center(0, 1.0)
    expected = of(exact + 50.0 * (exact_labels == 2)[:, None], exact_labels).davies_bouldin
    assert of(moved, labels).davies_bouldin == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("factor", [100, 1e6])
def test_centers_that_differ_by_more_than_rounding_are_compared(factor):
    table, labels = around_one_center(0, 0.1)
    found = of(table + factor * np.finfo(float).eps * (labels == 1)[:, None], labels).davies_bouldin
    assert found > 1e15 / factor


def test_the_means_of_equal_points_are_these_points():
    table = np.repeat([[0.1, 0.2], [0.3, 0.7], [0.9, 0.4]], 7, axis=0)
    found = of(table, np.repeat([0, 1, 2], 7))
    assert found.calinski_harabasz is None
    assert found.davies_bouldin == 0
