"""Prepared points that workers hold: those of a folder that they can read, or of sources."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.datasets.shards.folder_preparation import (
    FolderRequest,
    PreparationProgress,
    disk_bytes,
    remove_partial,
    unfinished_folder,
)
from clusterlab.datasets.shards.points_folder import HEADER_FILE
from clusterlab.datasets.shards.preparation_state import PreparationState, kept_state, save_state
from clusterlab.datasets.shards.shard_folder import ShardFolder
from clusterlab.datasets.shards.shard_header import ShardEntry, ShardHeader, header_text
from clusterlab.datasets.table import LoadError
from clusterlab.datasets.workers.calls import Call, ClusterError, ConnectionLostError, Workers
from clusterlab.datasets.workers.held_shards import release, write_held_shards
from clusterlab.datasets.workers.spread_rows import SpreadRows
from clusterlab.datasets.workers.worker_shards import (
    FolderMaker,
    WorkerShards,
    folder_on_worker,
    read_header_on,
)

WRITTEN_AT_ONCE = 8
"""So many shards are written by each worker until it is noted that they are."""


@dataclass(frozen=True, eq=False)
class RowsOnWorkers:
    """Prepared points that workers hold; `path` is their folder, None where they were made of sources."""

    header: ShardHeader
    points: ShardedPoints
    path: Path | None

    @classmethod
    def of(cls, header: ShardHeader, shards: WorkerShards, path: Path | None) -> "RowsOnWorkers":
        """The points in shards with a header."""
        size = header.rows, len(header.columns)
        return cls(header, ShardedPoints(shards, header.units, size, header.shard_rows), path)


@contextmanager
def held_data(workers: Workers) -> Iterator[str]:
    """A token by which workers know some data, which they hold until the context ends."""
    token = uuid4().hex
    try:
        yield token
    finally:
        with suppress(UserError):  # they may be gone, with what they held
            workers.call({name: partial(release, token) for name in workers.names()})


def folder_on_workers(workers: Workers, token: str, path: Path) -> RowsOnWorkers:
    """The points of a folder, which is read by workers only; raises ClusterError."""
    header = read_header_on(workers, path)
    maker = FolderMaker(folder_on_worker(path), header)
    return RowsOnWorkers.of(header, WorkerShards(workers, token, maker), path)


def sources_on_workers(
    workers: Workers, token: str, request: FolderRequest
) -> Generator[PreparationProgress, None, RowsOnWorkers]:
    """The points of sources, which workers read; raises LoadError and ClusterError."""
    rows = SpreadRows(request, workers, token)
    shards = yield from rows.prepare()
    return RowsOnWorkers.of(rows.header, shards, None)


def prepare_folder_on_workers(
    workers: Workers, token: str, request: FolderRequest, target: Path
) -> Iterator[PreparationProgress]:
    """Makes the folder `target`, which workers write, as `prepare_folder` makes it; raises the same.

    Where it was interrupted, or the connection was lost, it goes on: units that were read are not read again.
    """
    try:
        with unfinished_folder(target) as folder:
            state = kept_state(folder, _fingerprint(request), len(request.columns))
            save_state(folder, _fingerprint(request), state)
            rows = SpreadRows(request, workers, token, folder.absolute())
            shards = yield from rows.prepare(len(state.shards))
            entries = yield from _write(rows, shards, folder, state)
            header = rows.header_with(entries)
            _check_files(folder, header)
            (folder / HEADER_FILE).write_text(header_text(header), encoding="utf-8")
    except UserError as error:
        if not isinstance(error, ConnectionLostError):
            remove_partial(target)
        raise


def disk_bytes_on_workers(rows: int, d: int) -> int:
    """The bytes that `rows` of `d` columns need on the disk while workers prepare them."""
    working, finished = disk_bytes(rows, d)
    return working // 2 + finished  # the rows that were read, and the shards


def _fingerprint(request: FolderRequest) -> dict[str, Any]:
    """By what an interrupted request is known; the files of one that was not done by workers are others."""
    return {**request.fingerprint, "read_by": "workers"}


def _write(
    rows: SpreadRows, shards: WorkerShards, folder: Path, state: PreparationState
) -> Generator[PreparationProgress, None, tuple[ShardEntry, ...]]:
    """Writes some shards at a time where they are held, and notes them; the entries of all in the header."""
    n, names = len(rows.header.shards), rows.workers.names()
    entries = state.shards
    yield PreparationProgress("write", _rows_of(entries), rows.header.rows)
    while len(entries) < n:
        numbers = range(len(entries), min(n, len(entries) + WRITTEN_AT_ONCE * len(names)))
        write = partial(_call_to_write, rows.token, folder.absolute())
        entries = (*entries, *shards.each(numbers, write))
        save_state(folder, _fingerprint(rows.request), replace(state, shards=entries))
        yield PreparationProgress("write", _rows_of(entries), rows.header.rows)
    return entries


def _call_to_write(token: str, folder: Path, numbers: list[int]) -> Call:
    return partial(write_held_shards, token, numbers, folder)


def _rows_of(entries: Sequence[ShardEntry]) -> int:
    return sum(entry.rows for entry in entries)


def _check_files(folder: Path, header: ShardHeader) -> None:
    """Raises ClusterError where this machine does not see the files that workers wrote."""
    try:
        ShardFolder(folder, header)
    except LoadError:
        template = (
            "What the workers wrote is not in {folder} of this machine: "
            "name a folder on a disk that this machine and all workers share."
        )
        raise ClusterError(Message(template, folder=str(folder.absolute().parent))) from None
