"""The k-distance plot: distances to the k-th neighbor."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.dbscan.k_distances import MAX_K_DISTANCE_POINTS, k_distance_chart, k_distances
from clusterlab.core.points import Points

TABLE = np.random.default_rng(4).normal(size=(200, 3)) * [1, 20, 3] + 1e6


def test_k_distances_are_those_of_scikit_learn_in_the_units_of_the_data():
    found = k_distance_chart(Points(TABLE), 5, 0.25).values
    theirs = NearestNeighbors(n_neighbors=5).fit(TABLE).kneighbors(TABLE)[0][:, 4]
    assert found == pytest.approx(np.sort(theirs), rel=1e-6)


def test_distances_within_eps_are_those_of_the_core_points():
    points = Points(TABLE)
    step = DBSCAN(eps=6.0, min_samples=5).first(points)
    (chart,) = step.charts(points)
    assert chart.at == pytest.approx(6.0)
    assert int((chart.values <= 6.0).sum()) == int(step.clustering.core.sum())
    assert 0 < int(step.clustering.core.sum()) < 200


def test_many_points_are_sampled_and_the_help_says_so():
    points = Points(np.random.default_rng(0).random((3 * MAX_K_DISTANCE_POINTS, 2)))
    assert len(k_distances(points, 4)) == MAX_K_DISTANCE_POINTS
    assert "sample of 2,000 points" in k_distance_chart(points, 4, 0.1).help


@pytest.mark.parametrize("neighbors", [3, 5, 10**12, 10**40])
def test_fewer_points_than_neighbors_have_no_k_distances(neighbors):
    chart = k_distance_chart(Points([[0.0, 1], [1, 2]]), neighbors, 0.1)
    assert (len(chart.values), chart.suggested) == (0, 0)


def test_the_last_neighbor_is_the_farthest_point():
    assert len(k_distance_chart(Points([[3.0], [3], [3]]), 2, 0.1).values) == 3
