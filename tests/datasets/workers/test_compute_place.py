"""A folder is computed by the workers of a connection while there is one, with the same bits."""

from types import SimpleNamespace

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.datasets.workers.calls import ClusterError, ConnectionLostError
from clusterlab.datasets.workers.compute_place import ComputePlace
from tests.shards import all_values, blobs, frame, made_folder, request_for
from tests.workers import WorkersHere


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
    points, workers = place.points(folder), WorkersHere(2)
    here = bits(algorithm.steps(points))
    assert not workers.calls
    place.connection = connection_to(workers)
    assert bits(algorithm.steps(points)) == here
    calls = workers.calls
    assert calls
    place.connection = None
    assert bits(algorithm.steps(points)) == here
    assert workers.calls == calls


def test_what_is_drawn_is_read_here(folder, place):
    workers = WorkersHere(2)
    place.connection = connection_to(workers)
    points = place.points(folder)
    assert (points.here.take([7]) == all_values(folder.points)[7]).all()
    assert points.row_number(7) == folder.points.row_number(7)
    assert points.here is points.here
    assert not workers.calls
    assert folder.points.here is folder.points


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
    points = place.points(folder)
    assert sum(points.map(count)) == 20_000
    assert others.calls


def test_a_connection_that_was_lost_in_a_call_raises(folder, place):
    place.connection = connection_to(EndingWorkers(lambda: None))
    with pytest.raises(ClusterError, match="The connection to this test was lost"):
        place.points(folder).map(count).__next__()


def count(number, blocks):
    """The number of points of a shard."""
    return len(blocks.points)
