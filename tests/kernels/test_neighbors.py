"""Neighbors within a radius are decided by squared distances, for every search method."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.kernels import neighbors
from clusterlab.kernels.neighbors import (
    kth_distances,
    mean_neighbor_count,
    neighbor_counts,
    neighbor_pairs,
    rows_within,
    within_eps_of_any,
)


def near(points, eps):
    """Which points are no farther apart than eps, by definition: (n, n)."""
    return ((points[:, None] - points[None]) ** 2).sum(axis=2) <= eps * eps


@st.composite
def tables(draw):
    """Points on a grid of tenths, where many distances equal eps, or uniformly distributed, and an eps."""
    n, d = draw(st.integers(1, 60)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    grid = rng.integers(0, 6, (n, d)) / 10
    points = draw(st.sampled_from([grid, rng.uniform(-1, 1, (n, d))]))
    return points[np.argsort(points[:, 0])], draw(st.sampled_from([0.0, 0.1, 0.2, 0.5, 3.0, 1e200]))


@given(tables(), st.sampled_from([1, 7, 4_000_000]))
@settings(max_examples=150)
def test_pairs_are_those_of_the_definition_and_yielded_once(case, at_once):
    points, eps = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbors, "MAX_DISTANCES", at_once)
        parts = list(neighbor_pairs(points, eps, 2.0))
    rows = np.concatenate([np.stack(part, axis=1) for part in parts])
    assert {tuple(pair) for pair in np.sort(rows, axis=1).tolist()} == {
        (int(i), int(j)) for i, j in np.argwhere(np.triu(near(points, eps), 1))
    }
    assert len(rows) == len(np.unique(np.sort(rows, axis=1), axis=0))


@given(tables(), st.booleans(), st.integers(0, 1000))
@settings(max_examples=150)
def test_points_within_eps_of_any_are_those_of_the_definition_by_tree_and_brute_force(case, by_tree, seed):
    points, eps = case
    sources = np.random.default_rng(seed).random(len(points)) < 0.4
    expected = near(points, eps)[:, sources].any(axis=1)
    with pytest.MonkeyPatch.context() as patch:
        if by_tree and sources.any():
            patch.setattr(neighbors, "MAX_BRUTE_FORCE_PAIRS", -1)
        assert np.array_equal(within_eps_of_any(points[sources], points, eps), expected)


@given(tables())
def test_counts_and_neighbors_are_those_of_the_definition(case):
    points, eps = case
    assert np.array_equal(neighbor_counts(points, eps), near(points, eps).sum(axis=1))
    assert np.array_equal(rows_within(points, points[0], eps), np.flatnonzero(near(points, eps)[0]))
    assert mean_neighbor_count(points, eps) == pytest.approx(
        near(points, eps * (1 + 1e-9)).sum(axis=1).mean()
    )


def test_the_kth_distance_counts_the_point_itself():
    points = np.array([[0.0], [1.0], [3.0], [7.0]])
    assert kth_distances(points, 1, points).tolist() == [0, 0, 0, 0]
    assert kth_distances(points, 2, points).tolist() == [1, 1, 2, 4]
    assert kth_distances(points, 9, points).tolist() == [7, 6, 4, 7]
