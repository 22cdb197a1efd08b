"""Opens the window, where there is a display to open it on."""

import gc
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from clusterlab.cli.exit_codes import StartError, UsageError, suggestion


def open_window(path: Path | None) -> int:
    """Shows the window until it is closed; raises StartError where none can be opened."""
    if not has_display(sys.platform, os.environ):
        raise StartError(
            "There is no display to open a window on: "
            "try clusterlab run kmeans --data FILE --picture out.png, or clusterlab --help."
        )
    gc.disable()  # what loads now stays, and the window collects its garbage by itself
    try:
        from clusterlab.ui.app import main
    except ImportError as error:
        raise StartError(f"The window cannot be opened, because Qt does not load: {error}.") from None
    return int(main(path))


def has_display(system: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be opened, or Qt was told by name where to draw."""
    if not system.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def existing_file(word: str, commands: list[str]) -> Path:
    """The file that a first word names; raises UsageError where it is neither a file nor a command."""
    path = Path(word)
    if not os.path.lexists(path):
        raise UsageError(
            f"There is no file {word}, nor a command of that name{suggestion(word, commands) or '.'}"
        )
    return path
