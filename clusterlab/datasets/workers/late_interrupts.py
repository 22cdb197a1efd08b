"""Interrupts of a terminal wait while processes are started, which would show tracebacks."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext


@contextmanager
def late_interrupts() -> Iterator[None]:
    """A context that an interrupt ends late, with KeyboardInterrupt; processes begun in it receive none."""
    is_main = threading.current_thread() is threading.main_thread()  # no other may have handlers
    with _blocked(), _noted() if is_main else nullcontext():
        yield


@contextmanager
def _blocked() -> Iterator[None]:
    """A context in which interrupts are blocked for this thread, and for all that it begins."""
    if sys.platform == "win32":  # which has no masks of signals
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # else it begins with the first process, and ends blocking
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _noted() -> Iterator[None]:
    """A context after which KeyboardInterrupt is raised if another thread received an interrupt meanwhile."""
    noted = list[int]()
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if noted:
        raise KeyboardInterrupt
