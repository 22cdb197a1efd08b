"""What a shape of generated data is: declared parameters and a table made from them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from clusterlab.core.params import ParamError, validate
from clusterlab.core.registry import Registry
from clusterlab.datasets.table import Floats, Integers, Table

MAX_VALUES = 500_000_000
WEYL_STEP = (5**0.5 - 1) / 2


class Shape(ABC):
    """The base of frozen dataclasses whose declared fields say how data are generated."""

    name: ClassVar[str]
    title: ClassVar[str]
    menu_order: ClassVar[int] = 99
    has_groups: ClassVar[bool] = True

    def __post_init__(self) -> None:
        validate(self)
        numbers = getattr(self, "points", 1) * getattr(self, "dimensions", 1)
        if numbers > MAX_VALUES:
            raise ParamError(f"points times dimensions must be at most {MAX_VALUES:,}; it was {numbers:,}.")

    def make(self) -> Table:
        """The generated table, the same for the same parameters, with its true groups."""
        return self.generate(RandomDraws(getattr(self, "seed", 0)), getattr(self, "points", 1))

    def endless(self, rows: int) -> Iterator[Table]:
        """Tables of so many rows each, one after another: what `make` gives of ever more points."""
        draws = RandomDraws(getattr(self, "seed", 0))
        while True:
            yield self.generate(draws, rows)
            draws.done += rows

    @abstractmethod
    def generate(self, draws: "RandomDraws", rows: int) -> Table:
        """So many rows after those that `draws` has done, with their true groups."""

    def table(self, values: Floats, truth: Integers | None = None) -> Table:
        """A table of this shape's name whose columns are x1, x2 and so on."""
        columns = tuple(f"x{i + 1}" for i in range(values.shape[1]))
        return Table(self.name, columns, values, truth=truth)


SHAPES: Registry[Shape] = Registry("clusterlab.datasets.generators")


class RandomDraws:
    """The chance behind the rows of a shape: made in parts, they are the rows that are made at once.

    Each column has a generator of its own, so more rows or columns leave the earlier ones as they were and
    a slider never reshuffles the picture. `done` rows were made before.
    """

    def __init__(self, seed: int) -> None:
        self._seed, self.done = seed, 0
        self._columns: dict[int, np.random.Generator] = {}

    def numbers(self, rows: int) -> Integers:
        """The numbers of the next rows, from 0 on."""
        return np.arange(self.done, self.done + rows, dtype=np.int64)

    def normals(self, rows: int, columns: int) -> Floats:
        """Standard normal deviates (rows, columns)."""
        made = np.empty((rows, columns))
        for j in range(columns):
            made[:, j] = self._column(j).standard_normal(rows)
        return made

    def uniform(self, rows: int, columns: int, low: float, high: float) -> Floats:
        """Numbers between two bounds, each as likely as any other (rows, columns)."""
        made = np.empty((rows, columns))
        for j in range(columns):
            made[:, j] = self._column(j).uniform(low, high, rows)
        return made

    def evenly_spaced(self, numbers: Integers) -> Floats:
        """Numbers in [0, 1) that fill it evenly however many are taken (Weyl 1916, golden ratio)."""
        start = np.random.default_rng((self._seed, 2)).random()
        return np.mod(start + WEYL_STEP * numbers.astype(np.float64), 1.0)

    def _column(self, j: int) -> np.random.Generator:
        if j not in self._columns:
            self._columns[j] = np.random.default_rng((self._seed, 1, j))
        return self._columns[j]
