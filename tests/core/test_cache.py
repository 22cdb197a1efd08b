"""Caches: values are built once, few are kept, and they end with their owner."""

import gc
import threading
import weakref

import numpy as np
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.cache import (
    MAX_CACHED,
    cached,
    cached_bytes,
    cached_latest,
    keep_latest,
    take_latest,
)
from clusterlab.core.points import Points
from clusterlab.core.projection import component_view


@pytest.fixture
def points():
    return Points(np.random.default_rng(0).normal(size=(300, 3)))


def test_a_value_is_built_once_and_the_oldest_are_dropped(points):
    built = []
    for key in (1, 1, *range(2, 2 + MAX_CACHED)):
        assert cached(points, key, lambda key=key: built.append(key) or key) == key
    assert built == [1, *range(2, 2 + MAX_CACHED)]
    cached(points, 1, lambda: built.append("again"))
    assert built[-1] == "again"


def test_owners_have_separate_caches(points):
    other = Points([[0.0], [1]])
    assert cached(points, "n", lambda: points.n) == 300
    assert cached(other, "n", lambda: other.n) == 2


def test_a_failing_build_caches_nothing(points):
    with pytest.raises(KeyError, match="no value"):
        cached(points, "key", lambda: {}["no value"])
    assert cached(points, "key", lambda: 1) == 1


def test_only_the_latest_value_is_kept_and_dropped_before_the_next_is_built(points):
    class Value:
        pass

    first = cached_latest(points, "name", 1, Value)
    assert cached_latest(points, "name", 1, Value) is first
    dropped = weakref.ref(first)
    del first
    assert cached_latest(points, "name", 2, lambda: dropped() is None)
    assert cached_latest(points, "other name", 1, lambda: "other") == "other"


def test_a_taken_value_belongs_to_one_caller_until_it_is_kept_again(points):
    keep_latest(points, "name", "kept")
    assert take_latest(points, "name", lambda: "built") == "kept"
    assert take_latest(points, "name", lambda: "built") == "built"


def test_the_size_counts_each_array_once_and_not_those_of_the_owner(points):
    before = cached_bytes(points)
    array = np.zeros(1000)
    cached(points, "arrays", lambda: [array, array[5:], {"own": points.values[:7]}])
    assert cached_bytes(points) - before == array.nbytes
    cached_latest(points, "latest", 1, lambda: component_view(points, True))
    assert cached_bytes(points) > before + array.nbytes


def test_threads_get_the_same_values(points):
    found = []

    def look_up():
        found.extend(cached(points, key % 20, lambda key=key: key % 20) == key % 20 for key in range(200))

    threads = [threading.Thread(target=look_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found)
    assert len(found) == 1600


@pytest.mark.parametrize("name", ALGORITHMS.all())
def test_what_an_algorithm_caches_does_not_keep_its_points_alive(name):
    algorithm = ALGORITHMS.all()[name]()
    algorithm = algorithm.with_k(3) if algorithm.takes_k else algorithm
    points = Points(np.random.default_rng(1).normal(size=(60, 2)))
    step = None
    for step in algorithm.for_fixed_points().steps(points):
        step.marks(points), step.charts(points), step.caption(points, None), step.figures(points)
    alive = weakref.ref(points)
    del points, step
    gc.collect()
    assert alive() is None
