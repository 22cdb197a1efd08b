"""Relative distances and outlier scores agree with code that is written plainly, and with scikit-learn."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors

from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.points import Points
from clusterlab.metrics.relative_distances import means_of_clusters, relative_distances

RNG = np.random.default_rng(5)
ROWS = RNG.normal(0, 30, (60, 3)) + 1000
LABELS = np.append(RNG.integers(0, 3, 59), -1)
WEIGHTS = RNG.uniform(0.5, 3, 60)


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_distances_are_relative_to_the_root_mean_square_of_the_cluster(weights):
    points = Points(ROWS, weights)
    means = points.units.positions(means_of_clusters(points, LABELS[points.order].astype(np.int8), 3))
    w = np.ones(60) if weights is None else weights
    distances = np.linalg.norm(ROWS - means[LABELS], axis=1)
    found = relative_distances(distances, LABELS, weights)
    for c in range(3):
        inside = c == LABELS
        assert np.allclose(means[c], np.average(ROWS[inside], axis=0, weights=w[inside]), rtol=1e-10)
        spread = np.sqrt(np.average(distances[inside] ** 2, weights=w[inside]))
        assert np.allclose(found[inside], distances[inside] / spread, rtol=1e-10)
    assert np.isnan(found[-1])


def test_a_cluster_at_one_place_has_distances_of_0():
    assert relative_distances(np.zeros(3), np.array([0, 0, 1])).tolist() == [0, 0, 0]


def test_the_outlier_score_of_a_mixture_is_minus_the_log_density_of_scikit_learn():
    points = Points(ROWS)
    algorithm = ALGORITHMS.all()["gmm"](k=2, covariance="full")
    step = best_restart(algorithm, points, 1)[1]
    fit = algorithm.result(step, points)
    oracle = GaussianMixture(2, weights_init=fit.weights)
    oracle.weights_, oracle.means_, oracle.covariances_ = fit.weights, fit.centers, fit.covariances
    oracle.precisions_cholesky_ = np.array([np.linalg.cholesky(np.linalg.inv(c)) for c in fit.covariances])
    found = points.to_row_order(step.outlier_scores(points))
    assert np.allclose(found, -oracle.score_samples(ROWS), rtol=1e-8)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_outlier_score_of_dbscan_is_1_at_most_for_core_points(weighted):
    points = Points(ROWS, np.ones(60) if weighted else None)
    algorithm = ALGORITHMS.all()["dbscan"](eps=25.0, min_samples=4)
    step = best_restart(algorithm, points, 1)[1]
    found = step.outlier_scores(points)
    assert np.array_equal(found <= 1, step.clustering.core)
    distances = NearestNeighbors(n_neighbors=4).fit(ROWS).kneighbors(ROWS)[0][:, -1]
    assert np.allclose(points.to_row_order(found), distances / 25, rtol=1e-9)
