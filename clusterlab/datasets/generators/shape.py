"""The base of the shapes of generated data: declared parameters and a table made from them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.params import ParamError, validate
from clusterlab.core.registry import Registry
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.datasets.table import Integers, Table

MAX_VALUES = 500_000_000
WEYL_STEP = (5**0.5 - 1) / 2


class Shape(ABC):
    """The base of frozen dataclasses whose declared parameters say how data are generated."""

    name: ClassVar[str]
    title: ClassVar[str]
    menu_order: ClassVar[int] = 99
    has_groups: ClassVar[bool] = True

    points: int
    """Declared by every shape: how many points it generates."""
    seed: int
    """Declared by every shape: the random seed of its points."""

    @property
    def n_columns(self) -> int:
        """How many columns it generates: 2, unless its dimensions can be chosen."""
        return 2

    def __post_init__(self) -> None:
        validate(self)
        numbers = self.points * self.n_columns
        if numbers > MAX_VALUES:
            template = "points times dimensions must be at most {high}; it was {numbers}."
            raise ParamError(Message(template, high=MAX_VALUES, numbers=numbers))

    def make(self) -> "Table":
        """The generated table with its true groups, the same for the same parameters."""
        return self.generate(RandomDraws(self.seed), self.points)

    def endless(self, rows: int) -> "Iterator[Table]":
        """Consecutive tables of `rows` rows each: together the first rows of a table of any length."""
        draws = RandomDraws(self.seed)
        while True:
            yield self.generate(draws, rows)
            draws.done += rows

    @abstractmethod
    def generate(self, draws: "RandomDraws", rows: int) -> "Table":
        """The next `rows` rows after the `draws.done` ones, with their true groups."""

    def table(self, values: Floats, truth: "Integers | None" = None) -> "Table":
        """A table of this shape's name whose columns are x1, x2 and so on."""
        from clusterlab.datasets.table import Table  # the shapes are listed without it

        columns = tuple(f"x{i + 1}" for i in range(values.shape[1]))
        return Table(self.name, columns, values, truth=truth)


SHAPES: Registry[Shape] = Registry("clusterlab.datasets.generators")


class RandomDraws:
    """The random numbers of a shape's rows: drawn in parts, they are the same as drawn at once.

    Each column has a generator of its own, so that more rows or columns leave the earlier ones unchanged and
    moving a slider does not reshuffle the points. `done` rows were drawn before.
    """

    def __init__(self, seed: int) -> None:
        self._seed, self.done = seed, 0
        self._columns: dict[int, np.random.Generator] = {}

    def numbers(self, rows: int) -> "Integers":
        """The indices of the next rows, from 0 on: (rows,)."""
        return np.arange(self.done, self.done + rows, dtype=np.int64)

    def normals(self, rows: int, columns: int) -> Floats:
        """Standard normal random numbers (rows, columns)."""
        made = np.empty((rows, columns))
        for j in range(columns):
            made[:, j] = self._column(j).standard_normal(rows)
        return made

    def uniform(self, rows: int, columns: int, low: float, high: float) -> Floats:
        """Uniform random numbers from `low` to `high`: (rows, columns)."""
        made = np.empty((rows, columns))
        for j in range(columns):
            made[:, j] = self._column(j).uniform(low, high, rows)
        return made

    def evenly_spaced(self, numbers: "Integers") -> Floats:
        """A low-discrepancy sequence in [0, 1) at indices `numbers` (Weyl 1916, with the golden ratio)."""
        start = np.random.default_rng((self._seed, 2)).random()
        return np.mod(start + WEYL_STEP * numbers.astype(np.float64), 1.0)

    def _column(self, j: int) -> "np.random.Generator":
        if j not in self._columns:
            self._columns[j] = np.random.default_rng((self._seed, 1, j))
        return self._columns[j]
