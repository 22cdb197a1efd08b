"""The colors that a person gave to clusters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

PALETTE_SIZE = 8
"""How many colors there are; palette numbers from this on repeat them with other point shapes."""


@dataclass(frozen=True)
class ClusterColors:
    """Palette numbers that were exchanged: with the number of a cluster the one that it is drawn with.

    Two clusters never get the same one, so that a number on screen stands for one cluster. A color stays
    with its cluster as its palette number does.
    """

    exchanged: tuple[tuple[int, int], ...] = ()

    def drawn(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """The palette numbers that clusters (k,) are drawn with, of these palette numbers."""
        return tuple(self._drawn.get(number, number) for number in numbers) if self.exchanged else (*numbers,)

    def own(self, number: int) -> int:
        """The palette number of the cluster that is drawn with a number."""
        return next((key for key, value in self.exchanged if value == number), number)

    def recolored(self, number: int, color: int) -> "ClusterColors":
        """With another color of the palette for the cluster that is drawn with a number.

        It keeps the shape of its points; the cluster that has this color and shape gets its color.
        """
        wanted = number - number % PALETTE_SIZE + color % PALETTE_SIZE
        changed = self._drawn | {self.own(number): wanted, self.own(wanted): number}
        return ClusterColors(tuple(sorted((key, value) for key, value in changed.items() if key != value)))

    @cached_property
    def _drawn(self) -> dict[int, int]:
        return dict(self.exchanged)


NO_COLORS = ClusterColors()
"""Every cluster is drawn with its own palette number."""
