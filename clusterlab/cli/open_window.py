"""Opens the window, where there is a display to open it on."""

import gc
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from clusterlab.cli.exit_codes import StartError, UsageError, closest_word
from clusterlab.core.message import Message


def open_window(path: Path | None) -> int:
    """Shows the window until it is closed; raises StartError where none can be opened."""
    if not has_display(sys.platform, os.environ):
        raise StartError(
            Message(
                "There is no display to open a window on: "
                "try clusterlab run kmeans --data FILE --picture out.png, or clusterlab --help."
            )
        )
    gc.disable()  # modules are never garbage, and the window collects garbage itself
    try:
        from clusterlab.ui.app import main
    except ImportError as error:
        template = "The window cannot be opened, because Qt does not load: {reason}."
        raise StartError(Message(template, reason=str(error))) from None
    return int(main(path))


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
