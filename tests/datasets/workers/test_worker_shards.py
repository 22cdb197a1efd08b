"""Runs over shards that workers hold have the bits of those over a folder, whoever dies on the way."""

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.progress import drain
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.prepared_rows import folder_on_workers, held_data, sources_on_workers
from clusterlab.datasets.workers.worker_shards import shared
from tests.shards import all_labels, all_rows, all_values, blobs, frame, made_folder, request_for
from tests.workers import WorkersHere

ALGORITHMS = [
    KMeans(k=5),
    KMeans(k=4, init="random-points", max_iter=3),
    KMeans(k=60, max_iter=2),
    MiniBatch(k=5, max_iter=12),
    GaussianMixture(k=3, max_iter=4),
    GaussianMixture(k=3, covariance="diag", init="k-means++", max_iter=2),
]


@pytest.fixture(scope="module")
def request_of_rows(tmp_path_factory):
    """A request for 30,000 rows."""
    path = tmp_path_factory.mktemp("data") / "x.parquet"
    frame(blobs(30_000)).write_parquet(path)
    return request_for(path)


@pytest.fixture(scope="module")
def folder(request_of_rows, tmp_path_factory):
    """The folder of these rows."""
    return made_folder(request_of_rows, tmp_path_factory.mktemp("points") / "x.clab-points")


def outcome(algorithm, points):
    """What is to be the same to the bit: objectives and centers of all steps, and the labels at the end."""
    steps = list(algorithm.steps(points))
    figures = [(step.objective, step.centers.tobytes(), step.stopped) for step in steps]
    return figures, all_labels(steps[-1], points).tobytes()


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=str)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_runs_have_the_bits_of_those_over_the_folder(request_of_rows, folder, algorithm, count):
    ours = drain(sources_on_workers(WorkersHere(count), "token", request_of_rows))
    assert outcome(algorithm, ours.points) == outcome(algorithm, folder.points)


@pytest.mark.parametrize("algorithm", [KMeans(k=5), GaussianMixture(k=3, max_iter=3)], ids=str)
@pytest.mark.parametrize("of_folder", [True, False])
def test_a_worker_that_dies_in_a_run_changes_no_bit(request_of_rows, folder, algorithm, of_folder):
    expected = outcome(algorithm, folder.points)
    for death in (12, 20, 31, 50):
        workers = WorkersHere(2, deaths=[death, death + 40])
        if of_folder:
            points = folder_on_workers(workers, "token", folder.path).points
        else:
            points = drain(sources_on_workers(workers, "token", request_of_rows)).points
        assert outcome(algorithm, points) == expected
        assert workers.lost


def test_workers_open_a_folder_themselves(folder):
    workers = WorkersHere(2)
    ours = folder_on_workers(workers, "token", folder.path)
    np.testing.assert_array_equal(all_values(ours.points), all_values(folder.points))
    np.testing.assert_array_equal(all_rows(ours.points), all_rows(folder.points))
    assert ours.points.row_number(20_000) == folder.points.row_number(20_000)


def test_a_worker_that_cannot_read_the_folder_is_named(folder, tmp_path):
    ours = folder_on_workers(WorkersHere(2), "token", folder.path)
    for place in folder.path.glob("*.npy"):
        place.rename(tmp_path / place.name)
    try:
        with pytest.raises(ClusterError, match=r"Worker worker-\d: .* is damaged: it is missing"):
            all_values(ours.points)
    finally:
        for place in tmp_path.glob("*.npy"):
            place.rename(folder.path / place.name)


def test_workers_that_are_lost_again_and_again_end_the_work(folder):
    ours = folder_on_workers(WorkersHere(1, deaths=range(2, 100)), "token", folder.path)
    with pytest.raises(ClusterError, match="the work was given up"):
        all_values(ours.points)


def test_workers_hold_nothing_after_the_work(request_of_rows):
    workers = WorkersHere(2)
    with held_data(workers) as token:
        drain(sources_on_workers(workers, token, request_of_rows))
        assert all(token in held for held in workers.held.values())
    assert workers.held == {"worker-0": {}, "worker-1": {}}


@pytest.mark.parametrize(("numbers", "names"), [(5, 2), (2, 5), (1, 3), (0, 2), (9, 9)])
def test_numbers_are_shared_in_order(numbers, names):
    found = shared(range(numbers), [f"w{i}" for i in range(names)])
    assert [number for own in found.values() for number in own] == list(range(numbers))
    sizes = [len(own) for own in found.values()]
    assert not sizes or max(sizes) - min(sizes) <= 1


def test_shards_that_are_asked_for_one_by_one_are_shared_among_workers(folder):
    ours = folder_on_workers(WorkersHere(2), "token", folder.path).points
    for number in range(ours.n_shards):
        ours.take([number * ours.shard_rows])
    owners = [*ours.shards._owners.values()]
    assert sorted(owners.count(name) for name in set(owners)) == [2, 2]
