"""Workers of dask's scheduler, on this machine or on others; the only module that knows `distributed`.

Each call is one task of one worker, which no other takes over. Every wait ends: with results, with a worker
that is gone, or with a scheduler that is.
"""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, wait
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.core.version import is_packaged
from clusterlab.datasets.workers.calls import (
    Call,
    ClusterError,
    ConnectionLostError,
    ShardsNotHeldError,
    WorkerLostError,
)
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.datasets.workers.late_interrupts import late_interrupts
from clusterlab.datasets.workers.silent_logs import silent_logs
from clusterlab.datasets.workers.unreached import unreached_scheduler
from clusterlab.datasets.workers.worker_versions import check_equal, versions
from clusterlab.kernels.parallel import use_cores

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

SECONDS_TO_CONNECT = 15.0
SECONDS_FOR_ANSWER = 20.0
SECONDS_FOR_RESULT = 2.0
"""After so long, and then twice as long, it is asked whether the worker is still there."""
SECONDS_FOR_WORKERS = 30.0
"""So long a worker is waited for where there is none."""
SECONDS_BETWEEN_CHECKS = 0.25
LOCAL_WORKER = "clusterlab.datasets.workers.local_worker"
SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 GiB",  # calls of ours have what they need
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
}
"""Those of distributed that are set here and for workers that are started here.

Its statistics of where workers spend their time take 4 % of a core of each.
"""
LOGS = ("distributed", "distributed.client", "asyncio")
"""The loggers with levels of their own that tell of lost connections."""
NOT_INSTALLED = Message("Clusters need the package distributed: run pip install 'clusterlab[cluster]'.")
NO_TLS_FILES = Message(
    "A tls:// scheduler needs certificates: name their files, or set them in the settings of distributed."
)
NOT_PACKAGED = Message(
    "The packaged program opens no network connection: install clusterlab with pip to use a cluster."
)


class DaskWorkers:
    """The workers of a scheduler that a client is connected to."""

    def __init__(self, client: "Client", place: str) -> None:
        self._client, self._place = client, place
        self._checked: set[str] = set()

    @property
    def place(self) -> str:
        """Where they are, in words."""
        return self._place

    @property
    def are_connected(self) -> bool:
        """Whether the scheduler is there: the client notices at once when that ends."""
        return bool(self._client.status == "running")

    def names(self) -> tuple[str, ...]:
        """The addresses of the workers; new ones are waited for where there is none.

        Raises ClusterError where there is still none, or one has other versions.
        """
        until = monotonic() + SECONDS_FOR_WORKERS
        while not (found := self._alive()):
            check_canceled()
            if monotonic() > until:
                raise ClusterError(Message("There is no worker at {place}: start some.", place=self.place))
            sleep(SECONDS_BETWEEN_CHECKS)
        self._check_versions(found - self._checked)
        return tuple(sorted(found))

    def call(self, calls: Mapping[str, Call]) -> dict[str, Any]:
        """What a call returns in each worker, by its name; workers that were lost are not in it."""
        futures = {name: self._submit(name, call) for name, call in calls.items()}
        with self._canceled_at_end(futures):
            self._wait(futures)
            found = {name: self._result(name, future) for name, future in futures.items()}
        return {name: result[0] for name, result in found.items() if result}

    def exchange(self, sends: Mapping[tuple[str, str], Call], receives: Mapping[str, Call]) -> dict[str, Any]:
        """What `receives` return in each worker, given what was sent to it from worker to worker."""
        sent = {key: self._submit(key[0], call) for key, call in sends.items()}
        received = {
            name: self._submit(name, call, *(sent[key] for key in sent if key[1] == name))
            for name, call in receives.items()
        }
        with self._canceled_at_end({**sent, **received}):
            if self._wait(received, {key[0] for key in sent}):
                raise WorkerLostError
            found = {name: self._result(name, future) for name, future in received.items()}
        returned = {name: result[0] for name, result in found.items() if result}
        if len(returned) < len(receives):
            raise WorkerLostError
        return returned

    def _submit(self, name: str, call: Call, *given: "Future") -> "Future":
        with self._errors():
            return self._client.submit(
                _on_worker, call, *given, workers=[name], allow_other_workers=False, pure=False
            )

    def _wait(self, futures: "Mapping[str, Future]", needed: "set[str] | None" = None) -> bool:
        """Waits until calls are done, or their workers are lost; whether one was lost that was `needed`."""
        from distributed import wait as wait_for

        while True:
            pending = {name: future for name, future in futures.items() if not future.done()}
            if not pending:
                return False
            try:
                with self._client.as_current(), self._errors():
                    wait_for([*pending.values()], timeout=SECONDS_BETWEEN_CHECKS)
            except TimeoutError:
                check_canceled()
                alive = self._alive()
                if needed is not None and not needed <= alive:
                    return True
                if not set(pending) & alive:
                    return needed is not None
            self._check_connection()

    def _result(self, name: str, future: "Future") -> tuple[Any] | None:
        """What a call has returned, or None where its worker was lost; raises what the call has raised."""
        from distributed.scheduler import KilledWorker

        if future.status == "error":
            error = future.exception()
            if isinstance(error, (ShardsNotHeldError, KilledWorker)):
                return None
            if isinstance(error, UserError):
                template = "Worker {worker}: {reason}"
                error = ClusterError(Message(template, worker=name, reason=error.message))
            raise error
        seconds = SECONDS_FOR_RESULT
        while future.done():
            with suppress(TimeoutError), self._errors():
                return (future.result(timeout=seconds),)
            if name not in self._alive():
                break
            seconds *= 2  # a large result may need longer
        return None

    def _alive(self) -> set[str]:
        """The addresses of the workers that the scheduler knows."""
        self._check_connection()
        ask = self._client.scheduler.ncores
        try:
            with self._errors():
                return set(self._client.sync(ask, workers=None, callback_timeout=SECONDS_FOR_ANSWER))
        except TimeoutError:
            raise self._lost() from None

    def _check_connection(self) -> None:
        if not self.are_connected:
            raise self._lost()

    def _lost(self) -> ConnectionLostError:
        return ConnectionLostError(self.place)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """A context in which a lost scheduler is a ClusterError."""
        try:
            yield
        except TimeoutError:
            raise
        except (OSError, RuntimeError, CancelledError):
            raise self._lost() from None

    @contextmanager
    def _canceled_at_end(self, futures: "Mapping[Any, Future]") -> Iterator[None]:
        """A context after which no call goes on, nor is its result kept."""
        try:
            yield
        finally:
            if self.are_connected:
                self._client.cancel([future for future in futures.values() if not future.done()])

    def _check_versions(self, names: set[str]) -> None:
        """Raises ClusterError where a worker has other versions than this process, or not clusterlab."""
        futures = {name: self._submit(name, versions) for name in names}
        self._wait(futures)
        for name, future in futures.items():
            try:
                found = self._result(name, future)
            except ImportError as error:
                template = "Worker {worker} cannot import clusterlab: {reason}."
                raise ClusterError(Message(template, worker=name, reason=str(error))) from None
            if found is not None:
                check_equal(name, found[0])
                self._checked.add(name)


def check_installed() -> None:
    """Raises ClusterError where there is no `distributed`."""
    if is_packaged():
        raise ClusterError(NOT_PACKAGED)
    if find_spec("distributed") is None:
        raise ClusterError(NOT_INSTALLED)


@contextmanager
def connected(address: ClusterAddress) -> Iterator[DaskWorkers]:
    """The workers of a scheduler, or some that are started here; raises ClusterError."""
    check_installed()
    import dask
    import distributed.config  # noqa: F401  # sets the levels of its logs, and so comes before they are silenced

    dask.config.set(SETTINGS)
    with (
        silent_logs(LOGS),
        _remote(address) if address.address else _local(address.workers) as workers,
    ):
        yield workers


@contextmanager
def _local(workers: int) -> Iterator[DaskWorkers]:
    """So many workers on this machine, or one for each core, which end with the context."""
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster

    count = workers or CPU_COUNT
    with late_interrupts():
        started = LocalCluster(
            n_workers=count,
            threads_per_worker=max(1, CPU_COUNT // count),
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # its usual port may be another's, which is warned of
            scheduler_kwargs={"dashboard": False},
            memory_limit=None,
            silence_logs=logging.CRITICAL,
            preload=[LOCAL_WORKER],
        )
    with (
        started as cluster,
        Client(cluster, timeout=SECONDS_TO_CONNECT, set_as_default=False) as client,
    ):
        yield DaskWorkers(client, "this machine")


@contextmanager
def _remote(address: ClusterAddress) -> Iterator[DaskWorkers]:
    """The workers of a scheduler elsewhere, which goes on after the context."""
    from distributed import Client

    security = _security(address)
    try:
        _reach(address.address, security)
        client = Client(address.address, timeout=SECONDS_TO_CONNECT, security=security, set_as_default=False)
    except (OSError, RuntimeError, ValueError, TypeError) as error:
        raise unreached_scheduler(address, error) from None
    with client:
        yield DaskWorkers(client, f"the scheduler at {address.address}")


def _reach(address: str, security: "Security | None") -> None:
    """Connects once, and closes the connection: a client that cannot connect leaves a thread running."""
    from asyncio import run_coroutine_threadsafe

    from distributed.comm import connect
    from distributed.utils import LoopRunner

    options = {} if security is None else security.get_connection_args("client")

    async def reach() -> None:
        comm = await connect(address, timeout=SECONDS_TO_CONNECT, **options)
        await comm.close()

    runner = LoopRunner()
    runner.start()
    reaching = run_coroutine_threadsafe(reach(), runner.loop.asyncio_loop)
    try:
        while not wait([reaching], SECONDS_BETWEEN_CHECKS).done:
            check_canceled()
        reaching.result()
    finally:
        reaching.cancel()
        runner.stop()


def _security(address: ClusterAddress) -> "Security | None":
    """The TLS of an address: the files that were named, else those of the settings of distributed.

    Raises ClusterError where there are none.
    """
    from distributed.security import Security

    if not address.is_secure:
        return None
    tls = address.tls
    named = {"tls_ca_file": tls.ca, "tls_client_cert": tls.cert, "tls_client_key": tls.key}
    files = {name: file for name, file in named.items() if file}
    missing = [file for file in files.values() if not Path(file).is_file()]
    if missing:
        raise ClusterError(Message("There is no file {name}, which TLS needs.", name=missing[0]))
    found = Security(require_encryption=True, **files)
    if not (found.tls_ca_file and found.tls_client_cert):
        raise ClusterError(NO_TLS_FILES)
    return found


def _on_worker(call: Call, *given: Any) -> Any:
    """What a call returns in the process of a worker, with as many threads as this has."""
    from distributed import get_worker

    use_cores(get_worker().state.nthreads)
    return call(*given)
