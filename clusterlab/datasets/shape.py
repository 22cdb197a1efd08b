"""What a shape of generated data is: declared parameters and a table made from them."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from clusterlab.core.params import ParamError, settle
from clusterlab.core.registry import Registry
from clusterlab.datasets.table import Floats, Integers, Table

MOST_NUMBERS = 500_000_000
GOLDEN = (5**0.5 - 1) / 2


class Shape(ABC):
    """The base of frozen dataclasses whose declared fields say how data are generated."""

    name: ClassVar[str]
    title: ClassVar[str]
    place: ClassVar[int] = 99
    structured: ClassVar[bool] = True

    def __post_init__(self) -> None:
        settle(self)
        numbers = getattr(self, "points", 1) * getattr(self, "dimensions", 1)
        if numbers > MOST_NUMBERS:
            raise ParamError(f"points times dimensions must be at most {MOST_NUMBERS:,}; it was {numbers:,}.")

    @abstractmethod
    def make(self) -> Table:
        """The generated table, the same for the same parameters, with its true groups."""

    def table(self, values: Floats, truth: Integers | None = None) -> Table:
        """A table of this shape's name whose columns are x1, x2 and so on."""
        columns = tuple(f"x{i + 1}" for i in range(values.shape[1]))
        return Table(self.name, columns, values, truth=truth)


SHAPES: Registry[Shape] = Registry("clusterlab.datasets")


def normals(seed: int, rows: int, columns: int) -> Floats:
    """Standard normal deviates (rows, columns), each column from its own generator.

    More rows or columns leave the earlier ones as they were, so a slider never reshuffles the picture.
    """
    made = np.empty((rows, columns))
    for j in range(columns):
        made[:, j] = np.random.default_rng((seed, 1, j)).standard_normal(rows)
    return made


def evenly(seed: int, rows: int) -> Floats:
    """Numbers in [0, 1) that fill it evenly however many are taken (Weyl 1916, golden ratio)."""
    start = np.random.default_rng((seed, 2)).random()
    return np.mod(start + GOLDEN * np.arange(rows, dtype=np.float64), 1.0)
