"""`clusterlab list`: the algorithms and shapes there are, and their parameters."""

from collections.abc import Iterator, Mapping

from clusterlab.cli.console import write_out
from clusterlab.cli.flags import FlagOwners, Parser, algorithm_flags, shape_flags
from clusterlab.cli.subcommands import first_line, wrapped_lines
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import declared_params, param_help
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.readers.files import examples
from clusterlab.kernels.native.loader import backend_description


def list_command(arguments: list[str]) -> None:
    """Prints all algorithms, shapes and examples."""
    Parser(prog="clusterlab list", description="Names algorithms, shapes and parameters.").parse_strictly(
        arguments
    )
    write_out("\n".join(list_lines()) + "\n")


def list_lines() -> Iterator[str]:
    """The lines of the list."""
    yield "Algorithms (clusterlab run ALGO, clusterlab sweep ALGO)"
    yield from _kinds(ALGORITHMS.all(), algorithm_flags())
    for sentence in ALGORITHMS.failures:
        yield ""
        yield f"  {sentence}"
    yield ""
    yield "Shapes of generated data (--make SHAPE)"
    yield from _kinds(SHAPES.all(), shape_flags())
    yield ""
    yield "Examples that ship with the program (--data FILE)"
    yield from (f"  {path}" for path in examples().values())
    yield ""
    yield backend_description()


def _kinds(kinds: Mapping[str, type], flags: Mapping[str, FlagOwners]) -> Iterator[str]:
    for name, kind in kinds.items():
        yield ""
        yield from wrapped_lines(f"  {name}", first_line(kind))
        for item in declared_params(kind):
            (flag,) = (flag for flag, owners in flags.items() if owners.get(name) == item)
            yield from wrapped_lines(f"    {flag}", param_help(item))
