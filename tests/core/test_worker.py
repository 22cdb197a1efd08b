"""Task queues share one thread, in order of priority, and are canceled separately."""

import itertools
import threading

import pytest

from clusterlab.core.worker import Worker


@pytest.fixture
def worker():
    made = Worker("worker of a test")
    yield made
    assert made.close()


def taken(task_queue, until=lambda got: False):
    """The items of a queue until its task has ended or there are enough."""
    got = []
    while not until(got):
        running = task_queue.running
        got += task_queue.take()
        if not running:
            return got
    return got


def endless(seen, name):
    """An endless task that records each of its turns."""
    while True:
        seen.append(name)
        yield name


def test_items_arrive_in_order_and_the_queue_is_idle_afterwards(worker):
    task_queue = worker.task_queue()
    task_queue.start(lambda: range(100))
    assert taken(task_queue) == list(range(100))
    assert not task_queue.busy


def test_the_first_queue_runs_while_the_second_waits(worker):
    seen = []
    first, second = worker.task_queue(), worker.task_queue()
    second.start(lambda: endless(seen, "second"))
    taken(second, lambda got: len(got) > 5)
    first.start(lambda: (seen.append("first") for _ in range(5)))
    while first.running:
        first.take()
    turns = seen[seen.index("first") :]
    assert turns[:5] == ["first"] * 5
    assert taken(second, lambda got: len(got) > 5)
    second.cancel()


def test_a_last_queue_lets_one_run_first_that_is_made_later(worker):
    last, gate = worker.task_queue(last=True), threading.Event()
    later, order = worker.task_queue(), []

    def task(name, first=lambda: None):
        first()
        yield
        order.append(name)

    last.start(lambda: task("last", lambda: gate.wait(60)))
    later.start(lambda: task("later"))
    gate.set()
    last.wait()
    later.wait()
    assert order == ["later", "last"]


def test_a_canceled_queue_returns_no_items_and_others_continue(worker):
    first, second = worker.task_queue(), worker.task_queue()
    first.start(lambda: endless([], "first"))
    second.start(lambda: range(3))
    taken(first, lambda got: len(got) > 3)
    first.cancel()
    assert taken(second) == [0, 1, 2]
    assert not first.running
    assert first.take() == []


def test_a_new_task_replaces_the_old_one(worker):
    task_queue = worker.task_queue()
    task_queue.start(lambda: endless([], "old"))
    taken(task_queue, lambda got: len(got) > 3)
    task_queue.start(lambda: ["new"])
    assert taken(task_queue) == ["new"]


def test_a_failure_is_returned_once_and_other_queues_continue(worker):
    def failing():
        yield 1
        raise ValueError("broken")

    task_queue = worker.task_queue()
    task_queue.start(failing)
    assert taken(task_queue) == [1]
    assert str(task_queue.failure()) == "broken"
    assert task_queue.failure() is None
    task_queue.start(lambda: [2])
    assert taken(task_queue) == [2]


def test_a_failure_before_the_first_item_is_returned(worker):
    def broken():
        raise ValueError("from the start")

    task_queue = worker.task_queue()
    task_queue.start(broken)
    taken(task_queue)
    assert str(task_queue.failure()) == "from the start"


def test_all_queues_run_on_one_thread(worker):
    names = []
    for task_queue in (worker.task_queue(), worker.task_queue()):
        task_queue.start(lambda: [names.append(threading.current_thread().name)])
        taken(task_queue)
    assert names == ["worker of a test"] * 2


def test_closing_ends_an_endless_task():
    made = Worker("worker that close")
    made.task_queue().start(lambda: endless([], "on and on"))
    assert made.close()


def test_round_robin_queues_take_turns(monkeypatch):
    monkeypatch.setattr("clusterlab.core.worker.TIME_SLICE", 0.0)
    round_robin = Worker("fair worker of a test", round_robin=True)
    seen, first, second = [], round_robin.task_queue(), round_robin.task_queue()
    first.start(lambda: endless(seen, "first"))
    second.start(lambda: endless(seen, "second"))
    taken(second, lambda got: len(got) > 5)
    assert round_robin.close()
    turns = seen[seen.index("second") :]
    assert all(one != other for one, other in itertools.pairwise(turns))


def test_a_removed_queue_is_freed_and_others_continue(worker):
    first, second = worker.task_queue(), worker.task_queue()
    first.start(lambda: endless([], "first"))
    taken(first, lambda got: len(got) > 3)
    worker.remove(first)
    assert not first.busy
    second.start(lambda: range(3))
    assert taken(second) == [0, 1, 2]


def test_a_paused_queue_rests_until_it_is_resumed(worker):
    seen, held, other = [], worker.task_queue(), worker.task_queue()
    held.start(lambda: endless(seen, "held"))
    taken(held, lambda got: len(got) > 3)
    held.set_paused(True)
    other.start(lambda: range(3))  # the thread comes to it: what was on its turn has ended
    assert taken(other) == [0, 1, 2]
    held.take()
    assert not held.busy
    assert held.paused
    assert held.running
    before = len(seen)
    other.start(lambda: range(3))
    taken(other)
    assert len(seen) == before
    held.set_paused(False)
    assert held.busy
    taken(held, lambda got: len(got) > 3)
    held.set_paused(True)
    held.cancel()
    assert not held.busy
    assert not held.paused
    held.start(lambda: ["new"])
    assert taken(held) == ["new"]


def test_a_task_waits_while_max_items_are_not_taken(worker):
    seen, task_queue, other = [], worker.task_queue(), worker.task_queue()
    task_queue.max_items = 3
    task_queue.start(lambda: endless(seen, "limited"))
    other.start(lambda: range(2))  # comes to its turn when the first waits
    assert taken(other) == [0, 1]
    assert len(seen) == 3
    assert task_queue.busy
    assert task_queue.take() == ["limited"] * 3
    assert taken(task_queue, lambda got: len(got) >= 3)
    task_queue.cancel()


def test_a_waiting_task_is_closed_when_it_is_canceled(worker):
    left = threading.Event()

    def work():
        try:
            yield from itertools.count()
        finally:
            left.set()

    task_queue, other = worker.task_queue(), worker.task_queue()
    task_queue.max_items = 2
    task_queue.start(work)
    other.start(lambda: range(1))  # comes to its turn when the first waits
    assert taken(other) == [0]
    while not worker.wake_condition._waiters:  # until the thread sleeps, so that it has to be woken
        threading.Event().wait(0.001)
    task_queue.cancel()
    assert left.wait(60)
