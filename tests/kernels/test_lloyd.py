"""Cluster means and Lloyd iterations, compared with explicit computations."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.core.progress import drain, map_progress
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.lloyd import cluster_means, run_rounds
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.nearest import assign_points, nearest


@st.composite
def cases(draw):
    """Blocks of points on a grid or normally distributed, centers and their assignment."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d, k = draw(st.integers(1, 300)), draw(st.integers(1, 10)), draw(st.integers(1, 6))
    points = rng.normal(size=(n, d)) if draw(st.booleans()) else rng.integers(-2, 3, (n, d)) * 0.125
    blocks = Blocks.of(points, np.argsort(points[:, 0], kind="stable"))
    centers = np.array(blocks.points[rng.integers(n, size=k)])
    return blocks, centers, assign_points(blocks, centers)


@given(cases())
def test_means_are_those_of_the_points_and_moves_are_summed(case):
    blocks, centers, found = case
    nonempty = found.counts > 0
    labels = np.searchsorted(np.flatnonzero(nonempty), found.labels).astype(found.labels.dtype)
    moments = found.sums[nonempty], found.counts[nonempty]
    moved, gain, shift = cluster_means(blocks, labels, centers[nonempty], *moments)
    for mean, label in zip(moved, np.flatnonzero(nonempty), strict=True):
        assert mean == pytest.approx(blocks.points[found.labels == label].mean(axis=0), rel=1e-12, abs=1e-14)
    squares = ((moved - centers[nonempty]) ** 2).sum(axis=1)
    assert shift == pytest.approx(squares.sum(), rel=1e-12)
    assert gain == pytest.approx((found.counts[nonempty] * squares).sum(), rel=1e-12)


@given(cases(), st.integers(0, 5), st.sampled_from([1, 600, native_lloyd.MAX_POINTS_UNPAUSED]))
def test_rounds_move_centers_and_assign_until_they_stop(case, max_rounds, unpaused):
    blocks, centers, found = case
    pauses = []
    with mock.patch.object(native_lloyd, "MAX_POINTS_UNPAUSED", unpaused):
        result = drain(map_progress(pauses.append, run_rounds(blocks, centers, found, 0.0, max_rounds)))
    assert len(pauses) <= result.n_rounds <= max_rounds
    assert unpaused > 1 or len(pauses) == result.n_rounds
    expected_labels = found.labels
    for _ in range(result.n_rounds):
        centers = np.array(
            [blocks.points[expected_labels == label].mean(axis=0) for label in range(len(centers))]
        )
        expected_labels = nearest(blocks.points, centers)[0]
    assert result.centers == pytest.approx(centers, rel=1e-12, abs=1e-12)
    assert np.array_equal(result.found.counts, np.bincount(result.found.labels, minlength=len(centers)))


@given(cases())
def test_rounds_stop_before_the_last_iteration_of_a_run_or_an_empty_cluster(case):
    blocks, centers, found = case
    result = drain(run_rounds(blocks, centers, found, 0.0, 100))
    assert result.n_rounds < 100
    if result.found.counts.all():
        moved, _, shift = cluster_means(
            blocks, result.found.labels, result.centers, result.found.sums, result.found.counts
        )
        assert shift == 0 or assign_points(blocks, moved, result.found.labels).changed == 0


def test_a_move_within_the_tolerance_stops_the_rounds():
    blocks = Blocks.of(np.array([[0.0], [1], [9], [10]]), np.arange(4))
    centers = np.array([[0.0], [10]])
    found = assign_points(blocks, centers)
    assert drain(run_rounds(blocks, centers, found, 0.5, 9)).n_rounds == 0
    assert np.array_equal(drain(run_rounds(blocks, centers, found, 0.4, 9)).centers, centers)
