"""`clusterlab sweep`: one algorithm over many K, and which K stand out."""

import re
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from clusterlab.algorithms.gmm.covariances import COVARIANCE_CHOICES
from clusterlab.cli.console import write_out
from clusterlab.cli.data_flags import DataRequest, add_data_flags, data_request
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import Parser, add_flags, algorithm_flags, class_named, parsed_params, written_flags
from clusterlab.cli.output_flags import Outputs
from clusterlab.cli.save_picture import check_painting, save_charts
from clusterlab.cli.text_report import sweep_report
from clusterlab.core.algorithm import ALGORITHMS, RESTARTS, Algorithm
from clusterlab.core.formatting import format_list
from clusterlab.core.params import DeclaredParam, Param, declared_params
from clusterlab.export.summary import SweepOutcome, sweep_summary
from clusterlab.metrics.gap import DEFAULT_REFERENCES
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.metrics.verdict import best_sweep_name
from clusterlab.session.analysis.k_sweep import restarts_per_k

DEFAULT_RANGE = "1..10"
REFERENCES = DeclaredParam(
    "references",
    int,
    DEFAULT_REFERENCES,
    Param("References", "Uniform references of the gap statistic.", 0, 1000),
)


def sweep_parser() -> Parser:
    """The flags of `clusterlab sweep`."""
    parser = Parser(prog="clusterlab sweep", description="Runs an algorithm for every K of a range.")
    parser.add_argument("algorithm", nargs="?", metavar="ALGO", help=", ".join(_sweepable()))
    parser.add_argument("--k", metavar="A..B", help=f"The numbers of clusters. Default {DEFAULT_RANGE}.")
    group = parser.add_argument_group("parameters of the algorithm")
    add_flags(group, {flag: owners for flag, owners in algorithm_flags().items() if flag != "--k"})
    group.add_argument("--restarts", metavar="N", help="Runs for each K; else 10, 1 for soft algorithms.")
    group.add_argument(
        "--references", metavar="N", help="Uniform references of the gap statistic; else 20. 0 leaves it out."
    )
    group.add_argument(
        "--covariances",
        metavar="A,B",
        help=f"One sweep for each of these kinds, or all: {', '.join(COVARIANCE_CHOICES)}.",
    )
    add_data_flags(parser)
    group = parser.add_argument_group("results (without any, a table is printed)")
    group.add_argument("--picture", metavar="FILE", help="Every chart over K, as a PNG picture.")
    group.add_argument("--json", metavar="FILE", help="Everything that was found; - is standard output.")
    return parser


def sweep_command(arguments: list[str]) -> None:
    """Does what the words after `clusterlab sweep` ask for."""
    options = sweep_parser().parse_strictly(arguments)
    algorithm = _algorithm(options)
    ks = parsed_range(type(algorithm), DEFAULT_RANGE if options.k is None else options.k)
    restarts = restarts_per_k(algorithm) if options.restarts is None else RESTARTS.parse(options.restarts)
    references = REFERENCES.default if options.references is None else REFERENCES.parse(options.references)
    kinds = _covariances(algorithm, options.covariances)
    data = data_request(options)
    outputs = Outputs(options.json, picture=options.picture)
    outputs.check(data.source)
    if outputs.picture is not None:
        check_painting()
    outcome = _outcome(algorithm, ks, restarts, data, references, kinds)
    if outputs.is_empty:
        write_out(sweep_report(outcome))
    if outputs.picture is not None:
        save_charts(Path(outputs.picture), outcome)
    if outputs.json is not None:
        outputs.write_summary(sweep_summary(outcome))


def parsed_range(kind: type, text: str) -> range:
    """The K from the first to the last of a range such as 1..10; raises UsageError or ParamError."""
    match = re.fullmatch(r"([0-9]+)(?:\.\.([0-9]+))?", text.strip())
    if not match:
        raise UsageError(f"--k must be a range such as 1..10; it was {text!r}.")
    k = next(item for item in declared_params(kind) if item.name == "k")
    low, high = k.parse(match[1]), k.parse(match[2] or match[1])
    if low > high:
        raise UsageError(f"--k must name the smaller number first, {high}..{low}; it was {text!r}.")
    return range(low, high + 1)


def _sweepable() -> dict[str, type[Algorithm]]:
    """The algorithms that are told how many clusters to make."""
    every = ALGORITHMS.all().items()
    return {name: kind for name, kind in every if any(item.name == "k" for item in declared_params(kind))}


def _algorithm(options: Any) -> Algorithm:
    flags = {flag: owners for flag, owners in algorithm_flags().items() if flag != "--k"}
    kind = class_named("algorithm to sweep", options.algorithm, _sweepable())
    made: Algorithm = kind(**parsed_params(options.algorithm, written_flags(options, flags), flags))
    return made


def _covariances(algorithm: Algorithm, text: str | None) -> tuple[str, ...]:
    """The kinds of covariances that were asked for, none where they were not; raises UsageError."""
    if text is None:
        return ()
    if not hasattr(algorithm, "covariance"):
        raise UsageError(f"--covariances does not belong to {algorithm.name}, which has none.")
    names = (
        tuple(COVARIANCE_CHOICES)
        if text.strip() == "all"
        else tuple(dict.fromkeys(re.split(r"\s*,\s*", text.strip())))
    )
    unknown = [name for name in names if name not in COVARIANCE_CHOICES]
    if unknown:
        raise UsageError(
            f"--covariances must be all, or some of {format_list(list(COVARIANCE_CHOICES))}; it was {text!r}."
        )
    return names


def _outcome(
    algorithm: Algorithm, ks: range, restarts: int, data: DataRequest, references: int, kinds: tuple[str, ...]
) -> SweepOutcome:
    """The sweep itself; its seconds are without reading."""
    prepared = data.load(algorithm)
    within = range(ks.start, min(ks.stop, max(prepared.points.n, ks.start) + 2))  # one too many tells the end
    began = perf_counter()
    asked = {kind: replace(algorithm, covariance=kind) for kind in kinds} or {"": algorithm}  # type: ignore[type-var]
    lines = {
        kind: entries(full_sweep(one, prepared.points, within, restarts, references))
        for kind, one in asked.items()
    }
    best = best_sweep_name(lines, algorithm) or next(iter(lines))
    return SweepOutcome(
        asked[best],
        lines[best],
        data.source,
        prepared,
        restarts,
        perf_counter() - began,
        references,
        lines if kinds else {},
    )
