"""A queue with a thread of its own: items in order, none of an old task after a new one, and its end."""

import os
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.kernels import parallel

SOON = 60.0
"""Seconds within which even a busy machine runs a thread."""


@contextmanager
def working():
    """A worker that is always closed."""
    job = SingleTaskWorker("test job")
    try:
        yield job
    finally:
        assert job.close()


class Work:
    """An iterator under the test's control: it signals that it waits, and continues when released."""

    def __init__(self, *items, failure=None):
        self.items = items
        self.failure = failure
        self.waiting = threading.Event()
        self.gate = threading.Event()
        self.left = threading.Event()
        self.thread = None
        self.made = []

    def __call__(self):
        self.thread = threading.current_thread().name
        try:
            yield self.items[0]
            self.waiting.set()
            assert self.gate.wait(SOON)
            for item in self.items[1:]:
                self.made.append(item)
                yield item
            if self.failure:
                raise self.failure
        finally:
            self.left.set()

    def begun(self):
        """Waits until the first item has been returned."""
        assert self.waiting.wait(SOON)

    def finish(self):
        """Releases the iterator and waits for its end."""
        self.gate.set()
        assert self.left.wait(SOON)


def test_items_arrive_in_order_from_the_other_thread():
    work = Work(1, 2, 3)
    with working() as job:
        job.start(work)
        work.begun()
        assert job.take() == [1]
        assert job.take() == []
        work.finish()
        assert job.take() == [2, 3]
        assert work.thread == "test job"


def test_a_task_runs_from_start_to_end():
    work = Work(1, 2)
    with working() as job:
        assert not job.running
        job.start(work)
        assert job.running
        work.begun()
        assert job.running
        work.finish()
    assert not job.running


def test_cancel_stops_between_two_items_and_keeps_what_was_taken():
    work = Work(1, 2, 3)
    with working() as job:
        job.start(work)
        work.begun()
        taken = job.take()
        job.cancel()
        work.finish()
        assert taken == [1]
        assert job.take() == []
        assert work.made == [2]  # and 3 was never computed


def test_cancel_before_anything_was_taken_leaves_nothing():
    work = Work(1, 2)
    with working() as job:
        job.start(work)
        work.begun()
        job.cancel()
        assert job.take() == []
        work.finish()


def test_a_new_task_drops_later_items_of_the_old_one():
    old, new = Work("old", "older"), Work("new", "newer")
    with working() as job:
        job.start(old)
        old.begun()
        job.start(new)
        old.finish()
        new.begun()
        new.finish()
        assert job.take() == ["new", "newer"]


def test_only_the_last_of_several_requests_is_run():
    busy, skipped, wanted = Work(0, 0), Work(1), Work(2)
    with working() as job:
        job.start(busy)
        busy.begun()
        job.start(skipped)
        job.start(wanted)
        busy.finish()
        wanted.begun()
        wanted.finish()
        assert job.take() == [2]
        assert skipped.thread is None


def test_a_failure_is_returned_once_and_the_thread_keeps_running():
    failing, next_work = Work(1, failure=OSError("the disk is full")), Work(5)
    with working() as job:
        job.start(failing)
        failing.begun()
        failing.finish()
        until(lambda: not job.running)
        assert job.take() == [1]
        assert str(job.failure()) == "the disk is full"
        assert job.failure() is None
        job.start(next_work)
        next_work.begun()
        next_work.finish()
        assert job.take() == [5]


def test_a_task_that_fails_to_start_is_a_failure():
    def fail():
        raise ValueError("no")

    with working() as job:
        job.start(fail)
        until(lambda: not job.running)
        assert isinstance(job.failure(), ValueError)


def test_the_failure_of_an_old_task_is_not_that_of_the_new_one():
    old, new = Work(1, failure=OSError("old")), Work(2)
    with working() as job:
        job.start(old)
        old.begun()
        job.start(new)
        old.finish()
        new.begun()
        assert job.failure() is None
        new.finish()


@pytest.mark.parametrize("begun", [False, True])
def test_close_ends_the_thread(begun):
    job, work = SingleTaskWorker("short lived"), Work(1, 2)
    if begun:
        job.start(work)
        work.begun()
        work.gate.set()
    assert job.close()
    assert "short lived" not in {thread.name for thread in threading.enumerate()}


def test_close_returns_false_where_a_task_does_not_stop_in_time():
    job, work = SingleTaskWorker("stubborn"), Work(1, 2)
    job.start(work)
    work.begun()
    assert not job.close(timeout=0.01)
    work.finish()
    assert job.close()


def test_a_worker_leaves_a_core_to_the_window_and_keeps_its_share(monkeypatch):
    monkeypatch.setattr(parallel, "_core_count", lambda: 2)
    helped, niceness, policies, ended = [], [], [], threading.Event()
    monkeypatch.setattr(parallel, "_other_threads", lambda: helped.append("another thread"))

    def computing():
        try:
            parallel.run_in_pieces(10**6, lambda start, stop: None)
            niceness.append(nice(threading.get_native_id()))
            policies.append(policy(threading.get_native_id()))
            yield
        finally:
            ended.set()

    with working() as job:
        job.start(computing)
        assert ended.wait(SOON)
    assert not helped
    assert niceness == [nice(0)]  # a thread of low priority does not finish on a busy machine
    assert policies == ["batch" if sys.platform == "linux" else "usual"]
    assert policy(0) == "usual"


def policy(thread):
    """How a thread is scheduled: as one that the user interface need not wait for, or as usual."""
    linux = sys.platform == "linux"
    return "batch" if linux and os.sched_getscheduler(thread) == os.SCHED_BATCH else "usual"


def nice(thread):
    """The niceness of a thread; 0 where only processes have one."""
    return os.getpriority(os.PRIO_PROCESS, thread) if sys.platform == "linux" else 0


def until(happened):
    """Waits until a condition holds that another thread makes true."""
    ends = time.monotonic() + SOON
    while time.monotonic() < ends:
        if happened():
            return
        threading.Event().wait(0.001)
    raise AssertionError(f"It did not happen within {SOON:g} seconds.")
