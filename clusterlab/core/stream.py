"""Streams: points of which the first rows are there and further rows can be fetched in the same units."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.typing import ArrayLike

from clusterlab.core.points import Points
from clusterlab.kernels.typing import Floats

FetchRows = Callable[[int, int], ArrayLike]
"""Fetches up to `rows` rows (m, d) after the first `rows_received` of a source: `(rows_received, rows)`."""


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Stream(Points):
    """The first rows of a source, which determine the units, and a function that fetches further rows.

    `fetch_rows` must return the same rows for the same arguments, because steps are recomputed.
    """

    fetch_rows: FetchRows

    def __init__(self, array: ArrayLike, fetch_rows: FetchRows) -> None:
        super().__init__(array)
        vars(self).update(fetch_rows=fetch_rows)

    def next_rows(self, rows_received: int, rows: int) -> Floats:
        """Up to `rows` rows after the first `rows_received`, in normalized coordinates: (m, d)."""
        return self.units.normalized(self.fetch_rows(rows_received, rows))
