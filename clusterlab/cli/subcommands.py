"""Each algorithm is a subcommand of `run` and `sweep`: its name among the words, and the list of all."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterlab.cli.flags import Parser

WIDTH = 100
INDENT = 18
HELP_FLAGS = ("-h", "--help")


def split_subcommand(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The first word that is neither a flag nor the value of one, and the other words.

    Flags may stand before the name of the algorithm. All of them but those of help take one value. After
    `--` comes no flag.
    """
    index = 0
    while index < len(arguments):
        word = arguments[index]
        if word == "--" and index + 1 < len(arguments):
            return arguments[index + 1], [*arguments[:index], *arguments[index + 2 :]]
        if word == "-" or not word.startswith("-"):
            return word, [*arguments[:index], *arguments[index + 1 :]]
        index += 1 if word in HELP_FLAGS or "=" in word else 2
    return None, list(arguments)


def overview_parser(command: str, description: str, kinds: Mapping[str, type]) -> "Parser":
    """The parser of a command without an algorithm, whose help lists the algorithms with a line each."""
    from clusterlab.cli.flags import Parser  # slow to import

    lines = [f"algorithms (clusterlab {command} ALGO --help explains the flags of one):", *_overview(kinds)]
    return Parser(
        prog=f"clusterlab {command}",
        usage=f"clusterlab {command} ALGO [flags]",
        description=description,
        epilog="\n".join(lines),
    )


def _overview(kinds: Mapping[str, type]) -> Iterator[str]:
    for name, kind in kinds.items():
        yield from wrapped_lines(f"  {name}", first_line(kind))


def first_line(kind: type) -> str:
    """The first line of the docstring of an algorithm or a shape."""
    return (kind.__doc__ or "").split("\n")[0]


def wrapped_lines(name: str, text: str) -> list[str]:
    """A name and a text beside it, wrapped to `WIDTH`."""
    lead = f"{name:<{INDENT}}  "
    inner = " " * len(lead)
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=inner, break_on_hyphens=False
    ) or [name]
