"""Lanes share one thread: what stands first goes first, and each is cancelled by itself."""

import itertools
import threading

import pytest

from clusterlab.core.worker import Lanes


@pytest.fixture
def lanes():
    made = Lanes("lanes of a test")
    yield made
    assert made.close()


def taken(lane, until=lambda got: False):
    """What a lane hands out until it has ended or enough came."""
    got = []
    while not until(got):
        running = lane.running
        got += lane.take()
        if not running:
            return got
    return got


def endless(seen, name):
    """Work that never ends by itself and notes each of its turns."""
    while True:
        seen.append(name)
        yield name


def test_everything_arrives_in_order_and_the_lane_is_idle_after_it(lanes):
    lane = lanes.lane()
    lane.start(lambda: range(100))
    assert taken(lane) == list(range(100))
    assert lane.idle


def test_the_first_lane_goes_on_while_the_second_waits(lanes):
    seen = []
    first, second = lanes.lane(), lanes.lane()
    second.start(lambda: endless(seen, "second"))
    taken(second, lambda got: len(got) > 5)
    first.start(lambda: (seen.append("first") for _ in range(5)))
    while first.running:
        first.take()
    turns = seen[seen.index("first") :]
    assert turns[:5] == ["first"] * 5
    assert taken(second, lambda got: len(got) > 5)
    second.cancel()


def test_a_lane_that_is_cancelled_hands_out_nothing_more_and_others_go_on(lanes):
    first, second = lanes.lane(), lanes.lane()
    first.start(lambda: endless([], "first"))
    second.start(lambda: range(3))
    taken(first, lambda got: len(got) > 3)
    first.cancel()
    assert taken(second) == [0, 1, 2]
    assert not first.running
    assert first.take() == []


def test_new_work_takes_the_place_of_the_old(lanes):
    lane = lanes.lane()
    lane.start(lambda: endless([], "old"))
    taken(lane, lambda got: len(got) > 3)
    lane.start(lambda: ["new"])
    assert taken(lane) == ["new"]


def test_a_failure_is_told_once_and_the_thread_lives_on(lanes):
    def failing():
        yield 1
        raise ValueError("broken")

    lane = lanes.lane()
    lane.start(failing)
    assert taken(lane) == [1]
    assert str(lane.failure()) == "broken"
    assert lane.failure() is None
    lane.start(lambda: [2])
    assert taken(lane) == [2]


def test_a_failure_before_the_first_item_is_told_too(lanes):
    def broken():
        raise ValueError("from the start")

    lane = lanes.lane()
    lane.start(broken)
    taken(lane)
    assert str(lane.failure()) == "from the start"


def test_work_runs_on_the_one_thread(lanes):
    names = []
    for lane in (lanes.lane(), lanes.lane()):
        lane.start(lambda: [names.append(threading.current_thread().name)])
        taken(lane)
    assert names == ["lanes of a test"] * 2


def test_closing_ends_work_that_never_ends():
    made = Lanes("lanes that close")
    made.lane().start(lambda: endless([], "on and on"))
    assert made.close()


def test_fair_lanes_take_turns(monkeypatch):
    monkeypatch.setattr("clusterlab.core.worker.TURN", 0.0)
    fair = Lanes("fair lanes of a test", fair=True)
    seen, first, second = [], fair.lane(), fair.lane()
    first.start(lambda: endless(seen, "first"))
    second.start(lambda: endless(seen, "second"))
    taken(second, lambda got: len(got) > 5)
    assert fair.close()
    turns = seen[seen.index("second") :]
    assert all(one != other for one, other in itertools.pairwise(turns))


def test_a_lane_that_leaves_is_let_go_and_others_go_on(lanes):
    first, second = lanes.lane(), lanes.lane()
    first.start(lambda: endless([], "first"))
    taken(first, lambda got: len(got) > 3)
    lanes.leave(first)
    assert first.idle
    second.start(lambda: range(3))
    assert taken(second) == [0, 1, 2]


def test_a_lane_that_is_held_is_at_rest_until_it_may_go_on(lanes):
    seen, held, other = [], lanes.lane(), lanes.lane()
    held.start(lambda: endless(seen, "held"))
    taken(held, lambda got: len(got) > 3)
    held.hold(True)
    other.start(lambda: range(3))  # the thread comes to it: what was on its turn has ended
    assert taken(other) == [0, 1, 2]
    held.take()
    assert held.idle
    assert held.held
    assert held.running
    before = len(seen)
    other.start(lambda: range(3))
    taken(other)
    assert len(seen) == before
    held.hold(False)
    assert not held.idle
    taken(held, lambda got: len(got) > 3)
    held.hold(True)
    held.cancel()
    assert held.idle
    assert not held.held
    held.start(lambda: ["new"])
    assert taken(held) == ["new"]


def test_work_waits_while_the_most_that_may_wait_is_not_taken(lanes):
    seen, lane, other = [], lanes.lane(), lanes.lane()
    lane.most = 3
    lane.start(lambda: endless(seen, "limited"))
    other.start(lambda: range(2))  # comes to its turn when the first waits
    assert taken(other) == [0, 1]
    assert len(seen) == 3
    assert not lane.idle
    assert lane.take() == ["limited"] * 3
    assert taken(lane, lambda got: len(got) >= 3)
    lane.cancel()


def test_work_that_waits_clears_up_when_it_is_cancelled(lanes):
    left = threading.Event()

    def work():
        try:
            yield from itertools.count()
        finally:
            left.set()

    lane, other = lanes.lane(), lanes.lane()
    lane.most = 2
    lane.start(work)
    other.start(lambda: range(1))  # comes to its turn when the first waits
    assert taken(other) == [0]
    while not lanes.wake._waiters:  # until the thread sleeps, so that somebody has to wake it
        threading.Event().wait(0.001)
    lane.cancel()
    assert left.wait(5)
