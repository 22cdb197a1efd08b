"""The memory that an algorithm may take without permission, and the most points for which it suffices."""

from typing import ClassVar, Protocol

from clusterlab.core.checked_arrays import PointsError
from clusterlab.core.message import Message, sentences

MEMORY_BUDGET = 2**30
"""The bytes that an algorithm may take beyond the data without permission."""


class UsesMemory(Protocol):
    """An algorithm that knows how much memory it needs."""

    title: ClassVar[str]
    memory_advice: ClassVar[Message]
    """What needs less memory where a sample of the points does not."""

    def memory(self, n: int, d: int) -> int:
        """The bytes for n points of d features, never fewer for more points."""


class TooManyPointsError(PointsError):
    """More points than can be clustered, or not without permission; a sample of `max_points` of them can.

    `max_points` is 0 where no sample can, for there are too many features. `bytes_needed` is the memory in
    bytes that can be permitted, 0 where that would not help.
    """

    def __init__(self, message: Message, max_points: int, bytes_needed: int = 0) -> None:
        super().__init__(message)
        self.max_points, self.bytes_needed = max_points, bytes_needed

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.max_points, self.bytes_needed)


def check_memory(algorithm: UsesMemory, n: int, d: int, memory_budget: int = MEMORY_BUDGET) -> None:
    """Raises TooManyPointsError where n points of d features need more than `memory_budget` bytes."""
    bytes_needed = algorithm.memory(n, d)
    if bytes_needed > max(memory_budget, MEMORY_BUDGET):
        max_points = max_points_within_budget(algorithm, n, d)
        message = Message(
            "{title} of {n:# point|# points} needs {needed:bytes} of memory, since it compares all pairs.",
            title=algorithm.title,
            n=n,
            needed=bytes_needed,
        )
        if not max_points:
            template = "{title} of {d:# feature|# features} needs {needed:bytes} of memory."
            needs = Message(template, title=algorithm.title, d=d, needed=bytes_needed)
            message = sentences(needs, algorithm.memory_advice)
        raise TooManyPointsError(message, max_points, bytes_needed)


def max_points_within_budget(algorithm: UsesMemory, n: int, d: int) -> int:
    """The most of n points for which `MEMORY_BUDGET` suffices, as a round number; 0 where one is too many."""
    if algorithm.memory(1, d) > MEMORY_BUDGET:
        return 0
    low, high = 1, n
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if algorithm.memory(middle, d) <= MEMORY_BUDGET else (low, middle - 1)
    unit: int = 10 ** max(0, len(str(low)) - 2)
    return low // unit * unit
