"""The progress of long work: generators that yield how far they are and return the result."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

P = TypeVar("P")
Q = TypeVar("Q")
T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """`done` of `of` parts of equal work."""

    done: int
    of: int


class PaintCall(NamedTuple):
    """A function that the thread that paints calls before the work goes on, and the progress so far."""

    run: Callable[[], object]
    progress: Progress


def map_progress(convert: Callable[[P], Q], work: Generator[P, None, T]) -> Generator[Q, None, T]:
    """The same work with everything that it yields converted by `convert`."""
    while True:
        try:
            progress = next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield convert(progress)


def drain(work: Generator[object, None, T]) -> T:
    """Runs a generator to its end: what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
