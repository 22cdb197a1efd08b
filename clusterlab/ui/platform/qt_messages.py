"""What Qt says of its own accord goes to the log, and what nobody can do anything about nowhere."""

import logging

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from clusterlab.core.log import log
from clusterlab.ui.platform.no_display import end_in_a_sentence

HARMLESS = ("propagateSizeHints", "raise()", "grabbing the keyboard", "Detected locale")
"""What Qt says on screens that are none."""
AT_THE_START = 8
"""So many of its first words are kept, because they say why Qt finds no screen."""
_first: list[str] = []


def to_the_log() -> None:
    """From now on Qt writes nothing to standard error."""
    qInstallMessageHandler(_said)


def _said(kind: QtMsgType, _context: object, words: str) -> None:
    if any(harmless in words for harmless in HARMLESS):
        return
    log.log(logging.WARNING if kind != QtMsgType.QtDebugMsg else logging.DEBUG, "Qt: %s", words)
    if kind == QtMsgType.QtFatalMsg and "platform plugin" in words:
        end_in_a_sentence(_first)
    if len(_first) < AT_THE_START:
        _first.append(words)
