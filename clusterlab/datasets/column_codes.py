"""The values of a column as few codes, which stand for colors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.formatting import format_short, shortened
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.datasets.column_type import MIN_DATE_SHARE, TYPED_ROWS, ColumnType
from clusterlab.datasets.date_values import date_values
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Floats, Rows

SCALE_LEVELS = 120
"""The number of codes of a scale."""
SCALE_GROUPS = 15
"""The number of coarser parts of a scale, which can be stacked in a histogram."""
MAX_CODED_VALUES = 8
"""The number of codes of categories; of more values the rarest share the last one."""
MAX_VALUE_LENGTH = 24


@dataclass(frozen=True, eq=False)
class ColumnCodes(FrozenArrays):
    """The code of each point (n,), -1 where its value in the `column` is missing, and how many are `missing`.

    A `note` says what a person should know about the column.
    """

    column: str
    codes: NDArray[np.int8]
    missing: int
    note: Message


@dataclass(frozen=True, eq=False)
class ScaleCodes(ColumnCodes):
    """Codes of numbers: the parts of equal width of the range from `low` to `high`.

    `quantity` is "number", "year", "date" (in seconds since 1970) or "time" (in seconds since midnight).
    """

    low: float
    high: float
    quantity: str


@dataclass(frozen=True, eq=False)
class CategoryCodes(ColumnCodes):
    """Codes of the most frequent `values`, with the number of points of each in `counts`.

    Where `others` is not 0, so many different values share the last code, whose count comes last.
    """

    values: tuple[str, ...]
    counts: tuple[int, ...]
    others: int


PointCodes: TypeAlias = ScaleCodes | CategoryCodes


def coding_problem(table: Table, column: str, kind: ColumnType) -> Message:
    """Why the rows of a table cannot be told apart by a column of that type; empty where they can.

    Of a long table only the first rows of texts determine the type.
    """
    if column in table.texts and table.rows > TYPED_ROWS:
        return Message()
    if kind.kind == "constant":
        return Message("{column} is constant: {reason}.", column=column, reason=kind.reason)
    if kind.kind == "identifier" and column in table.texts:
        return Message("{column} is an identifier: {reason}.", column=column, reason=kind.reason)
    return Message()


def column_codes(table: Table, column: str, kind: ColumnType | None, rows: Rows) -> PointCodes | None:
    """The codes of these `rows` (n,) of a column, by its name and its type; None where there is none.

    The known groups of generated data go by the name `GENERATED` and have no type.
    """
    if column in table.columns:
        values = table.values[rows, table.columns.index(column)]
        quantity = "year" if kind is not None and kind.kind == "date" else "number"
        return scale_codes(column, values, quantity, _doubt(column, kind))
    if column in table.texts:
        texts = table.texts[column]
        if kind is not None and kind.kind == "date":
            seconds, first = date_values(texts)
            if np.count_nonzero(~np.isnan(seconds)) >= MIN_DATE_SHARE * sum(map(bool, texts)):
                quantity = "date" if first else "time"
                found = scale_codes(column, seconds[rows], quantity, _order_of_dates(column, first))
                if isinstance(found, ScaleCodes):
                    return found
        return category_codes(column, *_numbered(texts), rows)
    if column == GENERATED and table.truth is not None:
        truth = ground_truth(table, column)
        return category_codes(column, truth.codes, truth.classes, rows)
    return None


def code_groups(codes: PointCodes) -> tuple[NDArray[np.int8], int]:
    """The code of each point (n,) and how many there are, of a scale `SCALE_GROUPS` coarser ones."""
    if isinstance(codes, ScaleCodes):
        return codes.codes // (SCALE_LEVELS // SCALE_GROUPS), SCALE_GROUPS
    return codes.codes, len(codes.counts)


def scale_codes(
    column: str, values: Floats, quantity: str = "number", note: Message = Message()
) -> PointCodes:
    """The codes of numbers (n,); those of categories where all are equal."""
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    is_missing = np.isnan(values)
    missing = int(is_missing.sum())
    if not low < high:
        value = () if np.isnan(low) else (format_short(low),)
        return category_codes(column, np.where(is_missing, -1, 0), value, np.arange(len(values)))
    with np.errstate(over="ignore"):
        size = 1.0 if np.isfinite(high - low) else 0.25  # so that no difference overflows
    parts = (values * size - low * size) / (high * size - low * size)
    codes = np.minimum(np.nan_to_num(parts) * SCALE_LEVELS, SCALE_LEVELS - 1).astype(np.int8)
    return ScaleCodes(column, np.where(is_missing, np.int8(-1), codes), missing, note, low, high, quantity)


def category_codes(column: str, numbers: Rows, names: Sequence[str], rows: Rows) -> CategoryCodes:
    """The codes of the rows (n,) with values by number (of all rows, -1 where missing) and `names`.

    The more frequent come first, of equally frequent ones the first in the order of the names.
    """
    own = numbers[rows]
    counts = np.bincount(own + 1, minlength=len(names) + 1)
    missing, counts = int(counts[0]), counts[1:]
    ranked = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    coded = ranked if len(ranked) <= MAX_CODED_VALUES else ranked[: MAX_CODED_VALUES - 1]
    if len(ranked) > MAX_CODED_VALUES and counts[ranked[0]] == 1:
        coded = coded[:0]
    code_of = np.full(len(names) + 1, len(coded), np.int8)
    code_of[coded], code_of[-1] = np.arange(len(coded)), -1
    values = tuple(shortened(names[i], MAX_VALUE_LENGTH) for i in coded.tolist())
    own_counts, others = counts[coded].tolist(), len(ranked) - len(coded)
    if others:
        own_counts.append(len(own) - missing - sum(own_counts))
    note = _note(column, values, others)
    return CategoryCodes(column, code_of[own], missing, note, values, tuple(own_counts), others)


def _note(column: str, values: Sequence[str], others: int) -> Message:
    """That the values of a column are all equal, all different or all missing, where they are."""
    if not values and others:
        return Message("Every value of {column} is different.", column=column)
    if not values:
        return Message("Every value of {column} is missing.", column=column)
    if len(values) == 1 and not others:
        return Message("Every value of {column} is {value}.", column=column, value=values[0])
    return Message()


def _numbered(texts: Sequence[str]) -> tuple[Rows, tuple[str, ...]]:
    """The number of the value of each row (n,), -1 for an empty text, and the values as they appear."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(text, len(numbers)) if text else -1 for text in texts]
    return np.array(found, np.intp), tuple(numbers)


def _doubt(column: str, kind: ColumnType | None) -> Message:
    """That a column of numbers is an identifier, where it is."""
    if kind is None or kind.kind != "identifier":
        return Message()
    return Message("{column} is an identifier: {reason}.", column=column, reason=kind.reason)


def _order_of_dates(column: str, first: str) -> Message:
    """How dates were read that do not begin with the year."""
    if first not in ("day", "month"):
        return Message()
    return Message("The dates of {column} are read with the {first} first.", column=column, first=first)
