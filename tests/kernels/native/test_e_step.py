"""The native E-step returns the bits of the numpy reference, at every available level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels import parallel
from clusterlab.kernels.e_step import E_STEP_CHUNK, MAX_SQUARED_DISTANCE, component_log_densities
from clusterlab.kernels.gaussian_components import (
    MAX_TRIANGULAR_COLUMNS,
    GaussianComponents,
    prepare_components,
)
from clusterlab.kernels.gmm import (
    expectation,
    expectation_of_few,
    expectation_without_moments,
    moments_of_shares,
    most_probable,
    responsibilities,
)
from clusterlab.kernels.native import e_step as native_e_step
from clusterlab.kernels.native import loader
from clusterlab.kernels.typing import BLOCK, label_dtype
from tests.kernels.levels import running

MAX_WORK = 400_000


@st.composite
def cases(draw):
    """Points on grids with ties, at an offset, or normal; components near or far away; and origins."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    d = draw(st.integers(1, 60) | st.sampled_from([1, 2, 3, 4, 5]))
    k = draw(st.integers(1, 9) | st.sampled_from([1, 2, 255, 256, 300]))
    n = draw(
        st.integers(1, 3 * BLOCK)
        | st.integers(1, 5000)
        | st.sampled_from([1, BLOCK, E_STEP_CHUNK, E_STEP_CHUNK + 1])
    )
    n = max(1, min(n, MAX_WORK // (k * d)))
    offset = draw(st.sampled_from([0.0, 0.0, 1e8]))
    points = rng.integers(-3, 4, (n, d)) if draw(st.booleans()) else rng.normal(size=(n, d))
    points = np.asfortranarray(points + offset)
    origins = points[rng.integers(n, size=k)]
    means = origins + draw(st.sampled_from([0.0, 0.25, 40.0, 1e200]))
    return points, mixture(rng, means, draw(st.booleans()), 10.0 ** draw(st.integers(-4, 3))), origins


def mixture(rng, means, is_diagonal, size):
    """Components at given means, some with equal covariances, some perhaps without weight."""
    k, d = means.shape
    roots = rng.normal(size=(k, d, d)) + 2 * np.eye(d)
    covariances = (roots @ roots.swapaxes(1, 2) + np.eye(d) / 10) * size**2
    covariances[rng.random(k) < 0.3] = np.eye(d) * size**2
    weights = rng.uniform(0.1, 1, k) * (rng.random(k) < 0.9)
    weights[rng.integers(k)] = 1
    if is_diagonal:
        covariances = np.diagonal(covariances, axis1=1, axis2=2)
    return prepare_components(means, covariances, weights / weights.sum())


def all_results(points, ready, origins):
    """The results of all functions of mixtures, as types, shapes and bytes."""
    found, of_few = expectation(points, ready, origins), expectation_of_few(points, ready)
    without_moments = expectation_without_moments(points, ready)
    assert without_moments.counts.tobytes() == found.counts.tobytes()
    results = (
        *(*vars(found).values(), *vars(of_few).values(), *vars(without_moments).values()),
        *moments_of_shares(points, of_few.shares, origins),
        *(responsibilities(points, ready), most_probable(points, ready)),
    )
    arrays = [np.asarray(result) for result in results]
    return [(array.dtype, array.shape, array.tobytes()) for array in arrays]


def expected(*case):
    """The bits of the reference."""
    with running("numpy"):
        return all_results(*case)


@given(cases())
def test_native_and_reference_agree_to_the_bit(level, case):
    with running(level):
        assert all_results(*case) == expected(*case)


@pytest.mark.parametrize("is_diagonal", [False, True])
@pytest.mark.parametrize("d", [*range(1, 20), 33, 60, MAX_TRIANGULAR_COLUMNS])
def test_they_agree_for_every_number_of_columns(level, d, is_diagonal):
    rng = np.random.default_rng(d)
    points = np.asfortranarray(rng.normal(size=(BLOCK + 7, d)) * 3)
    case = points, mixture(rng, points[:3], is_diagonal, 1.0), points[:3]
    with running(level):
        assert all_results(*case) == expected(*case)


@pytest.mark.parametrize(
    "n", [1, 7, BLOCK, 2 * BLOCK - 1, E_STEP_CHUNK - 1, E_STEP_CHUNK + 1, 20_000, 33 * E_STEP_CHUNK + 5]
)
def test_one_thread_and_two_return_the_same_bits(level, monkeypatch, n):
    rng = np.random.default_rng(n)
    points = np.asfortranarray(rng.normal(size=(n, 3)))
    case = points, mixture(rng, rng.normal(size=(7, 3)), False, 1.0), np.zeros((7, 3))
    monkeypatch.setattr(parallel, "_core_count", lambda: 1)
    with running(level):
        alone = all_results(*case)
        monkeypatch.setattr(parallel, "_core_count", lambda: 2)
        assert all_results(*case) == alone == expected(*case)


@pytest.mark.parametrize(("k", "kind"), [(128, np.int8), (129, np.int16), (300, np.int16)])
def test_labels_have_the_smallest_type_and_are_right(level, k, kind):
    means = np.arange(0.0, k)[:, None]
    ready = prepare_components(means, np.full((k, 1, 1), 0.01), np.full(k, 1 / k))
    with running(level):
        labels = expectation(np.asfortranarray(means[-70:]), ready).labels
    assert labels.dtype == kind == label_dtype(k)
    assert labels.tolist() == [*range(k - 70, k)]


def test_points_at_infinite_distance_get_equal_responsibilities(level):
    ready = prepare_components(np.array([[1e200], [-1e200]]), np.ones((2, 1, 1)), np.array([0.3, 0.7]))
    points = np.linspace(0, 1, 100)[:, None]
    with running(level):
        found = expectation(points, ready, np.zeros((2, 1)))
        assert (found.underflowed, found.undecided) == (100, 100)
        assert found.counts.tolist() == [50, 50]
        assert found.log_likelihood == pytest.approx(-MAX_SQUARED_DISTANCE / 2 * 100)
        assert np.unique(responsibilities(points, ready)).tolist() == [0.5]


def test_the_sums_are_those_of_exact_addition(level):
    rng = np.random.default_rng(3)
    points = np.asfortranarray(rng.normal(size=(40_000, 2)))
    ready = mixture(rng, rng.normal(size=(4, 2)), False, 1.0)
    with running(level):
        found, part = expectation(points, ready), responsibilities(points, ready).astype(np.longdouble)
    assert found.counts == pytest.approx(part.sum(axis=0).astype(float), rel=1e-14)
    differences = points[:, None] - ready.means.astype(np.longdouble)
    second_moments = np.einsum("nk,nki,nkj->kij", part, differences, differences)
    assert found.second_moments == pytest.approx(second_moments.astype(float), rel=1e-13)


def test_memory_layout_does_not_matter(level):
    rng = np.random.default_rng(0)
    points = rng.normal(size=(500, 4))
    ready = mixture(rng, points[:3], False, 1.0)
    right = expected(points, ready, points[:3])
    transposed = GaussianComponents(*(np.asfortranarray(part) for part in vars(ready).values()))
    with running(level):
        for same in (points, np.asfortranarray(points), np.asfortranarray(np.hstack([points] * 2))[:, 4:]):
            assert all_results(same, transposed, np.asfortranarray(points[:3])) == right


@pytest.mark.parametrize("n", [1, 33, 64, 700])
@pytest.mark.parametrize(
    ("d", "is_diagonal"), [(40, False), (64, False), (15, True), (17, True), (500, True)]
)
def test_components_that_are_too_far_away_for_a_share_change_no_bit(level, n, d, is_diagonal):
    rng = np.random.default_rng(n)
    means = rng.normal(size=(6, d)) * rng.choice([0.1, 3.0, 30.0], (6, 1))
    points = np.asfortranarray(means[np.sort(rng.integers(0, 5, n))] + rng.normal(size=(n, d)))
    ready = mixture(rng, means, is_diagonal, 1.0)
    with running(level):
        assert all_results(points, ready, means) == expected(points, ready, means)


READY = prepare_components(np.zeros((2, 3)), np.repeat(np.eye(3)[None], 2, axis=0), np.full(2, 0.5))
POINTS, LABELS = np.asfortranarray(np.eye(3)), np.zeros(3, np.int8)
WIDE = prepare_components(
    np.zeros((1, MAX_TRIANGULAR_COLUMNS + 1)), np.eye(MAX_TRIANGULAR_COLUMNS + 1)[None], np.ones(1)
)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (native_e_step.e_step_sums, (POINTS.astype(np.float32), READY, READY.means, LABELS)),
        (native_e_step.e_step_sums, (POINTS[:, :2], READY, READY.means, LABELS)),
        (native_e_step.e_step_sums, (POINTS, READY, READY.means[:1], LABELS)),
        (native_e_step.e_step_sums, (POINTS, READY, READY.means.astype(int), LABELS)),
        (native_e_step.e_step_sums, (POINTS, READY, READY.means, LABELS[:2])),
        (native_e_step.e_step_sums, (POINTS[:0], READY, READY.means, LABELS[:0])),
        (
            native_e_step.e_step_sums,
            (np.zeros((2, MAX_TRIANGULAR_COLUMNS + 1)), WIDE, WIDE.means, LABELS[:2]),
        ),
        (
            native_e_step.e_step_sums,
            (POINTS, GaussianComponents(READY.means, READY.whiteners, np.zeros(3)), READY.means, LABELS),
        ),
        (native_e_step.sums_without_moments, (POINTS, READY, LABELS[:2], np.zeros((3, 2), order="F"), -64.0)),
        (native_e_step.sums_without_moments, (POINTS, READY, LABELS, np.zeros((3, 2)), -64.0)),
        (native_e_step.write_labels, (POINTS, READY, LABELS.astype(np.uint8))),
        (native_e_step.write_labels, (POINTS, READY, np.zeros(6, np.int8)[::2])),
        (native_e_step.write_responsibilities, (POINTS, READY, np.zeros((3, 2)))),
        (native_e_step.write_responsibilities, (POINTS, READY, np.zeros((3, 3), order="F"))),
    ],
)
def test_arrays_that_compiled_code_cannot_take_give_none(call, arguments):
    if not loader.levels():
        pytest.skip("There are no compiled kernels here.")
    with running(loader.levels()[-1]):
        assert call(*arguments) is None


def test_matrix_products_agree_with_triangular_whiteners():
    rng = np.random.default_rng(1)
    points, d = rng.normal(size=(200, MAX_TRIANGULAR_COLUMNS + 6)), MAX_TRIANGULAR_COLUMNS + 6
    padded = np.eye(d)[None] + np.zeros((2, 1, 1))
    padded[:, :4, :4] = covariances_of_four_columns(rng)
    narrow = prepare_components(points[:2, :4], padded[:, :4, :4], np.array([0.4, 0.6]))
    wide = prepare_components(np.hstack([points[:2, :4], np.zeros((2, d - 4))]), padded, np.array([0.4, 0.6]))
    assert wide.uses_matrix_products
    assert not narrow.uses_matrix_products
    few, many = expectation(points[:, :4], narrow), expectation(points, wide)
    assert responsibilities(points, wide) == pytest.approx(responsibilities(points[:, :4], narrow), rel=1e-9)
    assert many.second_moments[:, :4, :4] == pytest.approx(few.second_moments, rel=1e-9)
    assert np.array_equal(many.second_moments, many.second_moments.swapaxes(1, 2))
    assert np.array_equal(most_probable(points, wide), many.labels)


def covariances_of_four_columns(rng):
    """Two covariances of four columns."""
    roots = rng.normal(size=(2, 4, 4))
    return roots @ roots.swapaxes(1, 2) + np.eye(4)


def test_diagonal_components_equal_full_ones_with_the_same_covariance():
    diagonal = prepare_components(np.array([[0.0, 1.0]]), np.array([[4.0, 0.25]]), np.ones(1))
    full = prepare_components(np.array([[0.0, 1.0]]), np.array([[[4.0, 0], [0, 0.25]]]), np.ones(1))
    points = np.array([[2.0, 1.0], [0.0, 2.0]])
    right = -np.log(2 * np.pi) - np.array([[0.5, 2.0]])
    assert component_log_densities(points.T, diagonal) == pytest.approx(right)
    assert component_log_densities(points.T, full) == pytest.approx(right)
    found = expectation(points, diagonal)
    assert found.second_moments.tolist() == [[4, 1]]
    assert expectation(points, full).second_moments.tolist() == [[[4, 0], [0, 1]]]
