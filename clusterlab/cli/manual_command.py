"""`clusterlab manual`: the manual as text, the entries with some words, or all of it as HTML."""

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from clusterlab.cli.console import write_out
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import Parser
from clusterlab.cli.subcommands import WIDTH
from clusterlab.core.message import Message
from clusterlab.export.atomic_write import save_text
from clusterlab.export.manual import ManualSection, manual_page, manual_sections, matching_sections


def manual_command(arguments: list[str]) -> None:
    """Prints the entries that have all words, or writes all as HTML; raises UsageError or SaveError."""
    parser = Parser(
        prog="clusterlab manual", description="Explains terms, algorithms, parameters, charts and options."
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="Print the entries with all of these words.")
    parser.add_argument("--html", metavar="FILE", help="Write the whole manual as one HTML page.")
    found = parser.parse_strictly(arguments)
    if found.html is not None:
        return save_text(Path(found.html), manual_page(manual_sections()))
    sections = matching_sections(manual_sections(), found.words)
    if not sections:
        raise UsageError(Message("No entry of the manual has the words {words}.", words=found.words))
    return write_out("\n".join(_text_lines(sections)) + "\n")


def _text_lines(sections: Iterable[ManualSection]) -> Iterator[str]:
    for number, section in enumerate(sections):
        yield from ("", section.title.upper()) if number else (section.title.upper(),)
        for entry in section.entries:
            yield f"\n  {entry.name}"
            for line in entry.lines:
                yield from textwrap.wrap(line, WIDTH, initial_indent="    ", subsequent_indent="    ")
