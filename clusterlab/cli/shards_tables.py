"""`clusterlab sweep` and `compare` on points in shards: figures that need no point in memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clusterlab.cli.connection_flags import data_in_shards
from clusterlab.cli.console import write_out
from clusterlab.cli.output_flags import Outputs, write_json
from clusterlab.cli.shards_run import check_shard_flags, room_errors, shard_data_lines, shard_outcome
from clusterlab.cli.text_report import aligned_lines, best_of, figure_names, text_table
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.errors import UserError
from clusterlab.core.formatting import format_number
from clusterlab.core.message import Message
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.export.repeat.flag_names import algorithm_flags
from clusterlab.export.shard_comparison import (
    ShardFailure,
    agreement_between,
    best_criterion_k,
    shard_comparison_summary,
    shard_knee,
    shard_sweep_notes,
    shard_sweep_summary,
)
from clusterlab.export.shard_summary import ShardOutcome
from clusterlab.metrics.k_sweep import feasible_ks
from clusterlab.session.analysis.comparison import distinguishing_names

SWEEP_TAKEN = ("--data", "--k", "--restarts", "--json")
COMPARE_TAKEN = ("--data", "--algorithms", "--json")


def sweep_on_shards(algorithm: Algorithm, ks: range, restarts: int, options: Any) -> None:
    """Runs an algorithm for every K of a range; raises UsageError, LoadError, SaveError and ClusterError."""
    check_shard_flags(options, (*SWEEP_TAKEN, *algorithm_flags()))
    outputs = _outputs(options)
    with data_in_shards(options) as folder, room_errors():
        feasible, notes = feasible_ks(folder.points, list(ks))
        outcomes = [shard_outcome(algorithm.with_k(k), restarts, folder, notes) for k in feasible]
        if outputs.json is not None:
            write_json(outputs.json, shard_sweep_summary(outcomes))
        if outputs.is_empty:
            write_out(_sweep_report(outcomes))


def compare_on_shards(algorithms: Sequence[Algorithm], options: Any) -> None:
    """Runs several algorithms on the same points; raises as `sweep_on_shards`."""
    check_shard_flags(options, (*COMPARE_TAKEN, *algorithm_flags()))
    outputs = _outputs(options)
    with data_in_shards(options) as folder, room_errors():
        found = [_tried(algorithm, folder) for algorithm in algorithms]
        outcomes = [one for one in found if isinstance(one, ShardOutcome)]
        failures = [one for one in found if isinstance(one, ShardFailure)]
        if not outcomes:
            raise UserError(failures[0].reason)
        agreement = agreement_between(outcomes)
        if outputs.json is not None:
            write_json(outputs.json, shard_comparison_summary(outcomes, failures, agreement))
        if outputs.is_empty:
            write_out(_comparison_report(outcomes, failures, agreement))


def _outputs(options: Any) -> Outputs:
    outputs = Outputs.of(options)
    outputs.check(None, {} if options.data is None else {"--data": Path(options.data)})
    return outputs


def _tried(algorithm: Algorithm, folder: PreparedShards) -> ShardOutcome | ShardFailure:
    try:
        return shard_outcome(algorithm, 1, folder)
    except ClusterError:
        raise
    except UserError as error:
        return ShardFailure(algorithm, error.message)


def _sweep_report(outcomes: Sequence[ShardOutcome]) -> str:
    """A table with one line for each K, and the K that criteria choose."""
    algorithm, folder = outcomes[0].algorithm, outcomes[0].folder
    figures = [outcome.step.figures(folder.points) for outcome in outcomes]
    names = figure_names(algorithm, figures[0])
    rows = [["K", *names.values(), "steps", "time"]]
    for outcome, found in zip(outcomes, figures, strict=True):
        cells = [format_number(found[key]) for key in names]
        rows.append([str(outcome.algorithm.k), *cells, *_effort(outcome)])
    lines = [
        ("algorithm", f"{algorithm.title}, {best_of(outcomes[0].restarts)} for each K"),
        *shard_data_lines(folder),
    ]
    chosen = [*_chosen_k(outcomes), *shard_sweep_notes(outcomes)]
    return aligned_lines(lines) + "\n" + text_table(rows) + "\n" + "".join(f"{note}\n" for note in chosen)


def _chosen_k(outcomes: Sequence[ShardOutcome]) -> list[Message]:
    criterion, found = outcomes[0].algorithm.criterion, list[Message]()
    if (k := shard_knee(outcomes)) is not None:
        template = "The knee of the {criterion} is at K = {k!s} (a heuristic that finds one in most curves)."
        found.append(Message(template, criterion=criterion.name.lower(), k=k))
    if (k := best_criterion_k(outcomes)) is not None:
        found.append(Message("{criterion} is best at K = {k!s}.", criterion=criterion.name, k=k))
    return found


def _comparison_report(
    outcomes: Sequence[ShardOutcome], failures: Sequence[ShardFailure], agreement: list[list[float]]
) -> str:
    """A table with one line for each algorithm, with the ARI of each two."""
    names = distinguishing_names([outcome.algorithm for outcome in outcomes])
    numbers = range(1, len(outcomes) + 1)
    rows = [["", "algorithm", "K", "objective", "", "steps", "time", *(f"ARI with {i}" for i in numbers)]]
    for i, (name, outcome) in enumerate(zip(names, outcomes, strict=True)):
        figures, objective = outcome.step.figures(outcome.folder.points), outcome.algorithm.objective
        value = format_number(figures[objective.key])
        cells = [str(outcome.step.k), objective.name.lower(), value, *_effort(outcome)]
        rows.append([str(i + 1), name, *cells, *map(format_number, agreement[i])])
    notes = [
        *(f"{one.algorithm.title}: {one.reason}" for one in failures),
        *shard_sweep_notes(outcomes),
    ]
    lines = aligned_lines(shard_data_lines(outcomes[0].folder))
    return lines + "\n" + text_table(rows, left=2) + "\n" + "".join(f"{note}\n" for note in notes)


def _effort(outcome: ShardOutcome) -> list[str]:
    return [f"{outcome.step.iteration:,}", f"{format_number(outcome.seconds)} s"]
