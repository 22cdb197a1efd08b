"""`clusterlab compare`: several algorithms on the same points, or a comparison that every course shows."""

from pathlib import Path
from typing import Any

from clusterlab.cli.console import say
from clusterlab.cli.data_flags import Wanted, add_data_flags, add_truth_flag, wanted
from clusterlab.cli.exit_codes import UsageError, closest
from clusterlab.cli.flags import (
    Owners,
    Parser,
    add_flags,
    algorithm_flags,
    given,
    named,
    settings,
    shape_flags,
)
from clusterlab.cli.output_flags import Outputs
from clusterlab.cli.save_picture import check_painting, save_sheet
from clusterlab.cli.text_report import comparison_words, zoo_words
from clusterlab.cli.view_flag import VIEW_HELP, view_choice
from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.errors import RefusalError
from clusterlab.core.formatting import listing
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.ground_truth import GENERATED, known
from clusterlab.export.comparison_summary import Comparison, comparison_summary, zoo_summary
from clusterlab.export.figure_grid import grid, side_by_side
from clusterlab.session.analysis.comparison import compared
from clusterlab.session.analysis.comparison_metrics import told_classes
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.presets import PRESETS, ZOO, ZOO_HELP, zoo

MOST = 6
"""So many algorithms stand side by side."""
PANES_HELP = (
    "Names with commas between them, each with parameters of its own after colons, such as "
    f"kmeans:k=3:seed=1,gmm:covariance=tied. There are {', '.join(ALGORITHMS.all())}."
)


def compare_parser() -> Parser:
    """The flags of `clusterlab compare`."""
    words = [f"{name}: {preset.words}." for name, preset in PRESETS.items()]
    about = f"Runs one to {MOST} algorithms on the same points and says how they stand."
    parser = Parser(prog="clusterlab compare", description=about)
    parser.add_argument("--algorithms", metavar="A,B", help=PANES_HELP)
    text = " ".join([*words, f"{ZOO}: {ZOO_HELP}; what is compared where nothing is said."])
    parser.add_argument("--preset", metavar="WORD", help=text)
    group = parser.add_argument_group("parameters of all algorithms that have them")
    add_flags(group, algorithm_flags())
    add_data_flags(parser)
    add_truth_flag(parser.add_argument_group("known labels"))
    group = parser.add_argument_group("results (without any, a table is printed)")
    group.add_argument("--picture", metavar="FILE", help="The last steps side by side, as one PNG picture.")
    group.add_argument("--view", metavar="WORDS", help=VIEW_HELP)
    group.add_argument("--json", metavar="FILE", help="Everything that was found; - is standard output.")
    return parser


def compare(words: list[str]) -> None:
    """Does what the words after `clusterlab compare` ask for."""
    found = compare_parser().understood(words)
    outputs = Outputs(json=found.json, picture=found.picture)
    if found.view is not None and outputs.picture is None:
        raise UsageError("--view says what a picture shows; use it with --picture FILE.")
    (_zoo if _is_zoo(found) else _compare)(found, outputs)


def parsed_algorithms(text: str, written: dict[str, str]) -> tuple[Algorithm, ...]:
    """The algorithms of a list such as kmeans:k=3,gmm; flags `written` for all reach those that have them.

    Raises UsageError or ParamError.
    """
    flags = algorithm_flags()
    parts = [part.strip() for part in text.split(",")]
    if not all(parts) or len(parts) > MOST:
        raise UsageError(
            f"--algorithms must be one to {MOST} names with commas between them; it was {text!r}."
        )
    made = tuple(_parsed(part, written, flags) for part in parts)
    for flag in written:
        if not any(algorithm.name in flags[flag] for algorithm in made):
            raise UsageError(f"{flag} belongs to none of {listing([one.name for one in made])}.")
    return made


def _parsed(part: str, written: dict[str, str], flags: dict[str, Owners]) -> Algorithm:
    name, *own = (word.strip() for word in part.split(":"))
    kind = named("algorithm", name, ALGORITHMS.all())
    texts = {flag: text for flag, text in written.items() if name in flags[flag]}
    for word in own:
        key, equals, text = word.partition("=")
        flag = "--" + key.strip().replace("_", "-")
        if not equals or flag not in flags:
            hint = "" if flag in flags else closest(flag, flags).replace("--", "")
            raise UsageError(f"{name} takes parameters such as {name}:seed=1; it was {word!r}{hint or '.'}")
        texts[flag] = text.strip()
    made: Algorithm = kind(**settings(name, texts, flags))
    return made


def _compare(found: Any, outputs: Outputs) -> None:
    """Some algorithms on the same points."""
    data, algorithms = _asked(found)
    outputs.check(data.source)
    if outputs.picture is not None:
        check_painting()
    prepared = data.load()
    choice = view_choice(found.view, prepared)
    truth = None if data.truth is None else known(prepared.table, data.truth)
    rivals = compared(prepared, algorithms, truth, data.room)
    if all(rival.failure for rival in rivals):
        raise RefusalError(rivals[0].failure)
    comparison = Comparison(data.source, prepared, rivals, truth)
    if outputs.none:
        say(comparison_words(comparison))
    if outputs.picture is not None:
        save_sheet(Path(outputs.picture), side_by_side(comparison, choice))
    if outputs.json is not None:
        outputs.write_summary(comparison_summary(comparison))


def _zoo(found: Any, outputs: Outputs) -> None:
    """Every shape of the zoo, with all algorithms or those that were named."""
    _refuse_others(found, ZOO, allowed=("--algorithms",))
    named_ones = () if found.algorithms is None else parsed_algorithms(found.algorithms, {})
    asked = zoo([type(algorithm) for algorithm in named_ones])
    outputs.check(asked[0][0])
    if outputs.picture is not None:
        check_painting()
    rows = [_row(shape, algorithms) for shape, algorithms in asked]
    if outputs.none:
        say(zoo_words(rows))
    if outputs.picture is not None:
        save_sheet(Path(outputs.picture), grid(rows))
    if outputs.json is not None:
        outputs.write_summary(zoo_summary(rows))


def _row(shape: Shape, algorithms: list[Algorithm]) -> Comparison:
    prepared = prepare(shape.make(), None, "none", True)
    truth = told_classes(prepared.table)
    return Comparison(shape, prepared, compared(prepared, algorithms, truth), truth)


def _asked(found: Any) -> tuple[Wanted, tuple[Algorithm, ...]]:
    """What is compared on which data; raises UsageError or ParamError."""
    if found.preset is not None:
        preset = PRESETS[found.preset]
        _refuse_others(found, found.preset)
        return Wanted(preset.source, None, "none", GENERATED), preset.panes
    if found.algorithms is None:
        raise UsageError("Say what to compare: --algorithms with names such as kmeans,gmm, or --preset.")
    return wanted(found), parsed_algorithms(found.algorithms, given(found, algorithm_flags()))


def _is_zoo(found: Any) -> bool:
    """Whether the zoo is asked for, by name or by nothing; raises UsageError for a name of no preset."""
    if found.preset is None:
        return all(getattr(found, name) is None for name in ("algorithms", "data", "make"))
    names = (*PRESETS, ZOO)
    if found.preset not in names:
        hint = closest(found.preset, names) or f"; there are {listing(list(names))}."
        raise UsageError(f"There is no preset {found.preset!r}{hint}")
    return bool(found.preset == ZOO)


def _refuse_others(found: Any, preset: str, allowed: tuple[str, ...] = ()) -> None:
    """Raises UsageError where something was written that a preset chooses by itself."""
    others = ("--algorithms", "--data", "--make", "--columns", "--scale", "--reduce", "--truth")
    written = given(found, [*others, *algorithm_flags(), *shape_flags()])
    for flag in written:
        if flag not in allowed:
            raise UsageError(f"{flag} does not go with {preset}, which chooses its own.")
