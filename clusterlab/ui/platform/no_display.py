"""Where no window can be opened Qt ends the process; this ends it before, with a sentence that says why."""

import ctypes
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

FAILED = 1
ALTERNATIVE = "Without a window, clusterlab run kmeans --data FILE --picture out.png works, too."
NO_DISPLAY_PATTERN = re.compile(r"connect to display (\S*)")
PLUGIN_NOT_LOADED_PATTERN = re.compile(r'not load the Qt platform plugin "(\w+)"')
UNKNOWN_PLATFORM_PATTERN = re.compile(r'not find the Qt platform plugin "([^"]*)"')


def exit_with_reason(messages: Sequence[str]) -> None:
    """Tells why there is no window, from what Qt said before, and ends the process."""
    if sys.stderr is not None:
        sys.stderr.write(f"clusterlab: The window cannot be opened: {reason(messages)}. {ALTERNATIVE}\n")
        sys.stderr.flush()
    os._exit(FAILED)


def reason(messages: Sequence[str]) -> str:
    """What stands between the program and the screen, as the end of a sentence."""
    text = "\n".join(messages)
    if unreached := NO_DISPLAY_PATTERN.search(text):
        return f"there is no display {unreached[1]}".rstrip()
    if unknown := UNKNOWN_PLATFORM_PATTERN.search(text):
        return f"Qt knows no platform {unknown[1]!r}, which QT_QPA_PLATFORM asks for"
    for name in PLUGIN_NOT_LOADED_PATTERN.findall(text):
        if missing := missing_library(name):
            return f"a library of the system is missing ({missing})"
    return "Qt does not reach the display"


def missing_library(platform: str) -> str:
    """What the dynamic linker says against Qt's plugin for a platform; nothing where it loads."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / f"libq{platform}.so"))
    except OSError as failure:
        return str(failure)
    return ""
