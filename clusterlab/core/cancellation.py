"""Cancellation: work that runs long asks now and then whether it is still wanted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_thread_state = threading.local()


class Canceled(BaseException):
    """Ends work that nobody waits for any more; whoever drains it catches this."""


@contextmanager
def cancel_unless(wanted: Callable[[], bool]) -> Iterator[None]:
    """Within this, work on this thread that breathes ends as soon as it is no longer `wanted`."""
    _thread_state.wanted = wanted
    try:
        yield
    finally:
        _thread_state.wanted = None


def check_canceled() -> None:
    """Called now and then by work too long to be left alone and too closely knit to pause between items."""
    wanted = getattr(_thread_state, "wanted", None)
    if wanted is not None and not wanted():
        raise Canceled
