"""The calls by which workers make shards: rows are read in units, counted by code, and sent to their shards.

Every worker reads some units, and sends each row to the worker that will hold its shard. The order is that of
a folder of prepared points, so the shards are the same, whichever worker reads or holds what.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.shards.folder_preparation import FolderRequest
from clusterlab.datasets.shards.gap_filling import fill_cells
from clusterlab.datasets.shards.placed_rows import Normalizing, take_places
from clusterlab.datasets.shards.row_spool import ReadSoFar, checked_rows, row_records, rows_at_once
from clusterlab.datasets.table import LoadError
from clusterlab.datasets.workers.held_shards import held, hold
from clusterlab.datasets.workers.unit_spool import ReadUnit, keep_unit, kept_unit, unit_path
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.morton import SpatialGrid, code_order
from clusterlab.kernels.parallel import map_in_order
from clusterlab.kernels.typing import Floats, Rows

T = TypeVar("T")


@dataclass(frozen=True)
class RowUnit:
    """Rows that one worker reads: some chunks of a source after its first `start` rows; None for all."""

    source: int
    start: int = 0
    chunks: int | None = None


@dataclass(frozen=True, eq=False)
class RowPlaces:
    """Which place in the order of all each row has, and who holds its shard.

    The grid gives codes to normalized rows; `next_places` (c,) are those of the next rows of each code. The
    worker of a shard is `owners[receivers[shard]]`, or none where that is -1.
    """

    normalizing: Normalizing
    grid: SpatialGrid
    next_places: Rows
    shard_rows: int
    receivers: Rows
    owners: tuple[str, ...]


def read_units(
    token: str, request: FolderRequest, units: Mapping[int, RowUnit], spool: Path | None
) -> list[list[ReadSoFar]]:
    """Reads units by their numbers and keeps their records; returns what was found in each chunk of each.

    They are kept in files, too, where a folder for them is given. Raises LoadError.
    """
    own = hold(token)
    for index in {unit.source for unit in units.values()} if request.files else ():
        _check_size(request, index)
    read = [*map_in_order(lambda i: _kept_or_read(request, *[*units.items()][i], spool), len(units))]
    own.units = {number: records for number, (records, _) in zip(units, read, strict=True)}
    return [found for _, found in read]


def fill_units(token: str, values: Floats) -> None:
    """Puts the `values` (d,) in place of missing cells."""
    for records in held(token).units.values():
        fill_cells(records, values)


def map_cells(token: str, work: Callable[[Floats], T]) -> list[T]:
    """What `work` makes of the cells (m, d) of each unit."""
    records = [*held(token).units.values()]
    return [*map_in_order(lambda i: work(records[i][:, :-1]), len(records))]


def sampled_rows(token: str, normalizing: Normalizing, every: int, starts: Mapping[int, int]) -> Floats:
    """Each row (m, d) whose index is a multiple of `every`, normalized; `starts` are those of the units."""
    units = held(token).units
    found = [normalizing.apply(units[i][(-start) % every :: every, :-1]) for i, start in starts.items()]
    return np.concatenate(found)


def row_bounds(token: str, normalizing: Normalizing, grid: SpatialGrid) -> tuple[Floats, Floats]:
    """The least and greatest value (c,) of the columns or components of all rows."""
    bounds = map_cells(token, lambda cells: grid.bounds(normalizing.apply(cells)) if len(cells) else None)
    lows, highs = zip(*filter(None, bounds), strict=True)
    return np.min(lows, axis=0), np.max(highs, axis=0)


def count_codes(token: str, normalizing: Normalizing, grid: SpatialGrid) -> Rows:
    """How many rows have each code: (c,)."""

    def counts(cells: Floats) -> Rows:
        return np.bincount(grid.codes(normalizing.apply(cells)), minlength=2**grid.bits)

    return np.asarray(sum(map_cells(token, counts), np.zeros(2**grid.bits, np.int64)))


def sort_rows(token: str, firsts: Mapping[int, int], places: RowPlaces) -> None:
    """Sorts the rows of the units into pieces for each worker; the records of the units are no longer kept.

    `firsts` are the numbers of the first rows of the units in all sources.
    """
    own, next_places = held(token), places.next_places.copy()
    own.pieces = {name: [] for name in places.owners}
    for number, first in firsts.items():
        _sort_unit(own.units.pop(number), first, places, next_places, own.pieces)


def take_pieces(token: str, receiver: str) -> list[tuple[Rows, Floats]]:
    """The pieces for a worker, which are no longer kept."""
    return held(token).pieces.pop(receiver)


def build_shards(
    token: str, spans: Mapping[int, slice], d: int, kind: type, *pieces: list[tuple[Rows, Floats]]
) -> None:
    """Makes shards of pieces, and holds them; `spans` are their places in the order of all, by number.

    Row numbers are of the type `kind`.
    """
    own, parts = hold(token), [part for piece in pieces for part in piece]
    numbers = [*spans]
    made = map_in_order(lambda i: _shard(parts, spans[numbers[i]], d, kind), len(numbers))
    own.made.update(zip(numbers, made, strict=True))


def _check_size(request: FolderRequest, index: int) -> None:
    """Raises LoadError where a file is another one here."""
    file = request.files[index]
    try:
        size = Path(file.path).stat().st_size
    except OSError as error:
        template = "{path} could not be read: {reason}."
        raise LoadError(Message(template, path=file.path, reason=error.strerror or str(error))) from None
    if size != file.size:
        template = "{path} has {size:bytes} there, not {expected:bytes}: workers must read the same files."
        raise LoadError(Message(template, path=file.path, size=size, expected=file.size))


def _kept_or_read(request: FolderRequest, number: int, unit: RowUnit, spool: Path | None) -> ReadUnit:
    if spool is None:
        return _read_unit(request, unit)
    path = unit_path(spool, number)
    found = kept_unit(path, len(request.columns))
    if found is None:
        found = _read_unit(request, unit)
        keep_unit(path, found)
    return found


def _read_unit(request: FolderRequest, unit: RowUnit) -> ReadUnit:
    """The records (m, d + 1) of a unit, numbered from its first row, and what was found in each chunk."""
    d = len(request.columns)
    chunks = request.sources[unit.source].chunks(request.columns, rows_at_once(d), unit.start)
    records, found, seen = [np.empty((0, d + 1))], list[ReadSoFar](), 0
    for chunk in islice(chunks, unit.chunks):
        gaps = request.missing != "drop"
        cells, bad = checked_rows(chunk.cells, request.columns, unit.start + seen, request.log, gaps)
        records.append(row_records(cells, np.flatnonzero(~bad.any(axis=1)), seen))
        found.append(ReadSoFar().after(cells, bad, chunk.notes, gaps))
        seen += len(cells)
    return np.concatenate(records), found


def _sort_unit(
    records: Floats,
    first: int,
    places: RowPlaces,
    next_places: Rows,
    pieces: dict[str, list[tuple[Rows, Floats]]],
) -> None:
    """Adds the records of a unit to the pieces of those who hold them, in the order of their places."""
    if not len(records):
        return
    records[:, :-1] = places.normalizing.apply(records[:, :-1])
    records.view(np.int64)[:, -1] += first
    codes = places.grid.codes(records[:, :-1])
    order = code_order(codes)
    own = take_places(codes[order], next_places)
    receivers = places.receivers[own // places.shard_rows]
    for index, name in enumerate(places.owners):
        chosen = np.flatnonzero(receivers == index)
        pieces[name].append((own[chosen], records[order[chosen]]))


def _shard(parts: Sequence[tuple[Rows, Floats]], span: slice, d: int, kind: type) -> tuple[Blocks, Rows]:
    """The blocks of a shard, and the row of the source of each of its points (m,)."""
    records = np.empty((span.stop - span.start, d + 1))
    for places, own in parts:
        low, high = np.searchsorted(places, (span.start, span.stop))
        records[places[low:high] - span.start] = own[low:high]
    rows: Rows = records.view(np.int64)[:, -1].astype(kind)
    return Blocks.of(records[:, :-1], np.arange(len(records))), rows
