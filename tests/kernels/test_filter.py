"""Wide points find their centers in single precision, with the bits of the reference, which never does so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.core.progress import drain
from clusterlab.kernels import parallel
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.lloyd import run_rounds, sums_by_label
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.nearest import assign_points, nearest
from clusterlab.kernels.typing import CHUNK
from tests.kernels.levels import running

MOST_WORK = 200_000


def spread(rng, n, d):
    """Points in no groups."""
    return rng.normal(size=(n, d))


def on_a_grid(rng, n, d):
    """Points of which many are twins and many lie between centers."""
    return rng.integers(-1, 2, (n, d)) * 1.0


def far_away(rng, n, d):
    """Points whose last digits tell them apart."""
    return rng.integers(-3, 4, (n, d)) * 0.5 + 1e8


def huge(rng, n, d):
    """Points whose squares are no numbers."""
    return rng.normal(size=(n, d)) * 1e300


def large(rng, n, d):
    """Points whose squares are no single numbers."""
    return rng.normal(size=(n, d)) * 1e30


def tiny(rng, n, d):
    """Points whose squares are nothing."""
    return rng.normal(size=(n, d)) * 1e-300


def beside_one_far_out(rng, n, d):
    """Points that one outlier makes very small."""
    points = rng.normal(size=(n, d)) * 1e-40
    points[-1] = 1.0
    return points


def partly_constant(rng, n, d):
    """Points that differ in one column only."""
    points = np.full((n, d), 0.1)
    points[:, -1] = rng.normal(size=n)
    return points


def in_groups(rng, n, d):
    """Points around a few places."""
    return rng.normal(size=(5, d))[rng.integers(5, size=n)] * 4 + rng.normal(size=(n, d))


KINDS = (spread, on_a_grid, far_away, huge, large, tiny, beside_one_far_out, partly_constant, in_groups)


@st.composite
def tables(draw):
    """Wide points in columns, sorted by one of them or not, and centers among them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d = (
        draw(st.integers(1, 40) | st.integers(1, 700)),
        draw(st.integers(9, 30) | st.sampled_from([300, 600])),
    )
    k = max(1, min(draw(st.integers(1, 9) | st.integers(1, 300)), MOST_WORK // (n * d)))
    points = draw(st.sampled_from(KINDS))(rng, n, d)
    if draw(st.booleans()):
        points = points[np.argsort(points[:, 0], kind="stable")]
    return np.asfortranarray(points), np.ascontiguousarray(points[rng.integers(n, size=k)])


def runs(points, centers):
    """Everything that is found once and in rounds of some length."""
    with np.errstate(all="ignore"):
        blocks = Blocks.of(points, np.arange(len(points)))
        found = assign_points(blocks, centers)
        results = [
            *nearest(points, centers),
            *found,
            *sums_by_label(blocks, found.labels[::-1].copy(), len(centers)),
        ]
        for most in (1, 2, 12):
            reached = drain(run_rounds(blocks, centers, found, 0.0, most))
            results += [reached.centers, *reached.found, reached.n_rounds]
    return [np.asarray(result, float if result is None else None).tobytes() for result in results]


def reference(points, centers):
    """The same by the reference."""
    with running("numpy"):
        return runs(points, centers)


@settings(max_examples=40)
@given(tables())
def test_the_bits_are_those_of_the_reference_whatever_the_numbers_are(level, drawn):
    with running(level):
        assert runs(*drawn) == reference(*drawn)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.integers(9, 40))
def test_what_single_precision_cannot_tell_apart_is_told_apart(level, seed, d):
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(4, d))
    between = 0.5 * (centers[rng.integers(4, size=300)] + centers[rng.integers(4, size=300)])
    points = np.asfortranarray(between + rng.normal(size=(300, d)) * 1e-9)
    with running(level):
        assert runs(points, centers) == reference(points, centers)


def test_on_ordinary_data_single_precision_decides_nearly_always(level):
    rng = np.random.default_rng(0)
    points, centers = np.asfortranarray(spread(rng, 6400, 20)), spread(rng, 10, 20)
    others = np.ascontiguousarray(centers[::-1])  # by which those are labeled that it leaves undecided
    labels = np.empty(6400, np.int8)
    with running(level):
        narrowed = native_nearest._narrowed(centers)
        places, single, to = map(native_nearest._address, (others, narrowed, labels))
        native_nearest.assign_at(native_nearest._memory(points), 10, places, single, None, to, 1, None, None)
        right = nearest(points, centers)[0]
    assert 0.995 < np.mean(labels == right) <= 1


@pytest.mark.parametrize("k", [2, 9])
def test_many_rounds_on_two_threads_are_those_of_the_reference(level, monkeypatch, k):
    rng = np.random.default_rng(k)
    points = in_groups(rng, 3 * CHUNK + 5, 10)
    points = np.asfortranarray(points[np.argsort(points[:, 0], kind="stable")])
    centers = np.ascontiguousarray(points[rng.integers(len(points), size=k)])
    monkeypatch.setattr(parallel, "_core_count", lambda: 2)
    with running(level):
        assert runs(points, centers) == reference(points, centers)


def test_in_late_rounds_most_rows_are_not_looked_at(level):
    rng = np.random.default_rng(0)
    points = in_groups(rng, 6400, 20)
    points = np.asfortranarray(points[np.argsort(points[:, 0], kind="stable")])
    with running(level):
        blocks, centers = Blocks.of(points, np.arange(6400)), np.ascontiguousarray(points[:5])
        found = assign_points(blocks, centers)
        once = native_lloyd.AssignmentPass(blocks, 5)
        room = native_lloyd.RoundBuffers(6400, 20, 5)
        room.centers[:] = centers
        before = native_nearest._address(found.labels)
        once.assign(room, before, 0.0)
        assert np.array_equal(room.labels, found.labels)
        room.centers[:] = centers[::-1]  # a lie: they have not moved, so it is not noticed
        once.assign(room, before, 0.0)
    assert 0.5 < np.mean(room.labels == found.labels) < 1
