"""What Qt says of its own accord goes to the log, and what nobody can do anything about nowhere."""

import logging

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from clusterlab.core.log import log

HARMLESS = ("propagateSizeHints", "raise()", "grabbing the keyboard", "Detected locale")
"""What Qt says on screens that are none."""


def to_the_log() -> None:
    """From now on Qt writes nothing to standard error."""
    qInstallMessageHandler(_said)


def _said(kind: QtMsgType, _context: object, words: str) -> None:
    if not any(harmless in words for harmless in HARMLESS):
        log.log(logging.WARNING if kind != QtMsgType.QtDebugMsg else logging.DEBUG, "Qt: %s", words)
