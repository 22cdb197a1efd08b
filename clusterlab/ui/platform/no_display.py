"""Where no window can be opened Qt ends the process; this ends it before, with a sentence that says why."""

import ctypes
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

FAILED = 1
INSTEAD = "Without a window, clusterlab run kmeans --data FILE --picture out.png works, too."
UNREACHED = re.compile(r"connect to display (\S*)")
UNLOADED = re.compile(r'not load the Qt platform plugin "(\w+)"')
UNKNOWN = re.compile(r'not find the Qt platform plugin "([^"]*)"')


def end_in_a_sentence(heard: Sequence[str]) -> None:
    """Tells why there is no window, from what Qt said before, and ends the process."""
    if sys.stderr is not None:
        sys.stderr.write(f"clusterlab: The window cannot be opened: {reason(heard)}. {INSTEAD}\n")
        sys.stderr.flush()
    os._exit(FAILED)


def reason(heard: Sequence[str]) -> str:
    """What stands between the program and the screen, as the end of a sentence."""
    said = "\n".join(heard)
    if unreached := UNREACHED.search(said):
        return f"there is no display {unreached[1]}".rstrip()
    if unknown := UNKNOWN.search(said):
        return f"Qt knows no platform {unknown[1]!r}, which QT_QPA_PLATFORM asks for"
    for name in UNLOADED.findall(said):
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
