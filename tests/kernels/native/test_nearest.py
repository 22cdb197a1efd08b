"""Native nearest centers, Lloyd iterations and k-means++ return the bits of the reference, at every level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.core.progress import drain
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.kmeanspp import (
    add_center,
    candidate_totals,
    draw_centers,
    initial_potential,
    rows_at_shares,
)
from clusterlab.kernels.lloyd import cluster_means, run_rounds
from clusterlab.kernels.morton import spatial_order
from clusterlab.kernels.native import kmeanspp as native_kmeanspp
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.kernels.native import nearest as native_nearest
from clusterlab.kernels.nearest import assign_batch, assign_points, nearest, nearest_sums
from clusterlab.kernels.typing import BLOCK, CHUNK, label_dtype
from tests.kernels.levels import running, threads_on

MAX_WORK = 2_000_000


@st.composite
def tables(draw):
    """Points and centers: on grids with ties and duplicates, or normally distributed; sorted or not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 5000) | st.integers(1, 2 * BLOCK) | st.sampled_from([BLOCK, CHUNK, CHUNK + 1]))
    d = draw(st.integers(1, 20) | st.sampled_from([1, 2, 2, 3]))
    k = max(1, min(draw(st.integers(1, 300) | st.integers(1, 9)), MAX_WORK // (n * d)))
    if draw(st.booleans()):
        offset = draw(st.sampled_from([0.0, 1e8]))
        points, centers = (rng.integers(-3, 4, (m, d)) + offset for m in (n, k))
    else:
        points, centers = rng.normal(size=(n, d)), rng.normal(size=(k, d))
    if draw(st.booleans()):  # blocks of few clusters, as in spatial order
        points = points[np.argsort(points[:, 0], kind="stable")]
    if draw(st.booleans()):
        centers = points[rng.integers(n, size=k)]
    return np.asfortranarray(points), np.ascontiguousarray(centers)


def all_results(points, centers):
    """The results of all kernels of k-means in turn."""
    yield from nearest(points, centers)
    yield from assign_batch(points, centers)
    blocks = Blocks.of(points, np.arange(len(points)))
    yield from nearest_sums(blocks, centers)
    found = assign_points(blocks, centers)
    for hints in (None, found.labels, np.zeros_like(found.labels), found.labels[::-1].copy()):
        yield from assign_points(blocks, centers, hints)
    if found.counts.all():
        yield from cluster_means(blocks, found.labels, centers, found.sums, found.counts)
    for max_rounds in (0, 1, 4):
        result = drain(run_rounds(blocks, centers, found, 0.0, max_rounds))
        yield from (result.centers, *result.found, result.n_rounds)
    potential = initial_potential(blocks)
    for center in centers[:3]:
        yield from add_center(blocks, center, potential).copy()
    yield candidate_totals(blocks, centers[:9], potential)
    if potential.sums.any():
        yield rows_at_shares(potential, np.array([0.0, 0.1, 0.5, 0.9, np.nextafter(1, 0)]))
    for shares in (np.linspace(0, 0.99, 6).reshape(3, 2), np.linspace(0, 0.99, 4).reshape(4, 1)):
        potential = initial_potential(blocks)
        add_center(blocks, centers[0], potential)
        yield from (*draw_centers(blocks, potential, shares), *potential)


def bits(results):
    """Types, shapes and bytes."""
    arrays = [np.asarray(result, float if result is None else None) for result in results]
    return [(array.dtype, array.shape, array.tobytes()) for array in arrays]


def expected(points, centers):
    """The bits of the reference."""
    with running("numpy"):
        return bits(all_results(points, centers))


@given(tables())
def test_native_and_reference_agree_to_the_bit(level, case):
    with running(level):
        assert bits(all_results(*case)) == expected(*case)


@pytest.mark.parametrize("d", [*range(1, 19), 31, 33, 50])
def test_they_agree_for_every_number_of_columns(level, d):
    rng = np.random.default_rng(d)
    for ordered in (False, True):
        points = rng.normal(size=(700, d)) * 3
        points = np.asfortranarray(points[np.argsort(points[:, 0])] if ordered else points)
        for k in (1, 4, 7):
            centers = points[rng.integers(700, size=k)]
            with running(level):
                assert bits(all_results(points, centers)) == expected(points, centers)


@pytest.mark.parametrize("d", [511, 512, 1100])
def test_they_agree_for_so_many_columns_that_blocks_are_compared_with_four_centers_at_a_time(level, d):
    rng = np.random.default_rng(d)
    points = np.asfortranarray(rng.normal(size=(77, d)))
    for k in (1, 4, 7):
        centers = points[rng.integers(77, size=k)]
        with running(level):
            assert bits(all_results(points, centers)) == expected(points, centers)


@pytest.mark.parametrize(("k", "kind"), [(128, np.int8), (129, np.int16), (32769, np.int32)])
def test_they_agree_for_every_label_type(level, k, kind):
    points = np.asfortranarray(np.arange(0.0, k + 5)[:, None])
    centers = np.arange(0.0, k)[:, None]
    last = Blocks.of(points, np.arange(len(points) - 9, len(points)))
    with running(level):
        labels, distances = nearest(points[-9:], centers)
        found = assign_points(last, centers, np.zeros_like(labels))
    assert labels.dtype == found.labels.dtype == kind
    assert labels.tolist() == found.labels.tolist() == [*range(k - 4, k), *[k - 1] * 5]
    assert distances.tolist() == [0] * 4 + [1, 4, 9, 16, 25]
    assert found.counts[-4:].tolist() == [1, 1, 1, 6]
    assert (found.sums.sum(), found.counts.sum(), found.changed) == (points[-9:].sum(), 9, 9)


@pytest.mark.parametrize(
    ("n", "d", "k"),
    [*((n, 3, 5) for n in (CHUNK, CHUNK + 1, 30_000, 250_001)), (CHUNK + 1, 256, 3), (30_000, 2, 512)],
)
def test_any_number_of_threads_returns_the_same_bits(level, monkeypatch, n, d, k):
    rng = np.random.default_rng(n)
    points, centers = np.asfortranarray(rng.normal(size=(n, d))), rng.normal(size=(k, d))
    right = expected(points, centers)
    for cores in (1, 2, 5):
        with running(level), threads_on(monkeypatch, cores):
            assert bits(all_results(points, centers)) == right


@pytest.mark.parametrize(("n", "d", "k"), [(3000, 2, 257), (2000, 3, 600), (2000, 1, 1100), (700, 2, 700)])
def test_they_agree_for_more_centers_than_a_box_can_exclude(level, n, d, k):
    """Also where more centers than a set can hold may be nearest within a group of blocks, or a block."""
    rng = np.random.default_rng(k)
    points = rng.normal(size=(n, d))
    points = np.asfortranarray(points[spatial_order(points)])
    for scattered in (points[rng.permutation(n)[:k]], rng.normal(size=(k, d)) * 1e-3):
        centers = np.ascontiguousarray(scattered)
        with running(level):
            assert bits(all_results(points, centers)) == expected(points, centers)


def test_memory_layout_does_not_matter(level):
    rng = np.random.default_rng(0)
    points, centers = rng.integers(-3, 4, (500, 4)).astype(float), rng.integers(-3, 4, (9, 4)).astype(float)
    wide = np.asfortranarray(np.hstack([points, points]))
    right = expected(points, centers)
    with running(level):
        for same in (points, np.asfortranarray(points), wide[:, 4:], wide[:, :4][::-1][::-1]):
            assert bits(all_results(same, centers)) == right
        assert bits(all_results(points, np.asfortranarray(centers))) == right
        assert bits(all_results(points[:1], centers)) == expected(points[:1], centers)


POINTS, CENTERS = np.asfortranarray(np.eye(3)), np.eye(3)[:2]
BLOCKS = Blocks.of(POINTS, np.arange(3))
LABELS = np.zeros(3, np.int8)
FOUND = assign_points(BLOCKS, CENTERS)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (native_nearest.nearest, (POINTS.astype(np.float32), CENTERS)),
        (native_nearest.nearest, (POINTS, CENTERS.astype(int))),
        (native_nearest.nearest, (POINTS, CENTERS[:, :2])),
        (native_nearest.nearest, (POINTS, CENTERS[:0])),
        (native_nearest.nearest, (POINTS[:0], CENTERS)),
        (native_nearest.assign_batch, (POINTS[:0], CENTERS)),
        (native_nearest.assign_points, (BLOCKS, CENTERS[:, 0])),
        (native_nearest.assign_points, (BLOCKS, CENTERS, LABELS[:2])),
        (native_nearest.assign_points, (BLOCKS, CENTERS, LABELS.astype(np.uint8))),
        (native_nearest.assign_points, (BLOCKS, CENTERS, LABELS.astype(np.int16))),
        (native_nearest.assign_points, (BLOCKS, CENTERS, np.zeros(6, np.int8)[::2])),
        (native_lloyd.cluster_means, (BLOCKS, LABELS, CENTERS, CENTERS[:1], np.ones(2))),
        (native_lloyd.cluster_means, (BLOCKS, LABELS, CENTERS, CENTERS.astype(int), np.ones(2))),
        (native_lloyd.cluster_means, (BLOCKS, LABELS, CENTERS, CENTERS, np.ones(3))),
        (native_lloyd.cluster_means, (BLOCKS, LABELS, CENTERS, CENTERS, np.ones(2, int))),
        (native_lloyd.cluster_means, (BLOCKS, LABELS[:2], CENTERS, CENTERS, np.ones(2))),
        (native_lloyd.cluster_means, (BLOCKS, LABELS.astype(int), CENTERS, CENTERS, np.ones(2))),
        (native_lloyd.cluster_means, (BLOCKS, LABELS, CENTERS[:, :2], CENTERS[:, :2], np.ones(2))),
        (native_lloyd.run_rounds, (BLOCKS, CENTERS, FOUND._replace(labels=LABELS[:2]), 0.0, 1)),
        (native_lloyd.run_rounds, (BLOCKS, CENTERS, FOUND._replace(counts=np.ones(3)), 0.0, 1)),
        (native_lloyd.run_rounds, (BLOCKS, CENTERS[:, :2], FOUND._replace(sums=CENTERS[:, :2]), 0.0, 1)),
        (native_kmeanspp.add_center, (BLOCKS, CENTERS[0, :2], initial_potential(BLOCKS))),
        (native_kmeanspp.draw_centers, (BLOCKS, initial_potential(BLOCKS), np.ones((2, 300)))),
        (native_kmeanspp.draw_centers, (BLOCKS, initial_potential(BLOCKS), np.ones((2, 3)), np.ones(3))),
        (
            native_kmeanspp.candidate_totals,
            (BLOCKS, np.zeros((native_kmeanspp.MAX_CANDIDATES + 1, 3)), initial_potential(BLOCKS)),
        ),
    ],
)
def test_arrays_that_compiled_code_cannot_take_give_none(best, call, arguments):
    with running(best):
        assert call(*arguments) is None


def test_hints_out_of_range_do_no_harm(level):
    points = np.random.default_rng(0).normal(size=(500, 12))
    blocks, centers = Blocks.of(points, np.arange(500)), points[:4]
    with running(level):
        right = assign_points(blocks, centers)
        for hint in (-1, 4, 127):
            found = assign_points(blocks, centers, np.full(500, hint, np.int8))
            assert bits(found[:4]) == bits(right[:4])
            assert found.changed == 500


def test_arguments_that_compiled_code_cannot_take_use_the_reference(best):
    points, centers = np.arange(12).reshape(6, 2), np.arange(4).reshape(2, 2)
    with running(best):
        assert nearest(points, centers)[0].tolist() == [0, 1, 1, 1, 1, 1]


def test_labels_have_the_type_of_the_reference(best):
    with running(best):
        assert nearest(np.zeros((1, 1)), np.zeros((300, 1)))[0].dtype == label_dtype(300)
