"""The arrays that points are made of: what they must be, and copies of them."""

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.kernels.reductions import column_range
from clusterlab.kernels.typing import Floats, as_float_table


class PointsError(UserError):
    """An array that cannot be clustered."""


def checked_table(array: ArrayLike, d: int | None = None) -> Floats:
    """A copy of `array` (n, d) as finite floats; raises PointsError with a sentence."""
    return bounded_table(array, d)[0]


def bounded_table(
    array: ArrayLike, d: int | None = None, may_be_row_major: bool = False
) -> tuple[Floats, Floats, Floats]:
    """A copy of `array` (n, d) as finite floats and the bounds of its columns (d,), else PointsError."""
    try:
        table = as_float_table(array, may_be_row_major)
    except (TypeError, ValueError, OverflowError):
        raise PointsError(Message("The points must be numbers in a table of equally long rows.")) from None
    if table.ndim != 2 or 0 in table.shape:
        template = "The points must be a table of rows and columns; the shape was {shape!s}."
        raise PointsError(Message(template, shape=table.shape))
    if d is not None and table.shape[1] != d:
        template = "The points must have {d!s} columns like those of the fit; they had {given!s}."
        raise PointsError(Message(template, d=d, given=table.shape[1]))
    low, high = column_range(table)
    if not (np.isfinite(low) & np.isfinite(high)).all():
        bad = np.flatnonzero(~np.isfinite(table).all(axis=1))
        template = (
            "{bad!s} of {n!s} rows hold a missing or infinite value, the first is row {row!s}: "
            "drop or fill them before fitting."
        )
        raise PointsError(Message(template, bad=len(bad), n=len(table), row=int(bad[0]) + 1))
    return table, low, high


def checked_weights(weights: ArrayLike, n: int) -> Floats:
    """A copy of `weights` (n,) as finite floats, none negative and one positive; raises PointsError."""
    try:
        found = np.array(weights, float)
    except (TypeError, ValueError, OverflowError):
        raise PointsError(Message("The weights must be numbers, one for each row.")) from None
    if found.shape != (n,):
        template = "The weights must be {n} numbers, one for each row; the shape was {shape!s}."
        raise PointsError(Message(template, n=n, shape=found.shape))
    bad = np.flatnonzero(~(np.isfinite(found) & (found >= 0)))
    if len(bad):
        template = "Weights must be finite and at least 0; that of row {row!s} was {weight!s}."
        raise PointsError(Message(template, row=int(bad[0]) + 1, weight=float(found[bad[0]])))
    if not found.any():
        raise PointsError(Message("All weights are 0; at least one must be larger."))
    return found
