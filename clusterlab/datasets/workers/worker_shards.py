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
from clusterlab.datasets.workers.held_shards import (
    header_of_folder,
    hold_folder,
    row_of_shard,
    rows_of_shard,
    work_on_shards,
)
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

    path: str
    header: ShardHeader

    def make(self, workers: Workers, token: str, owners: Mapping[str, Sequence[int]]) -> None:
        """Opens the folder in each worker."""
        call_all(workers, {name: partial(hold_folder, token, self.path, self.header) for name in owners})


class WorkerShards(Shards):
    """Shards that are held by workers, under a token by which these know them.

    Results are in the order of the shards, so they are the same whoever holds what. Raises ClusterError.
    """

    def __init__(self, workers: Workers, token: str, maker: ShardMaker) -> None:
        self._workers, self._token, self._maker = workers, token, maker
        self._owners: dict[int, str] = {}

    @property
    def are_here(self) -> bool:
        """False: work on them goes to the workers."""
        return False

    def hold(self, owners: Mapping[str, Sequence[int]]) -> None:
        """Remembers which worker holds which shards."""
        held = {number: name for name, numbers in owners.items() for number in numbers}
        self._owners = {**self._owners, **held}

    def blocks(self, number: int) -> Blocks:
        """The blocks of a shard, which are brought here."""
        return next(self.map(_itself, [number], 0))

    def rows(self, number: int) -> Rows:
        """The row of the source of each point of a shard: (m,)."""
        found: Rows = self.each([number], lambda own: partial(_in_list, rows_of_shard, self._token, *own))[0]
        return found

    def row(self, number: int, place: int) -> int:
        """The row of the source of one point of a shard."""
        found = self.each([number], lambda own: partial(_in_list, row_of_shard, self._token, *own, place))
        return int(found[0])

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
        held = self._owners  # which another thread may replace
        return grouped([number for number in numbers if number in held], held)

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


def dealt(numbers: Sequence[int], names: Sequence[str]) -> dict[str, Sequence[int]]:
    """Numbers dealt to workers in turn, so that all work on a few that follow each other."""
    own = {name: numbers[place :: len(names)] for place, name in enumerate(names)}
    return {name: found for name, found in own.items() if found}


def folder_on_worker(path: Path) -> str:
    """How a folder is named on workers, whose system may be another: by its whole path."""
    return (path if path.root else path.absolute()).as_posix()


def ask_one(workers: Workers, call: Call) -> Any:
    """What a call returns in one of the workers, any of which can do it; raises ClusterError."""
    for _ in range(MAX_ATTEMPTS):
        name = workers.names()[0]
        if name in (returned := workers.call({name: call})):
            return returned[name]
    raise given_up(workers, MAX_ATTEMPTS)


def read_header_on(workers: Workers, path: Path) -> ShardHeader:
    """The header of a folder that the workers can read; raises ClusterError."""
    found: ShardHeader = ask_one(workers, partial(header_of_folder, folder_on_worker(path)))
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
