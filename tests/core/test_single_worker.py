"""Jobs: one thread, items in order, nothing of old work after new work began, and a sure end."""

import os
import sys
import threading
from contextlib import contextmanager

import pytest

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.kernels import parallel

SOON = 5.0


@contextmanager
def working():
    """A job that is closed in the end, whatever happens."""
    job = SingleTaskWorker("test job")
    try:
        yield job
    finally:
        assert job.close()


class Work:
    """An iterator under the test's control: it tells when it waits, and goes on when let."""

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
        """Waits until the first item has been handed out."""
        assert self.waiting.wait(SOON)

    def finish(self):
        """Lets the rest happen and waits for it."""
        self.gate.set()
        assert self.left.wait(SOON)


def test_items_come_in_order_from_the_other_thread():
    work = Work(1, 2, 3)
    with working() as job:
        job.start(work)
        work.begun()
        assert job.take() == [1]
        assert job.take() == []
        work.finish()
        assert job.take() == [2, 3]
        assert work.thread == "test job"


def test_a_job_runs_from_its_start_to_its_end():
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


def test_new_work_drops_what_the_old_one_still_brings():
    old, new = Work("old", "older"), Work("new", "newer")
    with working() as job:
        job.start(old)
        old.begun()
        job.start(new)
        old.finish()
        new.begun()
        new.finish()
        assert job.take() == ["new", "newer"]


def test_only_the_last_of_several_wishes_is_served():
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


def test_a_failure_is_handed_to_the_owner_once_and_the_thread_goes_on():
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


def test_work_that_cannot_even_begin_is_a_failure():
    def refuse():
        raise ValueError("no")

    with working() as job:
        job.start(refuse)
        until(lambda: not job.running)
        assert isinstance(job.failure(), ValueError)


def test_the_failure_of_old_work_is_not_told_of_the_new():
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


def test_close_says_when_work_does_not_stop_in_time():
    job, work = SingleTaskWorker("stubborn"), Work(1, 2)
    job.start(work)
    work.begun()
    assert not job.close(timeout=0.01)
    work.finish()
    assert job.close()


def test_its_work_leaves_a_core_and_its_turns_to_the_window(monkeypatch):
    monkeypatch.setattr(parallel, "_core_count", lambda: 2)
    helped, niceness, ended = [], [], threading.Event()
    monkeypatch.setattr(parallel, "_second_thread", lambda: helped.append("a second thread"))

    def computing():
        try:
            parallel.run_in_pieces(10**6, lambda start, stop: None)
            niceness.append(nice(threading.get_native_id()))
            yield
        finally:
            ended.set()

    with working() as job:
        job.start(computing)
        assert ended.wait(SOON)
    assert not helped
    assert sys.platform != "linux" or niceness[0] > nice(0)


def nice(thread):
    """How far a thread stands back for others."""
    return os.getpriority(os.PRIO_PROCESS, thread) if sys.platform == "linux" else 0


def until(happened):
    """Waits for what another thread does, without a guess at how long that takes."""
    for _ in range(5000):
        if happened():
            return
        threading.Event().wait(0.001)
    raise AssertionError("It did not happen within five seconds.")
