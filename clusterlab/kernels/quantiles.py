"""Exact quantiles of columns whose values do not fit into memory together, by counting and narrowing."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol, TypeVar

import numpy as np

from clusterlab.kernels.typing import Flags, Floats, Rows

T = TypeVar("T")
BINS = 2**12
"""Into so many bins of equal width the values that are left are counted in each pass."""
MAX_GATHERED = 2**18
"""At most so many values are sorted at once."""


class PartedTable(Protocol):
    """A table in parts (m, d), which may be elsewhere."""

    def map(self, work: Callable[[Floats], T]) -> Iterable[T]:
        """What `work` makes of each part, in their order."""


class ChangedParts:
    """A table whose parts are those of another one after a `change`, which can be pickled."""

    def __init__(self, parts: PartedTable, change: Callable[[Floats], Floats]) -> None:
        self._of = parts, change

    def map(self, work: Callable[[Floats], T]) -> Iterable[T]:
        """What `work` makes of each changed part, in their order."""
        parts, change = self._of
        return parts.map(partial(_on_changed, change, work))


def _on_changed(change: Callable[[Floats], Floats], work: Callable[[Floats], T], cells: Floats) -> T:
    return work(change(cells))


def column_quantiles_in_parts(
    parts: PartedTable, low: Floats, high: Floats, shares: tuple[float, ...]
) -> Floats:
    """The quantiles (s, d) at some `shares` (s,) of each column of a table in `parts` (m, d).

    All values lie from `low` to `high` (d,). Interpolated linearly as by numpy (Hyndman and Fan 1996, type
    7). The parts are read several times.
    """
    n = sum(parts.map(len))
    places = [(n - 1) * share for share in shares]
    ranks = sorted({rank for place in places for rank in (int(place), min(int(place) + 1, n - 1))})
    columns = [
        dict(zip(ranks, ranked_values(parts, column, (low[column], high[column]), ranks), strict=True))
        for column in range(len(low))
    ]
    return np.array([[_interpolated(ranked, place, n) for ranked in columns] for place in places])


def ranked_values(
    parts: PartedTable, column: int, within: tuple[float, float], ranks: list[int]
) -> list[float]:
    """The values at some ascending `ranks`, from 0, in one column of a table in `parts` (m, d).

    All of its values lie `within` two numbers.
    """
    low, high = within
    if low == high:
        return [float(low)] * len(ranks)
    edges = np.linspace(low, high, BINS + 1)
    counts = np.zeros(BINS, np.int64)
    for found_counts in parts.map(partial(_bin_counts, column, edges)):
        counts += found_counts
    ends, found = np.cumsum(counts), list[float]()
    bins = np.searchsorted(ends, ranks, side="right")
    for number in np.unique(bins).tolist():
        own = [rank - int(ends[number] - counts[number]) for rank in np.array(ranks)[bins == number].tolist()]
        found += _within_bin(parts, column, edges, number, int(counts[number]), own)
    return found


def _within_bin(
    parts: PartedTable, column: int, edges: Floats, number: int, count: int, ranks: list[int]
) -> list[float]:
    """The values at ranks among those of one bin: sorted where they are few, else by narrower bins."""
    inside = _BinOf(parts, column, edges, number)
    if count <= MAX_GATHERED:
        ranked = np.sort(np.concatenate([*inside.map(np.ravel)]))
        return [float(ranked[rank]) for rank in ranks]
    ends = np.concatenate([*inside.map(_ends)])
    return ranked_values(inside, 0, (float(ends.min()), float(ends.max())), ranks)


class _BinOf:
    """The values of one bin of a column, as parts (m, 1) of a table."""

    def __init__(self, parts: PartedTable, column: int, edges: Floats, number: int) -> None:
        self._parts, self._within = parts, partial(_in_bin, column, edges, number)

    def map(self, work: Callable[[Floats], T]) -> Iterable[T]:
        """What `work` makes of each part."""
        return self._parts.map(partial(_on_selected, self._within, work))


def _on_selected(select: Callable[[Floats], Floats], work: Callable[[Floats], T], part: Floats) -> T:
    return work(select(part))


def _ends(values: Floats) -> Floats:
    """The least and the greatest of some values; none of none."""
    return np.array([values.min(), values.max()]) if len(values) else np.empty(0)


def _bins(values: Floats, edges: Floats) -> Rows:
    """The bin of each value (m,): the last one has its upper edge, too."""
    found = np.searchsorted(edges, values, side="right") - 1
    return np.asarray(np.minimum(found, BINS - 1))


def _bin_counts(column: int, edges: Floats, part: Floats) -> Rows:
    return np.asarray(np.bincount(_bins(part[:, column], edges), minlength=BINS))


def _in_bin(column: int, edges: Floats, number: int, part: Floats) -> Floats:
    """The values (m, 1) of a column that are in a bin."""
    values = part[:, column]
    upper: Flags = values <= edges[number + 1] if number == BINS - 1 else values < edges[number + 1]
    return np.asarray(values[(values >= edges[number]) & upper])[:, None]


def _interpolated(ranked: dict[int, float], place: float, n: int) -> float:
    """The value at a place between two ranks."""
    below, fraction = divmod(place, 1)
    lower, upper = ranked[int(below)], ranked[min(int(below) + 1, n - 1)]
    if fraction >= 0.5:
        return upper - (upper - lower) * (1 - fraction)
    return lower + (upper - lower) * fraction
