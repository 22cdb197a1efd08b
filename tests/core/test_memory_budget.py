"""Runs beyond the memory budget need permission, and canceled tasks end soon."""

import threading

import pytest

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.memory_budget import (
    MEMORY_BUDGET,
    TooManyPointsError,
    check_memory,
    max_points_within_budget,
)
from clusterlab.core.message import Message
from clusterlab.core.worker import SingleTaskWorker, Worker


class Square:
    title = "Square"

    def memory(self, n, d):
        return 8 * n * n


def test_up_to_one_gibibyte_no_permission_is_needed():
    check_memory(Square(), 11_585, 2)
    words = r"^Square of 11,586 points needs 1\.0 GiB of memory, since it compares all pairs\.$"
    with pytest.raises(TooManyPointsError, match=words):
        check_memory(Square(), 11_586, 2)


def test_a_larger_budget_allows_no_more_than_itself():
    check_memory(Square(), 50_000, 2, 8 * 50_000**2)
    with pytest.raises(TooManyPointsError) as caught:
        check_memory(Square(), 50_001, 2, 8 * 50_000**2)
    assert caught.value.bytes_needed == 8 * 50_001**2


class Wide(Square):
    title, memory_advice = "Wide", Message("Choose fewer features.")

    def memory(self, n, d):
        return 8 * d * d


def test_where_one_point_is_too_much_already_no_sample_is_offered():
    words = r"^Wide of 11,586 features needs 1\.0 GiB of memory\. Choose fewer features\.$"
    check_memory(Wide(), 5, 11_585)
    with pytest.raises(TooManyPointsError, match=words) as caught:
        check_memory(Wide(), 5, 11_586)
    assert (caught.value.max_points, caught.value.bytes_needed) == (0, 8 * 11_586**2)


@pytest.mark.parametrize(("n", "most"), [(50_000, 11_000), (20, 20), (11_585, 11_000)])
def test_the_sample_is_a_round_number_that_fits(n, most):
    assert max_points_within_budget(Square(), n, 2) == most
    assert 8 * most**2 <= MEMORY_BUDGET


def check_until_canceled(entered, left):
    entered.set()
    try:
        while True:
            check_canceled()
    finally:
        left.set()
    yield


@pytest.mark.parametrize("kind", ["single", "task_queue"])
def test_a_canceled_task_ends_within_an_item(kind):
    owner = SingleTaskWorker("test") if kind == "single" else Worker("test")
    worker = owner if kind == "single" else owner.task_queue()
    entered, left = threading.Event(), threading.Event()
    worker.start(lambda: check_until_canceled(entered, left))
    assert entered.wait(60)
    worker.cancel()
    assert left.wait(60)
    assert worker.failure() is None
    worker.start(lambda: iter([1]))  # the thread takes the next task
    taken = []
    while not taken:
        taken = worker.take()
    assert taken == [1]
    assert owner.close()


def test_outside_of_a_worker_nothing_is_canceled():
    check_canceled()
