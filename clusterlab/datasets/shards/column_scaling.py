"""The scaling of columns by all rows of a file of records, in passes over it."""

import functools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from clusterlab.datasets.scale import MAX_SPREAD, MIN_POSITIVE, Scaling, scaling
from clusterlab.datasets.shards.row_spool import ReadSoFar, read_records, record_parts
from clusterlab.kernels.quantiles import ChangedParts, PartedTable, column_quantiles_in_parts
from clusterlab.kernels.typing import Floats

T = TypeVar("T")
QUARTILES = (0.25, 0.5, 0.75)


class RecordCells:
    """The cells of the `n` records of `d` columns in a file, as parts (m, d) of a table."""

    def __init__(self, path: Path, n: int, d: int) -> None:
        self._of = path, n, d

    def map(self, work: Callable[[Floats], T]) -> Iterator[T]:
        """What `work` makes of each part; raises OSError."""
        path, n, d = self._of
        return (work(read_records(path, part, d)[:, :-1]) for part in record_parts(path, n, d))


def column_scaling(cells: PartedTable, read: ReadSoFar, kind: str) -> Scaling:
    """The scaling of that kind, as `scaling` has it for a table in memory, to rounding; raises OSError."""
    low, high = np.array(read.low), np.array(read.high)
    if kind == "none":
        return scaling(low[None], kind)
    ends = scaling(np.array([low, high]), "min-max")
    if kind == "min-max":
        return ends
    parts = ChangedParts(cells, ends.apply)  # each column has a range of about 1
    mean, deviation = _moments(parts, read.kept)
    center, spread = mean, deviation
    if kind == "robust":
        least, greatest = ends.apply(np.array([low, high]))  # 0 and 1, but for ranges that overflow
        lower, center, upper = column_quantiles_in_parts(parts, least, greatest, QUARTILES)
        spread = np.where(lower < upper, upper - lower, deviation)
    varying = low < high
    with np.errstate(over="ignore"):
        shift = ends.shift + center * ends.factor
        shift = np.where(np.isfinite(shift), shift, 2 * (ends.shift / 2 + center / 2 * ends.factor))
        factor = np.clip(spread * ends.factor, MIN_POSITIVE, MAX_SPREAD)
    return Scaling(kind, np.where(varying, shift, low), np.where(varying, factor, 1.0))


def _moments(parts: PartedTable, n: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation (d,), ddof 0, of `n` rows, in two passes."""
    mean = _added(parts.map(_column_sums)) / n
    squares, rest = _added(parts.map(partial(_sums_of_deviations, mean))) / n
    return mean + rest, np.sqrt(np.maximum(squares - rest * rest, 0.0))


def _added(sums: Iterable[Floats]) -> Floats:
    return functools.reduce(np.add, sums)


def _column_sums(part: Floats) -> Floats:
    return np.asarray(part.sum(axis=0))


def _sums_of_deviations(mean: Floats, part: Floats) -> Floats:
    """The sums (2, d) of the squared deviations from a `mean` (d,), and of the deviations."""
    deviations = part - mean
    return np.array([np.square(deviations).sum(axis=0), deviations.sum(axis=0)])
