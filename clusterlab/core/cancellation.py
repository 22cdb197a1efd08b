"""Cancellation: an owner calls `TaskQueue.cancel`, and the work ends where it next yields or checks.

This is the only way. A task is an iterator, which the queue drops after the item that it is computing. Loops
within an item that may take long call `check_canceled`, which raises Canceled; kernels get it as a parameter.
What was taken from the queue before stays valid.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _ThreadState(threading.local):
    wanted: Callable[[], bool] | None = None
    """Whether the work on this thread is still wanted; None where it cannot be canceled."""


_thread_state = _ThreadState()


class Canceled(BaseException):
    """Raised in a computation that was canceled; caught by what runs it."""


@contextmanager
def cancel_unless(wanted: Callable[[], bool]) -> Iterator[None]:
    """A context in which `check_canceled` raises Canceled on this thread once `wanted` returns False.

    Within another such context, once either does.
    """
    before = _thread_state.wanted
    _thread_state.wanted = wanted if before is None else lambda: before() and wanted()
    try:
        yield
    finally:
        _thread_state.wanted = before


def check_canceled() -> None:
    """Raises Canceled if this thread's work is no longer wanted; called in loops that cannot yield."""
    wanted = _thread_state.wanted
    if wanted is not None and not wanted():
        raise Canceled
