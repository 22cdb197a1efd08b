"""Redirects Qt's messages to the log, without those that are harmless."""

import logging

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from clusterlab.core.log import log
from clusterlab.ui.platform.no_display import exit_with_reason

IGNORED_MESSAGES = ("propagateSizeHints", "raise()", "grabbing the keyboard", "Detected locale")
"""Harmless messages of the offscreen platform."""
KEPT_MESSAGES = 8
"""How many of the first messages are kept: they say why Qt finds no display."""
_first_messages: list[str] = []


def redirect_qt_messages() -> None:
    """Sends Qt's messages to the log instead of standard error."""
    qInstallMessageHandler(_log_message)


def _log_message(kind: QtMsgType, _context: object, words: str) -> None:
    if any(harmless in words for harmless in IGNORED_MESSAGES):
        return
    log.log(logging.WARNING if kind != QtMsgType.QtDebugMsg else logging.DEBUG, "Qt: %s", words)
    if kind == QtMsgType.QtFatalMsg and "platform plugin" in words:
        exit_with_reason(_first_messages)
    if len(_first_messages) < KEPT_MESSAGES:
        _first_messages.append(words)
