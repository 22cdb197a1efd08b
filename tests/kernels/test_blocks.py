"""Blocks: the bounding boxes and moments of their rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.blocks import Blocks, block_records, uniform_blocks
from clusterlab.kernels.kmeanspp import add_center, candidate_totals, initial_potential
from clusterlab.kernels.nearest import assign_points
from clusterlab.kernels.reductions import block_sums, cluster_sums, fixed_order_sum
from clusterlab.kernels.typing import BLOCK, CHUNK, MIN_WIDE
from tests.kernels.levels import running, threads_on


@st.composite
def tables(draw):
    """Rows at several offsets and scales, and an order for them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d = draw(st.integers(1, 300)), draw(st.integers(1, 5))
    table = rng.normal(size=(n, d)) * draw(st.sampled_from([1, 1e-6])) + draw(st.sampled_from([0, 1, -1]))
    return table, rng.permutation(n)


def parts(points):
    """The rows or labels of each block."""
    return [points[at : at + BLOCK] for at in range(0, len(points), BLOCK)]


@given(tables())
def test_rows_are_in_the_given_order_and_records_are_theirs(case):
    table, order = case
    blocks, d = Blocks.of(table, order), table.shape[1]
    assert np.array_equal(blocks.points, table[order])
    assert np.array_equal(blocks.records[:, :d], [part.min(axis=0) for part in parts(table[order])])
    assert np.array_equal(blocks.records[:, d : 2 * d], [part.max(axis=0) for part in parts(table[order])])
    assert blocks.sizes.tolist() == [len(part) for part in parts(table)]
    sums = [part.sum(axis=0) for part in parts(table[order])]
    assert blocks.records[:, 2 * d : 3 * d] == pytest.approx(np.array(sums), rel=1e-12, abs=1e-13)


@given(tables())
def test_native_records_are_those_of_the_reference(level, case):
    with running("numpy"):
        points = Blocks.of(*case).points
        right = block_records(points)
    with running(level):
        assert np.array_equal(block_records(points), right)


@given(tables(), st.sampled_from("CF"))
def test_native_blocks_are_those_of_the_reference(level, case, layout):
    table, order = np.array(case[0], order=layout), case[1]
    with running("numpy"):
        right = Blocks.of(table, order)
    with running(level):
        found = Blocks.of(table, order)
    assert np.array_equal(found.points, right.points)
    assert found.points.strides == right.points.strides
    assert np.array_equal(found.records, right.records)


def test_any_number_of_threads_makes_the_same_records(level, monkeypatch):
    rng = np.random.default_rng(0)
    points, order = rng.normal(size=(3 * CHUNK + 5, 3)), rng.permutation(3 * CHUNK + 5)
    with running("numpy"):
        right = block_records(np.asfortranarray(points[order]))
    for cores in (1, 3):
        with running(level), threads_on(monkeypatch, cores):
            assert np.array_equal(block_records(np.asfortranarray(points[order])), right)
            assert np.array_equal(Blocks.of(points, order).records, right)


@pytest.mark.parametrize("n", [1, 7, 64, 65, 3 * CHUNK + 5])
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_native_sums_of_one_column_are_those_of_the_reference(level, n, zero, monkeypatch):
    values = np.random.default_rng(0).normal(size=n)
    values[: min(n - 1, 2 * BLOCK)] = zero
    values[-1:] = np.inf if n > CHUNK else values[-1:]
    with running("numpy"):
        sums, total = block_sums(values), fixed_order_sum(values)
    lanes = [np.add.reduce(part) for part in parts(values)]
    assert sums == pytest.approx(np.array(lanes), rel=1e-12)
    for cores in (1, 3):
        with running(level), threads_on(monkeypatch, cores):
            assert block_sums(values).tobytes() == sums.tobytes()
            assert fixed_order_sum(values) == total


@pytest.mark.parametrize(("n", "d"), [(40, 4000), (130, 1100), (70_000, 2)])
def test_the_columns_of_a_wide_table_do_not_depend_on_each_other(n, d):
    table = np.random.default_rng(0).normal(size=(n, d))
    order = np.arange(n)[::-1]
    records = Blocks.of(table, order).records
    for column in (0, 1, d // 2, d - 1):
        alone = Blocks.of(table[:, [column]], order).records
        assert np.array_equal(records[:, column : 4 * d : d], alone[:, :4])
    squares = sum(Blocks.of(table[:, [column]], order).records[:, 4] for column in range(d))
    assert records[:, 4 * d] == pytest.approx(squares)


@pytest.mark.parametrize(("n", "d", "k"), [(40, 4000, 3), (200, 900, 2), (9000, 3, 4)])
def test_the_sums_of_a_cluster_do_not_depend_on_other_columns(n, d, k):
    rng = np.random.default_rng(0)
    table, labels = np.asfortranarray(rng.normal(size=(n, d))), rng.integers(k, size=n).astype(np.int8)
    sums, counts = cluster_sums(table, labels, k)
    assert counts.tolist() == np.bincount(labels).tolist()
    assert sums == pytest.approx(np.array([table[labels == own].sum(axis=0) for own in range(k)]))
    for column in (0, d // 2, d - 1):
        assert np.array_equal(sums[:, [column]], cluster_sums(table[:, [column]], labels, k)[0])


@given(tables(), st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1e-3, 1e-6, 0.0]))
def test_moments_give_the_squared_distances_to_any_center(case, seed, spread):
    blocks = Blocks.of(*case)
    rng = np.random.default_rng(seed)
    near = np.array([part[rng.integers(len(part))] for part in parts(blocks.points)])
    centers = near + rng.normal(size=near.shape) * spread
    expected = [
        ((part - center) ** 2).sum() for part, center in zip(parts(blocks.points), centers, strict=True)
    ]
    assert blocks.squared_distance_sums(centers) == pytest.approx(np.array(expected), rel=1e-12, abs=0)


@pytest.mark.parametrize(("n", "d"), [(64, 512), (65, 512), (64, 511)])
@pytest.mark.parametrize("layout", ["C", "F"])
def test_records_of_one_block_of_many_columns_are_made_when_they_are_needed(level, n, d, layout):
    table = np.array(np.random.default_rng(0).normal(size=(n, d)), order=layout)
    with running(level):
        blocks = Blocks.of(table, np.arange(n))
        assert (blocks.given is None) == (blocks.memory[4] == 0) == (n == BLOCK and d == MIN_WIDE)
        assert np.array_equal(blocks.records, block_records(blocks.points))
    assert blocks.count == len(blocks.records)
    assert not blocks.records.flags.writeable
    assert not blocks.points.flags.writeable


@pytest.mark.parametrize("k", [1, 3])
def test_kernels_do_without_the_records_of_one_block(level, k):
    table = np.random.default_rng(0).normal(size=(60, 600))
    found = []
    for kernels in ("numpy", level):
        with running(kernels):
            blocks = Blocks.of(table, np.arange(60))
            potential = add_center(blocks, table[0], initial_potential(blocks))
            totals = candidate_totals(blocks, table[1:4], potential)
            found.append((*assign_points(blocks, table[:k]), *potential, totals))
            assert "records" not in vars(blocks)
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)


def test_points_are_read_only_and_their_columns_are_aligned():
    blocks = Blocks.of(np.random.default_rng(0).normal(size=(13, 3)), np.arange(13))
    assert not blocks.points.flags.writeable
    assert all(column.ctypes.data % 64 == 0 for column in blocks.points.T)


@given(st.lists(st.integers(-1, 2), min_size=1, max_size=200))
def test_a_block_is_uniform_where_its_rows_have_one_label(labels):
    assert uniform_blocks(np.array(labels, np.int8)).tolist() == [
        len(set(part)) == 1 for part in parts(labels)
    ]
