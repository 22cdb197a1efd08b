"""Opens the window, where there is a display to open it on."""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from clusterlab.cli.console import STANDARD_INPUT, read_standard_input
from clusterlab.cli.exit_codes import StartError, UsageError, closest_word
from clusterlab.core.message import Message


def open_window(path: Path | None) -> NoReturn:
    """Shows the window until it is closed and ends the process; raises StartError where none can be opened.

    It opens a file, or the table on standard input where the path is STANDARD_INPUT. Until the window is
    there, signals end the process as they do by default.
    """
    if not has_display(sys.platform, os.environ):
        raise StartError(
            Message(
                "There is no display to open a window on: "
                "try clusterlab run kmeans --data FILE --picture out.png, or clusterlab --help."
            )
        )
    use_default_interrupt()
    content = read_standard_input() if path is STANDARD_INPUT else None
    gc.disable()  # modules are never garbage, and the window collects garbage itself
    try:
        from clusterlab.ui.app import main
    except ImportError as error:
        template = "The window cannot be opened, because Qt does not load: {reason}."
        raise StartError(Message(template, reason=str(error))) from None
    _end_process(main(path, content))


def use_default_interrupt() -> None:
    """Makes Ctrl+C end the process without a traceback, unless it is ignored."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_process(exit_code: int) -> NoReturn:
    """Ends the process at once: computations that cannot be canceled are abandoned with their threads."""
    from clusterlab.core.log import close_log

    close_log()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # there is none, or it is closed
            stream.flush()
    os._exit(exit_code)


def has_display(system: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be opened, or Qt's platform is set explicitly."""
    if not system.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def existing_file(word: str, commands: list[str]) -> Path:
    """The file that a first word names; raises UsageError where it is neither a file nor a command."""
    path = Path(word)
    if not os.path.lexists(path):
        closest = closest_word(word, commands)
        template = (
            "There is no file {word}, nor a command of that name; did you mean {closest}?"
            if closest
            else "There is no file {word}, nor a command of that name."
        )
        raise UsageError(Message(template, word=word, closest=closest))
    return path
