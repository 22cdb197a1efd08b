"""Points that keep coming: a table that is there, and in the same units what comes after it."""

from collections.abc import Callable

from numpy.typing import ArrayLike

from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats

More = Callable[[int, int], ArrayLike]
"""Up to so many rows (m, d) after the first `seen` of a source: the same for the same two numbers."""


class Stream(Points):
    """The first rows of a source, which fix the units, and a way to the rows after them.

    A row that has come is asked for again when a person goes back, so `more` must not depend on what
    was asked before.
    """

    def __init__(self, array: ArrayLike, more: More) -> None:
        super().__init__(array)
        self._more = more

    def coming(self, seen: int, rows: int) -> Floats:
        """Up to so many rows after the first `seen`, in inside coordinates: (m, d)."""
        return self.units.inside(self._more(seen, rows))
