"""What the first word of a command means, and how every failure ends: in one sentence."""

import sys
from collections.abc import Callable, Sequence

from clusterlab.cli.console import complain, say, turn_away
from clusterlab.cli.exit_codes import DATA, UsageError, exit_code, sentence_of
from clusterlab.cli.open_window import existing, open_window
from clusterlab.core.log import write_down


def _run(words: list[str]) -> None:
    from clusterlab.cli.run_command import run

    run(words)


def _sweep(words: list[str]) -> None:
    from clusterlab.cli.sweep_command import sweep

    sweep(words)


def _compare(words: list[str]) -> None:
    from clusterlab.cli.compare_command import compare

    compare(words)


def _list(words: list[str]) -> None:
    from clusterlab.cli.list_command import show

    show(words)


COMMANDS: dict[str, tuple[Callable[[list[str]], None], str]] = {
    "run": (_run, "run ALGO ...        runs an algorithm and says what it found"),
    "sweep": (_sweep, "sweep ALGO ...      runs it for every K of a range"),
    "compare": (_compare, "compare ...         runs several algorithms on the same points"),
    "list": (_list, "list                names algorithms, shapes and their parameters"),
}
"""Each loads what it needs when it is asked for: the window opens without them."""
USAGE = "\n".join(
    [
        "clusterlab          opens the window",
        "       clusterlab FILE     opens it on that file",
        *(f"       clusterlab {words}" for _, words in COMMANDS.values()),
        "       clusterlab --self-test          says whether this installation works",
    ]
)
UNEXPECTED, INTERRUPTED = 70, 130  # as sysexits.h and shells number them


def main(words: Sequence[str] | None = None) -> int:
    """Does what the command line asks for, and returns the exit code; no failure shows a traceback."""
    _speak_plainly()
    try:
        code = _obeyed(list(sys.argv[1:] if words is None else words))
        say("")  # what argparse printed arrives while a failure can still be told
    except KeyboardInterrupt:
        complain("Cancelled.")
        return INTERRUPTED
    except BrokenPipeError:
        turn_away()
        return DATA
    except Exception as failure:
        return _told(failure)
    return code


def _obeyed(words: list[str]) -> int:
    first = words[0] if words else None
    if first is None:
        return open_window(None)
    if first in COMMANDS:
        return _ended(COMMANDS[first][0], words[1:])
    if first.startswith("-"):
        return _ended(_options, words)
    path = existing(first, list(COMMANDS))
    if len(words) > 1:
        raise UsageError(f"{words[1]!r} is one word too many; see clusterlab --help.")
    return open_window(path)


def _ended(command: Callable[[list[str]], None], words: list[str]) -> int:
    """The exit code of a command; argparse ends the program by itself after --help."""
    try:
        command(words)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _options(words: list[str]) -> None:
    """The options that stand without a command."""
    from clusterlab.cli.flags import Parser

    parser = Parser(prog="clusterlab", usage=USAGE, description="See clustering happen.")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    parser.add_argument("--self-test", action="store_true", help="say whether this installation works")
    found = parser.understood(words)
    if found.self_test:
        from clusterlab.cli.self_test import self_test

        if not self_test():
            raise SystemExit(DATA)
    if found.version:
        import clusterlab

        say(f"clusterlab {clusterlab.__version__}\n")


def _told(failure: Exception) -> int:
    """Tells a failure in one sentence; one that nobody expected is written down as well."""
    code = exit_code(failure)
    if code is not None:
        complain(sentence_of(failure))
        return code
    if isinstance(failure, MemoryError):
        complain("There is not enough memory for this; try fewer points, columns or clusters.")
        return DATA
    place = write_down(failure)
    kept = f"what happened is written in {place}" if place else f"{type(failure).__name__}: {failure}"
    complain(f"Something went wrong that should not have; {kept}.")
    return UNEXPECTED


def _speak_plainly() -> None:
    """Lets a console that lacks a character show another instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
