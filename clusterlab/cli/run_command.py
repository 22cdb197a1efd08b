"""`clusterlab run ALGO`: one algorithm on some data, and its results.

What only some outputs need is imported with them, because a short run takes less time than those imports.
"""

import argparse
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Any

from clusterlab.cli.cluster_flags import add_cluster_flags, cluster_names, cluster_order
from clusterlab.cli.color_flag import COLOR_HELP, color_column
from clusterlab.cli.connection_flags import add_connection_flags, cluster_address, takes_shards
from clusterlab.cli.console import write_out
from clusterlab.cli.data_flags import DataRequest, add_data_flags, add_truth_flag, data_request
from clusterlab.cli.defaults import lowered_k, with_notes
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import (
    ALGORITHM_ERRORS,
    OwnArguments,
    Parser,
    add_own_flags,
    class_named,
    parsed_params,
    written_flags,
)
from clusterlab.cli.labels_flags import add_labels_flags, label_columns
from clusterlab.cli.output_flags import Outputs
from clusterlab.cli.picture_flags import (
    add_film_flags,
    add_picture_flags,
    check_picture_flags,
    film_request,
    picture_size,
)
from clusterlab.cli.subcommands import HELP_FLAGS, first_line, overview_parser, split_subcommand
from clusterlab.cli.text_report import run_report
from clusterlab.cli.view_flag import VIEW_HELP, check_view_flags, view_choice
from clusterlab.core.algorithm import ALGORITHMS, RESTARTS, Algorithm, best_restart
from clusterlab.core.message import Message
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.export.repeat.flag_names import algorithm_flags, flags_of
from clusterlab.export.run_outcome import RunOutcome
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.state.prepared import Prepared

RUN_DESCRIPTION = "Runs an algorithm and prints the result."
PROFILE_HELP = (
    "What each cluster is, column by column: as text, or where FILE ends with .png, .svg or .pdf as a heat "
    "map; - is standard output. In --json, too."
)
SCRIPT_HELP = "A script in Python that does the same with scikit-learn; - is standard output."
REPORT_HELP = "Data, results, charts, profiles, and how to repeat it, as one HTML page."
SESSION_HELP = "The session of the window with these data and choices at its last step, as a .clab file."
MODEL_HELP = "What clusterlab apply needs to assign the rows of other files, as JSON: name.clab-model."
VIEWED_FLAGS = ("--picture", "--animate", "--report", "--session")
SIZED_FLAGS = ("--picture", "--animate", "--charts", "--profile")
RESTARTS_HELP = "The number of runs with consecutive seeds; the best is kept."


def run_parser(kind: type[Algorithm], with_others: bool = True) -> Parser:
    """The flags of `clusterlab run` with one algorithm, and those of others and of shapes."""
    parser = Parser(prog=f"clusterlab run {kind.name}", description=first_line(kind))
    group = parser.add_argument_group("parameters of the algorithm")
    add_own_flags(group, kind.name, algorithm_flags() if with_others else flags_of(kind))
    help = RESTARTS_HELP if kind.seeded else argparse.SUPPRESS
    group.add_argument("--restarts", metavar="N", help=help)
    add_data_flags(parser, with_others)
    add_truth_flag(parser.add_argument_group("known labels"))
    add_connection_flags(parser)
    group = parser.add_argument_group("results (without any, a short summary is printed)")
    add_labels_flags(group)
    group.add_argument("--picture", metavar="FILE", help="The last step, as a picture: PNG, SVG or PDF.")
    group.add_argument("--charts", metavar="FILE", help="The algorithm's own charts, such as a dendrogram.")
    add_film_flags(group)
    group.add_argument("--report", metavar="FILE", help=REPORT_HELP)
    add_picture_flags(group)
    group.add_argument("--view", metavar="WORDS", help=VIEW_HELP)
    group.add_argument("--color-by", metavar="COLUMN", help=COLOR_HELP)
    add_cluster_flags(group)
    group.add_argument("--profile", metavar="FILE", help=PROFILE_HELP)
    group.add_argument("--session", metavar="FILE", help=SESSION_HELP)
    group.add_argument("--script", metavar="FILE", help=SCRIPT_HELP)
    group.add_argument("--model", metavar="FILE", help=MODEL_HELP)
    group.add_argument("--json", metavar="FILE", help="All results as JSON; - is standard output.")
    return parser


def run_command(arguments: list[str]) -> None:
    """Runs the command line after `clusterlab run`."""
    name, words = split_subcommand(arguments)
    if name is None:
        overview = overview_parser("run", RUN_DESCRIPTION, ALGORITHMS.all())
        overview.parse_known_args(words)  # exits after --help
        first = next(iter(ALGORITHMS.all().values()))
        run_parser(first).parse_strictly(words)  # says what is wrong with flags
    kind = ALGORITHMS.find(name or "") or class_named(name, ALGORITHMS.all(), ALGORITHM_ERRORS)
    options = _options(kind, words)
    algorithm = _algorithm(kind, options)
    restarts = RESTARTS.default if options.restarts is None else RESTARTS.parse(options.restarts)
    cluster_address(options)  # says what is wrong with it before the data are read
    if takes_shards(options):
        from clusterlab.cli.shards_run import run_on_shards

        run_on_shards(algorithm, restarts, options)
        return
    data = data_request(options, options.truth)
    outputs, shown = Outputs.of(options), picture_size(options)
    outputs.check(data.source)
    columns = label_columns(options, algorithm)
    film = film_request(options, shown)
    _check_pictures(options, outputs)
    _check_stream(algorithm, outputs)
    prepared = data.load(algorithm)
    if options.k is None:
        algorithm, notes = lowered_k(algorithm, prepared.points.n)
        prepared = with_notes(prepared, notes)
    if outputs.charts is not None:
        from clusterlab.cli.save_picture import check_charts

        check_charts(algorithm, prepared)
    view = view_choice(options.view, prepared)
    color_by = color_column(options.color_by, prepared, bool(algorithm.initial_rows))
    outcome = _outcome(algorithm, restarts, data, prepared, outputs.is_empty or outputs.json is not None)
    order, k = cluster_order(options.order, outcome.prepared), outcome.step.k
    labels = order.labels(outcome.prepared, outcome.step, range(k))
    names = cluster_names(options.names, labels or range(k))
    listing = replace(names.listing(range(k)), order=labels)
    outcome = replace(outcome, listing=listing, color_by=color_by)
    if outputs.is_empty:
        write_out(run_report(outcome))
        return
    from clusterlab.cli.run_outputs import FinishedRun, write_outputs

    session = replace(data.session(outcome.winner), names=names, cluster_order=order, color_by=color_by)
    write_outputs(FinishedRun(outcome, session, prepared, view, shown, film, columns, outputs))


def _options(kind: type[Algorithm], words: list[str]) -> argparse.Namespace:
    """The words by destination; other algorithms and shapes are loaded where these words may be theirs."""
    if not set(words) & set(HELP_FLAGS):
        with suppress(UsageError):
            found, left = run_parser(kind, with_others=False).parse_known_args(words)
            if not left and found.make is None and found.cluster is None:
                return OwnArguments(**vars(found))
    return run_parser(kind).parse_strictly(words)


def _check_stream(algorithm: Algorithm, outputs: Outputs) -> None:
    """Raises UsageError where an output needs all rows and the algorithm does not keep them."""
    if algorithm.initial_rows and outputs.labels is not None:
        raise UsageError(Message("--labels cannot be used with a stream, whose rows are not kept."))
    if algorithm.initial_rows and outputs.script is not None:
        from clusterlab.export.repeat.python_script import STREAM_ERROR

        raise UsageError(STREAM_ERROR)


def _check_pictures(options: Any, outputs: Outputs) -> None:
    """Raises UsageError for a flag without its picture, and StartError where none can be painted."""
    check_view_flags(options, VIEWED_FLAGS)
    check_picture_flags(options, outputs, SIZED_FLAGS)
    if outputs.needs_painting:
        from clusterlab.cli.save_picture import check_painting

        check_painting()


def _algorithm(kind: type[Algorithm], options: Any) -> Algorithm:
    """The algorithm with the parameters of the command line; raises ModelError where it has no model."""
    flags = flags_of(kind) if isinstance(options, OwnArguments) else algorithm_flags()
    algorithm = kind(**parsed_params(kind.name, written_flags(options, flags), flags))
    if options.model is not None:
        from clusterlab.session.models.model import check_model

        check_model(algorithm)
    return algorithm


def _outcome(
    algorithm: Algorithm, restarts: int, data: DataRequest, prepared: Prepared, measure: bool
) -> RunOutcome:
    """The run; its seconds are those of the algorithm alone, without reading data and computing metrics."""
    truth = None if data.truth is None else ground_truth(prepared.table, data.truth)
    began = perf_counter()
    winner, step = best_restart(algorithm, prepared.points, restarts)
    seconds, prepared = perf_counter() - began, prepared.at_step(step)
    outcome = RunOutcome(algorithm, winner, step, data.source, prepared, None, restarts, seconds)
    if not measure or step.labels is None:
        return outcome
    outcome = replace(outcome, silhouettes=silhouettes(prepared.points, step.labels))
    if truth is None:
        return outcome
    from clusterlab.session.analysis.agreement import agreement

    return replace(outcome, agreement=agreement(truth, prepared, step.labels))
