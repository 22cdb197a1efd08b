"""`clusterlab sweep ALGO`: one algorithm over many K, and the K that each criterion chooses."""

import argparse
import re
from pathlib import Path
from time import perf_counter
from typing import Any

from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES
from clusterlab.cli.connection_flags import add_connection_flags, cluster_address, takes_shards
from clusterlab.cli.console import write_out
from clusterlab.cli.data_flags import DataRequest, add_data_flags, data_request
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import NameErrors, Parser, add_own_flags, class_named, parsed_params, written_flags
from clusterlab.cli.output_flags import Outputs, write_json
from clusterlab.cli.picture_flags import add_picture_flags, check_picture_flags, picture_size
from clusterlab.cli.save_picture import check_painting, save_flow, save_sweep_charts
from clusterlab.cli.shards_tables import sweep_on_shards
from clusterlab.cli.subcommands import first_line, overview_parser, split_subcommand
from clusterlab.cli.sweep_report import sweep_report
from clusterlab.core.algorithm import ALGORITHMS, RESTARTS, Algorithm
from clusterlab.core.memory_budget import check_memory
from clusterlab.core.message import Message
from clusterlab.core.params import DeclaredParam, Param, declared_params
from clusterlab.core.progress import drain
from clusterlab.export.chart_figures import entry_figures, figures_frame
from clusterlab.export.repeat.flag_names import FlagOwners, algorithm_flags
from clusterlab.export.summary import SweepOutcome, sweep_entries, sweep_summary
from clusterlab.export.table_file import write_tables
from clusterlab.metrics.cluster_count.how_many import count_clusters
from clusterlab.metrics.k_sweep import best_sweep_name, entries, full_sweep, with_stability
from clusterlab.session.analysis.k_sweep import DEFAULT_REFERENCES

DEFAULT_RANGE = "1..10"
REFERENCES_HELP = "Uniform references of the gap statistic; else 20. 0 leaves it out."
COVARIANCES_HELP = f"One sweep for each of these kinds, or all: {', '.join(COVARIANCE_CHOICES)}."
REFERENCES = DeclaredParam(
    "references",
    int,
    DEFAULT_REFERENCES,
    Param("References", "Uniform references of the gap statistic.", 0, 1000),
)
TABLE_HELP = "A row for each K with its figures, as .csv, .xlsx or .parquet."
RESAMPLES_HELP = "Bootstrap samples and halves that show how stable the clusters of each K are; else none."
FLOW_HELP = "Which points are in which cluster from each K to the next, as a picture: PNG, SVG or PDF."
RESAMPLES = DeclaredParam("stability", int, 0, Param("Resamples", "Bootstrap samples of each K.", 0, 1000))


SWEEP_DESCRIPTION = "Runs an algorithm for every K of a range."
SWEEP_ERRORS = NameErrors(
    "Say which algorithm to sweep: {names}.",
    "There is no algorithm to sweep {name!r}; there are {known}.",
    "There is no algorithm to sweep {name!r}; did you mean {closest}?",
)


def sweep_parser(kind: type[Algorithm]) -> Parser:
    """The flags of `clusterlab sweep` with one algorithm; those that do not apply to it have no help."""
    parser = Parser(prog=f"clusterlab sweep {kind.name}", description=first_line(kind))
    parser.add_argument("--k", metavar="A..B", help=f"The numbers of clusters. Default {DEFAULT_RANGE}.")
    group = parser.add_argument_group("parameters of the algorithm")
    add_own_flags(group, kind.name, _flags_without_k())
    applicable = {
        ("--restarts", "N", f"Runs for each K. Default {kind.restarts_per_k}."): kind.seeded,
        ("--references", "N", REFERENCES_HELP): kind.gap_statistic,
        ("--covariances", "A,B", COVARIANCES_HELP): kind.variant_param == "covariance",
    }
    for (flag, metavar, help), applies in applicable.items():
        group.add_argument(flag, metavar=metavar, help=help if applies else argparse.SUPPRESS)
    group.add_argument("--stability", metavar="N", help=RESAMPLES_HELP)
    add_data_flags(parser)
    add_connection_flags(parser)
    group = parser.add_argument_group("results (without any, a table is printed)")
    group.add_argument("--picture", metavar="FILE", help="Every chart over K, as a picture: PNG, SVG or PDF.")
    group.add_argument("--flow", metavar="FILE", help=FLOW_HELP)
    group.add_argument("--table", metavar="FILE", help=TABLE_HELP)
    add_picture_flags(group)
    group.add_argument("--json", metavar="FILE", help="All results as JSON; - is standard output.")
    return parser


def sweep_command(arguments: list[str]) -> None:
    """Runs the command line after `clusterlab sweep`."""
    name, words = split_subcommand(arguments)
    if name is None:
        overview = overview_parser("sweep", SWEEP_DESCRIPTION, _sweepable())
        overview.parse_known_args(words)  # exits after --help
        sweep_parser(next(iter(_sweepable().values()))).parse_strictly(words)  # says what is wrong with flags
    kind = class_named(name, _sweepable(), SWEEP_ERRORS)
    options = sweep_parser(kind).parse_strictly(words)
    algorithm = _algorithm(kind, options)
    ks = parsed_range(type(algorithm), DEFAULT_RANGE if options.k is None else options.k)
    restarts = algorithm.restarts_per_k if options.restarts is None else RESTARTS.parse(options.restarts)
    references = REFERENCES.default if options.references is None else REFERENCES.parse(options.references)
    cluster_address(options)  # says what is wrong with it before the data are read
    if takes_shards(options):
        sweep_on_shards(algorithm, ks, restarts, options)
        return
    resamples = 0 if options.stability is None else RESAMPLES.parse(options.stability)
    kinds = _covariances(algorithm, options.covariances)
    data = data_request(options)
    outputs = Outputs.of(options)
    outputs.check(data.source)
    shown = picture_size(options)
    check_picture_flags(options, outputs, ("--picture", "--flow"))
    _check_flow(outputs, algorithm, ks)
    if outputs.needs_painting:
        check_painting()
    outcome = _outcome(algorithm, ks, restarts, data, references, kinds, resamples)
    if outputs.is_empty:
        write_out(sweep_report(outcome))
    if outputs.picture is not None:
        save_sweep_charts(Path(outputs.picture), outcome, shown)
    if outputs.flow is not None:
        save_flow(Path(outputs.flow), outcome, shown)
    if outputs.table is not None:
        figures = entry_figures("sweep", sweep_entries(outcome))
        drain(write_tables({Path(outputs.table): figures_frame(figures)}))
    if outputs.json is not None:
        write_json(outputs.json, sweep_summary(outcome))


def _check_flow(outputs: Outputs, algorithm: Algorithm, ks: range) -> None:
    """Raises UsageError where a flow is asked for, but there is one K only, or a stream."""
    if outputs.flow is not None and algorithm.initial_rows:
        raise UsageError(Message("--flow does not go with a stream, whose last rows differ from K to K."))
    if outputs.flow is not None and len(ks) < 2:
        raise UsageError(Message("--flow needs at least two K, such as --k 1..10."))


def parsed_range(kind: type, text: str) -> range:
    """The K from the first to the last of a range such as 1..10; raises UsageError or ParamError."""
    match = re.fullmatch(r"([0-9]+)(?:\.\.([0-9]+))?", text.strip())
    if not match:
        raise UsageError(Message("--k must be a range such as 1..10; it was {text!r}.", text=text))
    k = next(item for item in declared_params(kind) if item.name == "k")
    low, high = k.parse(match[1]), k.parse(match[2] or match[1])
    if low > high:
        template = "--k must name the smaller number first, {low!s}..{high!s}; it was {text!r}."
        raise UsageError(Message(template, low=high, high=low, text=text))
    return range(low, high + 1)


def _sweepable() -> dict[str, type[Algorithm]]:
    """The algorithms with a parameter K."""
    every = ALGORITHMS.all().items()
    return {name: kind for name, kind in every if kind.takes_k}


def _flags_without_k() -> dict[str, FlagOwners]:
    """The flags of algorithms but --k, which is a range here."""
    return {flag: owners for flag, owners in algorithm_flags().items() if flag != "--k"}


def _algorithm(kind: type[Algorithm], options: Any) -> Algorithm:
    """The algorithm with the parameters of the command line."""
    flags = _flags_without_k()
    return kind(**parsed_params(kind.name, written_flags(options, flags), flags))


def _covariances(algorithm: Algorithm, text: str | None) -> tuple[str, ...]:
    """The kinds of covariances that --covariances lists, none without it; raises UsageError."""
    if text is None:
        return ()
    if algorithm.variant_param != "covariance":
        template = "--covariances does not belong to {algorithm}, which has none."
        raise UsageError(Message(template, algorithm=algorithm.name))
    names = (
        tuple(COVARIANCE_CHOICES)
        if text.strip() == "all"
        else tuple(dict.fromkeys(re.split(r"\s*,\s*", text.strip())))
    )
    unknown = [name for name in names if name not in COVARIANCE_CHOICES]
    if unknown:
        template = "--covariances must be all, or some of {kinds}; it was {text!r}."
        raise UsageError(Message(template, kinds=list(COVARIANCE_CHOICES), text=text))
    return names


def _outcome(
    algorithm: Algorithm,
    ks: range,
    restarts: int,
    data: DataRequest,
    references: int,
    kinds: tuple[str, ...],
    resamples: int,
) -> SweepOutcome:
    """The sweep; its seconds are without reading data."""
    prepared = data.load(algorithm)
    # One K beyond the number of points is kept, so that a note says where the sweep ends.
    within = range(ks.start, min(ks.stop, max(prepared.points.n, ks.start) + 2))
    began = perf_counter()
    variants = algorithm.variants()
    asked = {kind: variants[kind] for kind in kinds} or {"": algorithm}
    for one in asked.values():
        check_memory(one.with_k(within[-1]), prepared.points.n, prepared.points.d, data.memory_budget)
    lines = {
        kind: entries(full_sweep(one, prepared.points, within, restarts, references))
        for kind, one in asked.items()
    }
    if resamples:
        points = prepared.points
        lines = {
            kind: entries(with_stability(found, asked[kind], points, resamples))
            for kind, found in lines.items()
        }
    count = drain(count_clusters(prepared.points, names=prepared.clustered_columns))
    best = best_sweep_name(lines, algorithm) or next(iter(lines))
    return SweepOutcome(
        asked[best],
        lines[best],
        data.source,
        prepared,
        restarts,
        perf_counter() - began,
        count,
        references,
        lines if kinds else {},
    )
