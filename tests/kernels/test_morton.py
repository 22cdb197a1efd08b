"""Spatial order: a permutation that keeps neighbors together and does not depend on units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.morton import SpatialGrid, code_order, spatial_order
from clusterlab.kernels.typing import CHUNK
from tests.kernels.levels import running, threads_on


@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_order_is_a_permutation(n, d, seed):
    points = np.random.default_rng(seed).integers(-3, 4, (n, d)).astype(float)
    assert sorted(spatial_order(points)) == list(range(n))


@pytest.mark.parametrize("points", [np.zeros((5, 2)), np.zeros((1, 3)), np.arange(4.0)[:, None]])
def test_rows_without_extent_or_in_one_ascending_column_keep_their_order(points):
    assert spatial_order(points).tolist() == list(range(len(points)))


def test_equal_rows_are_adjacent_and_keep_their_order():
    points = np.tile([[0.0, 0], [9, 9], [0, 9]], (4, 1))
    order = spatial_order(points)
    assert [list(order[i : i + 4] % 3) for i in (0, 4, 8)] == [[0] * 4, [2] * 4, [1] * 4]
    assert all(np.all(np.diff(order[i : i + 4]) > 0) for i in (0, 4, 8))


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.01, 7.0, 1e150, 1e-150]), st.sampled_from([0.0, 1e6]))
def test_grids_have_the_same_order_in_any_unit(seed, factor, offset):
    grid = np.random.default_rng(seed).integers(0, 40, (50, 2)) / 10
    assert spatial_order((grid + offset) * factor).tolist() == spatial_order(grid).tolist()


@pytest.mark.parametrize("d", [1, 2, 3, 4, 5])
def test_consecutive_rows_are_nearer_than_random_ones(d):
    points = np.random.default_rng(d).uniform(size=(4000, d))
    distances = np.linalg.norm(np.diff(points[spatial_order(points)], axis=0), axis=1).mean()
    assert distances < 0.75 * np.linalg.norm(np.diff(points, axis=0), axis=1).mean()


def test_a_column_of_small_range_does_not_matter():
    rng = np.random.default_rng(0)
    wide, narrow = rng.uniform(0, 9, (200, 4)), rng.uniform(0, 1e-3, (200, 1))
    assert np.array_equal(spatial_order(np.hstack([narrow, wide])), spatial_order(wide))


@given(st.integers(1, 700), st.integers(1, 20), st.sampled_from("CF"), st.integers(0, 2**32 - 1))
def test_native_codes_and_orders_are_those_of_the_reference(level, n, d, layout, seed):
    rng = np.random.default_rng(seed)
    points = np.array(rng.normal(size=(n, d)).round(1) * rng.choice([1, 100, 1e-9], d), order=layout)
    with running("numpy"):
        codes = SpatialGrid.of(points).codes(points)
        order = code_order(codes)
    with running(level):
        assert np.array_equal(SpatialGrid.of(points).codes(points), codes)
        assert np.array_equal(code_order(codes), order)


def test_any_number_of_threads_makes_the_same_order(level, monkeypatch):
    points = np.random.default_rng(0).normal(size=(3 * CHUNK + 5, 3))
    with running("numpy"):
        right = spatial_order(points)
    for cores in (1, 3):
        with running(level), threads_on(monkeypatch, cores):
            assert np.array_equal(spatial_order(points), right)


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_one_column_is_ordered_by_all_bits(level, bits):
    column = np.random.default_rng(0).permutation(500)[:, None] * 1.0
    with running(level):
        codes = SpatialGrid.of(column, bits).codes(column)
        assert np.array_equal(code_order(codes), np.argsort(column[:, 0]))
