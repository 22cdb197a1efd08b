"""A folder is computed by the workers of a connection while there is one, with the same bits."""

from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.datasets.table import LoadError
from clusterlab.datasets.workers.calls import ClusterError, ConnectionLostError
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.datasets.workers.worker_shards import folder_on_worker
from tests.shards import blobs, frame, made_folder, request_for
from tests.workers import WorkersHere, move_to_workers


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of 20,000 rows in three shards."""
    path = tmp_path_factory.mktemp("data") / "x.parquet"
    frame(blobs(20_000)).write_parquet(path)
    return made_folder(request_for(path), path.with_suffix(".clab-points"))


@pytest.fixture
def place():
    """A place without a connection."""
    return ComputePlace()


def connection_to(workers):
    """A connection to workers, without a thread."""
    tokens = iter(map(str, range(9)))
    return SimpleNamespace(workers=workers, new_token=lambda: next(tokens))


def bits(steps):
    """What is to be the same to the bit."""
    return [(step.objective, step.centers.tobytes(), step.stopped) for step in steps]


@pytest.mark.parametrize(
    "algorithm", [KMeans(k=4, max_iter=3), MiniBatch(k=3, max_iter=4), GaussianMixture(k=2, max_iter=2)]
)
def test_workers_compute_the_same_bits(folder, place, algorithm):
    points, workers = place.open(folder.path).points, WorkersHere(2)
    here = bits(algorithm.steps(points))
    assert not workers.calls
    place.connection = connection_to(workers)
    assert bits(algorithm.steps(points)) == here
    calls = workers.calls
    assert calls
    place.connection = None
    assert bits(algorithm.steps(points)) == here
    assert workers.calls == calls


def test_a_folder_that_only_workers_can_read_is_read_by_them(folder, place, monkeypatch):
    workers, path = WorkersHere(2), move_to_workers(monkeypatch, folder.path)
    with pytest.raises(LoadError, match="is no folder of prepared points"):
        place.open(path)
    place.connection = connection_to(workers)
    opened = place.open(path)
    assert opened.header == folder.header
    for found, expected in zip(opened.sampled(500), folder.sampled(500), strict=True):
        assert found.tolist() == expected.tolist()
    assert (opened.points.take([9_000]) == folder.points.take([9_000])).all()
    assert np.array_equal(opened.points.bounds, folder.points.bounds)
    assert opened.points.row_number(9_000) == folder.points.row_number(9_000)
    calls = workers.calls
    opened.points.row_number(9_000)
    assert workers.calls == calls  # captions name it again, and the window must not wait
    with pytest.raises(LoadError, match="is no folder of prepared points"):
        place.scaling(path)
    place.headers[path] = opened.header
    assert place.scaling(path) == "none"


def test_what_was_opened_with_workers_is_read_here_without_them(folder, place):
    place.connection = connection_to(WorkersHere(1))
    points = place.open(folder.path).points
    assert not points.shards.are_here
    place.connection = None
    assert points.shards.are_here
    assert (points.take([7]) == folder.points.take([7])).all()
    assert points.shards.blocks(1) is points.shards.blocks(1)  # mapped, and no copy


def test_a_folder_is_named_by_its_whole_path(monkeypatch):
    assert folder_on_worker(PureWindowsPath("/data/x.clab-points")) == "/data/x.clab-points"
    assert folder_on_worker(Path("x.clab-points")) == (Path.cwd() / "x.clab-points").as_posix()


class EndingWorkers(WorkersHere):
    """Workers whose connection ends at a call, meanwhile by a `meanwhile`."""

    def __init__(self, meanwhile):
        super().__init__(2)
        self.meanwhile = meanwhile

    def call(self, calls):
        """Ends the connection."""
        self.meanwhile()
        raise ConnectionLostError("this test")


def test_a_connection_that_was_closed_in_a_call_is_replaced_by_the_place_of_now(folder, place):
    others = WorkersHere(1)

    def reconnect():
        place.connection = connection_to(others)

    place.connection = connection_to(EndingWorkers(reconnect))
    points = place.open(folder.path).points
    assert sum(points.map(count)) == 20_000
    assert others.calls


def test_a_connection_that_was_lost_in_a_call_raises(folder, place):
    place.connection = connection_to(EndingWorkers(lambda: None))
    with pytest.raises(ClusterError, match="The connection to this test was lost"):
        place.open(folder.path).points.map(count).__next__()


def count(number, blocks):
    """The number of points of a shard."""
    return len(blocks.points)
