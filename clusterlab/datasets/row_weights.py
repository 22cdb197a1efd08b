"""The weights of rows, which are in a column of the table that is not clustered."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.table import Integers, LoadError, Selection, Table, numeric_position, select
from clusterlab.kernels.typing import Floats

WEIGHT_COLUMN = Message("weight of the rows")
"""The reason why the column of weights is not clustered."""


def select_weighted(
    table: Table, columns: Iterable[str] | None = None, missing: str = "drop", weights: str = ""
) -> Selection:
    """As `select`, with the column `weights`, if one is named, as the weights of the rows and left out.

    Raises LoadError, also for a weight that is negative, missing or infinite, by its row.
    """
    if not weights:
        return select(table, columns, missing)
    place = _weight_position(table, weights)
    others = [i for i in range(len(table.columns)) if i != place]
    without = replace(
        table,
        columns=tuple(table.columns[i] for i in others),
        values=table.values[:, others],
        order=tuple(name for name in table.order if name != weights),
    )
    chosen = None if columns is None else [name for name in columns if name != weights]
    selection = select(without, chosen, missing)
    own = _weights_of_rows(table.values[selection.kept, place], weights, selection.kept)
    own.setflags(write=False)
    left_out = selection.left_out | {weights: WEIGHT_COLUMN}
    return replace(selection, left_out=left_out, weight_column=weights, weights=own)


def _weight_position(table: Table, name: str) -> int:
    if name in table.texts:
        raise LoadError(Message("The column {name!r} holds text; weights must be numbers.", name=name))
    return numeric_position(table, name)


def _weights_of_rows(found: Floats, name: str, kept: Integers) -> Floats:
    """The weights (m,) of the rows that were `kept` (m,); raises LoadError for the first that is invalid."""
    bad = np.flatnonzero(~(np.isfinite(found) & (found >= 0)))
    if len(bad):
        row, weight = int(kept[bad[0]]) + 1, float(found[bad[0]])
        template = "The weight of row {row} in the column {name!r} is {weight:plain}; it must be 0 or more."
        if np.isnan(weight):
            template = "The weight of row {row} in the column {name!r} is missing; fill it, or drop the row."
        raise LoadError(Message(template, row=row, name=name, weight=weight))
    if not found.any():
        raise LoadError(Message("All weights in the column {name!r} are 0.", name=name))
    return found
