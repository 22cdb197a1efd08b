"""`clusterlab run ALGO --data FOLDER`: one algorithm on a folder of prepared points."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter
from typing import Any

import numpy as np

from clusterlab.cli.connection_flags import CONNECTION_FLAGS, data_in_shards
from clusterlab.cli.console import write_out, write_stderr
from clusterlab.cli.defaults import lowered_k
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.output_flags import Outputs, write_json
from clusterlab.cli.shards_picture import (
    PICTURE_OF_SHARDS_FLAGS,
    check_shards_picture,
    save_shards_picture,
    shards_view,
)
from clusterlab.cli.text_report import aligned_lines, best_of, figure_names, listed_words
from clusterlab.core.algorithm import Algorithm, search_best_restart
from clusterlab.core.formatting import format_count, format_duration, format_number
from clusterlab.core.message import Message, sentences
from clusterlab.core.progress import drain
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.datasets.shards.points_folder import is_points_folder
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.repeat.flag_names import algorithm_flags, shape_flags
from clusterlab.export.shard_labels import check_shard_labels, save_shard_labels, shard_cluster_sizes
from clusterlab.export.shard_summary import ShardOutcome, lost_run_summary, shard_run_notes, shard_run_summary
from clusterlab.kernels.nearest import assign_points
from clusterlab.session.models.model_file import save_model
from clusterlab.session.models.shard_model import shard_model

OF_ROWS = ("--columns", "--scale", "--log", "--column-weights", "--missing")
SOURCE_FLAGS = ("--make", *OF_ROWS, *shape_flags())
"""What a folder was prepared with is chosen with the sources that workers read."""
TAKEN = (*PICTURE_OF_SHARDS_FLAGS, "--data", "--labels", "--model", "--json", "--restarts", "--memory")
NEEDS_SAMPLE = "{flag} cannot be used with a folder of prepared points, but with a sample: --sample {n!s}."
OF_PREPARING = "{flag} is chosen when a folder is prepared: say it to clusterlab prepare."
OF_FILES = "A folder of prepared points has no column for {flag}; cluster the file itself, or a sample of it."
REFUSALS = {
    **dict.fromkeys(OF_ROWS, OF_PREPARING),
    **dict.fromkeys(("--weights", "--truth"), OF_FILES),
}
"""Why some flags are refused; the others need all points in memory."""
ESTIMATED_SHARDS = 8
"""With so many shards, a run begins with an estimate."""


def run_on_shards(algorithm: Algorithm, restarts: int, options: Any) -> None:
    """Runs an algorithm on points in shards and writes its results.

    Raises UsageError, LoadError, SaveError and ClusterError.
    """
    check_shard_flags(options, (*TAKEN, *algorithm_flags()))
    outputs = Outputs.of(options)
    outputs.check(None, {} if options.data is None else {"--data": Path(options.data)})
    shown = check_shards_picture(options, outputs)
    if outputs.labels is not None:
        check_shard_labels(Path(outputs.labels))
    with _kept_last_step(outputs), data_in_shards(options) as folder, room_errors():
        if options.cluster is None and folder.points.n_shards >= ESTIMATED_SHARDS:
            write_stderr(run_estimate(folder, algorithm))
        notes: tuple[Message, ...] = ()
        if options.k is None:
            algorithm, notes = lowered_k(algorithm, folder.points.n)
        view, steps = shards_view(options.view, folder), dict[Algorithm, list[Step]]()
        outcome = shard_outcome(algorithm, restarts, folder, notes, steps if outputs.picture else None)
        if outputs.labels is not None:
            drain(save_shard_labels(Path(outputs.labels), folder, outcome.step))
        if outputs.picture is not None:
            save_shards_picture(Path(outputs.picture), outcome, steps[outcome.winner], view, shown)
        if outputs.model is not None:
            save_model(outputs.model, shard_model(outcome.winner, folder, outcome.step))
        if outputs.json is not None:
            write_json(outputs.json, shard_run_summary(outcome))
        if outputs.is_empty:
            write_out(shards_report(outcome))


def shard_outcome(
    algorithm: Algorithm,
    restarts: int,
    folder: PreparedShards,
    notes: tuple[Message, ...] = (),
    steps: dict[Algorithm, list[Step]] | None = None,
) -> ShardOutcome:
    """The run; its seconds are those of the algorithm alone. Raises LostRunError where workers are gone.

    If there are `steps`, those of each restart are added.
    """
    began, latest = perf_counter(), dict[str, tuple[Algorithm, Step]]()

    def see(candidate: Algorithm, step: Step) -> None:
        latest.update(last=(candidate, step))
        if steps is not None:
            steps.setdefault(candidate, []).append(step)

    search = search_best_restart(algorithm, folder.points, restarts, see)
    try:
        winner, step = drain(search)
        seconds, sizes = perf_counter() - began, shard_cluster_sizes(folder, step)
    except ClusterError as error:
        raise LostRunError(error.message, folder, *latest.get("last", ())) from None
    return ShardOutcome(algorithm, winner, step, folder, sizes, restarts, seconds, notes)


class LostRunError(ClusterError):
    """A run that ended without its workers, with the last step of an algorithm if there was one."""

    def __init__(
        self,
        message: Message,
        folder: PreparedShards,
        algorithm: Algorithm | None = None,
        step: Step | None = None,
    ) -> None:
        super().__init__(message)
        self.folder, self.algorithm, self.step = folder, algorithm, step


@contextmanager
def _kept_last_step(outputs: Outputs) -> Iterator[None]:
    """A context in which the last step of a lost run is written as JSON, where that was asked for."""
    try:
        yield
    except LostRunError as error:
        if error.algorithm is None or error.step is None or outputs.json is None:
            raise
        write_json(outputs.json, lost_run_summary(error.algorithm, error.step, error.folder, error.message))
        template = "The last step, after {n:# iteration|# iterations}, is in the JSON."
        kept = Message(template, n=error.step.iteration)
        raise ClusterError(sentences(error.message, kept)) from None


@contextmanager
def room_errors() -> Iterator[None]:
    """A context in which a temporary folder without room is a SaveError."""
    try:
        yield
    except OSError as error:
        template = "A temporary file could not be written in {folder}: {reason}."
        values = {"folder": gettempdir(), "reason": error.strerror or str(error)}
        raise SaveError(Message(template, **values)) from None


def shards_report(outcome: ShardOutcome) -> str:
    """A short summary of a run: aligned lines, then notes."""
    step, figures = outcome.step, outcome.step.figures(outcome.folder.points)
    names = figure_names(outcome.algorithm, figures)
    lines = [
        ("algorithm", f"{outcome.algorithm.title}, {best_of(outcome.restarts)}"),
        *shard_data_lines(outcome.folder),
        ("clusters", f"{step.k}, of {listed_words([format_number(size) for size in outcome.sizes])} points"),
        *((names[key], format_number(value)) for key, value in figures.items()),
        ("stopped", f"after {format_count(step.iteration, step.iteration_unit)}: {step.stopped}"),
        ("time", f"{format_number(outcome.seconds)} s"),
    ]
    return aligned_lines(lines) + "".join(f"{note}\n" for note in shard_run_notes(outcome))


def shard_data_lines(folder: PreparedShards) -> list[tuple[str, str]]:
    """The data and their columns."""
    header, shards = folder.header, format_count(folder.points.n_shards, "shard")
    rows, of = format_count(header.rows, "row"), format_count(len(header.columns), "column")
    return [
        ("data", f"{header.name}, {rows} of {of}, in {shards}"),
        ("columns", listed_words(header.columns)),
    ]


def run_estimate(folder: PreparedShards, algorithm: Algorithm) -> Message:
    """What a run will read and about how long a pass takes, measured on the first shard."""
    points = folder.points
    template = "A pass over {n:# point|# points} reads up to {read:bytes} and takes about {time}."
    read = sum(size for entry in folder.header.shards for size in entry.sizes[:2])
    time = format_duration(_pass_seconds(points, algorithm))
    return Message(template, n=points.n, read=read, time=time)


def _pass_seconds(points: ShardedPoints, algorithm: Algorithm) -> float:
    """The seconds of an assignment of all points, by that of the first shard to some of its points."""
    blocks = points.shards.blocks(0)
    n, k = len(blocks.points), min(len(blocks.points), algorithm.k or 1)
    centers = np.ascontiguousarray(blocks.points[:: max(1, n // k)][:k])
    assign_points(blocks, centers)  # reads it from the disk
    began = perf_counter()
    assign_points(blocks, centers)
    return (perf_counter() - began) * points.n_shards


def check_shard_flags(options: Any, taken: Collection[str]) -> None:
    """Raises UsageError for a flag that points in shards do not take."""
    is_folder = options.data is not None and is_points_folder(Path(options.data))
    if options.cluster is not None:
        taken = (*taken, *CONNECTION_FLAGS, *(() if is_folder else SOURCE_FLAGS))
    given = [name for name, value in vars(options).items() if value not in (None, False)]
    for flag in (f"--{name.replace('_', '-')}" for name in given):
        if flag not in taken and not is_folder:
            raise UsageError(Message("{flag} cannot be used with --cluster.", flag=flag))
        if flag not in taken:
            raise UsageError(Message(REFUSALS.get(flag, NEEDS_SAMPLE), flag=flag, n=100_000))
