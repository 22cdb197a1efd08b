"""Where an opened folder is computed: on the workers of a connection while there is one, else here."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from clusterlab.core.sharded_points import ShardedPoints, Shards
from clusterlab.datasets.shards.shard_folder import ShardFolder
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.connection import Connection
from clusterlab.datasets.workers.worker_shards import FolderMaker, WorkerShards
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import Rows

T = TypeVar("T")


class ComputePlace:
    """The connection whose workers compute, which may change at any time; None where it is done here."""

    def __init__(self) -> None:
        self.connection: Connection | None = None

    def points(self, folder: ShardFolder) -> ShardedPoints:
        """The points of a folder, which are computed at this place."""
        own = folder.points
        return ShardedPoints(PlacedShards(folder, self), own.units, own.size, own.shard_rows, own.threads)


class PlacedShards(Shards):
    """The shards of a folder: the work on them is done at a place, with the same bits wherever that is.

    What this process reads itself comes from the folder. Raises ClusterError.
    """

    are_here = False

    def __init__(self, folder: ShardFolder, place: ComputePlace) -> None:
        self._folder, self._place = folder, place
        self._held: tuple[Connection, WorkerShards] | None = None

    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard."""
        return self._folder.blocks(number)

    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""
        return self._folder.rows(number)

    @property
    def here(self) -> Shards:
        """The shards of the folder."""
        return self._folder

    def map(self, work: Callable[[int, Blocks], T], numbers: Sequence[int], threads: int) -> Iterator[T]:
        """What `work` makes of the number and the blocks of some shards, in their order."""
        while True:
            connection = self._place.connection
            try:
                return self._shards(connection).map(work, numbers, threads)
            except ClusterError:
                if connection is self._place.connection:
                    raise  # else that connection was closed meanwhile, and it is done at the place of now

    def _shards(self, connection: Connection | None) -> Shards:
        """The shards as the workers of a connection hold them, or those of the folder."""
        if connection is None or connection.workers is None:
            return self._folder
        if self._held is None or self._held[0] is not connection:
            maker = FolderMaker(self._folder.path.absolute(), self._folder.header)
            self._held = connection, WorkerShards(connection.workers, connection.new_token(), maker)
        return self._held[1]
