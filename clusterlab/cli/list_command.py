"""`clusterlab list`: the algorithms and shapes there are, and their parameters."""

import textwrap
from collections.abc import Iterator, Mapping

from clusterlab.cli.console import write_out
from clusterlab.cli.flags import FlagOwners, Parser, algorithm_flags, param_help, shape_flags
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import declared_params
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.readers.files import examples
from clusterlab.kernels.native.loader import backend_description

WIDTH = 100
INDENT = 18


def list_command(arguments: list[str]) -> None:
    """Prints everything that can be asked for."""
    Parser(prog="clusterlab list", description="Names algorithms, shapes and parameters.").parse_strictly(
        arguments
    )
    write_out("\n".join(list_lines()) + "\n")


def list_lines() -> Iterator[str]:
    """The lines of the list."""
    yield "Algorithms (clusterlab run ALGO, clusterlab sweep ALGO)"
    yield from _kinds(ALGORITHMS.all(), algorithm_flags())
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
        yield from _wrapped(f"  {name}", (kind.__doc__ or "").split("\n")[0])
        for item in declared_params(kind):
            (flag,) = (flag for flag, owners in flags.items() if owners.get(name) == item)
            yield from _wrapped(f"    {flag}", param_help(item))


def _wrapped(name: str, text: str) -> list[str]:
    """A name and the text beside it, in lines that fit."""
    lead = f"{name:<{INDENT}}  "
    inner = " " * len(lead)
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=inner, break_on_hyphens=False
    ) or [name]
