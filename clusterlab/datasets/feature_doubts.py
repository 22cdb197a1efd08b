"""Tells columns of numbers that are probably no feature: years, row numbers and identifiers."""

import re

import numpy as np

from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats

CALENDAR_YEAR = Message("calendar year")
FIRST_ROWS = 1000
"""Rows that are looked at before all are."""


def feature_doubt(name: str, column: Floats) -> Message:
    """Why a column (n,), NaN where a cell is missing, is probably no feature; empty where it may be one."""
    if not _is_integer(column[:FIRST_ROWS]):  # most columns need no look at all rows
        return Message()
    finite_values = column[np.isfinite(column)]
    if not len(finite_values) or not _is_integer(finite_values):
        return Message()
    return _doubt_of_integers(name, finite_values)


def _is_integer(values: Floats) -> bool:
    """Whether all finite values are integers."""
    return bool(np.all((values == np.rint(values)) | ~np.isfinite(values)))


def _doubt_of_integers(name: str, finite_values: Floats) -> Message:
    last = re.split(r"[^0-9a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower())[-1]
    if last in ("year", "yr"):
        return CALENDAR_YEAR
    if last in ("id", "ids", "index", "idx", "row", "rowid", "rownames"):
        return Message("row identifier")
    with np.errstate(over="ignore"):
        ascends_by_one = np.all(np.diff(finite_values) == 1)
    if len(finite_values) >= 3 and ascends_by_one and finite_values[0] in (0, 1):
        return Message("row number")
    return Message()
