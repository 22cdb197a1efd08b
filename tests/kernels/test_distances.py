"""Distance sums equal those of the full distance matrix, and are added in order by every level."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from clusterlab.kernels.distances import distance_sums, group_distance_sums
from clusterlab.kernels.native import distances as native
from clusterlab.kernels.native import loader
from tests.kernels.levels import running, threads_on


@st.composite
def grouped(draw):
    """Points, the starts of their groups, and the membership of groups in clusters."""
    n, d, k = draw(st.integers(1, 90)), draw(st.integers(1, 4)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    starts = np.unique([0, *rng.integers(0, n, draw(st.integers(0, 8)))])
    membership = rng.integers(0, 2, (len(starts), k)).astype(float) if draw(st.booleans()) else None
    return rng.normal(size=(n, d)), starts, membership


@given(grouped(), st.integers(0, 40))
def test_sums_are_those_of_the_full_matrix(case, start):
    points, starts, membership = case
    every = np.repeat(
        np.eye(len(starts)) if membership is None else membership, np.diff([*starts, len(points)]), axis=0
    )
    found = distance_sums(points, slice(start, start + 9), starts, membership)
    expected = cdist(points, points)[start : start + 9] @ every
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@given(grouped(), st.integers(0, 40), st.integers(0, 80))
def test_the_sums_of_every_level_are_those_of_the_reference_to_the_bit(case, start, size):
    points, starts, _ = case
    part = slice(*slice(start, start + size).indices(len(points)))
    expected = group_distance_sums.__wrapped__(points, part, starts)
    for level in loader.levels():
        with running(level):
            assert native.group_distance_sums(points, part, starts).tobytes() == expected.tobytes()


def test_small_distances_far_from_the_origin_do_not_cancel():
    points = np.array([[1.0, 1.0], [1.0 + 2**-50, 1.0 - 2**-51], [9.0, 9.0]])
    sums = distance_sums(points, slice(0, 1), np.array([0, 1, 2]), None)
    assert sums[0, 1] == math.hypot(2**-50, 2**-51)


def test_memory_layout_and_threads_change_no_bit(monkeypatch):
    points = np.random.default_rng(0).normal(size=(700, 3))
    monkeypatch.setattr(native, "MIN_PARALLEL_DISTANCES", 0)
    starts, membership = np.arange(0, 700, 7), np.eye(100)[:, :60]
    bits = set()
    for cores in (1, 2, 3, 5):
        with threads_on(monkeypatch, cores):
            for same in (points, np.asfortranarray(points)):
                bits.add(distance_sums(same, slice(0, 700), starts, membership).tobytes())
    assert len(bits) == 1
