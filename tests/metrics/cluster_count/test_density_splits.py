"""Regions of low density are found between groups of any shape, whatever the unit."""

import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from sklearn.datasets import make_moons

from clusterlab.metrics.cluster_count import density_splits as module
from clusterlab.metrics.cluster_count.density_splits import density_splits


def depths(table):
    return [split.depth for split in density_splits(np.asarray(table, float))]


def test_the_tree_has_the_edges_of_the_minimum_spanning_tree_of_connections():
    table = np.random.default_rng(0).normal(size=(60, 3))
    distances = cdist(table, table)
    core = np.sort(distances, axis=1)[:, 5]
    heights = np.maximum(np.maximum(distances, core), core[:, None])
    np.fill_diagonal(heights, 0)
    expected = np.sort(minimum_spanning_tree(heights).data)
    edges = module._spanning_tree(table, core, lambda: None)
    assert [height for height, _, _ in edges] == pytest.approx(expected)


def test_two_groups_have_one_deep_split_with_the_size_of_the_smaller():
    rng = np.random.default_rng(0)
    table = np.r_[rng.normal(size=(100, 2)), rng.normal(size=(40, 2)) + 12]
    found = density_splits(table)
    assert found[0].size == 40
    assert found[0].depth > 2
    assert all(split.depth < 0.6 for split in found[1:])


def test_half_circles_are_divided_and_uniform_points_are_not():
    moons = make_moons(300, noise=0.05, random_state=0)[0]
    assert depths(moons)[0] > 1.2
    assert max(depths(np.random.default_rng(0).uniform(size=(300, 2))), default=0) < 0.6


def test_the_depth_does_not_depend_on_unit_place_and_order():
    table = make_moons(200, noise=0.05, random_state=1)[0]
    assert depths(table[::-1] * 4 - 3)[0] == pytest.approx(depths(table)[0])


@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_few_points_are_not_divided(n):
    assert depths(np.random.default_rng(0).normal(size=(n, 2))) == []


def test_groups_of_equal_points_are_divided():
    found = depths(np.repeat([[0.0, 0], [1, 0], [0, 3]], 20, axis=0))
    assert len(found) == 2
    assert np.isfinite(found).all()
    assert min(found) > 100


@pytest.mark.parametrize(("columns", "dimension"), [(1, 1), (2, 2), (3, 3)])
def test_the_dimension_of_points_in_a_flat_space_is_that_of_the_space(columns, dimension):
    table = np.random.default_rng(0).uniform(size=(1000, columns)) @ np.eye(3)[:columns]
    nearest = module._neighbor_distances(table, 10)
    assert module._dimension(nearest, 3) == pytest.approx(
        dimension, rel=0.2
    )  # less, as at a border half of the neighbors are missing


def test_the_search_can_be_canceled():
    class CanceledHereError(Exception):
        pass

    def cancel():
        raise CanceledHereError

    with pytest.raises(CanceledHereError):
        density_splits(np.random.default_rng(0).normal(size=(50, 2)), cancel)
