"""How much memory may be taken without asking, and the most points for which it suffices."""

from typing import ClassVar, Protocol

from clusterlab.core.formatting import count
from clusterlab.core.points import PointsError

ROOM = 2**30
"""So many bytes an algorithm may take beyond the data before a person is asked."""


class Measured(Protocol):
    """What says how much memory it needs."""

    title: ClassVar[str]

    def memory(self, n: int, d: int) -> int:
        """The bytes for n points of d features, never fewer for more points."""


class TooManyPointsError(PointsError):
    """More points than can be had, or not without asking; a sample of at most `most` of them can.

    `needs` is the memory in bytes that a person may allow, 0 where that would not help.
    """

    def __init__(self, sentence: str, most: int, needs: int = 0) -> None:
        super().__init__(sentence)
        self.most, self.needs = most, needs


def check_room(algorithm: Measured, n: int, d: int, room: int = ROOM) -> None:
    """Raises TooManyPointsError where n points of d features need more than `room` bytes."""
    needs = algorithm.memory(n, d)
    if needs > max(room, ROOM):
        told = f"{algorithm.title} of {count(n, 'point')}"
        words = f"{told} compares so many pairs that it needs {size(needs)} of memory."
        raise TooManyPointsError(words, most_points(algorithm, n, d), needs)


def most_points(algorithm: Measured, n: int, d: int) -> int:
    """The most of n points for which `ROOM` suffices, as a round number."""
    low, high = 1, n
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if algorithm.memory(middle, d) <= ROOM else (low, middle - 1)
    unit: int = 10 ** max(0, len(str(low)) - 2)
    return low // unit * unit


def size(needs: int) -> str:
    """Bytes as a person reads them."""
    return f"{needs / 2**30:,.1f} GiB"
