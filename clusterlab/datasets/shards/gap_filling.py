"""Missing values in a file of records, which become the mean or the median of their columns."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.shards.row_spool import (
    NUMBER,
    ReadSoFar,
    read_records,
    record_parts,
    record_width,
)
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.quantiles import ChangedParts, PartedTable, column_quantiles_in_parts
from clusterlab.kernels.typing import Floats

T = TypeVar("T")
FILLINGS = ("mean", "median")
"""What missing values can become where not all rows are in memory."""


def fill_values(cells: PartedTable, read: ReadSoFar, kind: str, columns: Sequence[str]) -> Floats:
    """What missing `cells` become in each column (d,), as `filling` has it in memory, to rounding.

    Raises LoadError for a column without any value, and OSError.
    """
    empty = next((name for name, count in zip(columns, read.counts, strict=True) if not count), None)
    if empty is not None:
        raise LoadError(Message("Every cell of the column {name!r} is missing; leave it out.", name=empty))
    if kind == "mean":
        return np.array(read.mean)
    values = [ChangedParts(cells, partial(_values_of, column)) for column in range(len(columns))]
    return np.array([_median(parts, read, column) for column, parts in enumerate(values)])


def fill_records(path: Path, n: int, values: Floats) -> None:
    """Writes the `values` (d,) in place of what is missing in `n` records; raises OSError.

    Once more does nothing, so that it can go on after an interruption.
    """
    d = len(values)
    with path.open("r+b") as file:
        for part in record_parts(path, n, d):
            records = read_records(path, part, d)
            if fill_cells(records, values):
                file.seek(part.start * record_width(d) * NUMBER)
                file.write(records.data)


def fill_cells(records: Floats, values: Floats) -> bool:
    """Puts the `values` (d,) in place of what is missing in records (m, d + 1); whether something was."""
    missing = np.isnan(records[:, :-1])
    records[:, :-1][missing] = np.broadcast_to(values, missing.shape)[missing]
    return bool(missing.any())


def _values_of(column: int, cells: Floats) -> Floats:
    """The values (m, 1) of a column that are not missing."""
    own = cells[:, column]
    return own[~np.isnan(own), None]


def _median(parts: PartedTable, read: ReadSoFar, column: int) -> float:
    low, high = np.array([read.low[column]]), np.array([read.high[column]])
    return float(column_quantiles_in_parts(parts, low, high, (0.5,))[0, 0])
