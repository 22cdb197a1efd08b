"""Every algorithm is tried with its usual starts; what cannot run has a reason; the best come first."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.worker import Worker
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import Table
from clusterlab.session.analysis import try_all as module
from clusterlab.session.analysis.comparison import ComparisonEntry
from clusterlab.session.analysis.comparison_metrics import ground_truth_of
from clusterlab.session.analysis.try_all import TryAll, TryAllRequest, all_algorithms, compare_all, search_all
from clusterlab.session.state.prepared import prepare


def request_of(prepared, algorithms, classes=None, budget=0):
    """A request for some algorithms."""
    return TryAllRequest(prepared, tuple(algorithms), lambda: classes, budget)


@pytest.fixture(scope="module")
def blobs():
    """Three groups."""
    return prepare(Blobs(points=60).make(), None, "none", True)


@pytest.fixture(scope="module")
def entries(blobs):
    """The results of all algorithms."""
    return compare_all(request_of(blobs, all_algorithms(3)))


def test_every_algorithm_is_tried_as_it_is_by_default(entries, blobs):
    assert {entry.algorithm.name for entry in entries} == set(ALGORITHMS.all())
    assert [entry.failure for entry in entries] == [""] * len(entries)
    found = {type(entry.algorithm): entry for entry in entries}
    assert found[DBSCAN].algorithm == DBSCAN()
    winner, step = best_restart(KMeans(k=3), blobs.points, KMeans.restarts_per_k)
    assert found[KMeans].algorithm == winner
    assert np.array_equal(found[KMeans].last.labels, step.labels)


def test_the_best_silhouette_is_first_and_with_classes_the_best_ari(entries, blobs):
    widths = [entry.metrics.silhouette for entry in entries]
    assert widths == sorted(widths, reverse=True)
    known = compare_all(request_of(blobs, all_algorithms(3), ground_truth_of(blobs)))
    agreement = [entry.metrics.ground_truth_ari for entry in known]
    assert agreement == sorted(agreement, reverse=True)


def test_k_and_seed_are_those_that_are_chosen():
    made = {type(one): one for one in all_algorithms(5, KMeans(seed=7))}
    assert (made[KMeans].k, made[KMeans].seed, made[MiniBatch].seed) == (5, 7, 7)
    assert made[DBSCAN] == DBSCAN()


def test_what_takes_no_weights_says_so_and_comes_last():
    values = np.random.default_rng(0).normal(size=(40, 2))
    table = Table("t", ("x", "y", "w"), np.column_stack([values, np.arange(1.0, 41.0)]))
    weighted = prepare(table, ("x", "y"), "none", False, weights="w")
    found = compare_all(request_of(weighted, all_algorithms(2)))
    refused = [entry.algorithm.name for entry in found if "takes no weights" in entry.failure]
    assert refused
    assert [entry.algorithm.name for entry in found][-len(refused) :] == refused
    assert all(ALGORITHMS.all()[name].takes_weights is False for name in refused)


def test_what_needs_too_much_memory_or_time_or_a_stream_says_so(blobs, monkeypatch):
    monkeypatch.setattr(module, "check_memory", check_no_pairs)
    stream = MiniBatch(batches="stream")
    found = {
        entry.algorithm.name: entry.failure
        for entry in compare_all(request_of(blobs, [KMeans(), stream, ALGORITHMS.all()["ward"]()]))
    }
    assert found["kmeans"] == ""
    assert found["ward"] == "Not enough memory. Use fewer points."
    assert found["minibatch"].startswith("A stream is not tried")
    monkeypatch.setattr(module, "MAX_SECONDS", 0)
    (entry,) = compare_all(request_of(blobs, [KMeans()]))
    assert entry.failure == "Stopped after 0 seconds, because it takes long on 60 points."


def check_no_pairs(algorithm, n, d, budget):
    """Raises MemoryError for Ward."""
    if algorithm.name == "ward":
        raise MemoryError


def test_many_points_are_run_once(blobs, monkeypatch):
    monkeypatch.setattr(module, "MAX_RESTARTED_POINTS", 10)
    (entry,) = compare_all(request_of(blobs, [KMeans(k=4, seed=3)]))
    assert entry.algorithm.seed == 3


def test_noise_alone_has_no_silhouette_and_comes_after_the_others(blobs):
    found = compare_all(request_of(blobs, [DBSCAN(eps=1e-6), KMeans()]))
    assert [entry.algorithm.name for entry in found] == ["kmeans", "dbscan"]
    assert found[1].metrics.silhouette is None


def test_a_single_row_can_be_tried():
    one = prepare(Table("t", ("x", "y"), np.array([[1.0, 2.0]])), None, "none", False)
    found = compare_all(request_of(one, all_algorithms(1)))
    assert len(found) == len(ALGORITHMS.all())


def test_results_come_one_after_another_and_stay_when_it_is_stopped(blobs):
    items = search_all(request_of(blobs, [KMeans(), DBSCAN()]))
    before = next(items)
    assert (before.done, before.of, before.title) == (0, 2, "k-means")
    assert next(item for item in items if isinstance(item, ComparisonEntry)).algorithm.name == "kmeans"
    worker = Worker("try all test")
    try:
        tried = TryAll(worker.task_queue())
        tried.start(request_of(blobs, [KMeans(), DBSCAN()]), "key")
        tried._queue.wait()
        assert tried.tick() == (True, None)
        assert not tried.busy
        assert not tried.is_stopped
        assert not tried.follow("key")
        assert tried.follow("other")
        assert (tried.entries, tried.request) == ([], None)
        tried.start(request_of(blobs, [KMeans(), DBSCAN()]), "key")
        assert tried.cancel()
        assert tried.is_stopped
    finally:
        assert worker.close()
