"""Calls of functions in the processes of workers, which may be lost."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message

Call = Callable[..., Any]
"""A function of a module with its arguments, as by `functools.partial`, which is pickled."""


class ClusterError(UserError):
    """Workers that cannot be used."""


class ConnectionLostError(ClusterError):
    """A scheduler that can no longer be reached, with the `place` where it was."""

    def __init__(self, place: str) -> None:
        template = "The connection to {place} was lost. Start it again, then repeat the command."
        super().__init__(Message(template, place=place))
        self.place = place


class WorkerLostError(Exception):
    """A worker that has ended, with what it held."""


class ShardsNotHeldError(Exception):
    """A worker that does not hold what is asked of it, since it was started anew."""


class Workers(Protocol):
    """Processes that hold shards and work on them."""

    @property
    def place(self) -> str:
        """Where they are, in words."""

    @property
    def are_connected(self) -> bool:
        """Whether they can be reached, as far as is known without asking them."""

    def names(self) -> tuple[str, ...]:
        """The workers that there are; raises ClusterError where there is none."""

    def call(self, calls: Mapping[str, Call]) -> dict[str, Any]:
        """What a call returns in each worker, by its name; workers that were lost are not in it.

        Raises ClusterError for errors of users and where no worker can be reached.
        """

    def exchange(self, sends: Mapping[tuple[str, str], Call], receives: Mapping[str, Call]) -> dict[str, Any]:
        """What `receives` return in each worker, given what the calls that are sent to it have returned.

        `sends` are known by who sends and who receives. Raises WorkerLostError where one was lost.
        """


def given_up(workers: Workers, times: int) -> ClusterError:
    """The error where workers were lost again and again."""
    template = "Workers were lost {n} times at {place}: the work was given up."
    return ClusterError(Message(template, place=workers.place, n=times))


def call_all(workers: Workers, calls: Mapping[str, Call]) -> dict[str, Any]:
    """What a call returns in each worker; raises WorkerLostError where one was lost."""
    found = workers.call(calls)
    if len(found) < len(calls):
        raise WorkerLostError
    return found
