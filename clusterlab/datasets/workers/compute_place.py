"""Where an opened folder is read and computed: by the workers of a connection while there is one, or here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from clusterlab.core.message import Message
from clusterlab.core.sharded_points import ShardedPoints, Shards
from clusterlab.datasets.shards.shard_folder import ShardFolder, open_folder, sampled_table
from clusterlab.datasets.shards.shard_header import ShardHeader
from clusterlab.datasets.table import LoadError, Table
from clusterlab.datasets.workers.calls import ClusterError, Workers
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import Floats, Rows

if TYPE_CHECKING:
    from clusterlab.datasets.workers.connection import Connection
    from clusterlab.datasets.workers.worker_shards import WorkerShards

T = TypeVar("T")


class ComputePlace:
    """The connection whose workers compute, which may change at any time; None where it is done here."""

    def __init__(self) -> None:
        self.connection: Connection | None = None
        self.headers: dict[Path, ShardHeader] = {}
        """Those of folders that workers have read."""

    @property
    def is_here(self) -> bool:
        """Whether there are no workers."""
        return self.connection is None or self.connection.workers is None

    def open(self, path: Path) -> "PlacedFolder":
        """A folder that can be read at this place; raises LoadError and ClusterError."""
        from clusterlab.datasets.workers.worker_shards import read_header_on

        header = self.do(lambda _, workers: read_header_on(workers, path), lambda: open_folder(path).header)
        return PlacedFolder(path, header, self)

    def scaling(self, path: Path) -> str:
        """How the columns of a folder were scaled, which does not wait for workers; raises LoadError."""
        known = None if self.is_here else self.headers.get(path)
        return (known or open_folder(path).header).scale

    def do(self, there: "Callable[[Connection, Workers], T]", here: Callable[[], T]) -> T:
        """What is returned with a connection and its workers, or here without; raises ClusterError."""
        while True:
            connection = self.connection
            workers = None if connection is None else connection.workers
            try:
                return here() if connection is None or workers is None else there(connection, workers)
            except ClusterError:
                if connection is self.connection:
                    raise  # else that connection was closed meanwhile, and it is done at the place of now


@dataclass(frozen=True, eq=False)
class PlacedFolder:
    """A folder of prepared points that is read at a place."""

    path: Path
    header: ShardHeader
    place: ComputePlace

    @cached_property
    def points(self) -> ShardedPoints:
        """All points in the folder."""
        header = self.header
        size = header.rows, len(header.columns)
        return ShardedPoints(PlacedShards(self), header.units, size, header.shard_rows)

    def sample(self, rows: int) -> Table:
        """A random sample of the points as a table, as of `ShardFolder`."""
        return sampled_table(self.header, *self.sampled(rows))

    def sampled(self, rows: int) -> tuple[Rows, Floats]:
        """The 0-based rows of the source (m,), ascending, and the normalized values (m, d) of a sample."""
        from clusterlab.datasets.workers.held_shards import sample_of_folder
        from clusterlab.datasets.workers.worker_shards import ask_one, folder_on_worker

        asked = partial(sample_of_folder, folder_on_worker(self.path), self.header, rows)

        def there(_: "Connection", workers: Workers) -> tuple[Rows, Floats]:
            found: tuple[Rows, Floats] = ask_one(workers, asked)
            return found

        return self.place.do(there, lambda: self.here.sampled(rows))

    @cached_property
    def here(self) -> ShardFolder:
        """The folder as this process reads it; raises LoadError where it cannot."""
        if self.path in self.place.headers and not self.path.exists():
            template = "{path} is not on this machine: connect to workers that can read it."
            raise LoadError(Message(template, path=str(self.path)))
        return ShardFolder(self.path, self.header)


class PlacedShards(Shards):
    """The shards of a folder: they are read and worked on at its place, with the same bits wherever that is.

    Raises LoadError and ClusterError.
    """

    def __init__(self, folder: PlacedFolder) -> None:
        self._folder, self._place = folder, folder.place
        self._held: tuple[Workers, WorkerShards] | None = None
        self._lock, self._known_rows = Lock(), dict[tuple[int, int], int]()

    @property
    def are_here(self) -> bool:
        """Whether this process reads them now."""
        return self._place.is_here

    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard; those of workers are brought here."""
        return self._do(lambda shards: shards.blocks(number))

    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""
        return self._do(lambda shards: shards.rows(number))

    def row(self, number: int, place: int) -> int:
        """The row of the source of one point of a shard, which is looked up once: captions name it again."""
        if (number, place) not in self._known_rows:
            self._known_rows[number, place] = self._do(lambda shards: shards.row(number, place))
        return self._known_rows[number, place]

    def map(self, work: Callable[[int, Blocks], T], numbers: Sequence[int], threads: int) -> Iterator[T]:
        """What `work` makes of the number and the blocks of some shards, in their order."""
        return self._do(lambda shards: shards.map(work, numbers, threads))

    def _do(self, work: Callable[[Shards], T]) -> T:
        def there(connection: "Connection", workers: Workers) -> T:
            return work(self._on_workers(connection, workers))

        return self._place.do(there, lambda: work(self._folder.here))

    def _on_workers(self, connection: "Connection", workers: Workers) -> "WorkerShards":
        """The shards as the workers of a connection hold them."""
        from clusterlab.datasets.workers.worker_shards import FolderMaker, WorkerShards, folder_on_worker

        with self._lock:  # a picture and a run may ask at the same time
            if self._held is None or self._held[0] is not workers:
                maker = FolderMaker(folder_on_worker(self._folder.path), self._folder.header)
                self._held = workers, WorkerShards(workers, connection.new_token(), maker)
            return self._held[1]
