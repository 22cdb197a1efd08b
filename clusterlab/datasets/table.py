"""A table as it was loaded or generated, and the columns and rows of it that take part."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.errors import UserError

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)
TEXT_COLUMN = "it holds text"
"""Why a column of words cannot be clustered."""
SAMPLE_SEED = 0
"""The random seed of samples: the same table gives the same sample."""


class LoadError(UserError):
    """Data that cannot be used; its text is one sentence that says what, where and what to do."""


@dataclass(frozen=True, eq=False)
class Table:
    """Named numeric columns, with the text columns kept aside and the known groups, if any.

    `values` is (n, d), NaN where a cell is missing; `texts` holds one text per row for each text
    column; `truth` is (n,) labels or None. The table freezes the arrays that it is given.
    """

    name: str
    columns: tuple[str, ...]
    values: Floats
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    truth: Integers | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(self.values, dtype=np.float64)
        if values.ndim != 2 or values.shape[1] != len(self.columns):
            raise ValueError(f"values of shape {values.shape} do not fit {len(self.columns)} columns.")
        object.__setattr__(self, "values", _frozen(values))
        if self.truth is not None:
            object.__setattr__(self, "truth", _frozen(np.ascontiguousarray(self.truth, dtype=np.int64)))

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.values)


@dataclass(frozen=True, eq=False)
class Selection:
    """The part of a table that takes part in a clustering.

    `matrix` is (m, d) without missing values, `kept` the (m,) 0-based row numbers of the table that
    it holds, `dropped` how many rows miss a value; `left_out` says why for every other column. Where it
    is a random sample, `of` says of how many complete rows, else it is 0.
    """

    columns: tuple[str, ...]
    matrix: Floats
    kept: Integers
    dropped: int
    left_out: dict[str, str]
    of: int = 0


def sampled(selection: Selection, rows: int) -> Selection:
    """A random sample of so many rows of a selection, in their order; all of it where there are no more."""
    available = len(selection.matrix)
    if not 0 < rows < available:
        return selection
    drawn = np.sort(np.random.default_rng(SAMPLE_SEED).choice(available, rows, replace=False))
    matrix, kept = np.ascontiguousarray(selection.matrix[drawn]), selection.kept[drawn]
    return replace(selection, matrix=_frozen(matrix), kept=_frozen(kept), of=available)


def select(table: Table, columns: Iterable[str] | None = None) -> Selection:
    """The named columns, or all that vary, and the rows in which none of them is missing.

    Raises LoadError for an unknown column, no numeric column, and when no row is complete.
    """
    left_out = dict.fromkeys(table.texts, TEXT_COLUMN)
    if columns is None:
        chosen = _varying(table, left_out)
    else:
        chosen = [_position(table, name) for name in dict.fromkeys(columns)]
    if not chosen:
        raise LoadError(_nothing_chosen(table))
    names = tuple(table.columns[i] for i in chosen)
    for name in table.columns:
        if name not in names:
            left_out.setdefault(name, "it was not chosen")
    matrix, kept = _complete(table, chosen)
    return Selection(names, _frozen(matrix), _frozen(kept), table.rows - len(kept), left_out)


def unlikely_features(table: Table) -> dict[str, str]:
    """The numeric columns that are probably no feature (a year, a row number), each with a reason."""
    found = {}
    for name, column in zip(table.columns, table.values.T, strict=True):
        finite_values = column[np.isfinite(column)]
        if (
            len(finite_values)
            and np.all(finite_values == np.rint(finite_values))
            and (reason := _not_feature_reason(name, finite_values))
        ):
            found[name] = reason
    return found


def unknown_column(table: Table, name: str, columns: Sequence[str], words: str = "columns") -> LoadError:
    """What to say of a column that is not there, with those that are, called `words`."""
    matches = difflib.get_close_matches(name.lower(), [c.lower() for c in columns], n=1, cutoff=0.5)
    suggestion = next((c for c in columns if [c.lower()] == matches), "")
    hint = f"did you mean {suggestion!r}? The columns" if suggestion else f"the {words}"
    return LoadError(f"{table.name} has no column {name!r}; {hint} are {_listed(columns)}.")


def _varying(table: Table, left_out: dict[str, str]) -> list[int]:
    """The columns that vary; where none does, those that have values at all."""
    low, high = np.fmin.reduce(table.values, axis=0), np.fmax.reduce(table.values, axis=0)
    filled = [i for i in range(len(table.columns)) if not np.isnan(low[i])]
    chosen = [i for i in filled if low[i] < high[i]] or filled or list(range(len(table.columns)))
    for i in range(len(table.columns)):
        if i not in chosen:
            left_out[table.columns[i]] = (
                f"every row has the same value, {low[i]:g}" if i in filled else "every cell is missing"
            )
    return chosen


def _position(table: Table, name: str) -> int:
    if name in table.columns:
        return table.columns.index(name)
    if name in table.texts:
        raise LoadError(f"The column {name!r} holds text; choose from {_listed(table.columns)}.")
    raise unknown_column(table, name, table.columns, "numeric columns")


def _complete(table: Table, chosen: Sequence[int]) -> tuple[Floats, Integers]:
    """The chosen columns in the rows that miss none of them, and those rows' numbers."""
    matrix = table.values if list(chosen) == list(range(len(table.columns))) else table.values[:, chosen]
    kept = np.flatnonzero(np.isfinite(matrix).all(axis=1))
    if not len(kept):
        names = _listed([table.columns[i] for i in chosen])
        raise LoadError(
            f"Every row of {table.name} has a missing value in the columns {names}; choose fewer columns."
        )
    if len(kept) < table.rows:
        matrix = matrix[kept]
    return np.ascontiguousarray(matrix), kept.astype(np.int64)


def _nothing_chosen(table: Table) -> str:
    if table.columns:
        return f"No column is chosen; choose from {_listed(table.columns)}."
    return f"{table.name} has no numeric column; clustering needs at least one column of numbers."


def _not_feature_reason(name: str, finite_values: Floats) -> str:
    last = re.split(r"[^0-9a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower())[-1]
    if last in ("year", "yr"):
        return "it looks like a year"
    if last in ("id", "ids", "index", "idx", "row", "rowid", "rownames"):
        return "it looks like a row's number or name"
    if len(finite_values) >= 3 and np.all(np.diff(finite_values) == 1) and finite_values[0] in (0, 1):
        return "it counts the rows"
    return ""


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:20])
    return shown if len(names) <= 20 else f"{shown} and {len(names) - 20} more"


def _frozen(array: NDArray[Number]) -> NDArray[Number]:
    array.setflags(write=False)
    return array
