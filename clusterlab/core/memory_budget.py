"""How much memory may be taken without asking, and the most points for which it suffices."""

from typing import ClassVar, Protocol

from clusterlab.core.formatting import format_count
from clusterlab.core.points import PointsError

MEMORY_BUDGET = 2**30
"""So many bytes an algorithm may take beyond the data before a person is asked."""


class UsesMemory(Protocol):
    """What says how much memory it needs."""

    title: ClassVar[str]

    def memory(self, n: int, d: int) -> int:
        """The bytes for n points of d features, never fewer for more points."""


class TooManyPointsError(PointsError):
    """More points than can be had, or not without asking; a sample of at most `max_points` of them can.

    `bytes_needed` is the memory in bytes that a person may allow, 0 where that would not help.
    """

    def __init__(self, sentence: str, max_points: int, bytes_needed: int = 0) -> None:
        super().__init__(sentence)
        self.max_points, self.bytes_needed = max_points, bytes_needed


def check_memory(algorithm: UsesMemory, n: int, d: int, memory_budget: int = MEMORY_BUDGET) -> None:
    """Raises TooManyPointsError where n points of d features need more than `memory_budget` bytes."""
    bytes_needed = algorithm.memory(n, d)
    if bytes_needed > max(memory_budget, MEMORY_BUDGET):
        subject = f"{algorithm.title} of {format_count(n, 'point')}"
        message = f"{subject} compares so many pairs that it needs {format_bytes(bytes_needed)} of memory."
        raise TooManyPointsError(message, max_points_within_budget(algorithm, n, d), bytes_needed)


def max_points_within_budget(algorithm: UsesMemory, n: int, d: int) -> int:
    """The most of n points for which `MEMORY_BUDGET` suffices, as a round number."""
    low, high = 1, n
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if algorithm.memory(middle, d) <= MEMORY_BUDGET else (low, middle - 1)
    unit: int = 10 ** max(0, len(str(low)) - 2)
    return low // unit * unit


def format_bytes(bytes_needed: int) -> str:
    """Bytes as a person reads them."""
    return f"{bytes_needed / 2**30:,.1f} GiB"
