"""Ward's hierarchy equals scipy's and the reference's, with memory linear in the number of rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import is_valid_linkage, linkage

from clusterlab.kernels.linkage import chain_merges, ward_linkage
from clusterlab.kernels.native import linkage as native
from clusterlab.kernels.native import loader
from clusterlab.kernels.typing import never_canceled
from tests.kernels.levels import checks_until, running


@given(st.integers(2, 60), st.integers(1, 4), st.integers(0, 999))
def test_merges_are_those_of_scipy(n, d, seed):
    table = np.random.default_rng(seed).normal(size=(n, d))
    found, expected = ward_linkage(table), linkage(table, "ward")
    assert np.array_equal(found[:, [0, 1, 3]], expected[:, [0, 1, 3]])
    assert found[:, 2] == pytest.approx(expected[:, 2], rel=1e-12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_ties_and_duplicates_give_a_valid_hierarchy_with_ascending_heights(rows):
    found = ward_linkage(np.array(rows, float))
    assert is_valid_linkage(found)
    assert (np.diff(found[:, 2]) >= 0).all()
    assert np.isfinite(found).all()


@st.composite
def tables(draw):
    """Points anywhere, on a grid of tenths, where many merges cost the same, or in few places."""
    n, d = draw(st.integers(1, 300)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kinds = rng.normal(size=(n, d)), rng.integers(0, 7, (n, d)) / 10, rng.integers(0, 2, (n, d)) / 10
    return np.asfortranarray(draw(st.sampled_from(kinds)))


@given(tables())
@settings(max_examples=60)
def test_the_merges_of_every_level_are_those_of_the_reference_to_the_bit(points):
    expected = chain_merges.__wrapped__(points, never_canceled)
    for level in loader.levels():
        with running(level):
            assert native.chain_merges(points, never_canceled).tobytes() == expected.tobytes()


@pytest.mark.parametrize("decimals", [1, 17])
def test_many_points_have_the_merges_of_the_reference(level, decimals):
    """So many that positions are freed and moved more than once, with several outer boxes."""
    points = np.asfortranarray(np.random.default_rng(0).normal(size=(2_000, 2)).round(decimals))
    with running(level):
        found = native.chain_merges(points, never_canceled)
    assert found.tobytes() == chain_merges.__wrapped__(points, never_canceled).tobytes()


@given(st.integers(2, 7), st.integers(3, 29), st.integers(1, 3), st.integers(0, 999))
def test_equal_points_merge_at_height_zero(n_places, n_copies, d, seed):
    """Though the mean of equal numbers, as a sum divided by a count, may differ from them in the last bit."""
    rng = np.random.default_rng(seed)
    places = np.unique(rng.integers(0, 99, (n_places, d)) / 10, axis=0)
    table = rng.permutation(np.repeat(places, n_copies, axis=0))
    heights = ward_linkage(table)[:, 2]
    assert (heights == 0).sum() == len(table) - len(places)


def test_a_canceled_linkage_ends_soon(best, monkeypatch):
    monkeypatch.setattr(native, "WORK_PER_CALL", 10_000)
    points = np.asfortranarray(np.random.default_rng(0).normal(size=(1_000, 2)))

    def link(check_canceled):
        with running(best):
            chain_merges(points, check_canceled)

    assert checks_until(None, link) > 50
    assert checks_until(40, link) == 40


def test_the_numbers_compared_grow_less_than_with_the_square(best, monkeypatch):
    monkeypatch.setattr(native, "WORK_PER_CALL", 10_000)
    n_checks = []
    for n in (1_000, 16_000):
        points, checks = np.asfortranarray(np.random.default_rng(0).random((n, 2))), []
        with running(best):
            native.chain_merges(points, lambda checks=checks: checks.append(None))
        n_checks.append(len(checks))
    assert n_checks[1] < 16 * 4 * n_checks[0]


def test_one_point_has_no_merge():
    assert ward_linkage(np.zeros((1, 2))).shape == (0, 4)


def test_memory_is_linear_in_the_rows():
    import tracemalloc

    table = np.random.default_rng(0).normal(size=(3_000, 2))
    tracemalloc.start()
    ward_linkage(table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000 * 1_000  # all pairwise distances would take 36,000,000 bytes
