"""Workers for tests that are no processes: each holds what it was given, and calls are pickled."""

import pickle
import threading
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.datasets.workers import held_shards
from clusterlab.datasets.workers.calls import ClusterError, ShardsNotHeldError, WorkerLostError


def move_to_workers(monkeypatch, folder):
    """A path of no folder of this machine, under which workers find another folder."""
    named = f"/of-the-workers/{folder.name}"
    monkeypatch.setattr(held_shards, "Path", lambda path: folder if path == named else Path(path))
    return Path(named)


class WorkersHere:
    """Some workers; those in `deaths` die at the calls of these numbers, and others come in their places."""

    place, are_connected = "this test", True

    def __init__(self, count, deaths=()):
        self.held = {f"worker-{number}": {} for number in range(count)}
        self.deaths, self.calls, self.lost = set(deaths), 0, []

    def names(self):
        """Those that are alive."""
        return tuple(sorted(self.held))

    def call(self, calls):
        """What each returns."""
        found = {name: self._returned(name, call) for name, call in calls.items()}
        return {name: value for name, value in found.items() if value is not LOST}

    def exchange(self, sends, receives):
        """What each receiver returns, given what was sent to it."""
        sent = {key: self._returned(key[0], call) for key, call in sends.items()}
        found = {
            name: self._returned(name, call, *(sent[key] for key in sent if key[1] == name))
            for name, call in receives.items()
        }
        if LOST in [*sent.values(), *found.values()]:
            raise WorkerLostError
        return found

    def _returned(self, name, call, *given):
        self.calls += 1
        if self.calls in self.deaths and name in self.held:
            self.lost.append(name)
            del self.held[name]
            self.held[f"{name}-anew"] = {}
        if name not in self.held or any(value is LOST for value in given):
            return LOST
        with mock.patch.object(held_shards, "_held", self.held[name]):
            try:
                return pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(call))(*given)))
            except ShardsNotHeldError:
                return LOST
            except UserError as error:
                template = "Worker {worker}: {reason}"
                raise ClusterError(Message(template, worker=name, reason=error.message)) from error


class _Lost:
    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return id(self)


LOST = _Lost()


class ClusterHere:
    """A cluster of such workers; it is recorded when they are connected and when they are left.

    While it `waits`, connecting does not end; a `failure` is raised in place of connecting.
    """

    def __init__(self, count=2):
        self.workers, self.events = WorkersHere(count), []
        self.began, self.waits, self.failure = threading.Event(), False, None

    @contextmanager
    def connected(self, address):
        """As of `dask_workers`."""
        self.began.set()
        while self.waits:
            check_canceled()
        if self.failure is not None:
            raise self.failure
        self.events.append(f"to {address}")
        yield self.workers
        self.events.append("left")
