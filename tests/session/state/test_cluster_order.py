"""Clusters are listed by size, by the mean of a column or by hand; labels never change."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import best_restart
from clusterlab.datasets.table import Table
from clusterlab.session.state.cluster_order import AS_FOUND, BY_HAND, MEAN, SIZE, ClusterOrder
from clusterlab.session.state.prepared import prepare

X = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [9.0], [9.1], [9.2], [9.3], [30.0]])
HEIGHT = np.array([2.0, np.nan, 2.0, 7.0, 9.0, 1.0, 1.0, 1.0, 1.0, 99.0])


@pytest.fixture(scope="module")
def prepared():
    table = Table("t", ("x", "height", "heavy"), np.column_stack([X, HEIGHT, HEIGHT > 2]))
    return prepare(table, ("x",), "none")


@pytest.fixture(scope="module")
def step(prepared):
    """Clusters of 3, 2 and 4 points, and one noise point."""
    found = best_restart(DBSCAN(eps=0.5, min_samples=2), prepared.points, 1)[1]
    assert prepared.points.to_row_order(found.labels).tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 2, -1]
    return found


def test_the_largest_cluster_is_first(prepared, step):
    assert ClusterOrder(SIZE).labels(prepared, step, (0, 1, 2)) == (2, 0, 1)


def test_the_least_mean_is_first_and_missing_values_do_not_count(prepared, step):
    assert ClusterOrder(MEAN, "height").labels(prepared, step, (0, 1, 2)) == (2, 0, 1)
    assert ClusterOrder(MEAN, "x").labels(prepared, step, (0, 1, 2)) == (0, 1, 2)


def test_a_column_that_is_not_there_orders_nothing(prepared, step):
    assert ClusterOrder(MEAN, "gone").labels(prepared, step, (0, 1, 2)) == (0, 1, 2)


def test_equal_clusters_stay_as_found(prepared, step):
    assert ClusterOrder(MEAN, "heavy").labels(prepared, step, (0, 1, 2)) == (0, 2, 1)


def test_without_labels_and_as_found_there_is_no_order(prepared, step):
    first = KMeans(k=2).first(prepared.points)
    assert ClusterOrder(SIZE).labels(prepared, first, (0, 1)) == ()
    assert AS_FOUND.labels(prepared, step, (0, 1, 2)) == ()


def test_by_hand_a_place_stays_with_the_palette_number_and_others_follow(prepared, step):
    order = ClusterOrder(BY_HAND, hand=(7, 4))
    assert order.labels(prepared, step, (4, 0, 7)) == (2, 0, 1)
    assert order.labels(prepared, step, (1, 2, 3)) == (0, 1, 2)


def test_a_cluster_moves_up_and_down_and_stops_at_the_ends():
    listed = (5, 3, 1)
    assert AS_FOUND.moved(listed, 1, -1) == ClusterOrder(BY_HAND, hand=(5, 1, 3))
    assert AS_FOUND.moved(listed, 5, 1).hand == (3, 5, 1)
    assert AS_FOUND.moved(listed, 5, -1).hand == listed
    assert AS_FOUND.moved(listed, 1, 1).hand == listed
