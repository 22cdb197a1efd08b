"""Lloyd iterations over many columns, with bounds of all distances, return the bits of the reference."""

import numpy as np
import pytest

from clusterlab.core.progress import drain
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.lloyd import run_rounds
from clusterlab.kernels.native.arguments import address
from clusterlab.kernels.native.bounded import BoundedPass, is_bounded
from clusterlab.kernels.native.passes import RoundBuffers
from clusterlab.kernels.nearest import assign_points
from clusterlab.kernels.typing import CHUNK
from tests.kernels.levels import running, threads_on
from tests.kernels.native.test_filter import KINDS, clustered, large, tiny

WIDE = 260


def rounds_of(points, centers, rounds=(1, 3, 25)):
    """The results of several numbers of iterations."""
    results = []
    with np.errstate(all="ignore"):
        blocks = Blocks.of(points, np.arange(len(points)))
        found = assign_points(blocks, centers)
        for most in rounds:
            result = drain(run_rounds(blocks, centers, found, 0.0, most))
            results += [result.centers, *result.found, result.n_rounds]
    return [np.asarray(result, float if result is None else None).tobytes() for result in results]


def same_rounds(level, points, centers, **options):
    """Whether the iterations of a level are those of the reference."""
    assert is_bounded(*points.shape, len(centers))
    with running(level):
        found = rounds_of(points, centers, **options)
    with running("numpy"):
        return found == rounds_of(points, centers, **options)


def places(rng, points, k):
    """Some of the points as centers."""
    return np.ascontiguousarray(points[rng.choice(len(points), k, replace=False)])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [2, 12, 40])
def test_rounds_are_those_of_the_reference_for_all_kinds_of_numbers(level, kind, k):
    rng = np.random.default_rng(k)
    points = np.asfortranarray(kind(rng, 800, WIDE))
    assert same_rounds(level, points, places(rng, points, k))


@pytest.mark.parametrize("rare", [large, tiny])
def test_centers_that_move_far_are_followed(level, rare):
    rng = np.random.default_rng(1)
    points = np.concatenate([clustered(rng, 500, WIDE), rare(rng, 20, WIDE)])
    assert same_rounds(level, np.asfortranarray(points), places(rng, points[:500], 9))
    assert same_rounds(level, np.asfortranarray(points), np.ascontiguousarray(points[490:510]))


@pytest.mark.parametrize("distance", [1e-9, 1e-6, 1e-3])
def test_rows_between_centers_are_decided_in_every_round(level, distance):
    rng = np.random.default_rng(2)
    centers = rng.normal(size=(20, WIDE))
    between = 0.5 * (centers[rng.integers(20, size=900)] + centers[rng.integers(20, size=900)])
    points = np.asfortranarray(between + rng.normal(size=between.shape) * distance)
    assert same_rounds(level, points, centers)


def test_slow_rounds_over_several_chunks_are_those_of_the_reference(level, monkeypatch):
    rng = np.random.default_rng(3)
    points = np.asfortranarray(clustered(rng, 2 * CHUNK + 70, WIDE))
    for cores in (2, 5):
        with threads_on(monkeypatch, cores):
            assert same_rounds(level, points, places(rng, points, 14), rounds=(12,))


def test_rows_within_bounds_are_not_compared_again(level):
    rng = np.random.default_rng(0)
    points = np.asfortranarray(clustered(rng, 640, WIDE))
    centers = np.ascontiguousarray(points[:5])
    with running(level):
        blocks = Blocks.of(points, np.arange(640))
        found, buffers = assign_points(blocks, centers), RoundBuffers(640, WIDE, 5)
        bounded = BoundedPass(blocks, 5)
        buffers.centers[:] = centers
        bounded.assign(buffers, address(found.labels), 0.0)
        assert np.array_equal(buffers.labels, found.labels)
        buffers.centers[:] = bounded.previous[:] = centers[::-1]  # a move that is not seen, so labels stay
        bounded.assign(buffers, address(found.labels), 0.0)
    assert 0.9 < np.mean(buffers.labels == found.labels) < 1  # a few are too near to another center


def labels_of_rounds(at):
    """The labels of 8 rows at the origin, after each of some rounds with centers `at` places of column 0."""
    points, buffers, found = np.zeros((8, WIDE), order="F"), RoundBuffers(8, WIDE, 2), []
    bounded = BoundedPass(Blocks.of(points, np.arange(8)), 2)
    labels = np.zeros_like(buffers.labels)
    for places_now in at:
        buffers.centers[:] = 0.0
        buffers.centers[:, 0] = places_now
        bounded.assign(buffers, address(labels), 0.0)
        labels = buffers.labels.copy()
        found += [*np.unique(labels)]
    return found


def test_of_centers_at_the_same_distance_the_first_is_nearest_whatever_the_label_was(level):
    with running(level):
        assert labels_of_rounds([(-2, 1), (-1, 1)]) == [1, 0]


def test_a_center_that_moved_farther_than_can_be_measured_is_nearest_again(level):
    with running(level):
        assert labels_of_rounds([(0, 3), (0, 1e200), (0, 3), (5, 0.1)]) == [0, 0, 0, 1]


def test_few_columns_and_very_many_centers_or_rows_have_no_bounds():
    assert is_bounded(20_000, 768, 20)
    assert not is_bounded(20_000, 100, 20)
    assert not is_bounded(20_000, 768, 2000)
    assert not is_bounded(2_000_000, 768, 20)
    assert not is_bounded(20_000, 768, 1)
