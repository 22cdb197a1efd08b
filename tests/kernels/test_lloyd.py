"""Means of clusters and rounds of them, against what one would do by hand."""

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
def begun(draw):
    """Blocks of points on a grid or spread, centers and what is assigned to them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d, k = draw(st.integers(1, 300)), draw(st.integers(1, 10)), draw(st.integers(1, 6))
    points = rng.normal(size=(n, d)) if draw(st.booleans()) else rng.integers(-2, 3, (n, d)) * 0.1
    blocks = Blocks.of(points, np.argsort(points[:, 0], kind="stable"))
    centers = np.array(blocks.points[rng.integers(n, size=k)])
    return blocks, centers, assign_points(blocks, centers)


@given(begun())
def test_means_are_those_of_the_points_and_moves_are_summed(drawn):
    blocks, centers, found = drawn
    there = found.counts > 0
    moved, gain, shift = cluster_means(centers[there], found.sums[there], found.counts[there])
    for mean, label in zip(moved, np.flatnonzero(there), strict=True):
        assert mean == pytest.approx(blocks.points[found.labels == label].mean(axis=0), rel=1e-12, abs=1e-14)
    squares = ((moved - centers[there]) ** 2).sum(axis=1)
    assert shift == pytest.approx(squares.sum(), rel=1e-12)
    assert gain == pytest.approx((found.counts[there] * squares).sum(), rel=1e-12)


@given(begun(), st.integers(0, 5), st.sampled_from([1, 600, native_lloyd.MAX_POINTS_UNPAUSED]))
def test_rounds_move_and_assign_until_something_else_is_to_be_done(drawn, most, unpaused):
    blocks, centers, found = drawn
    pauses = []
    with mock.patch.object(native_lloyd, "UNPAUSED", unpaused):
        reached = drain(map_progress(pauses.append, run_rounds(blocks, centers, found, 0.0, most)))
    assert len(pauses) <= reached.n_rounds <= most
    assert unpaused > 1 or len(pauses) == reached.n_rounds
    by_hand = found.labels
    for _ in range(reached.n_rounds):
        centers = np.array([blocks.points[by_hand == label].mean(axis=0) for label in range(len(centers))])
        by_hand = nearest(blocks.points, centers)[0]
    assert reached.centers == pytest.approx(centers, rel=1e-12, abs=1e-12)
    assert np.array_equal(reached.found.counts, np.bincount(reached.found.labels, minlength=len(centers)))


@given(begun())
def test_they_end_before_the_last_round_of_a_run_and_before_an_empty_cluster(drawn):
    blocks, centers, found = drawn
    reached = drain(run_rounds(blocks, centers, found, 0.0, 100))
    assert reached.n_rounds < 100
    if reached.found.counts.all():
        moved, _, shift = cluster_means(reached.centers, reached.found.sums, reached.found.counts)
        assert shift == 0 or assign_points(blocks, moved, reached.found.labels).changed == 0


def test_a_move_that_is_small_enough_ends_them():
    blocks = Blocks.of(np.array([[0.0], [1], [9], [10]]), np.arange(4))
    centers = np.array([[0.0], [10]])
    found = assign_points(blocks, centers)
    assert drain(run_rounds(blocks, centers, found, 0.5, 9)).n_rounds == 0
    assert np.array_equal(drain(run_rounds(blocks, centers, found, 0.4, 9)).centers, centers)
