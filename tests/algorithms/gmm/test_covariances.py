"""The spread of columns to which the floor is relative, and the covariance types, from their definitions."""

import numpy as np
import pytest

from clusterlab.algorithms.gmm.covariances import (
    constrained_covariances,
    floored_covariances,
    free_parameters,
    reference_variances,
)
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
