"""Prepared points that workers hold: those of a folder that they can read, or of sources."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.datasets.shards.folder_preparation import (
    FolderRequest,
    PreparationProgress,
    remove_partial,
    unfinished_folder,
)
from clusterlab.datasets.shards.preparation_state import remove_files
from clusterlab.datasets.shards.shard_folder import ShardFolder
from clusterlab.datasets.shards.shard_header import HEADER_FILE, ShardEntry, ShardHeader, header_text
from clusterlab.datasets.table import LoadError
from clusterlab.datasets.workers.calls import ClusterError, Workers
from clusterlab.datasets.workers.held_shards import release, write_held_shards
from clusterlab.datasets.workers.spread_rows import SpreadRows
from clusterlab.datasets.workers.worker_shards import (
    FolderMaker,
    WorkerShards,
    folder_on_worker,
    read_header_on,
)


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
    """Makes the folder `target`, which workers write, as `prepare_folder` makes it; raises the same."""
    rows = SpreadRows(request, workers, token)
    try:
        with unfinished_folder(target) as folder:
            remove_files(folder)
            shards = yield from rows.prepare()
            yield PreparationProgress("write", 0, rows.header.rows)
            header = rows.header_with(_written(shards, token, rows, folder.absolute()))
            _check_files(folder, header)
            (folder / HEADER_FILE).write_text(header_text(header), encoding="utf-8")
    except (UserError, OSError):
        remove_partial(target)  # it cannot go on later, since workers forget what they hold
        raise


def _written(shards: WorkerShards, token: str, rows: SpreadRows, folder: Path) -> list[ShardEntry]:
    """Writes each shard where it is held; their entries in the header."""
    numbers = range(len(rows.header.shards))
    return shards.each(numbers, lambda own: partial(write_held_shards, token, own, folder))


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
