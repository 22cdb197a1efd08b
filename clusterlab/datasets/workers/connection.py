"""A connection to workers on a thread of its own, which connects, waits, and closes it when it is told to."""

import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

from clusterlab.core.cancellation import Canceled, cancel_unless
from clusterlab.core.errors import UserError
from clusterlab.datasets.shards.shard_header import ShardHeader
from clusterlab.datasets.workers.calls import Workers
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.datasets.workers.dask_workers import SECONDS_BETWEEN_CHECKS, connected
from clusterlab.datasets.workers.held_shards import release
from clusterlab.datasets.workers.worker_shards import read_header_on


class Connection:
    """The workers of an address, `found` when they were connected: None until then and after that has ended.

    `failure` is the error why there are none. With a `folder`, its `header` is read by a worker. Only `wait`
    waits. `on_lost` is called on the thread when the workers can no longer be reached.
    """

    def __init__(
        self,
        address: ClusterAddress,
        folder: Path | None = None,
        on_lost: "Callable[[Connection], object]" = lambda _: None,
    ) -> None:
        self.address, self.folder, self._on_lost = address, folder, on_lost
        self.workers: Workers | None = None
        self.found = 0
        self.header: ShardHeader | None = None
        self.failure: Exception | None = None
        self._tokens: list[str] = []
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clusterlab cluster", daemon=True)
        self._thread.start()

    @property
    def has_ended(self) -> bool:
        """Whether nothing of it is left."""
        return not self._thread.is_alive()

    def new_token(self) -> str:
        """A token by which the workers know some data, which they hold until the connection is closed."""
        token = uuid4().hex
        self._tokens.append(token)
        return token

    def close(self) -> None:
        """Ends the connection, or ends connecting, in the background."""
        self._is_closing.set()

    def wait(self, timeout: float) -> bool:
        """Waits until the connection has ended; whether it did in so many seconds."""
        self._thread.join(timeout)
        return self.has_ended

    def _run(self) -> None:
        try:
            with ExitStack() as stack:
                with cancel_unless(lambda: not self._is_closing.is_set()):
                    workers = stack.enter_context(connected(self.address))
                    self.found = len(workers.names())  # there are some, of the same versions
                    if self.folder is not None:
                        self.header = read_header_on(workers, self.folder)
                self.workers = workers
                self._wait_until_closed(workers)
                self.workers = None
                self._release(workers)
        except Canceled:
            pass
        except Exception as error:  # handed to the owner, which reports it
            self.failure = error

    def _wait_until_closed(self, workers: Workers) -> None:
        """Waits until the connection is closed; tells once that it was lost before."""
        while not self._is_closing.wait(SECONDS_BETWEEN_CHECKS):
            if not workers.are_connected:
                self._on_lost(self)
                self._is_closing.wait()

    def _release(self, workers: Workers) -> None:
        with suppress(UserError):  # they may be gone, with what they held
            names = workers.names() if self._tokens else ()
            for token in self._tokens:
                workers.call({name: partial(release, token) for name in names})
