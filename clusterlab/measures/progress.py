"""How far a measure has come; long measures pause here, so that whoever drains them can stop."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """`done` of `of` equal parts."""

    done: int
    of: int


def telling(progress: Progress, work: Generator[object, None, T]) -> Generator[Progress, None, T]:
    """What `work` returns in the end; at each of its pauses `progress` is told instead."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        yield progress


def finish(work: Generator[object, None, T]) -> T:
    """What `work` returns in the end, without pauses."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
