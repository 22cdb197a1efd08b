"""Distance sums equal those of the full distance matrix, for any block size."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from clusterlab.kernels import distances, parallel
from clusterlab.kernels.distances import distance_sums


@st.composite
def grouped(draw):
    """Points, the starts of their groups, and the membership of groups in clusters."""
    n, d, k = draw(st.integers(1, 40)), draw(st.integers(1, 4)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    starts = np.unique([0, *rng.integers(0, n, draw(st.integers(0, 8)))])
    membership = rng.integers(0, 2, (len(starts), k)).astype(float) if draw(st.booleans()) else None
    return rng.normal(size=(n, d)), starts, membership


@given(grouped(), st.integers(0, 40), st.integers(1, 4000))
def test_sums_are_those_of_the_full_matrix_for_any_block_size(case, start, budget):
    points, starts, membership = case
    every = np.repeat(
        np.eye(len(starts)) if membership is None else membership, np.diff([*starts, len(points)]), axis=0
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distances, "BLOCK_BYTES", budget)
        found = distance_sums(points, slice(start, start + 9), starts, membership)
    expected = cdist(points, points)[start : start + 9] @ every
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_small_distances_far_from_the_origin_do_not_cancel():
    points = np.array([[1.0, 1.0], [1.0 + 2**-50, 1.0 - 2**-51], [9.0, 9.0]])
    sums = distance_sums(points, slice(0, 1), np.array([0, 1, 2]), None)
    assert sums[0, 1] == math.hypot(2**-50, 2**-51)


def test_memory_layout_and_threads_change_no_bit(monkeypatch):
    points = np.random.default_rng(0).normal(size=(700, 3))
    starts, membership = np.arange(0, 700, 7), np.eye(100)[:, :60]
    bits = set()
    for cores in (1, 2):
        monkeypatch.setattr(parallel, "_core_count", lambda cores=cores: cores)
        for same in (points, np.asfortranarray(points)):
            bits.add(distance_sums(same, slice(0, 700), starts, membership).tobytes())
    assert len(bits) == 1
