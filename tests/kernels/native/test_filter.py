"""The single-precision filter for many columns returns the bits of the reference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.core.progress import drain
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.lloyd import run_rounds, sums_by_label
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.native.arguments import address, table_memory
from clusterlab.kernels.nearest import assign_points, nearest
from clusterlab.kernels.typing import CHUNK
from tests.kernels.levels import running, threads_on

MAX_WORK = 200_000


def normal(rng, n, d):
    """Normally distributed points."""
    return rng.normal(size=(n, d))


def grid(rng, n, d):
    """Points with many duplicates and many ties between centers."""
    return rng.integers(-1, 2, (n, d)) * 1.0


def offset(rng, n, d):
    """Points at a large offset."""
    return rng.integers(-3, 4, (n, d)) * 0.5 + 1e8


def huge(rng, n, d):
    """Points whose squares overflow."""
    return rng.normal(size=(n, d)) * 1e300


def large(rng, n, d):
    """Points whose squares overflow in single precision."""
    return rng.normal(size=(n, d)) * 1e30


def tiny(rng, n, d):
    """Points whose squares underflow."""
    return rng.normal(size=(n, d)) * 1e-300


def tiny_with_outlier(rng, n, d):
    """Tiny points and one outlier."""
    points = rng.normal(size=(n, d)) * 1e-40
    points[-1] = 1.0
    return points


def partly_constant(rng, n, d):
    """Points that differ in one column only."""
    points = np.full((n, d), 0.1)
    points[:, -1] = rng.normal(size=n)
    return points


def clustered(rng, n, d):
    """Points in five clusters."""
    return rng.normal(size=(5, d))[rng.integers(5, size=n)] * 4 + rng.normal(size=(n, d))


KINDS = (normal, grid, offset, huge, large, tiny, tiny_with_outlier, partly_constant, clustered)


@st.composite
def tables(draw):
    """Points of many columns, sorted by one of them or not, and centers among them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d = (
        draw(st.integers(1, 40) | st.integers(1, 700)),
        draw(st.integers(4, 30) | st.sampled_from([300, 600])),
    )
    k = max(1, min(draw(st.integers(1, 9) | st.integers(1, 300)), MAX_WORK // (n * d)))
    points = draw(st.sampled_from(KINDS))(rng, n, d)
    if draw(st.booleans()):
        points = points[np.argsort(points[:, 0], kind="stable")]
    return np.asfortranarray(points), np.ascontiguousarray(points[rng.integers(n, size=k)])


def results_of(points, centers):
    """The results of one assignment and of several numbers of iterations."""
    with np.errstate(all="ignore"):
        blocks = Blocks.of(points, np.arange(len(points)))
        found = assign_points(blocks, centers)
        results = [
            *nearest(points, centers),
            *found,
            *sums_by_label(blocks, found.labels[::-1].copy(), len(centers)),
        ]
        for max_rounds in (1, 2, 12):
            result = drain(run_rounds(blocks, centers, found, 0.0, max_rounds))
            results += [result.centers, *result.found, result.n_rounds]
    return [np.asarray(result, float if result is None else None).tobytes() for result in results]


def reference(points, centers):
    """The results of the reference."""
    with running("numpy"):
        return results_of(points, centers)


@settings(max_examples=40)
@given(tables())
def test_results_are_those_of_the_reference_for_all_kinds_of_numbers(level, case):
    with running(level):
        assert results_of(*case) == reference(*case)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.integers(4, 40))
def test_near_ties_that_single_precision_cannot_resolve_are_resolved(level, seed, d):
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(20, d))
    between = 0.5 * (centers[rng.integers(20, size=300)] + centers[rng.integers(20, size=300)])
    points = np.asfortranarray(between + rng.normal(size=(300, d)) * 1e-9)
    with running(level):
        assert results_of(points, centers) == reference(points, centers)


def test_the_places_of_centers_in_the_bits_of_scores_decide_no_label(level):
    # The squared lengths of two centers differ by more than the error of scores, but only in the bits that
    # places are kept in.
    units = np.full(30, 60.0)
    units[0], units[28] = 29, 1
    directions = np.random.default_rng(0).normal(size=(15, 4))
    directions = np.stack([directions, -directions], axis=1).reshape(30, 4)  # their mean is nearly 0
    lengths = np.sqrt(1 + units * np.finfo(np.float32).eps)
    centers = directions * (lengths / np.linalg.norm(directions, axis=1))[:, None]
    points = np.asfortranarray(np.repeat(centers[28:29] * 1e-9, 80, axis=0))
    with running(level):
        labels = nearest(points, centers)[0]
    assert np.array_equal(labels, np.full(80, 28))


def test_single_precision_decides_nearly_all_rows_of_ordinary_data(level):
    rng = np.random.default_rng(0)
    points, centers = np.asfortranarray(normal(rng, 6400, 20)), normal(rng, 10, 20)
    others = np.ascontiguousarray(centers[::-1])  # wrong centers, which label the uncertain rows
    labels = np.empty(6400, np.int8)
    with running(level):
        single_centers = native_nearest.single_precision_centers(centers)
        center_address, single, to = map(address, (others, single_centers, labels))
        native_nearest.assign_by_address(
            table_memory(points), 10, center_address, None, single, None, to, 1, None, None
        )
        right = nearest(points, centers)[0]
    assert 0.995 < np.mean(labels == right) <= 1


@pytest.mark.parametrize("k", [2, 9])
def test_many_rounds_on_several_threads_are_those_of_the_reference(level, monkeypatch, k):
    rng = np.random.default_rng(k)
    points = clustered(rng, 3 * CHUNK + 5, 10)
    points = np.asfortranarray(points[np.argsort(points[:, 0], kind="stable")])
    centers = np.ascontiguousarray(points[rng.integers(len(points), size=k)])
    right = reference(points, centers)
    for cores in (2, 5):
        with running(level), threads_on(monkeypatch, cores):
            assert results_of(points, centers) == right


def test_late_rounds_skip_most_rows(level):
    rng = np.random.default_rng(0)
    points = clustered(rng, 6400, 20)
    points = np.asfortranarray(points[np.argsort(points[:, 0], kind="stable")])
    with running(level):
        blocks, centers = Blocks.of(points, np.arange(6400)), np.ascontiguousarray(points[:5])
        found = assign_points(blocks, centers)
        assignment_pass = native_lloyd.AssignmentPass(blocks, 5)
        buffers = native_lloyd.RoundBuffers(6400, 20, 5)
        buffers.centers[:] = centers
        before = address(found.labels)
        assignment_pass.assign(buffers, before, 0.0)
        assert np.array_equal(buffers.labels, found.labels)
        buffers.centers[:] = centers[
            ::-1
        ]  # a move that is not reported, so rows within bounds keep their labels
        assignment_pass.assign(buffers, before, 0.0)
    assert 0.5 < np.mean(buffers.labels == found.labels) < 1
