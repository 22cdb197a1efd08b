"""Compiled clusters of DBSCAN equal those of the numpy reference, for every level."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.kernels import density
from clusterlab.kernels.density import find_clusters
from clusterlab.kernels.native import density as native
from clusterlab.kernels.native import kd_tree, loader
from clusterlab.kernels.typing import never_canceled
from tests.kernels.levels import checks_until, running, threads_on


@st.composite
def tables(draw):
    """Points anywhere in -1 .. 1, most of them close together, far from 0, on a grid where many distances
    equal eps, or thirty in each place: none farther apart than in normalized tables."""
    n, d = draw(st.integers(1, 300)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kinds = (
        rng.uniform(-1, 1, (n, d)),
        rng.uniform(-1, 1, (n, d)) * rng.choice([1e-4, 1], n, p=[0.95, 0.05])[:, None],
        rng.uniform(-1, 1, (n, d)) + 1e8,
        rng.integers(0, 7, (n, d)) / 10,
        np.repeat(rng.uniform(-1, 1, (-(-n // 30), d)), 30, axis=0),
    )
    return np.asfortranarray(draw(st.sampled_from(kinds))), rng


@given(
    tables(),
    st.sampled_from([0.0, 1e-200, 1e-5, 0.1, 0.2, 0.3, 0.7, 1.5, 1e200]),
    st.integers(1, 40),
    st.sampled_from([-1, 2, 60]),
    st.sampled_from([0, 3_000]),
)
@settings(max_examples=300)
def test_the_clusters_of_every_level_are_those_of_the_reference(case, eps, min_samples, max_mean, stepwise):
    (points, rng), every = case, [None]
    rows = rng.permutation(len(points)) * rng.choice([1, 3])
    arguments = points, eps, min_samples, rows, max_mean, never_canceled
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore", under="ignore"):
        patch.setattr(density, "MAX_STEPWISE_POINTS", stepwise)
        expected = find_clusters.__wrapped__(*arguments)
        for level in loader.levels():
            with running(level):
                every.append(native.find_clusters(*arguments))
    for core, labels, waves in every[1:]:
        assert core.dtype == bool
        assert np.array_equal(core, expected[0])
        assert np.array_equal(labels, expected[1])
        assert (waves is None) == (expected[2] is None)
        assert waves is None or np.array_equal(waves, expected[2])


def test_a_tree_grows_where_splits_separate_single_points(level):
    """Powers of two, of which each split separates the greatest from the others."""
    points = np.asfortranarray(np.ldexp(1.0, -np.arange(900.0).astype(int))[:, None])
    with running(level):
        core, labels, _ = native.find_clusters(points, 0.1, 2, np.arange(900), 60, never_canceled)
    assert np.flatnonzero(~core).tolist() == [0, 1, 2]
    assert labels.tolist() == [-1] * 3 + [0] * 897


@pytest.mark.parametrize("eps", [0.0, 1e-162, 0.02, 1e160])
def test_neither_threads_nor_memory_layout_change_clusters(monkeypatch, best, eps):
    """Of many and of few cells, where distances are 0 in squares, and where squares of them are infinite."""
    points = np.random.default_rng(0).normal(size=(2_000, 2)) * (1e-160 if 0 < eps < 1e-100 else 1)
    arguments = eps, 4, np.arange(2_000), -1, never_canceled
    expected = native.find_clusters(np.asfortranarray(points), *arguments)
    monkeypatch.setattr(native, "MAX_SERIAL_ROWS", 0)
    layouts = points, np.asfortranarray(points), np.repeat(points, 2, axis=0)[::2]
    for cores, table in zip((2, 3, 5), layouts, strict=True):
        with running(best), threads_on(monkeypatch, cores):
            found = native.find_clusters(table, *arguments)
        assert all(map(np.array_equal, found, expected))


def test_a_grid_has_no_more_cells_than_points():
    """Also where few points are far away, so that most of the grid has none."""
    points = np.asfortranarray(np.random.default_rng(0).normal(size=(3_000, 2)))
    for farthest in (0, 1e9, 1e300):
        points[0] = farthest
        tree = kd_tree.KdTree.of(points, never_canceled, 1e-3)
        assert 1 < tree.grid.n_cells < 3_000
        assert len(tree.first) == tree.grid.n_cells + 1


@pytest.mark.parametrize("points", [[[-1e308, 0], [1e308, 0]], [[0, np.nan], [1, 1]], [[0, 0], [1, np.inf]]])
def test_columns_without_a_finite_length_have_one_cell(points):
    tree = kd_tree.KdTree.of(np.asfortranarray(points), never_canceled, 0.1)
    assert tree.grid.n_cells == 1


def test_a_canceled_search_ends_soon(level, monkeypatch):
    for module in (native, kd_tree):
        monkeypatch.setattr(module, "WORK_PER_CALL", 500)
    points = np.asfortranarray(np.random.default_rng(0).normal(size=(4_000, 2)))

    def search(check_canceled):
        with running(level):
            native.find_clusters(points, 0.1, 5, np.arange(4_000), 60, check_canceled)

    n_checks = checks_until(None, search)
    assert n_checks > 300
    for limit in range(1, n_checks, n_checks // 9):
        assert checks_until(limit, search) == limit


def test_dense_points_are_core_without_comparing_them(best, monkeypatch):
    """The numbers compared grow with the points of a dense table, not with its pairs."""
    points = np.asfortranarray(np.random.default_rng(0).random((40_000, 2)))
    monkeypatch.setattr(native, "WORK_PER_CALL", 100_000)
    checks = []
    with running(best):
        native.find_clusters(points, 0.5, 50, np.arange(40_000), 60, lambda: checks.append(None))
    assert len(checks) < 40 * 40_000 * 2 / 100_000 + 200  # all pairs would need 32,000
