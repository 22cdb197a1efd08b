"""How far long work has come; it pauses now and then, so that whoever drains it can stop."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

P = TypeVar("P")
Q = TypeVar("Q")
T = TypeVar("T")
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


@dataclass(frozen=True)
class Progress:
    """`done` of `of` equal parts."""

    done: int
    of: int


def telling(tell: Callable[[P], Q], work: Generator[P, None, T]) -> Generator[Q, None, T]:
    """What `work` returns in the end; at each of its pauses, what `tell` makes of it is told instead."""
    while True:
        try:
            pause = next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield tell(pause)


def finish(work: Generator[object, None, T]) -> T:
    """What `work` returns in the end, without pauses."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
