"""The entry point: dispatches to the subcommands, and reports every error in one sentence."""

import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

from clusterlab.cli.console import STANDARD_INPUT, discard_stdout, write_out, write_stderr
from clusterlab.cli.exit_codes import DATA_ERROR, UsageError, error_message, exit_code
from clusterlab.cli.open_window import existing_file, open_window
from clusterlab.core.errors import UserError
from clusterlab.core.message import Message


def _run(arguments: list[str]) -> None:
    from clusterlab.cli.run_command import run_command

    run_command(arguments)


def _sweep(arguments: list[str]) -> None:
    from clusterlab.cli.sweep_command import sweep_command

    sweep_command(arguments)


def _compare(arguments: list[str]) -> None:
    from clusterlab.cli.compare_command import compare_command

    compare_command(arguments)


def _apply(arguments: list[str]) -> None:
    from clusterlab.cli.apply_command import apply_command

    apply_command(arguments)


def _prepare(arguments: list[str]) -> None:
    from clusterlab.cli.prepare_command import prepare_command

    prepare_command(arguments)


def _list(arguments: list[str]) -> None:
    from clusterlab.cli.list_command import list_command

    list_command(arguments)


def _manual(arguments: list[str]) -> None:
    from clusterlab.cli.manual_command import manual_command

    manual_command(arguments)


SUBCOMMANDS: dict[str, tuple[Callable[[list[str]], None], str, str]] = {
    "run": (_run, "run ALGO ...", "runs an algorithm and prints the result"),
    "sweep": (_sweep, "sweep ALGO ...", "runs it for every K of a range"),
    "compare": (_compare, "compare ...", "runs several algorithms on the same points"),
    "prepare": (_prepare, "prepare DATA ...", "makes a folder of points from tables larger than memory"),
    "apply": (_apply, "apply MODEL FILE", "assigns the rows of a file to the clusters of a saved model"),
    "list": (_list, "list", "names algorithms, shapes and their parameters"),
    "manual": (_manual, "manual [WORDS]", "explains terms, algorithms, parameters and charts"),
}
"""The subcommands with their words in the help, and what they do.

Each imports its modules only when it is called, so that the window opens without them.
"""
USAGES = (
    ("", "opens the window"),
    ("FILE", "opens it on that table or session; - is standard input"),
    *((words, about) for _, words, about in SUBCOMMANDS.values()),
    ("--self-test", "checks this installation"),
)
USAGE_TEXT = "\n       ".join(f"clusterlab {words:<18}{about}" for words, about in USAGES)
UNEXPECTED_ERROR, INTERRUPTED = 70, 130  # as sysexits.h and shells number them


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code; no error shows a traceback."""
    _replace_unencodable()
    try:
        code = _dispatch(list(sys.argv[1:] if arguments is None else arguments))
        write_out("")  # flushes what argparse printed, while an error can still be reported
    except KeyboardInterrupt:
        write_stderr("Canceled.")
        return INTERRUPTED
    except BrokenPipeError:
        discard_stdout()
        return DATA_ERROR
    except Exception as failure:
        return _report_failure(failure)
    return code


def _dispatch(arguments: list[str]) -> int:
    first = arguments[0] if arguments else None
    if first is None:
        return open_window(None)
    if first in SUBCOMMANDS:
        return _exit_code_of(SUBCOMMANDS[first][0], arguments[1:])
    if first.startswith("-") and first != "-":
        return _exit_code_of(_options, arguments)
    path = STANDARD_INPUT if first == "-" else existing_file(first, list(SUBCOMMANDS))
    if len(arguments) > 1:
        template = "{word!r} is one word too many; see clusterlab --help."
        raise UsageError(Message(template, word=arguments[1]))
    return open_window(path)


def _exit_code_of(command: Callable[[list[str]], None], arguments: list[str]) -> int:
    """The exit code of a command; argparse raises SystemExit after --help."""
    try:
        command(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _options(arguments: list[str]) -> None:
    """Handles the options without a subcommand."""
    from clusterlab.cli.flags import Parser

    parser = Parser(prog="clusterlab", usage=USAGE_TEXT, description="See clustering happen.")
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--self-test", action="store_true", help="check this installation")
    found = parser.parse_strictly(arguments)
    if found.self_test:
        from clusterlab.cli.self_test import self_test

        if not self_test():
            raise SystemExit(DATA_ERROR)
    if found.version:
        import clusterlab

        write_out(f"clusterlab {clusterlab.__version__}\n")


def _report_failure(failure: Exception) -> int:
    """Writes an error in one sentence and returns its exit code; an unexpected one is also logged."""
    if isinstance(failure, UserError):
        write_stderr(error_message(failure))
        return exit_code(failure)
    if isinstance(failure, MemoryError):
        write_stderr("Not enough memory. Use fewer points, columns or clusters.")
        return DATA_ERROR
    from clusterlab.core.log import log_failure

    place = log_failure(failure)
    kept = f"details are in {place}" if place else f"{type(failure).__name__}: {failure}"
    write_stderr(f"Internal error; {kept}.")
    return UNEXPECTED_ERROR


def _replace_unencodable() -> None:
    """Makes a console that cannot encode a character show a replacement instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
