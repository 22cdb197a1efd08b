"""Which clusters stand out, and which are hidden."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Self

NO_NUMBERS: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ClusterEmphasis:
    """The cluster under the mouse, the highlighted ones and the hidden ones, by palette number, -1 for noise.

    Palette numbers stay with a cluster from step to step and from run to run.
    """

    hovered: int | None = None
    highlighted: frozenset[int] = NO_NUMBERS
    hidden: frozenset[int] = NO_NUMBERS

    def faded(self, shown: Collection[int]) -> frozenset[int]:
        """Those of the shown clusters that stand back behind others; none where no other stands out."""
        visible = frozenset(shown) - self.hidden
        outstanding = visible & {self.hovered} or visible & self.highlighted
        return visible - outstanding if outstanding else NO_NUMBERS

    def with_hovered(self, number: int | None) -> Self:
        """With another cluster under the mouse."""
        return replace(self, hovered=number)

    def with_highlight_toggled(self, number: int) -> Self:
        """With one cluster highlighted alone and shown, or with none if it was."""
        if self.highlighted == {number}:
            return replace(self, highlighted=NO_NUMBERS)
        return replace(self, highlighted=frozenset([number]), hidden=self.hidden - {number})

    def with_hidden_toggled(self, number: int) -> Self:
        """With a cluster hidden, or shown again."""
        return replace(self, hidden=self.hidden ^ {number}, highlighted=self.highlighted - {number})

    def with_numbers(self, changed: Callable[[int], int]) -> Self:
        """With other palette numbers of the same clusters; noise stays -1."""
        moved = [
            frozenset(n if n < 0 else changed(n) for n in numbers)
            for numbers in (self.highlighted, self.hidden)
        ]
        return replace(self, hovered=None, highlighted=moved[0], hidden=moved[1])

    def with_all_shown(self) -> Self:
        """With no cluster hidden or highlighted."""
        return replace(self, highlighted=NO_NUMBERS, hidden=NO_NUMBERS)


NO_EMPHASIS = ClusterEmphasis()
"""No cluster stands out, and none is hidden."""
