"""Makes a folder of prepared points in three stages: rows are read, sent to their shards, and written.

Until it is whole, the folder has another name; there, a file says how far it is, so that the same
preparation goes on where it was interrupted.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from clusterlab.core.errors import UserError
from clusterlab.core.file_lock import locked
from clusterlab.core.message import Message
from clusterlab.core.sharded_points import SHARD_ROWS
from clusterlab.datasets.column_transforms import log_name
from clusterlab.datasets.missing_values import FILLED_BY
from clusterlab.datasets.scale import Scaling
from clusterlab.datasets.shards.chunked_rows import ChunkedRows
from clusterlab.datasets.shards.column_scaling import RecordCells, column_scaling
from clusterlab.datasets.shards.gap_filling import fill_records, fill_values
from clusterlab.datasets.shards.placed_rows import Normalizing, PlacedSoFar, SpatialPlacing, placed_blocks
from clusterlab.datasets.shards.points_folder import HEADER_FILE
from clusterlab.datasets.shards.preparation_state import (
    PLACED_ROWS,
    PLACING,
    READ_ROWS,
    PreparationState,
    kept_state,
    remove_files,
    save_state,
    work_files,
)
from clusterlab.datasets.shards.row_spool import NUMBER, ReadSoFar, read_rows, record_width
from clusterlab.datasets.shards.shard_folder import write_shard
from clusterlab.datasets.shards.shard_header import ShardEntry, ShardHeader, SourceFile, header_text
from clusterlab.kernels.parallel import map_in_order
from clusterlab.kernels.quantiles import PartedTable
from clusterlab.kernels.typing import CHUNK

PARTIAL_SUFFIX = ".partial"
"""What the name of a folder has in addition until it is whole."""
LOCK = "lock"
"""The file that is locked while a folder is made."""
SECONDS_BETWEEN_STATES = 1.0
MAX_SHARD_BYTES = 2**26
"""A shard of many columns has fewer rows, so that its points have at most so many bytes."""


class BusyFolderError(UserError):
    """A folder that another process is making."""


@dataclass(frozen=True)
class FolderRequest:
    """What is prepared: sources with their files, columns, the scaling, and the most rows of a shard.

    Of the columns `log` the logarithms are taken; `column_weights` are those that are not 1. `left_out` has
    the other columns with the reasons, `notes` are sentences on the choice.
    """

    sources: tuple[ChunkedRows, ...]
    files: tuple[SourceFile, ...]
    columns: tuple[str, ...]
    scale: str = "none"
    max_shard_rows: int = SHARD_ROWS
    notes: tuple[Message, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    log: tuple[str, ...] = ()
    column_weights: Mapping[str, float] = field(default_factory=dict)
    missing: str = "drop"

    @property
    def name(self) -> str:
        """What the data are called."""
        first, others = self.sources[0].name, len(self.sources) - 1
        if not others:
            return first
        return str(Message("{first} and {others:# more file|# more files}", first=first, others=others))

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the columns, and of the logarithms in place of some."""
        return tuple(log_name(name) if name in self.log else name for name in self.columns)

    def scaling(self, state: PreparationState) -> Scaling:
        """The scaling that was found."""
        return state.scaling(self.scale, bool(self.column_weights))

    @property
    def shard_rows(self) -> int:
        """The rows of a shard: a power of two, or as many as were asked for."""
        rows = self.max_shard_rows
        while rows > CHUNK and rows % 2 == 0 and rows * len(self.columns) * NUMBER > MAX_SHARD_BYTES:
            rows //= 2
        return rows

    @property
    def known_rows(self) -> int:
        """How many rows there are, without those of text files, which are not known."""
        return sum(source.rows_and_bytes()[0] for source in self.sources)

    def found_scaling(self, cells: PartedTable, read: ReadSoFar) -> Scaling:
        """The scaling by all rows, of which the `cells` were read; raises OSError."""
        weights = np.array([self.column_weights.get(name, 1.0) for name in self.columns])
        return column_scaling(cells, read, self.scale).with_weights(weights)

    @property
    def fingerprint(self) -> dict[str, Any]:
        """By what the same request is known after an interruption."""
        return {
            "sources": [repr(source) for source in self.sources],
            "files": [asdict(file) for file in self.files],
            "columns": list(self.columns),
            "scale": self.scale,
            "log": list(self.log),
            "column_weights": dict(self.column_weights),
            "missing": self.missing,
            "rows": self.shard_rows,
        }


@dataclass(frozen=True)
class PreparationProgress:
    """The stage that a preparation is in, and how many `of` the rows are done in it; 0 where not known."""

    stage: str
    done: int
    of: int


def prepare_folder(request: FolderRequest, target: Path) -> Iterator[PreparationProgress]:
    """Makes the folder `target`, in as many steps as there are chunks and shards.

    Raises LoadError for the data, OSError for the disk, and BusyFolderError where another process makes the
    same folder; what is done stays for the next time.
    """
    with unfinished_folder(target) as folder:
        state = kept_state(folder, request.fingerprint, len(request.columns))
        state = yield from _stages(request, folder, state)
        (folder / HEADER_FILE).write_text(header_text(made_header(request, state)), encoding="utf-8")


@contextmanager
def unfinished_folder(target: Path) -> Iterator[Path]:
    """Where a folder is made, which becomes `target` when the context ends; raises as `prepare_folder`."""
    folder = partial_folder(target)
    folder.mkdir(exist_ok=True)
    with _busy_error(target), locked(folder / LOCK):
        yield folder
    folder.rename(target)  # before its other files go: else an end in between would lose all
    for path in (*work_files(target), target / LOCK):
        path.unlink(missing_ok=True)


@contextmanager
def _busy_error(target: Path) -> Iterator[None]:
    """A context in which a lock of another process is raised as BusyFolderError."""
    try:
        yield
    except BlockingIOError:
        template = "{path} is being made by another clusterlab prepare; wait for it, or name another folder."
        raise BusyFolderError(Message(template, path=str(target))) from None


def partial_folder(target: Path) -> Path:
    """Where the folder is until it is whole."""
    return target.with_name(target.name + PARTIAL_SUFFIX)


def remove_partial(target: Path) -> None:
    """Removes what there is of an unfinished folder, but no files of others; raises OSError."""
    folder = partial_folder(target)
    remove_files(folder)
    (folder / LOCK).unlink(missing_ok=True)
    with suppress(OSError):  # there are other files
        folder.rmdir()


def disk_bytes(rows: int, d: int) -> tuple[int, int]:
    """The bytes that `rows` of `d` columns need on the disk: while they are prepared, and then."""
    records, finished = rows * record_width(d) * NUMBER, rows * (d + 1) * NUMBER * 17 // 16
    return 2 * records, finished


def _stages(
    request: FolderRequest, folder: Path, state: PreparationState
) -> Generator[PreparationProgress, None, PreparationState]:
    """What is still to be done after a `state`; returns the last one."""
    if not state.factor:
        state = _filled(request, folder, (yield from _read(request, folder, state)))
        found = request.found_scaling(_cells(request, folder, state), state.read)
        shift, factor = tuple(found.shift.tolist()), tuple(found.factor.tolist())
        state = _saved(folder, request, replace(state, shift=shift, factor=factor))
    if not state.is_placed:
        yield from _place(request, folder, state)
        state = _saved(folder, request, replace(state, is_placed=True))
        (folder / READ_ROWS).unlink()
    return (yield from _write(request, folder, state))


def _read(
    request: FolderRequest, folder: Path, state: PreparationState
) -> Generator[PreparationProgress, None, PreparationState]:
    total = request.known_rows
    with _saving(lambda: _saved(folder, request, state)) as save_at_times:
        for found in _rows_read(request, folder, state.read):
            state = replace(state, read=found)
            save_at_times()
            yield PreparationProgress("read", found.seen, total)
    return state


def _filled(request: FolderRequest, folder: Path, state: PreparationState) -> PreparationState:
    """The state after missing values were filled, if they are."""
    if request.missing == "drop":
        return state
    if not state.fill:
        found = fill_values(_cells(request, folder, state), state.read, request.missing, request.columns)
        state = _saved(folder, request, replace(state, fill=tuple(found.tolist())))
    fill_records(folder / READ_ROWS, state.read.kept, np.array(state.fill))
    return state


def _cells(request: FolderRequest, folder: Path, state: PreparationState) -> RecordCells:
    return RecordCells(folder / READ_ROWS, state.read.kept, len(request.columns))


def _rows_read(request: FolderRequest, folder: Path, read: ReadSoFar) -> Iterator[ReadSoFar]:
    return read_rows(
        request.sources, request.columns, folder / READ_ROWS, read, request.log, request.missing != "drop"
    )


def _place(request: FolderRequest, folder: Path, state: PreparationState) -> Iterator[PreparationProgress]:
    """Sends all rows to their shards; counting their codes is the first half of it."""
    read, normalizing = state.read, Normalizing.of(request.scaling(state), state.read)
    placing = SpatialPlacing(folder / READ_ROWS, read.kept, normalizing)
    grid = placing.grid(np.array(read.low), np.array(read.high))
    so_far = PlacedSoFar.load(folder / PLACING, 2**grid.bits, -(-read.kept // request.shard_rows))
    with _saving(lambda: so_far.save(folder / PLACING)) as save_at_times:
        for done in placing.count(grid, so_far):
            save_at_times()
            yield PreparationProgress("place", done // 2, read.kept)
        for done in placing.write(grid, so_far, request.shard_rows, folder / PLACED_ROWS):
            save_at_times()
            yield PreparationProgress("place", (read.kept + done) // 2, read.kept)


def _write(
    request: FolderRequest, folder: Path, state: PreparationState
) -> Generator[PreparationProgress, None, PreparationState]:
    n, rows, d = state.read.kept, request.shard_rows, len(request.columns)
    done, kind = len(state.shards), row_number_type(state.read.seen)

    def written(number: int) -> ShardEntry:
        number += done
        span = slice(number * rows, min((number + 1) * rows, n))
        blocks, numbers = placed_blocks(folder / PLACED_ROWS, span, d)
        return write_shard(folder, number, blocks, numbers.astype(kind))

    with _saving(lambda: _saved(folder, request, state)) as save_at_times:
        for entry in map_in_order(written, -(-n // rows) - done):
            state = replace(state, shards=(*state.shards, entry))
            save_at_times()
            yield PreparationProgress("write", min(len(state.shards) * rows, n), n)
    return state


def row_number_type(rows: int) -> type[np.integer[Any]]:
    """The type of the row numbers of a source of so many rows."""
    return np.uint32 if rows < 2**32 else np.int64


def made_header(request: FolderRequest, state: PreparationState) -> ShardHeader:
    """The header of a finished preparation."""
    read = state.read
    normalizing = Normalizing.of(request.scaling(state), read)
    return ShardHeader(
        name=request.name,
        columns=request.titles,
        rows=read.kept,
        source_rows=read.seen,
        scale=request.scale,
        shift=state.shift,
        factor=state.factor,
        exponent=normalizing.exponent,
        center=tuple(normalizing.center.tolist()),
        shard_rows=request.shard_rows,
        files=request.files,
        notes=(*request.notes, *read.notes, *read.drop_notes(request.titles), *_fill_notes(request, read)),
        shards=state.shards,
        left_out=dict(request.left_out),
        first_dropped=read.dropped_rows(request.titles),
        log=request.log,
        column_weights=dict(request.column_weights),
        missing=request.missing,
        fill=state.fill,
        filled=read.filled,
    )


def _fill_notes(request: FolderRequest, read: ReadSoFar) -> Iterator[Message]:
    """How many missing values were filled, and by what."""
    if read.filled:
        template = "{n:# missing value was|# missing values were} filled by {what}."
        yield Message(template, n=read.filled, what=FILLED_BY[request.missing])


@contextmanager
def _saving(save: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """A function that calls `save` about once in a second; it is called once more, whatever ends the work."""
    saved_at = monotonic()

    def save_at_times() -> None:
        nonlocal saved_at
        if monotonic() - saved_at > SECONDS_BETWEEN_STATES:
            save()
            saved_at = monotonic()

    try:
        yield save_at_times
    finally:
        save()


def _saved(folder: Path, request: FolderRequest, state: PreparationState) -> PreparationState:
    """The state, once it is in the folder."""
    save_state(folder, request.fingerprint, state)
    return state
