"""The least and the greatest values of columns, which much that is said about a table needs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.reductions import column_range
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True, eq=False)
class ValueRanges:
    """The `low`est and `high`est value (d,) of each column, NaN where it has none.

    `complete` (d,) says which columns hold finite numbers alone.
    """

    low: Floats
    high: Floats
    complete: NDArray[np.bool_]


def value_ranges(values: Floats) -> ValueRanges:
    """The ranges of the columns of a matrix (n, d), whose missing values are NaN."""
    n, d = values.shape
    low, high = column_range(values) if n else (np.full(d, np.nan), np.full(d, np.nan))
    complete = np.isfinite(low) & np.isfinite(high)
    for j in np.flatnonzero(np.isnan(low)).tolist() if n else ():
        low[j], high[j] = np.fmin.reduce(values[:, j]), np.fmax.reduce(values[:, j])
    return ValueRanges(low, high, complete)
