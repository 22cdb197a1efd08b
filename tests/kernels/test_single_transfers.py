"""Single transfers: the native implementation returns the bits of the reference, which is the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels import parallel
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.single_transfers import flag_gaining, sweep_transfers, transfer_singly
from clusterlab.kernels.typing import CHUNK, label_dtype, never_canceled
from tests.kernels.levels import running, threads_on


@st.composite
def cases(draw):
    """Points on a grid with ties or normal ones, labels of which each occurs, their means, and a rule."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    k = draw(st.integers(1, 9) | st.sampled_from([1, 2, 130]))
    n, d = draw(st.integers(max(k, 1), 400)), draw(st.integers(1, 9) | st.sampled_from([1, 2, 3, 40]))
    table = rng.integers(0, 4, (n, d)) / 10 if draw(st.booleans()) else rng.normal(size=(n, d))
    points = np.asfortranarray(table)
    labels = rng.permutation(np.arange(n) % k).astype(label_dtype(k))
    return points, labels, means_of(points, labels, k), draw(st.booleans())


def means_of(points, labels, k):
    """The means of the clusters."""
    return cluster_averages(points, labels, *cluster_sums(points, labels, k))


def singly(case, state, limits):
    """The result of single transfers, with the labels and means after them, as values and bytes."""
    points, labels, centers, nearest_only = case
    labels, centers = labels.copy(), centers.copy()
    found = transfer_singly(points, labels, centers, nearest_only, state, limits)
    return found, labels.tobytes(), centers.tobytes()


def swept(case):
    """The transfers of a sweep and the labels after it, as bytes."""
    points, labels, centers, nearest_only = case
    labels = labels.copy()
    rows, gains = sweep_transfers(points, labels, centers, nearest_only, never_canceled)
    return rows.tolist(), gains.tobytes(), labels.tobytes()


@given(cases(), st.data())
def test_native_and_reference_agree_to_the_bit(level, case, data):
    state = data.draw(st.integers(-1, len(case[0]) - 1)), data.draw(st.integers(0, 2))
    limits = data.draw(st.sampled_from([0, 1, 12])), data.draw(st.integers(0, 3))
    with running("numpy"):
        expected = singly(case, state, limits), swept(case)
    with running(level):
        assert (singly(case, state, limits), swept(case)) == expected


@pytest.mark.parametrize("nearest_only", [False, True])
def test_after_each_transfer_the_means_are_those_of_all_rows(level, nearest_only):
    rng = np.random.default_rng(1)
    points = np.asfortranarray(rng.integers(0, 5, (900, 3)) / 10)
    labels = (np.arange(900) % 5).astype(np.int8)
    centers = means_of(points, labels, 5)
    state, total = (-1, 0), 0
    with running(level):
        while True:
            made, last, gain = transfer_singly(points, labels, centers, nearest_only, state, (1, 1))
            if not made:
                break
            state, total = last[:2], total + 1
            assert gain > 0
            assert labels[last[0]] == last[3] != last[2]
            assert centers.tobytes() == means_of(points, labels, 5).tobytes()
    assert total > 100


def test_any_number_of_threads_finds_the_same_transfers(level, monkeypatch):
    rng = np.random.default_rng(2)
    points = np.asfortranarray(rng.normal(size=(3 * CHUNK + 5, 2)))
    labels = (np.arange(len(points)) % 7).astype(np.int8)
    case = points, labels, means_of(points, labels, 7), False
    monkeypatch.setattr(parallel, "MAX_SERIAL_ROWS", 1_000)
    found = []
    for cores in (1, 2, 3, 5):
        with running(level), threads_on(monkeypatch, cores):
            found.append(swept(case))
    assert all(each == found[0] for each in found)
    assert len(found[0][0]) > 10_000


def test_the_only_row_of_a_cluster_gains_nothing(level):
    points = np.asfortranarray([[0.0], [1.0], [5.0]])
    labels, counts = np.array([0, 1, 1], np.int8), np.array([1.0, 2.0])
    with running(level):
        assert flag_gaining(points, labels, np.array([[0.0], [3.0]]), counts, False).tolist() == [
            False,
            True,
            False,
        ]


def test_many_rows_are_no_single_transfers():
    points = np.zeros((CHUNK + 1, 1), order="F")
    with pytest.raises(AssertionError):
        transfer_singly(points, np.zeros(CHUNK + 1, np.int8), np.zeros((1, 1)), False, (-1, 0), (1, 1))
