"""Rows with known labels: sums and distances are those of the reference to the bit, at every level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.gram import row_sums
from clusterlab.kernels.native import labeled
from clusterlab.kernels.nearest import assigned_distances
from clusterlab.kernels.reductions import cluster_deviations, cluster_sums
from clusterlab.kernels.typing import CHUNK, label_dtype
from tests.kernels.levels import running


@st.composite
def cases(draw):
    """Points, of which some are -0.0, labels, not all of which occur, and centers."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    k = draw(st.integers(1, 70) | st.sampled_from([1, 2, 130]))
    n, d = draw(st.integers(1, 300) | st.sampled_from([CHUNK, CHUNK + 1, 20_000])), draw(st.integers(1, 20))
    points = np.asfortranarray(rng.normal(size=(n, d)) * (rng.random((n, d)) < 0.9))
    labels = np.sort(rng.integers(0, k, n)) if draw(st.booleans()) else rng.integers(0, k, n)
    return points, labels.astype(label_dtype(k)), rng.normal(size=(k, d))


def results(points, labels, centers):
    """The sums, counts, deviations and distances as bytes."""
    k, rows = len(centers), np.argsort(labels[:CHUNK], kind="stable")
    ends = np.searchsorted(labels[rows], np.arange(k + 1))
    shares = np.cos(rows)
    found = (
        *cluster_sums(points, labels, k),
        *cluster_deviations(points, rows, ends, centers),
        *cluster_deviations(points, rows, ends, centers, shares),
    )
    return *(each.tobytes() for each in found), assigned_distances(points, centers, labels).tobytes()


@given(cases())
def test_native_and_reference_agree_to_the_bit(level, case):
    with running("numpy"):
        expected = results(*case)
    with running(level):
        assert results(*case) == expected


@given(cases())
def test_native_sums_of_the_rows_of_each_cluster_are_those_of_the_reference_to_the_bit(level, case):
    points, labels, centers = case
    products = np.ascontiguousarray(points)
    with running("numpy"):
        expected = row_sums(products, labels, len(centers))
    with running(level):
        assert labeled.row_sums(products, labels, len(centers)).tobytes() == expected.tobytes()


@pytest.mark.parametrize("labels", [[0, 1, 2], [0, 1, -1]])
def test_labels_of_no_cluster_are_left_to_the_reference(best, labels):
    points, numbers = np.ones((3, 2), order="F"), np.array(labels, np.int8)
    with running(best):
        assert labeled.cluster_sums(points, numbers, 2) is None
        assert labeled.assigned_distances(points, np.ones((2, 2)), numbers) is None
        assert labeled.row_sums(np.ones((3, 2)), numbers, 2) is None


def test_tables_in_the_other_memory_order_are_left_to_the_reference(best):
    with running(best):
        assert labeled.row_sums(np.ones((3, 2), order="F"), np.zeros(3, np.int8), 1) is None
        assert labeled.cluster_sums(np.ones((3, 2)), np.zeros(3, np.int8), 1) is None


def test_rows_and_shares_that_do_not_lie_together_are_copied_for_as_long_as_they_are_read(best):
    points, rows, shares = np.eye(300, order="F"), np.arange(600)[::2] // 2, np.linspace(0, 1, 600)[::2]
    with running(best):
        found = cluster_deviations(points, rows, np.array([0, 300]), np.zeros((1, 300)), shares)
        assert np.array_equal(found[0][0], shares)
        assert labeled.cluster_deviations(points, rows, np.array([0, 300]), np.zeros((1, 300)), rows) is None
