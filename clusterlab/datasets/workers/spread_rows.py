"""Shards of sources that workers read: the same as those of a folder that was prepared from these sources."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from clusterlab.datasets.shards.folder_preparation import (
    FolderRequest,
    PreparationProgress,
    made_header,
    row_number_type,
)
from clusterlab.datasets.shards.gap_filling import fill_values
from clusterlab.datasets.shards.placed_rows import Normalizing, code_bits
from clusterlab.datasets.shards.preparation_state import PreparationState
from clusterlab.datasets.shards.row_spool import ReadSoFar, check_kept, rows_at_once
from clusterlab.datasets.shards.shard_header import ShardEntry, ShardHeader
from clusterlab.datasets.workers.calls import Call, WorkerLostError, Workers, call_all, given_up
from clusterlab.datasets.workers.held_rows import (
    RowPlaces,
    RowUnit,
    build_shards,
    count_codes,
    fill_units,
    map_cells,
    read_units,
    row_bounds,
    sampled_rows,
    sort_rows,
    take_pieces,
)
from clusterlab.datasets.workers.worker_shards import MAX_ATTEMPTS, WorkerShards, dealt, shared
from clusterlab.kernels.morton import BITS, SpatialGrid, sample_interval
from clusterlab.kernels.typing import Floats, Rows

T = TypeVar("T")


@dataclass(eq=False)
class SpreadRows:
    """The rows of sources, which workers read in units and know by a `token`.

    What they read is kept in a `spool`, if one is given. `readers` are the units that each worker holds now,
    `read` is what was found in them all.
    """

    request: FolderRequest
    workers: Workers
    token: str
    spool: Path | None = None
    readers: dict[str, list[int]] = field(default_factory=dict)
    sizes: list[tuple[int, int]] = field(default_factory=list)  # how many rows a unit has, and are kept
    state: PreparationState = field(default_factory=PreparationState)

    @property
    def header(self) -> ShardHeader:
        """The header of these shards, of which there are no files."""
        n, rows = self.state.read.kept, self.request.shard_rows
        return self.header_with([ShardEntry(min(rows, n - start), (), ()) for start in range(0, n, rows)])

    def header_with(self, entries: Sequence[ShardEntry]) -> ShardHeader:
        """The header of a folder with these shards."""
        return made_header(self.request, replace(self.state, shards=tuple(entries)))

    def prepare(self, first: int = 0) -> Generator[PreparationProgress, None, WorkerShards]:
        """Makes the shards of all rows, from the `first`; raises ClusterError and LoadError."""
        shards, total = WorkerShards(self.workers, self.token, self), self.request.known_rows
        for _ in range(MAX_ATTEMPTS):
            try:
                yield PreparationProgress("read", self.state.read.seen, total)
                self.read()
                yield PreparationProgress("place", 0, self.state.read.kept)
                owners = dealt(range(first, len(self.header.shards)), self.workers.names())
                self.place(owners)
            except WorkerLostError:
                continue
            shards.hold(owners)
            return shards
        raise given_up(self.workers, MAX_ATTEMPTS)

    def make(self, workers: Workers, token: str, owners: Mapping[str, Sequence[int]]) -> None:
        """Reads all rows again, and makes the shards of some of them."""
        self._read_units()
        self._fill(self.state.fill)
        self.place(owners)

    def read(self) -> None:
        """Reads all rows, and finds their scaling."""
        found, read = self._read_units(), ReadSoFar()
        for unit in found:
            for chunk in unit:
                read = read.followed_by(chunk)
        check_kept(read, self.request.columns, self.request.missing != "drop")
        self.sizes = [(sum(each.seen for each in unit), sum(each.kept for each in unit)) for unit in found]
        fill = self._filled(read)
        scaling = self.request.found_scaling(self, read)
        shift, factor = tuple(scaling.shift.tolist()), tuple(scaling.factor.tolist())
        self.state = PreparationState(read, fill, shift, factor)

    def map(self, work: Callable[[Floats], T]) -> Iterator[T]:
        """What `work` makes of the cells (m, d) of each unit of rows."""
        found = self._each_reader(lambda units: partial(map_cells, self.token, work))
        return iter([item for items in found for item in items])

    def place(self, owners: Mapping[str, Sequence[int]]) -> None:
        """Sends all rows to the shards that `owners` shall hold, by the names of these."""
        normalizing = Normalizing.of(self.request.scaling(self.state), self.state.read)
        grid, names = self._grid(normalizing), tuple(owners)
        calls = {
            name: partial(sort_rows, self.token, self._firsts(units), places)
            for (name, units), places in zip(
                self.readers.items(), self._row_places(normalizing, grid, owners), strict=True
            )
        }
        call_all(self.workers, calls)
        sends = {
            (name, receiver): partial(take_pieces, self.token, receiver)
            for name in self.readers
            for receiver in names
        }
        kind, d = row_number_type(self.state.read.seen), len(self.request.columns)
        receives = {
            name: partial(build_shards, self.token, {i: self._span(i) for i in own}, d, kind)
            for name, own in owners.items()
        }
        self.workers.exchange(sends, receives)

    def _filled(self, read: ReadSoFar) -> tuple[float, ...]:
        """Fills missing values, if they are; what they become in each column."""
        request = self.request
        if request.missing == "drop":
            return ()
        fill = tuple(fill_values(self, read, request.missing, request.columns).tolist())
        self._fill(fill)
        return fill

    def _fill(self, fill: tuple[float, ...]) -> None:
        if fill:
            self._each_reader(lambda units: partial(fill_units, self.token, np.array(fill)))

    def _read_units(self) -> list[list[ReadSoFar]]:
        """Shares the units among the workers, which read them; what was found in the chunks of each unit."""
        units = row_units(self.request)
        self.readers = shared(range(len(units)), self.workers.names())
        found = self._each_reader(
            lambda own: partial(read_units, self.token, self.request, {i: units[i] for i in own}, self.spool)
        )
        return [unit for own in found for unit in own]

    def _grid(self, normalizing: Normalizing) -> SpatialGrid:
        """The grid of all rows, as that of a folder."""
        read, bits = self.state.read, code_bits(self.state.read.kept)
        if len(read.low) <= BITS:
            low, high = normalizing.apply(np.array([read.low, read.high]))
            return SpatialGrid(low, high, bits)
        starts, every = [0, *accumulate(kept for _, kept in self.sizes)], sample_interval(read.kept)
        sampled = self._each_reader(
            lambda units: partial(sampled_rows, self.token, normalizing, every, {i: starts[i] for i in units})
        )
        grid = SpatialGrid.of(np.concatenate(sampled), bits)
        bounds = self._each_reader(lambda units: partial(row_bounds, self.token, normalizing, grid))
        lows, highs = zip(*bounds, strict=True)
        return grid.bounded(np.min(lows, axis=0), np.max(highs, axis=0))

    def _row_places(
        self, normalizing: Normalizing, grid: SpatialGrid, owners: Mapping[str, Sequence[int]]
    ) -> Iterator[RowPlaces]:
        """The places of the rows of each reader: those of equal codes follow each other in their order."""
        counts = self._each_reader(lambda units: partial(count_codes, self.token, normalizing, grid))
        total, receivers = sum(counts[1:], counts[0]), self._receivers(owners)
        next_places = np.cumsum(total) - total
        for counted in counts:
            yield RowPlaces(normalizing, grid, next_places, self.request.shard_rows, receivers, tuple(owners))
            next_places = next_places + counted

    def _each_reader(self, call: Callable[[list[int]], Call]) -> list[Any]:
        """What each reader returns, in the order of the units; raises WorkerLostError."""
        returned = call_all(self.workers, {name: call(units) for name, units in self.readers.items()})
        return [returned[name] for name in self.readers]

    def _receivers(self, owners: Mapping[str, Sequence[int]]) -> Rows:
        found = np.full(-(-self.state.read.kept // self.request.shard_rows), -1)
        for index, numbers in enumerate(owners.values()):
            found[list(numbers)] = index
        return found

    def _firsts(self, units: Sequence[int]) -> dict[int, int]:
        """The numbers of the first rows of units in all sources."""
        starts = [0, *accumulate(seen for seen, _ in self.sizes)]
        return {number: starts[number] for number in units}

    def _span(self, number: int) -> slice:
        rows = self.request.shard_rows
        return slice(number * rows, min((number + 1) * rows, self.state.read.kept))


def row_units(request: FolderRequest) -> list[RowUnit]:
    """The units in which the rows of a request are read: chunks where a source can be read from any row."""
    size, units = rows_at_once(len(request.columns)), list[RowUnit]()
    for index, source in enumerate(request.sources):
        if source.is_sliced:
            starts = range(0, max(1, source.rows_and_bytes()[0]), size)
            units += [RowUnit(index, start, 1) for start in starts]
        else:
            units.append(RowUnit(index))
    return units
