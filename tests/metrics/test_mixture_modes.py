"""Groups of the components of a mixture: by theory where it is known, and against an ascent to the modes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.floats(0.1, 6))
def test_modes_on_the_ridgeline_are_those_that_ascent_finds(seed, distance):
    rng = np.random.default_rng(seed)
    means, roots = rng.normal(size=(2, 2)), rng.normal(size=(2, 2, 2))
    means[1] = means[0] + (means[1] - means[0]) * distance
    covariances = roots @ roots.swapaxes(1, 2) + np.eye(2) * 0.3
    weights = rng.dirichlet([3, 3])
    answers = {has_one_mode(apart(means, by), covariances, weights) for by in (0.97, 1, 1.03)}
    if len(answers) == 1:  # near a change ascent is slow
        assert answers == {count_modes(means, covariances, weights) == 1}


def apart(means, by):
    """Two means whose distance is multiplied."""
    return np.array([means[0], means[0] + (means[1] - means[0]) * by])


def count_modes(means, covariances, weights):
    """How many places an ascent from places around both means ends at. (Li, Ray and Lindsay 2007.)"""
    inverses = np.linalg.inv(covariances)
    peaks = np.log(weights) - np.linalg.slogdet(covariances)[1] / 2
    shares = np.linspace(-0.2, 1.2, 10)[:, None]
    places = np.concatenate([means, means[0] + shares * (means[1] - means[0])])
    for _ in range(2000):
        away = places[:, None] - means
        logs = peaks - np.einsum("nki,kij,nkj->nk", away, inverses, away) / 2
        parts = np.exp(logs - logs.max(axis=1, keepdims=True))
        precisions = np.einsum("nk,kij->nij", parts, inverses)
        pulls = np.einsum("nk,kij,kj->ni", parts, inverses, means)
        places = np.linalg.solve(precisions, pulls[..., None])[..., 0]
    found = []
    for place in places:
        if all(np.linalg.norm(place - other) > 0.02 for other in found):
            found.append(place)
    return len(found)


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
