"""`clusterlab compare`: several algorithms on the same points, or a comparison that is a preset."""

import re
from pathlib import Path
from typing import Any

from clusterlab.cli.color_flag import COLOR_HELP, color_column
from clusterlab.cli.comparison_report import comparison_report, try_all_report, zoo_report
from clusterlab.cli.connection_flags import add_connection_flags, cluster_address, takes_shards
from clusterlab.cli.console import write_out
from clusterlab.cli.data_flags import DataRequest, add_data_flags, add_truth_flag, data_request
from clusterlab.cli.defaults import lowered_k, with_notes
from clusterlab.cli.exit_codes import UsageError, closest_word
from clusterlab.cli.flags import (
    ALGORITHM_ERRORS,
    Parser,
    add_flags,
    class_named,
    parsed_params,
    written_flags,
)
from clusterlab.cli.output_flags import Outputs, write_json
from clusterlab.cli.picture_flags import GRID_RESOLUTION_HELP, grid_resolution
from clusterlab.cli.save_picture import check_painting, save_figure_grid
from clusterlab.cli.shards_tables import compare_on_shards
from clusterlab.cli.view_flag import VIEW_HELP, check_view_flags, view_choice
from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.core.progress import drain
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.export.comparison_summary import ComparisonOutcome, comparison_summary, zoo_summary
from clusterlab.export.figure_grid import comparison_grid, zoo_grid
from clusterlab.export.repeat.flag_names import FlagOwners, algorithm_flags, shape_flags
from clusterlab.metrics.cluster_count.how_many import count_clusters
from clusterlab.session.analysis.comparison import run_comparison
from clusterlab.session.analysis.comparison_metrics import ground_truth_of_table
from clusterlab.session.analysis.try_all import DEFAULT_TRIED_K, MAX_SECONDS, TryAllRequest, compare_all
from clusterlab.session.state.prepared import Prepared, prepare
from clusterlab.session.state.presets import PRESETS, ZOO, ZOO_HELP, zoo
from clusterlab.session.state.view_choice import ViewChoice

MAX_ALGORITHMS = 6
"""The most algorithms that are compared."""
PANES_HELP = (
    "Names with commas between them, each with parameters of its own after colons, such as "
    f"kmeans:k=3:seed=1,gmm:covariance=tied. There are {', '.join(ALGORITHMS.all())}."
)

ALL_HELP = (
    "Every algorithm as it is by default, the best of its usual number of starts, sorted by --truth or the "
    "silhouette. K is --k, or what the points suggest. One that computes for more than "
    f"{MAX_SECONDS} seconds is stopped."
)


def compare_parser() -> Parser:
    """The flags of `clusterlab compare`."""
    presets = [f"{name}: {preset.description}." for name, preset in PRESETS.items()]
    about = f"Runs one to {MAX_ALGORITHMS} algorithms on the same points and compares the results."
    parser = Parser(prog="clusterlab compare", description=about)
    parser.add_argument("--algorithms", metavar="A,B", help=PANES_HELP)
    parser.add_argument("--all", action="store_true", help=ALL_HELP)
    text = " ".join([*presets, f"{ZOO}: {ZOO_HELP}; the default."])
    parser.add_argument("--preset", metavar="WORD", help=text)
    group = parser.add_argument_group("parameters of all algorithms that have them")
    add_flags(group, algorithm_flags())
    add_data_flags(parser)
    add_connection_flags(parser)
    add_truth_flag(parser.add_argument_group("known labels"))
    group = parser.add_argument_group("results (without any, a table is printed)")
    group.add_argument("--picture", metavar="FILE", help="The last steps side by side, as PNG, SVG or PDF.")
    group.add_argument("--resolution", metavar="N", help=GRID_RESOLUTION_HELP)
    group.add_argument("--view", metavar="WORDS", help=VIEW_HELP)
    group.add_argument("--color-by", metavar="COLUMN", help=COLOR_HELP)
    group.add_argument("--json", metavar="FILE", help="All results as JSON; - is standard output.")
    return parser


def compare_command(arguments: list[str]) -> None:
    """Runs the command line after `clusterlab compare`."""
    options = compare_parser().parse_strictly(arguments)
    outputs = Outputs.of(options)
    check_view_flags(options, ("--picture",))
    if options.resolution is not None and outputs.picture is None:
        raise UsageError(Message("--resolution needs --picture FILE: it is that of the picture."))
    grid_resolution(options)  # says what is wrong with it before the work
    cluster_address(options)  # says what is wrong with it before the data are read
    if takes_shards(options):
        return _compare_shards(options)
    if options.all:
        return _try_all(options, outputs)
    return (_zoo if _is_zoo(options) else _compare)(options, outputs)


def parsed_algorithms(text: str, written: dict[str, str]) -> tuple[Algorithm, ...]:
    """The algorithms of a list such as kmeans:k=3,gmm; the `written` flags apply to those that have them.

    Raises UsageError or ParamError.
    """
    flags = algorithm_flags()
    parts = [part.strip() for part in text.split(",")]
    if not all(parts) or len(parts) > MAX_ALGORITHMS:
        template = "--algorithms must be one to {max!s} names with commas between them; it was {text!r}."
        raise UsageError(Message(template, max=MAX_ALGORITHMS, text=text))
    made = tuple(_parsed(part, written, flags) for part in parts)
    for flag in written:
        if not any(algorithm.name in flags[flag] for algorithm in made):
            template = "{flag} belongs to none of {algorithms}."
            raise UsageError(Message(template, flag=flag, algorithms=[one.name for one in made]))
    return made


def _parsed(part: str, written: dict[str, str], flags: dict[str, FlagOwners]) -> Algorithm:
    name, *own = (word.strip() for word in part.split(":"))
    kind = class_named(name, ALGORITHMS.all(), ALGORITHM_ERRORS)
    texts = {flag: text for flag, text in written.items() if name in flags[flag]}
    for word in own:
        key, equals, text = word.partition("=")
        flag = "--" + key.strip().replace("_", "-")
        if not equals or flag not in flags:
            closest = "" if flag in flags else closest_word(flag, flags).replace("--", "")
            template = (
                "{name} takes parameters such as {name}:seed=1; it was {word!r}; did you mean {closest}?"
                if closest
                else "{name} takes parameters such as {name}:seed=1; it was {word!r}."
            )
            raise UsageError(Message(template, name=name, word=word, closest=closest))
        texts[flag] = text.strip()
    made: Algorithm = kind(**parsed_params(name, texts, flags))
    return made


def _compare(options: Any, outputs: Outputs) -> None:
    """Compares several algorithms on the same points."""
    data, algorithms = _asked(options)
    outputs.check(data.source)
    if outputs.needs_painting:
        check_painting()
    prepared = data.load()
    algorithms, notes = _with_lowered_k(options, algorithms, prepared.points.n)
    prepared = with_notes(prepared, notes)
    choice, color_by = view_choice(options.view, prepared), color_column(options.color_by, prepared)
    truth = None if data.truth is None else ground_truth(prepared.table, data.truth)
    entries = run_comparison(prepared, algorithms, truth, data.memory_budget)
    if all(entry.failure for entry in entries):
        raise UserError(entries[0].failure)
    comparison = ComparisonOutcome(data.source, prepared, entries, truth, color_by)
    if outputs.is_empty:
        write_out(comparison_report(comparison))
    _write(comparison, outputs, choice, grid_resolution(options))


def _compare_shards(options: Any) -> None:
    """Compares the algorithms that are named on points in shards."""
    if options.all or options.algorithms is None:
        text = "Points in shards are compared by --algorithms with names such as kmeans,gmm."
        raise UsageError(Message(text))
    written = written_flags(options, algorithm_flags())
    compare_on_shards(parsed_algorithms(options.algorithms, written), options)


def _try_all(options: Any, outputs: Outputs) -> None:
    """Tries every algorithm on the same points; those that cannot run have the reason."""
    if options.algorithms is not None or options.preset is not None:
        raise UsageError(Message("--all does not go with --algorithms or --preset, which choose some."))
    written, flags = written_flags(options, algorithm_flags()), algorithm_flags()
    algorithms = tuple(_parsed(name, written, flags) for name in ALGORITHMS.all())
    data = data_request(options, options.truth)
    outputs.check(data.source)
    if outputs.needs_painting:
        check_painting()
    prepared = data.load()
    if options.k is None:
        k = min(_suggested_k(prepared), prepared.points.n)
        algorithms = tuple(one.with_k(k) if one.takes_k else one for one in algorithms)
    truth = None if data.truth is None else ground_truth(prepared.table, data.truth)
    choice, color_by = view_choice(options.view, prepared), color_column(options.color_by, prepared)
    entries = compare_all(TryAllRequest(prepared, algorithms, lambda: truth, data.memory_budget))
    comparison = ComparisonOutcome(data.source, prepared, entries, truth, color_by)
    if outputs.is_empty:
        write_out(try_all_report(comparison))
    _write(comparison, outputs, choice, grid_resolution(options))


def _suggested_k(prepared: Prepared) -> int:
    """The K that the points suggest, else the usual one."""
    found = drain(count_clusters(prepared.points, names=prepared.clustered_columns)).suggested_ks
    return found[0] if found else DEFAULT_TRIED_K


def _write(
    comparison: ComparisonOutcome, outputs: Outputs, choice: ViewChoice | None, resolution: int
) -> None:
    """Writes the picture and the JSON of a comparison, where they were asked for."""
    if outputs.picture is not None:
        save_figure_grid(Path(outputs.picture), comparison_grid(comparison, choice), resolution)
    if outputs.json is not None:
        write_json(outputs.json, comparison_summary(comparison))


def _with_lowered_k(
    options: Any, algorithms: tuple[Algorithm, ...], rows: int
) -> tuple[tuple[Algorithm, ...], list[Message]]:
    """The algorithms with K within the number of rows where the command line does not name it, and notes."""
    parts = [""] * len(algorithms) if options.algorithms is None else options.algorithms.split(",")
    lowered, notes = list(algorithms), list[Message]()
    for index, (algorithm, part) in enumerate(zip(algorithms, parts, strict=True)):
        if options.k is None and not re.search(r":\s*k\s*=", part):
            lowered[index], found = lowered_k(algorithm, rows)
            notes += found
    return tuple(lowered), notes


def _zoo(options: Any, outputs: Outputs) -> None:
    """Compares all algorithms, or those of --algorithms, on every shape of the zoo."""
    _reject_flags(options, ZOO, allowed=("--algorithms",), others=("--color-by",))
    named_ones = () if options.algorithms is None else parsed_algorithms(options.algorithms, {})
    asked = zoo([type(algorithm) for algorithm in named_ones])
    outputs.check(asked[0][0])
    if outputs.needs_painting:
        check_painting()
    rows = [_row(shape, algorithms) for shape, algorithms in asked]
    if outputs.is_empty:
        write_out(zoo_report(rows))
    if outputs.picture is not None:
        save_figure_grid(Path(outputs.picture), zoo_grid(rows), grid_resolution(options))
    if outputs.json is not None:
        write_json(outputs.json, zoo_summary(rows))


def _row(shape: Shape, algorithms: list[Algorithm]) -> ComparisonOutcome:
    prepared = prepare(shape.make(), None, "none", True)
    truth = ground_truth_of_table(prepared.table)
    return ComparisonOutcome(shape, prepared, run_comparison(prepared, algorithms, truth), truth)


def _asked(options: Any) -> tuple[DataRequest, tuple[Algorithm, ...]]:
    """The data and the algorithms to compare; raises UsageError or ParamError."""
    if options.preset is not None:
        preset = PRESETS[options.preset]
        _reject_flags(options, options.preset)
        return DataRequest(preset.source, None, "none", GENERATED), preset.panes
    if options.algorithms is None:
        text = "Say what to compare: --algorithms with names such as kmeans,gmm, or --preset."
        raise UsageError(Message(text))
    return data_request(options, options.truth), parsed_algorithms(
        options.algorithms, written_flags(options, algorithm_flags())
    )


def _is_zoo(options: Any) -> bool:
    """Whether the zoo is asked for, by name or by default; raises UsageError for an unknown preset."""
    if options.preset is None:
        return all(getattr(options, name) is None for name in ("algorithms", "data", "make"))
    names = (*PRESETS, ZOO)
    if options.preset not in names:
        closest = closest_word(options.preset, names)
        template = (
            "There is no preset {preset!r}; did you mean {closest}?"
            if closest
            else "There is no preset {preset!r}; there are {names}."
        )
        raise UsageError(Message(template, preset=options.preset, closest=closest, names=list(names)))
    return bool(options.preset == ZOO)


def _reject_flags(
    options: Any, preset: str, allowed: tuple[str, ...] = (), others: tuple[str, ...] = ()
) -> None:
    """Raises UsageError where there is a flag for what a preset chooses, or one of the `others`."""
    others = (*others, "--algorithms", "--data", "--make", "--columns", "--scale", "--reduce", "--truth")
    written = written_flags(options, [*others, *algorithm_flags(), *shape_flags()])
    for flag in written:
        if flag not in allowed:
            template = "{flag} does not go with {preset}, which chooses its own."
            raise UsageError(Message(template, flag=flag, preset=preset))
