"""The flags that name workers, on this machine or on a cluster, and the data that they hold."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.progress_line import ProgressLine
from clusterlab.core.message import Message
from clusterlab.core.progress import drain, map_progress
from clusterlab.datasets.shards.points_folder import is_points_folder
from clusterlab.datasets.workers.cluster_address import ClusterAddress, TlsFiles

if TYPE_CHECKING:
    from clusterlab.datasets.shards.folder_preparation import PreparationProgress
    from clusterlab.datasets.shards.prepared_shards import PreparedShards
    from clusterlab.datasets.workers.calls import Workers

CLUSTER_HELP = (
    "Who does the work: local or local:N for N processes here; tcp://HOST:PORT or tls://HOST:PORT for the "
    "workers of a dask scheduler, which read the same files. A scheduler without TLS runs code for anybody "
    "who reaches its port."
)
TLS_HELP = {
    "--tls-ca": "The certificate of the authority of a tls:// scheduler; else the settings of distributed.",
    "--tls-cert": "The certificate of this machine for it.",
    "--tls-key": "The key of that certificate.",
}
CONNECTION_FLAGS = ("--cluster", *TLS_HELP)
STAGES = {"read": "Reading", "place": "Sorting", "write": "Writing"}


def add_connection_flags(parser: argparse.ArgumentParser) -> None:
    """Adds the flags."""
    group = parser.add_argument_group("workers (without any, the work is done in this process)")
    group.add_argument("--cluster", metavar="WHERE", help=CLUSTER_HELP)
    for flag, help in TLS_HELP.items():
        group.add_argument(flag, metavar="FILE", help=help)


def cluster_address(options: Any) -> ClusterAddress | None:
    """The workers that are named; None where there are none. Raises UsageError and ParamError."""
    tls = TlsFiles(*(text or "" for text in (options.tls_ca, options.tls_cert, options.tls_key)))
    address = None if options.cluster is None else ClusterAddress.parse(options.cluster, tls)
    if tls != TlsFiles() and not (address and address.is_secure):
        raise UsageError(Message("--tls-ca, --tls-cert and --tls-key belong to --cluster tls://HOST:PORT."))
    return address


def takes_shards(options: Any) -> bool:
    """Whether the command line is for points in shards: on workers, or of a folder without a sample."""
    if options.cluster is not None:
        return True
    return options.data is not None and options.sample is None and is_points_folder(Path(options.data))


@contextmanager
def data_in_shards(options: Any) -> "Iterator[PreparedShards]":
    """The data of a command line: a folder here or on workers, or sources that workers read.

    Raises UsageError, LoadError and ClusterError.
    """
    address = cluster_address(options)
    if address is None:
        from clusterlab.datasets.shards.shard_folder import open_folder

        yield open_folder(Path(options.data))
        return
    from clusterlab.datasets.workers.dask_workers import connected
    from clusterlab.datasets.workers.prepared_rows import held_data

    with connected(address) as workers, held_data(workers) as token:
        yield _on_workers(options, workers, token)


def _on_workers(options: Any, workers: "Workers", token: str) -> "PreparedShards":
    from clusterlab.cli.row_request import folder_request
    from clusterlab.datasets.workers.prepared_rows import folder_on_workers, sources_on_workers

    if options.data is not None and is_points_folder(Path(options.data)):
        return folder_on_workers(workers, token, Path(options.data))
    words, line = [] if options.data is None else [options.data], ProgressLine()

    def show(progress: "PreparationProgress") -> None:
        line.show(STAGES[progress.stage], progress.done, progress.of)

    try:
        return drain(map_progress(show, sources_on_workers(workers, token, folder_request(words, options))))
    finally:
        line.end()
