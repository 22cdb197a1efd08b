"""Groups of the components of a mixture: by theory where it is known, and against a search on a grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.metrics.mixture_modes import count_groups, groups_of_components, has_one_mode

EQUAL = np.array([0.5, 0.5])


def pair(distance, d=2, variances=(1.0, 1.0)):
    means = np.zeros((2, d))
    means[1, 0] = distance
    return means, np.array([np.eye(d) * variance for variance in variances])


@pytest.mark.parametrize("d", [1, 2, 20])
def test_two_equal_components_have_one_mode_up_to_two_standard_deviations(d):
    assert has_one_mode(*pair(1.99, d), EQUAL)
    assert not has_one_mode(*pair(2.05, d), EQUAL)


def test_a_narrow_component_within_a_wide_one_is_no_group_of_its_own():
    means, covariances = pair(2.0, 20, (1.0, 5.0))
    assert has_one_mode(means, covariances, np.array([0.8, 0.2]))
    assert groups_of_components(means, np.array([[1.0] * 20, [5.0] * 20]), np.array([0.8, 0.2])) == 1


def test_components_are_joined_in_chains():
    means = np.array([[0.0, 0], [1.5, 0], [3.0, 0], [20, 0], [40, 0], [41, 0]])
    assert groups_of_components(means, np.ones((6, 2)), np.full(6, 1 / 6)) == 3


def test_crossing_ellipses_of_one_center_have_one_mode():
    assert has_one_mode(np.zeros((2, 2)), np.array([np.diag([9.0, 0.1]), np.diag([0.1, 9.0])]), EQUAL)


@given(st.integers(0, 2**31), st.floats(0.1, 6))
def test_modes_on_the_ridgeline_are_those_of_a_grid(seed, distance):
    rng = np.random.default_rng(seed)
    means, roots = rng.normal(size=(2, 2)), rng.normal(size=(2, 2, 2))
    means[1] = means[0] + (means[1] - means[0]) * distance
    covariances = roots @ roots.swapaxes(1, 2) + np.eye(2) * 0.3
    weights = rng.dirichlet([3, 3])
    found = modes_on_a_grid(means, covariances, weights)
    assert has_one_mode(means, covariances, weights) == (found == 1) or near_a_change(
        means, covariances, weights
    )


def near_a_change(means, covariances, weights):
    """Whether a little less or more distance changes the answer, so that a grid may miss a shallow mode."""
    answers = {
        has_one_mode(np.array([means[0], means[0] + (means[1] - means[0]) * by]), covariances, weights)
        for by in (0.97, 1.03)
    }
    return len(answers) == 2


def modes_on_a_grid(means, covariances, weights):
    low, high = means.min(axis=0) - 1, means.max(axis=0) + 1
    axes = [np.linspace(low[i], high[i], 240) for i in range(2)]
    places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    density = sum(
        weight * multivariate_normal(mean, covariance).pdf(places)
        for weight, mean, covariance in zip(weights, means, covariances, strict=True)
    )
    middle = density[1:-1, 1:-1]
    neighbors = [
        density[1 + i : 239 + i, 1 + j : 239 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)
    ]
    return int((middle > np.max(neighbors, axis=0)).sum())


def test_heavy_tails_are_no_cluster_and_separated_components_are():
    rng = np.random.default_rng(0)
    tails = Points(rng.standard_t(3, size=(100, 20)))
    *_, step = GaussianMixture(k=2, covariance="diag").without_intermediate_steps(tails)
    assert count_groups(step, tails) == 1
    apart = Points(np.repeat([[0.0, 0], [9, 0], [0, 9]], 40, axis=0) + rng.normal(size=(120, 2)))
    *_, step = GaussianMixture(k=3).without_intermediate_steps(apart)
    assert count_groups(step, apart) == 3


def test_a_column_far_narrower_than_another_is_left_out():
    rng = np.random.default_rng(0)
    table = np.c_[np.repeat([0.0, 9], 40) + rng.normal(size=80), rng.normal(size=80) * 1e-170]
    *_, step = GaussianMixture(k=2).without_intermediate_steps(Points(table))
    assert count_groups(step, Points(table)) == 2


def test_a_step_without_ellipses_has_no_groups():
    points = Points(np.random.default_rng(0).normal(size=(30, 2)))
    *_, step = KMeans(k=2).without_intermediate_steps(points)
    assert count_groups(step, points) is None
