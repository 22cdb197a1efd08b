"""Gaussian mixtures, compared with scipy's densities and explicit sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from clusterlab.kernels import gmm
from clusterlab.kernels.e_step import component_log_densities
from clusterlab.kernels.exp import MIN_ARGUMENT
from clusterlab.kernels.gaussian_components import prepare_components
from clusterlab.kernels.gmm import (
    expectation,
    expectation_of_few,
    hard_moments,
    means_and_covariances,
    moments_of_shares,
    most_probable,
    responsibilities,
)
from clusterlab.kernels.typing import CHUNK


@st.composite
def mixtures(draw):
    """Points with duplicates, and a mixture with columns of very different scale."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, k, d = draw(st.integers(1, 30)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    sizes = 10.0 ** rng.integers(-3, 4, d)
    points = rng.integers(-3, 4, (n, d)) * sizes
    roots = rng.normal(size=(k, d, d)) + np.eye(d)
    covariance_matrices = (roots @ roots.swapaxes(1, 2) + np.eye(d) / 10) * sizes * sizes[:, None]
    weights = rng.uniform(0.1, 1, k)
    return points, rng.normal(size=(k, d)) * sizes, covariance_matrices, weights / weights.sum()


def by_definition(points, means, covariance_matrices, weights):
    """Weighted log densities (n, k) as scipy gives them."""
    # scipy considers columns of very different scale singular
    sizes = np.sqrt(np.diagonal(covariance_matrices, axis1=1, axis2=2).max(axis=0))
    points, means, covariance_matrices = (
        points / sizes,
        means / sizes,
        covariance_matrices / sizes / sizes[:, None],
    )
    densities = [
        multivariate_normal(*own).logpdf(points) for own in zip(means, covariance_matrices, strict=True)
    ]
    return np.reshape(densities, (len(means), len(points))).T + np.log(weights) - np.log(sizes).sum()


@pytest.mark.parametrize(("least", "precision"), [(1e-2, 1e-12), (1e-9, 1e-5)])
def test_whiteners_are_triangles_that_make_covariances_one(least, precision):
    """From a Cholesky factor, and from eigenvalues where the least is small."""
    rng = np.random.default_rng(1)
    turns, scales = np.linalg.qr(rng.normal(size=(3, 7, 7)))[0], np.logspace(-9, 9, 7)
    plain = (turns * np.linspace(least, 1, 7)) @ turns.swapaxes(1, 2)
    ready = prepare_components(np.zeros((3, 7)), plain * scales[:, None] * scales, np.full(3, 1 / 3))
    whitened = ready.whiteners * scales
    assert np.array_equal(ready.whiteners, np.triu(ready.whiteners))
    assert whitened @ plain @ whitened.swapaxes(1, 2) == pytest.approx(
        np.eye(7)[None].repeat(3, 0), abs=precision
    )
    volumes = np.linalg.slogdet(plain)[1] / 2 + np.log(scales).sum()
    assert ready.log_peaks == pytest.approx(np.log(1 / 3) - volumes - 3.5 * np.log(2 * np.pi), rel=precision)


@given(mixtures())
def test_log_densities_are_those_of_scipy(case):
    points, *mixture = case
    expected = by_definition(points, *mixture)
    assert (
        pytest.approx(expected, rel=1e-9, abs=1e-9)
        == component_log_densities(points.T, prepare_components(*mixture)).T
    )


@given(mixtures())
def test_responsibilities_and_likelihood_are_those_of_the_definition(case):
    points, *mixture = case
    expected = by_definition(points, *mixture)
    total = logsumexp(expected, axis=1)
    found = expectation(points, prepare_components(*mixture))
    assert found.log_likelihood == pytest.approx(total.sum(), rel=1e-9, abs=1e-9)
    assert responsibilities(points, prepare_components(*mixture)) == pytest.approx(
        np.exp(expected - total[:, None]), abs=1e-8
    )
    assert found.undecided == np.count_nonzero(
        responsibilities(points, prepare_components(*mixture)).max(axis=1) < 0.6
    )
    assert found.underflowed == 0


@given(mixtures(), st.booleans())
def test_moments_are_weighted_sums_about_the_given_origins(case, shifted):
    points, means, covariance_matrices, weights = case
    mixture = prepare_components(means, covariance_matrices, weights)
    origins = means + 0.5 if shifted else means
    found, part = expectation(points, mixture, origins), responsibilities(points, mixture)
    differences = points[:, None] - origins
    assert found.counts == pytest.approx(part.sum(axis=0))
    assert found.first_moments == pytest.approx(
        np.einsum("nk,nki->ki", part, differences), rel=1e-9, abs=1e-9
    )
    expected = np.einsum("nk,nki,nkj->kij", part, differences, differences)
    assert found.second_moments == pytest.approx(expected, rel=1e-9, abs=1e-9 * np.abs(expected).max())
    assert np.array_equal(found.second_moments, found.second_moments.swapaxes(1, 2))


@given(mixtures())
def test_centered_moments_are_the_weighted_mean_and_covariance(case):
    points, means, covariance_matrices, weights = case
    mixture = prepare_components(means, covariance_matrices, weights)
    found, part = expectation(points, mixture), responsibilities(points, mixture)
    new, covariances = means_and_covariances(means, found.counts, found.first_moments, found.second_moments)
    size = np.abs(points).max(axis=0) + np.abs(means).max(axis=0)
    for k in range(len(means)):
        if found.counts[k] > 1e-6:
            own = part[:, k] / part[:, k].sum()
            assert new[k] / size == pytest.approx(own @ points / size, abs=1e-9)
            differences = (points - own @ points) / size
            assert covariances[k] / size / size[:, None] == pytest.approx(
                (own * differences.T) @ differences, abs=1e-9
            )


@given(mixtures())
def test_the_label_is_the_component_of_greatest_responsibility_in_all_functions(case):
    points, *mixture = case
    ready = prepare_components(*mixture)
    labels = expectation(points, ready).labels
    densities = component_log_densities(points.T, ready)
    assert labels.tolist() == densities.argmax(axis=0).tolist()
    assert np.array_equal(most_probable(points, ready), labels)


def test_ties_go_to_the_lowest_component():
    ready = prepare_components(np.array([[1.0], [-1.0], [1.0]]), np.ones((3, 1, 1)), np.full(3, 1 / 3))
    assert most_probable(np.array([[0.0], [1.0], [-1.0]]), ready).tolist() == [0, 0, 1]


def test_a_point_whose_densities_underflow_has_responsibilities():
    ready = prepare_components(np.array([[0.0], [1.0]]), np.ones((2, 1, 1)), np.full(2, 0.5))
    far = np.array([[-1e5], [1e5]])
    assert responsibilities(far, ready).tolist() == [[1, 0], [0, 1]]
    assert expectation(far, ready).log_likelihood == pytest.approx(-1e10, rel=1e-4)


def test_points_at_infinite_distance_get_equal_responsibilities_and_are_counted():
    ready = prepare_components(np.array([[1e200], [-1e200]]), np.ones((2, 1, 1)), np.array([0.3, 0.7]))
    near = np.array([[0.0], [0.5]])
    found = expectation(near, ready, np.zeros((2, 1)))
    assert responsibilities(near, ready).tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert found.underflowed == 2
    assert np.isfinite(found.log_likelihood)


def test_a_component_without_weight_has_no_points_and_keeps_its_mean():
    ready = prepare_components(np.array([[0.0], [7.0]]), np.ones((2, 1, 1)), np.array([1.0, 0.0]))
    found = expectation(np.array([[0.0], [7.0]]), ready)
    means, covariance_matrices = means_and_covariances(
        ready.means, found.counts, found.first_moments, found.second_moments
    )
    assert found.counts.tolist() == [2, 0]
    assert means.tolist() == [[3.5], [7.0]]
    assert covariance_matrices.tolist() == [[[12.25]], [[0.0]]]


def test_a_covariance_made_singular_by_rounding_gives_finite_densities():
    flat = np.array([[[1.0, 1.0], [1.0, 1.0]]])
    assert np.isfinite(
        component_log_densities(np.zeros((2, 1)), prepare_components(np.zeros((1, 2)), flat, np.ones(1)))
    ).all()


@pytest.mark.parametrize("n", [CHUNK - 1, CHUNK + 1, 2 * CHUNK])
def test_chunks_do_not_change_the_result(n):
    rng = np.random.default_rng(n)
    points = rng.normal(size=(n, 2))
    ready = prepare_components(
        np.array([[0.0, 0], [1, 1]]), np.repeat(np.eye(2)[None], 2, axis=0), np.array([0.3, 0.7])
    )
    whole, part = expectation(points, ready), responsibilities(points, ready)
    assert whole.counts == pytest.approx(part.sum(axis=0), rel=1e-12)
    assert np.array_equal(whole.labels, part.argmax(axis=1))
    assert np.array_equal(part[-3:], responsibilities(points[-3:], ready))


@given(mixtures())
def test_hard_moments_are_means_and_covariances_of_the_clusters(case):
    points, means, *mixture = case
    labels = most_probable(points, prepare_components(means, *mixture))
    found, covariances, sizes = hard_moments(points, labels, means)
    for cluster, own in enumerate(points[labels == k] for k in range(len(means))):
        assert sizes[cluster] == len(own)
        expected = own.mean(axis=0) if len(own) else means[cluster]
        assert found[cluster] == pytest.approx(expected, rel=1e-9, abs=1e-9)
        if len(own):
            spread = np.atleast_2d(np.cov(own.T, ddof=0))
            assert covariances[cluster] == pytest.approx(
                spread, rel=1e-9, abs=1e-9 * (1 + np.abs(spread).max())
            )


def two_components(distance):
    """500 points around 0 and as many at a distance, in six columns, and a component at each place."""
    rng = np.random.default_rng(0)
    points = np.asfortranarray(np.repeat([[0.0], [distance]], 500, axis=0) + rng.normal(size=(1000, 6)))
    means = np.repeat([[0.0], [distance]], 6, axis=1)
    return points, prepare_components(means, np.ones((2, 6)), np.full(2, 0.5))


@pytest.mark.parametrize("distance", [0.5, 3.0, 30.0])
def test_shares_in_place_of_moments_lead_to_the_same_figures(distance):
    points, ready = two_components(distance)
    origins = ready.means + 0.25
    usual, found = expectation(points, ready, origins), expectation_of_few(points, ready)
    firsts, seconds = moments_of_shares(points, found.shares, origins)
    assert (found.first_moments, found.second_moments) == (None, None)
    assert found.shares == pytest.approx(responsibilities(points, ready), abs=1e-27)
    assert np.array_equal(found.labels, usual.labels)
    for name in ("log_likelihood", "counts", "undecided", "underflowed"):
        assert getattr(found, name) == pytest.approx(getattr(usual, name), rel=1e-13), name
    assert firsts == pytest.approx(usual.first_moments, rel=1e-12, abs=1e-10)
    assert seconds == pytest.approx(usual.second_moments, rel=1e-12)


@pytest.mark.parametrize("distance", [1.0, 4.0, 5.0, 7.0, 12.0])
def test_shares_that_are_left_out_change_no_figure(monkeypatch, distance):
    case = two_components(distance)
    found = expectation(*case)
    monkeypatch.setattr(gmm, "NEGLIGIBLE", MIN_ARGUMENT)
    exact = expectation(*case)
    assert found.shares is None
    for name in vars(exact).keys() - {"shares"}:
        value = getattr(exact, name)
        assert getattr(found, name) == pytest.approx(value, rel=1e-14, abs=1e-14), name


def test_small_shares_of_rows_very_far_from_all_components_count(monkeypatch):
    rng = np.random.default_rng(0)
    far = np.tile([2.0**27, 21.65], (1000, 1))  # their shares of the first component are e^-66
    points = np.vstack([rng.normal(size=(100, 2)) + np.repeat([[0.0, 0.0], [0.0, 40.0]], 50, axis=0), far])
    means = np.array([[0.0, 0.0], [0.0, 40.0]])
    ready = prepare_components(means, np.ones((2, 2)), np.full(2, 0.5))
    found = expectation(points, ready)
    shares = responsibilities(points, ready)
    assert 1e-29 < shares[-1, 0] < 1e-28
    exact = (shares.T @ (points - means[0]) ** 2)[0]
    assert found.second_moments[0] == pytest.approx(exact, rel=1e-13)
    monkeypatch.setattr(gmm, "_are_negligible", lambda *_: True)
    assert expectation(points, ready).second_moments[0] != pytest.approx(exact, rel=1e-12)


def test_a_component_far_from_all_points_keeps_its_small_shares():
    points, ready = two_components(0.0)
    far = prepare_components(ready.means + np.array([[0.0], [9.0]]), np.ones((2, 6)), np.full(2, 0.5))
    found = expectation(points, far)
    shares = responsibilities(points, far)
    assert 0 < found.counts[1] < 1e-28
    assert found.counts == pytest.approx(shares.sum(axis=0), rel=1e-12)
    assert np.isfinite(found.first_moments[1] / found.counts[1]).all()


@pytest.mark.parametrize("shift", [0.0, 1e-9, 1e-3, 1e6])
def test_moments_about_centers_that_may_be_the_means_are_those_about_the_means(shift):
    """With the means themselves, and with centers so far from them that digits would cancel."""
    points, labels = np.random.default_rng(3).normal(size=(40, 30)), np.repeat([0, 1], 20).astype(np.int8)
    points[20:, 0] = 0.1  # its mean rounds
    means, variances, sizes = hard_moments(points, labels, np.zeros((2, 30)), True)
    found = hard_moments(points, labels, means + shift, True, are_likely_means=True)
    for own, expected in zip(found, (means, variances, sizes), strict=True):
        np.testing.assert_allclose(own, expected, rtol=1e-12, atol=0)
    assert found[1][1, 0] == 0
