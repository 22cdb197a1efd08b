"""Logarithms and weights of columns, which come before and after scaling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.cache import cached
from clusterlab.core.message import Message
from clusterlab.datasets.row_weights import select_weighted
from clusterlab.datasets.table import LoadError, Selection, Table, numeric_position
from clusterlab.kernels.typing import Floats

MAX_COLUMN_WEIGHT = 10.0
ZERO_WEIGHT = Message("weight 0")
"""The reason why a column of weight 0 is not clustered."""
SKEWNESS_ROWS = 10_000
SKEWNESS_VALUES = 2**20  # so many are looked at at once
MIN_SKEWNESS = 1.5
"""A column of a greater skewness is called skewed; an exponential distribution has 2."""


def log_name(column: str) -> str:
    """The name of the logarithm of a column."""
    return f"log({column})"


def logarithms(values: Floats) -> Floats:
    """The natural logarithms of positive numbers (n,), with the same bits wherever these lie in memory."""
    return np.asarray(np.log(np.ascontiguousarray(values)))


def with_logarithms(table: Table, columns: Iterable[str]) -> Table:
    """A table with the natural logarithms of some columns in place of these, under their `log_name`.

    Raises LoadError for an unknown column, and where a value is not positive, by its row.
    """
    logged = {log_name(name): name for name in columns}
    if not logged:
        return table
    values, names = np.array(table.values), {name: new for new, name in logged.items()}
    for name in names:
        place = numeric_position(table, name)
        check_positive(values[:, place], name)
        values[:, place] = logarithms(values[:, place])
    taken = set(names.values()) & {*table.columns, *table.texts}
    if taken:
        raise LoadError(Message("There is a column {name!r} already.", name=min(taken)))
    renamed = tuple(names.get(name, name) for name in table.columns)
    order = tuple(names.get(name, name) for name in table.order)
    return replace(table, columns=renamed, values=values, order=order, logged=logged, unlogged=table)


def logarithms_of(columns: Iterable[str] | None, logged: Iterable[str]) -> tuple[str, ...] | None:
    """The names of columns, those of `logged` ones as the names of their logarithms; None for None."""
    names = {name: log_name(name) for name in logged}
    return None if columns is None else tuple(names.get(name, name) for name in columns)


def check_column_weight(name: str, weight: float) -> None:
    """Raises LoadError for a weight that no column can have."""
    if not 0 <= weight <= MAX_COLUMN_WEIGHT:
        template = (
            "The weight of a column must be from 0 to {high:plain}; that of {name!r} was {weight:plain}."
        )
        raise LoadError(Message(template, high=MAX_COLUMN_WEIGHT, name=name, weight=weight))


def positive_columns(table: Table) -> tuple[str, ...]:
    """The columns that can be logged, by their names in the file: all values positive, or logged already."""
    return cached(table, "positive columns", lambda: _positive_columns(table))


def skewed_columns(matrix: Floats, columns: Sequence[str]) -> tuple[str, ...]:
    """Those of the `columns` of a matrix (n, d) that are positive and less skewed as logarithms.

    Skewness is the third standardized moment, of so many rows that it is soon known.
    """
    few = matrix[:: max(1, len(matrix) // SKEWNESS_ROWS)]
    likely = np.flatnonzero(few.min(axis=0) > 0)
    pieces = np.array_split(likely, 1 + few.size // SKEWNESS_VALUES)
    skewed = [j for piece in pieces for j in piece[_are_skewed(few.T[piece])].tolist()]
    return tuple(columns[j] for j in skewed if matrix[:, j].min() > 0)


def select_with_weights(
    table: Table,
    columns: Iterable[str] | None = None,
    missing: str = "drop",
    weights: str = "",
    column_weights: Mapping[str, float] = MappingProxyType({}),
) -> Selection:
    """As `select_weighted`, with weights of columns by their names in the file; without those of weight 0.

    Raises LoadError, also for an unknown column and for a weight that is not from 0 to 10.
    """
    given = dict(_by_table_name(table, column_weights))
    selection = select_weighted(table, columns, missing, weights)
    zero = [name for name in selection.columns if given.get(name) == 0]
    if zero:
        others, reasons = [name for name in selection.columns if name not in zero], selection.left_out
        selection = select_weighted(table, others, missing, weights)
        left_out = selection.left_out | reasons | dict.fromkeys(zero, ZERO_WEIGHT)
        selection = replace(selection, left_out=left_out)
    own = {name: given[name] for name in selection.columns if given.get(name, 1) != 1}
    return replace(selection, column_weights=own)


def _by_table_name(table: Table, weights: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    names = {old: new for new, old in table.logged.items()}
    for name, weight in weights.items():
        numeric_position(table, names.get(name, name))
        check_column_weight(name, weight)
        yield names.get(name, name), weight


def check_positive(values: Floats, name: str, first: int = 0) -> None:
    """Raises LoadError where a value (n,) of a column is not positive; the first one is in row `first`."""
    bad = np.flatnonzero(values <= 0)
    if len(bad):
        row, value = first + int(bad[0]) + 1, float(values[bad[0]])
        template = (
            "The column {name!r} is {value:plain} in row {row}; logarithms need values above 0 in every row."
        )
        raise LoadError(Message(template, name=name, row=row, value=value))


def _positive_columns(table: Table) -> tuple[str, ...]:
    return tuple(
        table.logged.get(name, name)
        for name, least in zip(table.columns, table.ranges.low.tolist(), strict=True)
        if name in table.logged or least > 0
    )


def _are_skewed(values: Floats) -> NDArray[np.bool_]:
    """Which rows of positive `values` (d, n) are skewed, and their logarithms less than half as much."""
    skewness, of_logarithms = _skewness(values), np.abs(_skewness(np.log(values)))
    return (skewness > MIN_SKEWNESS) & (of_logarithms < skewness / 2)


def _skewness(values: Floats) -> Floats:
    """The skewness of each row of `values` (d, n), 0 where it does not vary."""
    deviations = values / np.abs(values).max(axis=1, initial=1e-300, keepdims=True)
    deviations -= deviations.mean(axis=1, keepdims=True)
    spread, cubes = np.square(deviations).mean(axis=1) ** 1.5, (deviations**3).mean(axis=1)
    return np.asarray(np.divide(cubes, spread, out=np.zeros_like(cubes), where=spread > 0))
