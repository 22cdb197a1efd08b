"""`clusterlab run ALGO`: one algorithm on some data, and its results."""

import argparse
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from clusterlab.cli.console import write_out
from clusterlab.cli.data_flags import DataRequest, add_data_flags, add_truth_flag, data_request
from clusterlab.cli.defaults import lowered_k, with_notes
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import (
    ALGORITHM_ERRORS,
    Parser,
    add_own_flags,
    algorithm_flags,
    class_named,
    parsed_params,
    written_flags,
)
from clusterlab.cli.output_flags import Outputs, write_text
from clusterlab.cli.profile_report import profile_report
from clusterlab.cli.save_picture import check_charts, check_painting, save_picture, save_run_charts
from clusterlab.cli.subcommands import first_line, overview_parser, split_subcommand
from clusterlab.cli.text_report import run_report
from clusterlab.cli.view_flag import VIEW_HELP, view_choice
from clusterlab.core.algorithm import ALGORITHMS, RESTARTS, Algorithm, best_restart
from clusterlab.core.message import Message
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.export.summary import RunOutcome, run_summary
from clusterlab.export.tables import save_labels
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.analysis.agreement import agreement
from clusterlab.session.analysis.cluster_profiles import cluster_profiles
from clusterlab.session.state.prepared import Prepared

RUN_DESCRIPTION = "Runs an algorithm and prints the result."
LABELS_HELP = "The cluster of every row, as CSV: 1 to K, -1 for noise, empty for a dropped row."
PROFILE_HELP = "What each cluster is, column by column, as text; - is standard output. In --json, too."
RESTARTS_HELP = "The number of runs with consecutive seeds; the best is kept."


def run_parser(kind: type[Algorithm]) -> Parser:
    """The flags of `clusterlab run` with one algorithm."""
    parser = Parser(prog=f"clusterlab run {kind.name}", description=first_line(kind))
    group = parser.add_argument_group("parameters of the algorithm")
    add_own_flags(group, kind.name, algorithm_flags())
    help = RESTARTS_HELP if kind.seeded else argparse.SUPPRESS
    group.add_argument("--restarts", metavar="N", help=help)
    add_data_flags(parser)
    add_truth_flag(parser.add_argument_group("known labels"))
    group = parser.add_argument_group("results (without any, a short summary is printed)")
    group.add_argument("--labels", metavar="FILE", help=LABELS_HELP)
    group.add_argument("--picture", metavar="FILE", help="The last step, as a picture: PNG, SVG or PDF.")
    group.add_argument("--charts", metavar="FILE", help="The algorithm's own charts, such as a dendrogram.")
    group.add_argument("--view", metavar="WORDS", help=VIEW_HELP)
    group.add_argument("--profile", metavar="FILE", help=PROFILE_HELP)
    group.add_argument("--json", metavar="FILE", help="All results as JSON; - is standard output.")
    return parser


def run_command(arguments: list[str]) -> None:
    """Runs the command line after `clusterlab run`."""
    name, words = split_subcommand(arguments)
    if name is None:
        overview = overview_parser("run", RUN_DESCRIPTION, ALGORITHMS.all())
        overview.parse_known_args(words)  # exits after --help
        run_parser(next(iter(ALGORITHMS.all().values()))).parse_strictly(
            words
        )  # says what is wrong with flags
    kind = class_named(name, ALGORITHMS.all(), ALGORITHM_ERRORS)
    options = run_parser(kind).parse_strictly(words)
    algorithm = _algorithm(kind, options)
    restarts = RESTARTS.default if options.restarts is None else RESTARTS.parse(options.restarts)
    data = data_request(options, options.truth)
    outputs = Outputs(options.json, options.labels, options.picture, options.charts, options.profile)
    outputs.check(data.source)
    if options.view is not None and outputs.picture is None:
        raise UsageError(Message("--view needs --picture FILE: it chooses what the picture shows."))
    if outputs.picture is not None or outputs.charts is not None:
        check_painting()
    if algorithm.initial_rows and outputs.labels is not None:
        raise UsageError(Message("--labels cannot be used with a stream, whose rows are not kept."))
    prepared = data.load(algorithm)
    if options.k is None:
        algorithm, notes = lowered_k(algorithm, prepared.points.n)
        prepared = with_notes(prepared, notes)
    if outputs.charts is not None:
        check_charts(algorithm, prepared)
    view = view_choice(options.view, prepared)
    outcome = _outcome(algorithm, restarts, data, prepared, outputs.is_empty or outputs.json is not None)
    profiles = () if outputs.profile is None else cluster_profiles(outcome.prepared, outcome.step)
    if outputs.is_empty:
        write_out(run_report(outcome))
    if outputs.profile is not None:
        write_text(outputs.profile, profile_report(profiles))
    if outputs.labels is not None:
        save_labels(Path(outputs.labels), outcome.prepared, outcome.step)
    if outputs.picture is not None:
        save_picture(Path(outputs.picture), outcome, view)
    if outputs.charts is not None:
        save_run_charts(Path(outputs.charts), outcome)
    if outputs.json is not None:
        outputs.write_summary(run_summary(outcome, profiles))


def _algorithm(kind: type[Algorithm], options: Any) -> Algorithm:
    """The algorithm with the parameters of the command line."""
    flags = algorithm_flags()
    return kind(**parsed_params(kind.name, written_flags(options, flags), flags))


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
    agreed = None if truth is None else agreement(truth, prepared, step.labels)
    return replace(outcome, silhouettes=silhouettes(prepared.points, step.labels), agreement=agreed)
