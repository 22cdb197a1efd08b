"""`clusterlab manual`: the manual as text, the entries with some words, or all of it as HTML."""

import argparse
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.cli.apply_command import apply_parser
from clusterlab.cli.compare_command import compare_parser
from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import Parser
from clusterlab.cli.prepare_command import prepare_parser
from clusterlab.cli.run_command import run_parser
from clusterlab.cli.subcommands import WIDTH
from clusterlab.cli.sweep_command import sweep_parser
from clusterlab.core.message import Message
from clusterlab.export.atomic_write import save_text
from clusterlab.export.manual import ManualSection, manual_page, manual_sections, matching_sections, section

MENUS_HELP = "The manual in the window also has its controls and menus."


def manual_command(arguments: list[str]) -> None:
    """Prints the entries that have all words, or writes all as HTML; raises UsageError or SaveError."""
    parser = Parser(
        prog="clusterlab manual", description="Explains terms, algorithms, parameters, charts and options."
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="Print the entries with all of these words.")
    parser.add_argument("--html", metavar="FILE", help="Write the whole manual as one HTML page.")
    found = parser.parse_strictly(arguments)
    if found.html is not None:
        return save_text(Path(found.html), manual_page(_all_sections()))
    sections = matching_sections(_all_sections(), found.words)
    if not sections:
        template = f"No entry of this manual has the words {{words}}. {MENUS_HELP}"
        raise UsageError(Message(template, words=found.words))
    return write_out("\n".join(_text_lines(sections)) + "\n")


def _all_sections() -> tuple[ManualSection, ...]:
    """The manual with the options of each command; those of parameters stand with their algorithms."""
    parsers = (run_parser(KMeans), sweep_parser(KMeans), compare_parser(), prepare_parser(), apply_parser())
    return (*manual_sections(), *map(_options, parsers))


def _options(parser: Parser) -> ManualSection:
    """The options of a command with their help."""
    command = " ".join(parser.prog.split()[:2])
    groups = (group for group in parser._action_groups if not (group.title or "").startswith("parameters"))
    actions = (one for group in groups for one in group._group_actions)
    texts = {", ".join(one.option_strings) or str(one.metavar): one.help or "" for one in actions}
    del texts["-h, --help"]
    return section(
        f"Options of {command}", {flag: text for flag, text in texts.items() if text != argparse.SUPPRESS}
    )


def _text_lines(sections: Iterable[ManualSection]) -> Iterator[str]:
    for number, one in enumerate(sections):
        yield from ("", one.title.upper()) if number else (one.title.upper(),)
        for entry in one.entries:
            yield f"\n  {entry.name}"
            for line in entry.lines:
                yield from textwrap.wrap(line, WIDTH, initial_indent="    ", subsequent_indent="    ")
