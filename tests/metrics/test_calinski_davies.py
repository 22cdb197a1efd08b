"""Calinski-Harabasz and Davies-Bouldin are scikit-learn's, wherever the data lie."""

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_blobs
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from clusterlab import Points
from clusterlab.metrics.calinski_davies import separation_scores


def of(table, labels):
    """The figures of labels in the order of the rows."""
    points = Points(table)
    return separation_scores(points, points.to_spatial_order(np.asarray(labels)))


def davies_bouldin(table, labels):
    """By its definition, in long numbers."""
    groups = [table[labels == label].astype(np.longdouble) for label in np.unique(labels)]
    centers = np.array([group.mean(axis=0) for group in groups])
    pairs = list(zip(groups, centers, strict=True))
    widths = np.array([np.sqrt(((group - center) ** 2).sum(axis=1)).mean() for group, center in pairs])
    apart = np.sqrt(((centers[:, None] - centers) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    return float(((widths[:, None] + widths) / apart).max(axis=1).mean())


@pytest.mark.parametrize(("n", "d", "k"), [(150, 4, 3), (2000, 2, 8), (700, 30, 5), (300, 1, 4)])
def test_they_are_those_of_the_reference(n, d, k):
    table, labels = make_blobs(n, d, centers=k, cluster_std=3, random_state=n)
    found = of(table, labels)
    assert found.calinski_harabasz == pytest.approx(calinski_harabasz_score(table, labels), rel=1e-9)
    assert found.davies_bouldin == pytest.approx(davies_bouldin_score(table, labels), rel=1e-9)
    assert (found.of, found.noise) == (n, 0)


def test_clusters_of_one_point_are_of_no_width():
    table, labels = make_blobs(9, 2, centers=8, cluster_std=3, random_state=9)
    found = of(table, labels)
    assert found.calinski_harabasz == pytest.approx(calinski_harabasz_score(table, labels), rel=1e-9)
    assert found.davies_bouldin == pytest.approx(davies_bouldin(table, labels), rel=1e-12)  # the peer rounds


def test_iris_has_its_known_figures_near_and_far_from_the_origin():
    species = load_iris().target
    table = np.round(load_iris().data * 10)  # whole numbers, which no offset rounds
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
def test_one_cluster_and_clusters_of_one_have_none(labels):
    found = of([[0.0], [1], [5], [6]], labels)
    assert (found.calinski_harabasz, found.davies_bouldin) == (None, None)


def test_clusters_of_equal_points_are_as_tight_as_can_be():
    found = of([[0.0], [0], [5], [5]], [0, 0, 1, 1])
    assert (found.calinski_harabasz, found.davies_bouldin) == (None, 0.0)


def test_clusters_around_one_place_are_not_compared():
    found = of([[-1.0], [1], [-2], [2], [8], [9]], [0, 0, 1, 1, 2, 2])
    assert found.davies_bouldin == pytest.approx(
        davies_bouldin_score([[-1.0], [1], [-2], [2], [8], [9]], [0, 0, 1, 1, 2, 2])
    )
