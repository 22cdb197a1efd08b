"""k-means over points in shards: the same steps as in memory, and the same bits on any number of threads."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, KMeans
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points, PointsError
from tests.shards import all_labels, blobs, in_shards


def assert_same_run(algorithm, table, start=None):
    """That a run over shards has the same steps to rounding, and the same labels at the end."""
    points = Points(table)
    shards = in_shards(points)
    ours, theirs = list(algorithm.steps(shards, start)), list(algorithm.steps(points, start))
    assert [step.phase for step in ours] == [step.phase for step in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.positions, other.positions, rtol=1e-9, atol=1e-12)
        assert (mine.objective or 0.0) == pytest.approx(other.objective or 0.0, rel=1e-9)
        assert (mine.picked, mine.iteration, mine.stopped) == (other.picked, other.iteration, other.stopped)
        assert mine.moved_points == other.moved_points
        assert mine.labels is None
    np.testing.assert_array_equal(all_labels(ours[-1], shards), theirs[-1].labels)


@pytest.mark.parametrize("init", INIT_CHOICES)
def test_the_steps_are_those_of_points_in_memory(init):
    assert_same_run(KMeans(k=5, init=init, seed=2), blobs())


@settings(max_examples=15)
@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 10_000))
def test_any_table_gives_the_same_run(k, d, seed):
    assert_same_run(KMeans(k=k, seed=seed, max_iter=8), blobs(17_000, k, d, seed))


def test_empty_clusters_take_the_same_points():
    start = [[0.0, 0.0], [1000.0, 0.0], [1.0, 1.0], [0.0, 900.0]]
    algorithm = KMeans(k=4, max_iter=5)
    assert any(step.moved_points for step in algorithm.steps(in_shards(Points(blobs())), start))
    assert_same_run(algorithm, blobs(), start)


def test_fewer_distinct_points_than_clusters_make_fewer_clusters():
    table = np.repeat(np.arange(3.0), 6000)[:, None] * [1.0, 2.0]
    assert_same_run(KMeans(k=7), table)
    last = list(KMeans(k=7).steps(in_shards(Points(table))))[-1]
    assert (last.k, last.objective) == (3, 0.0)


def test_random_points_are_distinct_points_and_the_same_for_a_seed():
    points, algorithm = in_shards(Points(blobs())), KMeans(k=6, init="random-points", seed=4)
    picked = algorithm.first(points).positions
    assert len(np.unique(picked, axis=0)) == 6
    assert all((points.shards.points.values == row).all(axis=1).any() for row in picked)
    np.testing.assert_array_equal(picked, algorithm.first(points).positions)


@pytest.mark.parametrize("k", [3, 12])
def test_results_have_the_same_bits_on_any_number_of_threads(k):
    points = Points(blobs(60_000, 6, 3))
    runs = [list(KMeans(k=k).steps(in_shards(points, threads))) for threads in (1, 2, 3)]
    for steps in zip(*runs, strict=True):
        assert len({(step.objective, step.positions.tobytes()) for step in steps}) == 1


def test_a_moved_center_starts_anew_as_in_memory():
    points, algorithm = Points(blobs()), KMeans(k=4)
    ends = []
    for own in (points, in_shards(points)):
        last = list(algorithm.steps(own))[-1]
        centers = last.positions.copy()
        centers[1] = (0.1, -0.1)
        moved = algorithm.with_centers(last, centers, np.arange(4), own)
        ends.append(list(algorithm.remaining_steps(moved, own))[-1])
    np.testing.assert_allclose(ends[1].positions, ends[0].positions, rtol=1e-9)
    assert ends[0].iteration == ends[1].iteration


def test_the_fastest_way_to_the_last_step_ends_at_the_same_one():
    points, algorithm = in_shards(Points(blobs())), KMeans(k=5)
    fast, last = list(algorithm.without_intermediate_steps(points))[-1], list(algorithm.steps(points))[-1]
    assert (fast.objective, fast.iteration) == (last.objective, last.iteration)


def test_the_inertia_sums_squared_distances():
    points = in_shards(Points(blobs()))
    last = list(KMeans(k=5).steps(points))[-1]
    values, labels = points.shards.points.values, all_labels(last, points)
    squares = ((values - last.positions[labels]) ** 2).sum()
    assert last.objective == pytest.approx(squares, rel=1e-12)


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e6])
def test_the_tolerance_is_a_share_of_the_variance(factor):
    """Data in other units run as long."""
    last = list(KMeans(k=5, tol=1e-4).steps(in_shards(Points(blobs() * factor))))[-1]
    assert last.iteration == list(KMeans(k=5, tol=1e-4).steps(Points(blobs())))[-1].iteration


def test_a_run_ends_when_no_point_changes_and_not_at_the_limit():
    last = list(KMeans(k=5, max_iter=300).steps(in_shards(Points(blobs()))))[-1]
    assert last.stopped == "no point changed"
    assert last.iteration < 300


def test_a_step_can_be_made_without_its_past():
    points, algorithm = in_shards(Points(blobs())), KMeans(k=5)
    steps = list(algorithm.steps(points))
    for before, after in pairwise(steps):
        again = algorithm.after(replace(before), points)
        assert (again.objective, again.phase, again.stopped) == (after.objective, after.phase, after.stopped)


def test_single_transfers_are_refused():
    with pytest.raises(ParamError, match="Single transfers take no points in shards"):
        next(KMeans(finish="transfers").steps(in_shards(Points(blobs(9000)))))


def test_a_fit_would_hold_all_labels():
    with pytest.raises(PointsError, match="A fit holds the labels of all points"):
        KMeans(k=2).fit(in_shards(Points(blobs(9000))))
