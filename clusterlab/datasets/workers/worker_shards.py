"""Shards that workers hold: the work on them is done there, and lost ones are made anew elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from clusterlab.core.sharded_points import Shards
from clusterlab.datasets.shards.shard_header import ShardHeader
from clusterlab.datasets.workers.calls import Call, WorkerLostError, Workers, call_all, given_up
from clusterlab.datasets.workers.held_shards import hold_folder, rows_of_shard, work_on_shards
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import Rows

T = TypeVar("T")
MAX_ATTEMPTS = 10
"""So often the work is repeated where workers are lost."""


class ShardMaker(Protocol):
    """How workers come to hold shards."""

    def make(self, workers: Workers, token: str, owners: Mapping[str, Sequence[int]]) -> None:
        """Makes each worker hold the shards of some numbers; raises WorkerLostError and ClusterError."""


@dataclass(frozen=True)
class FolderMaker:
    """Workers that can read a folder of prepared points."""

    path: Path
    header: ShardHeader

    def make(self, workers: Workers, token: str, owners: Mapping[str, Sequence[int]]) -> None:
        """Opens the folder in each worker."""
        call_all(workers, {name: partial(hold_folder, token, self.path, self.header) for name in owners})


class WorkerShards(Shards):
    """Shards that are held by workers, under a token by which these know them.

    Results are in the order of the shards, so they are the same whoever holds what. Raises ClusterError.
    """

    are_here = False

    def __init__(self, workers: Workers, token: str, maker: ShardMaker) -> None:
        self._workers, self._token, self._maker = workers, token, maker
        self._owners: dict[int, str] = {}

    def hold(self, owners: Mapping[str, Sequence[int]]) -> None:
        """Remembers which worker holds which shards."""
        self._owners.update({number: name for name, numbers in owners.items() for number in numbers})

    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard, which are brought here."""
        return next(self.map(_itself, [number], 0))

    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""
        found: Rows = self.each([number], lambda own: partial(_in_list, rows_of_shard, self._token, *own))[0]
        return found

    def map(self, work: Callable[[int, Blocks], T], numbers: Sequence[int], threads: int) -> Iterator[T]:
        """What `work` makes of the number and the blocks of some shards; each worker has its own threads."""
        return iter(self.each(numbers, lambda own: partial(work_on_shards, self._token, own, work)))

    def each(self, numbers: Sequence[int], call: Callable[[list[int]], Call]) -> list[Any]:
        """What workers return for some shards, by a `call` for those of each, which returns a list."""
        found: dict[int, Any] = {}
        for _ in range(MAX_ATTEMPTS):
            missing = [number for number in numbers if number not in found]
            if not missing:
                return [found[number] for number in numbers]
            owners = self._held_by(missing)
            returned = self._workers.call({name: call(own) for name, own in owners.items()})
            for name, own in owners.items():
                if name in returned:
                    found.update(zip(own, returned[name], strict=True))
                else:
                    self._forget(name)
        raise given_up(self._workers, MAX_ATTEMPTS)

    def _held_by(self, numbers: list[int]) -> dict[str, list[int]]:
        """The workers that hold some shards, of which those that no worker holds are made before."""
        unheld = [number for number in numbers if number not in self._owners]
        if unheld:
            owners = self._least_busy(unheld, self._workers.names())
            with suppress(WorkerLostError):  # what is not held now is made at the next attempt
                self._maker.make(self._workers, self._token, owners)
                self.hold(owners)
        return grouped([number for number in numbers if number in self._owners], self._owners)

    def _least_busy(self, numbers: list[int], names: Sequence[str]) -> dict[str, list[int]]:
        """Numbers shared among workers so that each comes to hold about as many shards as the others."""
        held, found = Counter(self._owners.values()), dict[str, list[int]]()
        for number in numbers:
            name = min(names, key=lambda name: held[name])
            held[name] += 1
            found.setdefault(name, []).append(number)
        return found

    def _forget(self, name: str) -> None:
        self._owners = {number: owner for number, owner in self._owners.items() if owner != name}


def shared(numbers: Sequence[int], names: Sequence[str]) -> dict[str, list[int]]:
    """Numbers shared among workers, consecutive ones to each; workers without any are left out."""
    found: dict[str, list[int]] = {}
    for place, number in enumerate(numbers):
        found.setdefault(names[place * len(names) // len(numbers)], []).append(number)
    return found


def grouped(numbers: Sequence[int], owners: Mapping[int, str]) -> dict[str, list[int]]:
    """Numbers by the worker that has each."""
    found: dict[str, list[int]] = {}
    for number in numbers:
        found.setdefault(owners[number], []).append(number)
    return found


def _itself(number: int, blocks: Blocks) -> Blocks:
    return blocks


def _in_list(work: Callable[..., T], *given: Any) -> list[T]:
    return [work(*given)]
