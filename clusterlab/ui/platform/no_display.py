"""Ends the process with a reason where no window can be opened, before Qt aborts it without one."""

import ctypes
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

ALTERNATIVE = "Without a window, clusterlab run kmeans --data FILE --picture out.png works, too."
NO_DISPLAY_PATTERN = re.compile(r"connect to display (\S*)")
PLUGIN_NOT_LOADED_PATTERN = re.compile(r'not load the Qt platform plugin "(\w+)"')
UNKNOWN_PLATFORM_PATTERN = re.compile(r'not find the Qt platform plugin "([^"]*)"')


def exit_with_reason(messages: Sequence[str]) -> None:
    """Writes why no window can be opened, by Qt's first `messages`, and ends the process."""
    if sys.stderr is not None:
        sys.stderr.write(f"clusterlab: The window cannot be opened: {reason(messages)}. {ALTERNATIVE}\n")
        sys.stderr.flush()
    os._exit(1)


def reason(messages: Sequence[str]) -> str:
    """Why there is no display, as the end of a sentence."""
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
    """The dynamic linker's error for Qt's plugin for a platform; empty if it loads."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / f"libq{platform}.so"))
    except OSError as failure:
        return str(failure)
    return ""
