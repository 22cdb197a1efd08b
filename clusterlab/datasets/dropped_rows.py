"""The rows of a table that are left out for their missing values, each with the reason."""

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.table import Selection, Table
from clusterlab.kernels.typing import Rows


def dropped_rows(table: Table, selection: Selection) -> Rows:
    """The 0-based numbers of the rows that the selection leaves out for their missing values, ascending."""
    if not selection.dropped:
        return np.empty(0, dtype=np.intp)
    missing = np.isnan(table.values[:, [table.columns.index(name) for name in selection.columns]])
    return np.flatnonzero(missing.any(axis=1) if selection.missing == "drop" else missing.all(axis=1))


def drop_reason(table: Table, selection: Selection, row: int) -> Message:
    """Why a row, by its 0-based number, was dropped."""
    missing = [name for name in selection.columns if np.isnan(table.values[row, table.columns.index(name)])]
    if len(missing) == len(selection.columns) > 1:
        return Message("no value in any column that is used")
    return Message("no value in {columns}", columns=missing)
