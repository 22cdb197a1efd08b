"""`clusterlab list`: the algorithms and shapes there are, and their parameters."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from clusterlab.cli.console import write_out
from clusterlab.cli.subcommands import first_line, wrapped_lines
from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.algorithm_traits import TRAITS
from clusterlab.core.params import declared_params, param_help
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.export.repeat.flag_names import FlagOwners, algorithm_flags, shape_flags
from clusterlab.kernels.native.loader import backend_description


def list_command(arguments: list[str]) -> None:
    """Prints all algorithms, shapes and examples."""
    if arguments:
        _check_arguments(arguments)
    write_out("\n".join(list_lines()) + "\n")


def _check_arguments(arguments: list[str]) -> None:
    from clusterlab.cli.flags import Parser  # slow to import

    parser = Parser(prog="clusterlab list", description="Names algorithms, shapes and parameters.")
    parser.parse_strictly(arguments)


def list_lines() -> Iterator[str]:
    """The lines of the list."""
    yield "Algorithms (clusterlab run ALGO, clusterlab sweep ALGO)"
    yield from _kinds(ALGORITHMS.all(), algorithm_flags())
    for sentence in ALGORITHMS.failures:
        yield ""
        yield f"  {sentence}"
    yield ""
    yield "Which algorithm? (clusterlab compare --all tries all of them)"
    for name, kind in ALGORITHMS.all().items():
        yield ""
        for number, line in enumerate(_trait_lines(kind)):
            yield from wrapped_lines("  " if number else f"  {name}", line)
    yield ""
    yield "Shapes of generated data (--make SHAPE)"
    yield from _kinds(SHAPES.all(), shape_flags())
    yield ""
    yield "Examples that ship with the program (--data FILE)"
    yield from (f"  {path}" for path in examples().values())
    yield ""
    yield backend_description()


def _trait_lines(kind: type[Algorithm]) -> Iterator[str]:
    """What helps to choose: a line for each trait, those of yes and no together."""
    for is_flag, traits in groupby(TRAITS.values(), key=lambda trait: trait.is_flag):
        lines = [f"{trait.label}: {trait.answer(kind)}" for trait in traits]
        yield from [", ".join(lines)] if is_flag else lines


def _kinds(kinds: Mapping[str, type], flags: Mapping[str, FlagOwners]) -> Iterator[str]:
    for name, kind in kinds.items():
        yield ""
        yield from wrapped_lines(f"  {name}", first_line(kind))
        for item in declared_params(kind):
            (flag,) = (flag for flag, owners in flags.items() if owners.get(name) == item)
            yield from wrapped_lines(f"    {flag}", param_help(item))
