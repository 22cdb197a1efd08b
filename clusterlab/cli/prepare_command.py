"""`clusterlab prepare`: makes a folder of prepared points from tables that may be larger than memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clusterlab.cli.connection_flags import STAGES, add_connection_flags, cluster_address
from clusterlab.cli.console import write_out, write_stderr
from clusterlab.cli.data_flags import COLUMN_WEIGHTS_HELP, LOG_HELP
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import Parser, add_flags
from clusterlab.cli.progress_line import ProgressLine
from clusterlab.cli.row_request import MISSING_HELP, folder_request
from clusterlab.cli.text_report import aligned_lines, listed_words
from clusterlab.core.formatting import format_bytes, format_count
from clusterlab.core.message import Message
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.shards.folder_preparation import (
    FolderRequest,
    PreparationProgress,
    disk_bytes,
    partial_folder,
    prepare_folder,
    remove_partial,
)
from clusterlab.datasets.shards.points_folder import POINTS_SUFFIX
from clusterlab.datasets.shards.preparation_estimate import preparation_estimate
from clusterlab.datasets.shards.shard_folder import ShardFolder, open_folder
from clusterlab.datasets.table import LoadError
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.datasets.workers.dask_workers import connected
from clusterlab.datasets.workers.prepared_rows import (
    disk_bytes_on_workers,
    held_data,
    prepare_folder_on_workers,
)
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.folder_writing import check_disk_room, folder_error
from clusterlab.export.repeat.flag_names import shape_flags

PREPARE_DESCRIPTION = (
    "Makes a folder of points in shards, on which clusterlab run clusters data larger than memory. "
    "An interrupted preparation goes on with the same command."
)


def prepare_parser() -> Parser:
    """The flags of `clusterlab prepare`."""
    parser = Parser(prog="clusterlab prepare", description=PREPARE_DESCRIPTION)
    help = "CSV, Parquet or Feather files, folders of them, or patterns such as 'data/*.parquet'."
    parser.add_argument("data", metavar="DATA", nargs="*", help=help)
    parser.add_argument("--make", metavar="SHAPE", help=f"Generated data: {', '.join(SHAPES.all())}.")
    parser.add_argument("--out", metavar="FOLDER", help=f"The folder: NAME{POINTS_SUFFIX}.")
    parser.add_argument("--columns", metavar="A,B", help="The columns; else all of numbers that vary.")
    parser.add_argument("--log", metavar="A,B", help=LOG_HELP)
    parser.add_argument("--column-weights", metavar="A=2,B=0.5", help=COLUMN_WEIGHTS_HELP)
    parser.add_argument("--scale", metavar="WORD", help="none (default), z-score, min-max or robust.")
    parser.add_argument("--missing", metavar="WORD", help=MISSING_HELP)
    add_flags(parser.add_argument_group("generated data (clusterlab list explains them)"), shape_flags())
    add_connection_flags(parser)
    return parser


def prepare_command(arguments: list[str]) -> None:
    """Runs the command line after `clusterlab prepare`; raises UsageError, LoadError and SaveError."""
    options = prepare_parser().parse_strictly(arguments)
    address = cluster_address(options)
    request, target = folder_request(options.data, options), _target(options)
    if address is None:
        estimate = preparation_estimate(request)
        check_disk_room(estimate.disk_bytes, target)
        write_stderr(estimate.words)
    line = ProgressLine()
    try:
        for progress in _progress(request, target, address):
            line.show(STAGES[progress.stage], progress.done, progress.of)
    except OSError as error:
        raise folder_error(error, target) from None
    except LoadError as error:
        if not isinstance(error.__context__, OSError):  # a disk may be read again, other data are read anew
            remove_partial(target)
        raise
    except KeyboardInterrupt:
        line.end()
        template = "{partial} keeps what is done: the same command goes on from there."
        write_stderr(Message(template, partial=str(partial_folder(target))))
        raise
    finally:
        line.end()
    write_out(_report(target, open_folder(target)))


def _progress(
    request: FolderRequest, target: Path, address: ClusterAddress | None
) -> Iterator[PreparationProgress]:
    """Makes the folder, in this process or on workers."""
    if address is None:
        yield from prepare_folder(request, target)
        return
    with connected(address) as workers, held_data(workers) as token:
        check_disk_room(disk_bytes_on_workers(request.known_rows, len(request.columns)), target)
        yield from prepare_folder_on_workers(workers, token, request, target)


def _target(options: Any) -> Path:
    """The folder that is to be made; raises UsageError or SaveError where there cannot be such a one."""
    if options.out is None:
        raise UsageError(Message("Say which folder to make: --out NAME{suffix}.", suffix=POINTS_SUFFIX))
    target = Path(options.out)
    if target.suffix != POINTS_SUFFIX:
        template = "The name of the folder must end with {suffix}; it was {name}."
        raise UsageError(Message(template, suffix=POINTS_SUFFIX, name=target.name))
    if target.exists():
        raise SaveError(Message("{path} is there already; name a new folder.", path=str(target)))
    if not target.absolute().parent.is_dir():
        template = "{path} cannot be written: there is no folder {folder}."
        raise SaveError(Message(template, path=str(target), folder=str(target.absolute().parent)))
    return target


def _report(target: Path, folder: ShardFolder) -> str:
    """What was made: aligned lines, then notes."""
    header = folder.header
    rows, dropped = format_count(header.rows, "row"), header.source_rows - header.rows
    size = disk_bytes(header.rows, len(header.columns))[1]
    lines = [
        ("folder", str(target)),
        ("data", f"{header.name}, {rows}" + (f", {dropped:,} dropped" if dropped else "")),
        ("columns", listed_words(header.columns)),
        ("shards", f"{len(header.shards)}, {format_bytes(size)}"),
    ]
    return aligned_lines(lines) + "".join(f"{note}\n" for note in header.notes)
