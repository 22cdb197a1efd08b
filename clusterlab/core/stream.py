"""Points that keep coming: a table that is there, and in the same units what comes after it."""

from collections.abc import Callable

from numpy.typing import ArrayLike

from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats

FetchRows = Callable[[int, int], ArrayLike]
"""Up to so many rows (m, d) after the first `rows_received` of a source: the same for the same two numbers."""


class Stream(Points):
    """The first rows of a source, which fix the units, and a way to the rows after them.

    A row that has come is asked for again when a person goes back, so `fetch_rows` must not depend on what
    was asked before.
    """

    def __init__(self, array: ArrayLike, fetch_rows: FetchRows) -> None:
        super().__init__(array)
        self._fetch_rows = fetch_rows

    def next_rows(self, rows_received: int, rows: int) -> Floats:
        """Up to so many rows after the first `rows_received`, in inside coordinates: (m, d)."""
        return self.units.normalized(self._fetch_rows(rows_received, rows))
