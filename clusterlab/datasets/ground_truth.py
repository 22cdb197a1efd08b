"""Ground-truth labels: the known class of every row, which clusterings are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.table import Integers, LoadError, Table, unknown_column
from clusterlab.kernels.typing import Floats

GENERATED = "generated"
"""The name of the ground truth of generated data."""


@dataclass(frozen=True, eq=False)
class GroundTruth:
    """The names of classes, and the class of each row, `codes` (n,), -1 where it is not known."""

    name: str
    classes: tuple[str, ...]
    codes: Integers

    def __post_init__(self) -> None:
        self.codes.setflags(write=False)


def ground_truth(table: Table, name: str) -> GroundTruth:
    """The classes in the column `name`, sorted, or those of generated data; raises LoadError."""
    if name in table.texts:
        return _from_texts(name, table.texts[name])
    if name in table.columns:
        return _from_numbers(name, table.values[:, table.columns.index(name)])
    if table.truth is not None:
        if name != GENERATED:
            template = "The groups of generated data go by the name {generated}; it was {name!r}."
            raise LoadError(Message(template, generated=GENERATED, name=name))
        return GroundTruth(name, _group_names(table.truth), table.truth)
    if name == GENERATED:
        template = "{name} was not generated with groups; choose a column of classes or other data."
        raise LoadError(Message(template, name=table.name))
    raise unknown_column(table, name, (*table.texts, *table.columns))


def _from_texts(name: str, cells: Sequence[str]) -> GroundTruth:
    """The classes of texts, of which an empty one is a missing class."""
    classes = tuple(sorted(set(cells) - {""}))
    codes = {text: code for code, text in enumerate(classes)} | {"": -1}
    return GroundTruth(name, classes, np.fromiter(map(codes.__getitem__, cells), np.int64, len(cells)))


def _from_numbers(name: str, cells: Floats) -> GroundTruth:
    values, codes = np.unique(cells, return_inverse=True)
    n_finite = int(np.isfinite(values).sum())
    names = tuple(f"{value:.15g}" for value in values[:n_finite].tolist())
    return GroundTruth(name, names, np.where(codes < n_finite, codes, -1).astype(np.int64))


def _group_names(truth: Integers) -> tuple[Message, ...]:
    n_groups = int(truth.max(initial=-1)) + 1
    return tuple(Message("Group {number!s}", number=group + 1) for group in range(n_groups))
