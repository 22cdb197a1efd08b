"""k-means|| finds the clusters of points in shards in any units, and weights its candidates."""

import numpy as np
import pytest

from clusterlab.algorithms.common.seeding import draw_remaining_centers, random_row
from clusterlab.algorithms.kmeans import oversampling
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.oversampling import oversampled_start
from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.kernels.nearest import assign_points
from tests.shards import in_shards


def grid(factor=1.0, side=8, n=20_000):
    """Well separated groups on a grid."""
    rng = np.random.default_rng(1)
    places = np.stack(np.meshgrid(range(side), range(side)), axis=-1).reshape(-1, 2) * 10.0
    return (places[rng.integers(len(places), size=n)] + rng.normal(size=(n, 2))) * factor


def started(points, k, seed):
    """The centers of k-means|| and of exact k-means++."""
    first = points.take([random_row(points, seed)])
    exact = drain(draw_remaining_centers(points, first, k, k, seed, True))[0]
    return oversampled_start(points, first, k, seed).centers, exact


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e6])
def test_every_group_gets_a_center_whatever_the_units(factor):
    points = in_shards(Points(grid(factor)))
    centers, _ = started(points, 64, 0)
    positions = points.units.positions(centers) / factor
    assert len(np.unique(np.rint(positions / 10), axis=0)) == 64


def test_the_start_is_as_good_as_that_of_exact_sampling():
    points = Points(grid(side=12))
    totals = np.array(
        [
            [assign_points(points.blocks, each).total for each in started(in_shards(points), 60, seed)]
            for seed in range(5)
        ]
    )
    assert totals[:, 0].mean() < totals[:, 1].mean()


def test_about_twice_as_many_candidates_are_drawn_in_each_round_as_centers():
    points = in_shards(Points(grid()))
    found = oversampled_start(points, points.take([0]), 60, 3)
    assert 0.7 * 600 < found.candidates < 1.3 * 600


def test_candidates_count_as_many_points_as_are_nearest_to_them(monkeypatch):
    """Were they not weighted, a dense group would get no more centers than a sparse one."""
    seen = []
    clustered = oversampling._clustered
    monkeypatch.setattr(oversampling, "_clustered", lambda *given: seen.append(given) or clustered(*given))
    points = Points(grid())
    oversampled_start(in_shards(points), points.take([0]), 55, 0)
    candidates, weights = seen[0][:2]
    np.testing.assert_array_equal(weights, assign_points(points.blocks, candidates).counts)


def test_a_run_with_many_clusters_starts_so_with_the_same_bits_on_any_threads():
    points = Points(grid())
    runs = [list(KMeans(k=64).steps(in_shards(points, threads))) for threads in (1, 2, 3)]
    assert [step.k for step in runs[0]][:2] == [1, 64]
    assert runs[0][1].notes[-1].startswith("Started by k-means||: 5 rounds, ")
    assert len({run[-1].positions.tobytes() for run in runs}) == 1
    fast = list(KMeans(k=64).without_intermediate_steps(in_shards(points)))[-1]
    assert fast.objective == runs[0][-1].objective


def test_fewer_distinct_points_than_candidates_are_all_taken():
    table = np.repeat(np.arange(60.0), 300)[:, None]
    last = list(KMeans(k=60).steps(in_shards(Points(table))))[-1]
    assert (last.k, last.objective) == (60, 0.0)


def test_few_clusters_and_points_in_memory_are_picked_one_by_one():
    points = Points(grid())
    assert [step.k for step in KMeans(k=50).steps(in_shards(points)) if step.phase == "start"] == [
        *range(1, 51)
    ]
    assert [step.k for step in KMeans(k=60).steps(points) if step.phase == "start"] == [*range(1, 61)]
