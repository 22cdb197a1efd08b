"""Cancellation: work that runs long asks now and then whether it is still wanted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_here = threading.local()


class Unwanted(BaseException):
    """Ends work that nobody waits for any more; whoever drains it catches this."""


@contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Within this, work on this thread that breathes ends as soon as it is no longer `wanted`."""
    _here.wanted = wanted
    try:
        yield
    finally:
        _here.wanted = None


def breathe() -> None:
    """Called now and then by work too long to be left alone and too closely knit to pause between items."""
    wanted = getattr(_here, "wanted", None)
    if wanted is not None and not wanted():
        raise Unwanted
