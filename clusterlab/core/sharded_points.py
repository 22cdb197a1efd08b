"""Points that are held in shards, which need not fit into memory together."""

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.cache import cached
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.checked_arrays import PointsError
from clusterlab.core.memory_budget import TooManyPointsError, UsesMemory, max_points_within_budget
from clusterlab.core.message import Message
from clusterlab.core.points import Points, Units
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.parallel import map_in_order, on_one_blas_thread
from clusterlab.kernels.typing import CHUNK, Floats, Rows, chunks

T = TypeVar("T")
SHARD_ROWS = 2**20
"""The rows of a shard; a multiple of a chunk of the kernels, so that sums are taken in the same order."""
SAMPLED_ROWS = 1_000_000
"""So many points of shards are recommended for algorithms that need all in memory."""


FEW_POINTS_TAKEN = 2_000
"""So many points are taken where some stand for all."""


class UsesAllPoints(UsesMemory, Protocol):
    """An algorithm that needs all points at once."""

    max_points: ClassVar[int]


class Shards(ABC):
    """Where shards are: each has the blocks of its rows, and their numbers in the source, from 0."""

    @abstractmethod
    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard."""

    @abstractmethod
    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""

    @property
    def are_here(self) -> bool:
        """Whether this process reads them; else work on them goes to where they are."""
        return True

    def row(self, number: int, place: int) -> int:
        """The row of the source of one point of a shard."""
        return int(self.rows(number)[place])

    def map(self, work: Callable[[int, Blocks], T], numbers: Sequence[int], threads: int) -> Iterator[T]:
        """What `work` makes of the number and the blocks of some shards, in their order.

        It is done where the shards are: here on `threads` of this process. Elsewhere it is pickled.
        """
        return map_in_order(lambda i: work(numbers[i], self.blocks(numbers[i])), len(numbers), threads)


@dataclass(frozen=True, eq=False, init=False, repr=False)
class ShardedPoints(Points):
    """An immutable table of points in shards of `shard_rows` rows, the last with the rest.

    Their order is one spatial order of all. Reductions are functions of one shard, whose results are added in
    the order of the shards: they have the same bits for any number of `threads`, of which 0 means one for
    each core. No array of all points is ever made, so steps hold no labels.
    """

    shards: Shards
    shard_rows: int
    size: tuple[int, int]
    threads: int

    def __init__(
        self, shards: Shards, units: Units, size: tuple[int, int], shard_rows: int, threads: int = 0
    ) -> None:
        if shard_rows % CHUNK:
            raise ValueError(f"A shard must have whole chunks of {CHUNK} rows; it had {shard_rows}.")
        own: dict[str, Any] = {"weights": None, "categories": MappingProxyType({})}
        vars(self).update(shards=shards, shard_rows=shard_rows, size=size, threads=threads, units=units)
        vars(self).update(own, source_rows=None, numbers=None)

    @property
    def n(self) -> int:
        """How many points there are."""
        return self.size[0]

    @property
    def d(self) -> int:
        """How many features each point has."""
        return self.size[1]

    @property
    def n_shards(self) -> int:
        """How many shards there are."""
        return -(-self.n // self.shard_rows)

    @property
    def values(self) -> NoReturn:
        """Raises TooManyPointsError: all points at once need not fit into memory."""
        template = "{n:# point is|# points are} held in shards, which are not read into memory at once."
        raise TooManyPointsError(Message(template, n=self.n), min(self.n, SAMPLED_ROWS))

    def span(self, number: int) -> slice:
        """The indices of the points of a shard."""
        return slice(number * self.shard_rows, min((number + 1) * self.shard_rows, self.n))

    def map(self, work: Callable[[int, Blocks], T], numbers: Sequence[int] | None = None) -> Iterator[T]:
        """What `work` makes of the number and the blocks of some shards, or of all, in their order."""
        chosen = range(self.n_shards) if numbers is None else numbers
        for found in self.shards.map(work, chosen, self.threads):
            yield found
            check_canceled()

    def reduce(self, work: Callable[[Blocks], T], add: Callable[[T, T], T]) -> T:
        """What `work` makes of the blocks of each shard, added in their order."""
        return self.reduce_numbered(partial(_without_number, work), add)

    @on_one_blas_thread
    def reduce_numbered(self, work: Callable[[int, Blocks], T], add: Callable[[T, T], T]) -> T:
        """As `reduce`, where `work` is also given the number of the shard."""
        return functools.reduce(add, self.map(work))

    def with_scaled_columns(self, exponents: NDArray[np.int64]) -> "ShardedPoints":
        """The same points in the same order, each column times 2 ** its exponent (d,) in normalized units."""
        units, shards = self.units, ScaledShards(self.shards, exponents)
        center, factor = np.ldexp(units.center, exponents), np.ldexp(units.factor, -exponents)
        scaled = Units(units.exponent, center, factor, units.shift)
        return ShardedPoints(shards, scaled, self.size, self.shard_rows, self.threads)

    def take(self, places: Rows | list[int]) -> Floats:
        """The points (m, d) at some indices in spatial order."""
        wanted = np.asarray(places, np.intp)
        found, shard_numbers = np.empty((len(wanted), self.d)), wanted // self.shard_rows
        numbers = np.unique(shard_numbers).tolist()
        taken = self.map(partial(_taken, wanted, self.shard_rows), numbers)
        for number, values in zip(numbers, taken, strict=True):
            found[shard_numbers == number] = values
        return found

    def row_number(self, place: int) -> int:
        """The number of a point's row in the source, from 1, by its index in spatial order."""
        number, within = divmod(place, self.shard_rows)
        return self.shards.row(number, within) + 1

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """The least and the greatest value (d,) of each column."""
        low, high = self.boxes
        return low.min(axis=0), high.max(axis=0)

    @property
    def boxes(self) -> tuple[Floats, Floats]:
        """The least and the greatest value of each column in each shard: (n_shards, d) each."""
        return cached(self, "boxes", self._boxes)

    @property
    def few(self) -> Floats:
        """Some of the points (m, d), evenly spread over their order."""
        places = np.linspace(0, self.n - 1, min(FEW_POINTS_TAKEN, self.n)).astype(np.intp)
        return cached(self, "few", lambda: self.take(places))

    def _boxes(self) -> tuple[Floats, Floats]:
        low, high = zip(*self.map(partial(_without_number, _box)), strict=True)
        return np.array(low), np.array(high)

    def next_rows(self, rows_received: int, rows: int) -> NoReturn:
        """Raises PointsError: shards are not in the order in which rows were received."""
        template = "Points in shards are no stream, since they are in another order: draw batches at random."
        raise PointsError(Message(template))

    def _count_distinct_rows(self, limit: int) -> int:
        found = np.empty((0, self.d))
        for numbers in (range(1), range(1, self.n_shards)):  # nearly always the first shard has enough
            for own in self.map(partial(_distinct_rows, limit), numbers):
                found = np.unique(np.vstack([found, own]), axis=0)[:limit]
                if len(found) == limit:
                    return limit
        return len(found)


@dataclass(frozen=True, eq=False)
class ScaledShards(Shards):
    """Shards whose columns are multiplied by 2 ** `exponents` (d,) each time they are read."""

    shards: Shards
    exponents: NDArray[np.int64]

    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard, which take memory of their own."""
        return scaled_blocks(self.shards.blocks(number), self.exponents)

    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""
        return self.shards.rows(number)

    def row(self, number: int, place: int) -> int:
        """The row of the source of one point of a shard."""
        return self.shards.row(number, place)

    def map(self, work: Callable[[int, Blocks], T], numbers: Sequence[int], threads: int) -> Iterator[T]:
        """What `work` makes of the number and the blocks of some shards, in their order."""
        return self.shards.map(partial(_on_scaled, self.exponents, work), numbers, threads)

    @property
    def are_here(self) -> bool:
        """Whether this process reads them."""
        return self.shards.are_here


def scaled_blocks(blocks: Blocks, exponents: NDArray[np.int64]) -> Blocks:
    """The blocks of the same points, each column times 2 ** its exponent (d,)."""
    return Blocks.of(np.ldexp(blocks.points, exponents), np.arange(len(blocks.points)))


def too_many_for_shards(algorithm: UsesAllPoints, points: ShardedPoints) -> TooManyPointsError:
    """The error for an algorithm that needs all points in memory, with the sample that it can take."""
    within = max_points_within_budget(algorithm, min(points.n, SAMPLED_ROWS), points.d)
    most = min(within, algorithm.max_points or within)
    template = "{title} needs all points in memory, but these {n:# point is|# points are} held in shards."
    return TooManyPointsError(Message(template, title=algorithm.title, n=points.n), most)


def _on_scaled(
    exponents: NDArray[np.int64], work: Callable[[int, Blocks], T], number: int, blocks: Blocks
) -> T:
    return work(number, scaled_blocks(blocks, exponents))


def _without_number(work: Callable[[Blocks], T], number: int, blocks: Blocks) -> T:
    return work(blocks)


def _taken(places: Rows, shard_rows: int, number: int, blocks: Blocks) -> Floats:
    """The points of a shard that are at some places (m,) of all, in their order."""
    own = places[places // shard_rows == number]
    return np.asarray(blocks.points[own - number * shard_rows])


def _distinct_rows(limit: int, number: int, blocks: Blocks) -> Floats:
    """Up to `limit` distinct points of a shard."""
    found = np.empty((0, blocks.points.shape[1]))
    for part in chunks(len(blocks.points)):
        found = np.unique(np.vstack([found, blocks.points[part] + 0.0]), axis=0)[:limit]
        if len(found) == limit:
            break
    return found


def _box(blocks: Blocks) -> tuple[Floats, Floats]:
    d = blocks.points.shape[1]
    return blocks.records[:, :d].min(axis=0), blocks.records[:, d : 2 * d].max(axis=0)
