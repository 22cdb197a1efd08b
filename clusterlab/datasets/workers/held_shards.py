"""What a worker holds, in its process, and the calls that are made there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from clusterlab.core.sharded_points import Shards
from clusterlab.datasets.shards.shard_folder import ShardFolder, open_folder, write_shard
from clusterlab.datasets.shards.shard_header import ShardEntry, ShardHeader
from clusterlab.datasets.workers.calls import ShardsNotHeldError
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.parallel import map_in_order, on_one_blas_thread
from clusterlab.kernels.typing import Floats, Rows

T = TypeVar("T")


@dataclass(eq=False)
class HeldShards:
    """The shards of some data that a worker holds: those of a folder, and those that were made here.

    While shards are made, also the records of the units of rows by their numbers, and the pieces for each
    worker: places (m,) in the order of all with the records (m, d + 1) that belong there.
    """

    folder: Shards | None = None
    made: dict[int, tuple[Blocks, Rows]] = field(default_factory=dict)
    units: dict[int, Floats] = field(default_factory=dict)
    pieces: dict[str, list[tuple[Rows, Floats]]] = field(default_factory=dict)

    def shard(self, number: int) -> tuple[Blocks, Rows]:
        """The blocks of a shard, and the rows of the source (m,); raises ShardsNotHeldError."""
        if self.folder is not None:
            return self.folder.blocks(number), self.folder.rows(number)
        if number not in self.made:
            raise ShardsNotHeldError
        return self.made[number]


_held: dict[str, HeldShards] = {}


def held(token: str) -> HeldShards:
    """What this worker holds of data that are known by a token; raises ShardsNotHeldError."""
    if token not in _held:
        raise ShardsNotHeldError
    return _held[token]


def hold(token: str) -> HeldShards:
    """As `held`, but begins to hold where nothing is held."""
    return _held.setdefault(token, HeldShards())


def hold_folder(token: str, path: str, header: ShardHeader) -> None:
    """Holds the shards of a folder; raises LoadError where it is not the same here."""
    hold(token).folder = ShardFolder(Path(path), header)


def header_of_folder(path: str) -> ShardHeader:
    """The header of a folder that this worker can read; raises LoadError."""
    return open_folder(Path(path)).header


def sample_of_folder(path: str, header: ShardHeader, rows: int) -> tuple[Rows, Floats]:
    """The rows of the source and the values of a sample of a folder, as `ShardFolder.sampled`."""
    return ShardFolder(Path(path), header).sampled(rows)


@on_one_blas_thread
def work_on_shards(token: str, numbers: Sequence[int], work: Callable[[int, Blocks], T]) -> list[T]:
    """What `work` makes of the numbers and the blocks of some shards."""
    own = held(token)
    return [*map_in_order(lambda i: work(numbers[i], own.shard(numbers[i])[0]), len(numbers))]


def rows_of_shard(token: str, number: int) -> Rows:
    """The row of the source of each point of a shard: (m,)."""
    return held(token).shard(number)[1]


def row_of_shard(token: str, number: int, place: int) -> int:
    """The row of the source of one point of a shard."""
    return int(rows_of_shard(token, number)[place])


def write_held_shards(token: str, numbers: Sequence[int], folder: Path) -> list[ShardEntry]:
    """Writes shards into a folder and returns their entries; raises OSError."""
    own = held(token)
    return [*map_in_order(lambda i: write_shard(folder, numbers[i], *own.shard(numbers[i])), len(numbers))]


def release(token: str) -> None:
    """Holds nothing of some data any longer."""
    _held.pop(token, None)
