"""Known labels: the class of every row, which no clustering is told and which it can be compared with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.datasets.table import Floats, Integers, LoadError, Table, unknown_column

GENERATED = "generated"
"""The name by which the groups of generated data go."""


@dataclass(frozen=True, eq=False)
class GroundTruth:
    """The names of some classes, and which of them each row (n,) belongs to, -1 where that is not known."""

    name: str
    classes: tuple[str, ...]
    codes: Integers

    def __post_init__(self) -> None:
        self.codes.setflags(write=False)


def ground_truth(table: Table, name: str) -> GroundTruth:
    """The classes in a column, in the order of their names; raises LoadError where there are none."""
    if name in table.texts:
        return _from_texts(name, np.array(table.texts[name]))
    if name in table.columns:
        return _from_numbers(name, table.values[:, table.columns.index(name)])
    if table.truth is not None:
        if name != GENERATED:
            raise LoadError(f"The groups of generated data go by the name {GENERATED}; it was {name!r}.")
        return GroundTruth(name, _group_names(table.truth), table.truth)
    if name == GENERATED:
        raise LoadError(
            f"{table.name} was not generated with groups; choose a column of classes or other data."
        )
    raise unknown_column(table, name, (*table.texts, *table.columns))


def _from_texts(name: str, cells: NDArray[np.str_]) -> GroundTruth:
    values, codes = np.unique(cells, return_inverse=True)
    if values[0]:
        return GroundTruth(name, tuple(values.tolist()), codes.astype(np.int64))
    return GroundTruth(
        name, tuple(values[1:].tolist()), codes.astype(np.int64) - 1
    )  # an empty cell says nothing


def _from_numbers(name: str, cells: Floats) -> GroundTruth:
    values, codes = np.unique(cells, return_inverse=True)
    n_finite = int(np.isfinite(values).sum())
    names = tuple(f"{value:.15g}" for value in values[:n_finite].tolist())
    return GroundTruth(name, names, np.where(codes < n_finite, codes, -1).astype(np.int64))


def _group_names(truth: Integers) -> tuple[str, ...]:
    return tuple(f"Group {group + 1}" for group in range(int(truth.max(initial=-1)) + 1))
