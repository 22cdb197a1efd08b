"""Ward's hierarchy equals scipy's, with memory linear in the number of rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import is_valid_linkage, linkage

from clusterlab.kernels.linkage import ward_linkage


@given(st.integers(2, 60), st.integers(1, 4), st.integers(0, 999))
def test_merges_are_those_of_scipy(n, d, seed):
    table = np.random.default_rng(seed).normal(size=(n, d))
    found, expected = ward_linkage(table), linkage(table, "ward")
    assert np.array_equal(found[:, [0, 1, 3]], expected[:, [0, 1, 3]])
    assert found[:, 2] == pytest.approx(expected[:, 2], rel=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_ties_and_duplicates_give_a_valid_hierarchy_with_ascending_heights(rows):
    found = ward_linkage(np.array(rows, float))
    assert is_valid_linkage(found)
    assert (np.diff(found[:, 2]) >= 0).all()
    assert np.isfinite(found).all()


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
