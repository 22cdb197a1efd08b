"""How far long work has come; it pauses now and then, so that whoever drains it can stop."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

P = TypeVar("P")
Q = TypeVar("Q")
T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """`done` of `of` equal parts."""

    done: int
    of: int


def map_progress(convert: Callable[[P], Q], work: Generator[P, None, T]) -> Generator[Q, None, T]:
    """What `work` returns in the end; at each of its pauses, what `convert` makes of it is told instead."""
    while True:
        try:
            progress = next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield convert(progress)


def drain(work: Generator[object, None, T]) -> T:
    """What `work` returns in the end, without pauses."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
