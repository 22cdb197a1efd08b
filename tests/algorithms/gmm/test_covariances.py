"""The spread of columns to which the floor is relative, and the covariance types, from their definitions."""

import numpy as np
import pytest

from clusterlab.algorithms.common.column_spread import column_bounds
from clusterlab.algorithms.gmm.covariances import (
    collapsed_components,
    constrained_covariances,
    floored_covariances,
    free_parameters,
    reference_variances,
    regularized_covariances,
    surely_above,
)
from clusterlab.core.cache import cached
from clusterlab.core.points import Points


def spreads(table, covariance_type="full"):
    """The squared spreads in the units of the data."""
    points = Points(np.array(table, float))
    return reference_variances(points, covariance_type) * points.units.squared(1.0)


def test_the_spread_of_a_column_is_that_of_a_normal_distribution_with_its_quartiles():
    column = np.arange(101.0)  # quartiles 25 and 75
    outlier = np.append(np.arange(100.0), -9999)  # quartiles 24 and 74
    assert spreads(np.column_stack([column, outlier])) == pytest.approx([(50 / 1.349) ** 2] * 2)


def test_a_column_of_coinciding_quartiles_has_its_variance():
    column = np.where(np.arange(100) < 90, 3.0, 8.0)
    assert spreads(column[:, None]) == pytest.approx([column.var()])


def test_a_constant_column_has_the_mean_of_the_others_and_all_constant_ones_have_1():
    column = np.arange(101.0)
    table = np.column_stack([column, np.full(101, 7.0), 3 * column])
    one, three = (50 / 1.349) ** 2, (150 / 1.349) ** 2
    assert spreads(table) == pytest.approx([one, (one + three) / 2, three])
    assert spreads(table, "spherical") == pytest.approx([three] * 3)
    assert reference_variances(Points(np.ones((5, 2))), "full").tolist() == [1, 1]


@pytest.mark.parametrize(
    ("covariance_type", "of_shapes"), [("full", 3 * 10), ("tied", 10), ("diag", 3 * 4), ("spherical", 3)]
)
def test_the_free_parameters_are_means_weights_and_those_of_the_shapes(covariance_type, of_shapes):
    """3 components in 4 columns: 12 numbers of means, 2 of weights, and of each shape 10, 4 or 1."""
    assert free_parameters(covariance_type, 3, 4) == 12 + 2 + of_shapes


def test_each_type_keeps_of_a_covariance_what_it_may_have():
    first, second = np.array([[4.0, 1], [1, 2]]), np.array([[1.0, 0], [0, 8]])
    both, weights = np.array([first, second]), np.array([0.75, 0.25])
    assert np.array_equal(constrained_covariances(both, weights, "full"), both)
    pooled = 0.75 * first + 0.25 * second
    assert constrained_covariances(both, weights, "tied") == pytest.approx(np.array([pooled, pooled]))
    assert constrained_covariances(both, weights, "diag").tolist() == [[4, 2], [1, 8]]
    spheres = constrained_covariances(both, weights, "spherical")
    assert spheres == pytest.approx(np.array([[3.0, 3.0], [4.5, 4.5]]))
    variances = np.array([[4.0, 2], [1, 8]])
    assert constrained_covariances(variances, weights, "diag").tolist() == variances.tolist()
    assert np.array_equal(constrained_covariances(variances, weights, "spherical"), spheres)


def test_eigenvalues_are_raised_to_the_floor_relative_to_the_spread_and_no_further():
    spread, floor = np.array([4.0, 1.0]), 0.1
    at, below = np.diag([0.4, 0.1]), np.diag([0.2, 3.0])
    both = np.array([at, below])
    found = floored_covariances(both, spread, floor)
    assert found == pytest.approx(np.array([at, np.diag([0.4, 3.0])]))
    turned = np.array([[[1.0, 1.0], [1.0, 1.0]]])  # eigenvalues 0 and 2
    values = np.linalg.eigvalsh(floored_covariances(turned, np.ones(2), floor)[0])
    assert values == pytest.approx([0.1, 2.0])


@pytest.mark.parametrize("kind", ["diag", "spherical"])
@pytest.mark.parametrize("share", [0.9, 1.1, 2.9, 3.1, 1e6])
def test_variances_far_above_the_floor_need_no_exact_spread(kind, share):
    points, floor = Points(np.random.default_rng(0).normal(size=(50, 4)) * [1, 1, 8, 3]), 1e-4
    low, high = column_bounds(points)
    widest = ((high - low).max() / 1.349) ** 2
    variances = np.full((2, 4), share * floor * widest)
    reference = Points(points.values)  # has its spreads before, from which the floor is computed
    expected = floored_covariances(variances, reference_variances(reference, kind), floor)
    found, collapsed = regularized_covariances(variances, np.ones(2) / 2, points, kind, floor)
    assert np.array_equal(found, expected)
    assert collapsed == collapsed_components(expected, points, kind, floor)


def test_exact_spreads_are_not_computed_where_they_do_not_matter():
    points = Points(np.random.default_rng(0).normal(size=(50, 4)))
    regularized_covariances(np.ones((1, 4)), np.ones(1), points, "diag", 1e-6)
    assert cached(points, "squared spreads", lambda: None) is None


@pytest.mark.parametrize(
    ("values", "is_above"), [([3, 1, 2], True), ([3, 0.1, 2], False), ([3, -1, 2], False)]
)
def test_matrices_are_surely_above_a_number_where_all_eigenvalues_are_clearly_greater(values, is_above):
    turn = np.linalg.qr(np.arange(9.0).reshape(3, 3) ** 2 + np.eye(3))[0]
    matrices = np.stack([np.eye(3), (turn * values) @ turn.T])
    assert surely_above(matrices, 0.1) == is_above
    assert not surely_above(np.eye(3)[None] * 1e6, 1e6 - 1e-9)
