"""Tooltips: wrapped, with a sentence for each term, and never under the mouse."""

import textwrap
from functools import lru_cache
from html import escape

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QFontMetrics, QStandardItem
from PySide6.QtWidgets import QListWidgetItem, QToolTip, QWidget

from clusterlab.core.terms import explanation

CURSOR_OFFSET = 24  # pixels: about how far below the given position Qt shows a tooltip
TOOLTIP_FRAME = 44  # pixels: the frame of a tooltip, and a margin below it
MAX_LINE_LENGTH = 60
"""The most characters of a line of a tooltip."""


def set_tip(owner: QWidget | QAction | QListWidgetItem | QStandardItem, about: str, *texts: str) -> None:
    """Sets a tooltip, with a sentence for each term of `texts`, which stand on or beside the owner."""
    owner.setToolTip(plain_tip(explanation(about, *texts)))


def plain_tip(words: str) -> str:
    """A text for a tooltip, wrapped; a name of a file or a column in it may look like markup."""
    lines = wrapped(words)
    return f'<p style="white-space:pre">{escape(lines)}</p>' if "<" in lines else lines


@lru_cache(maxsize=1024)  # most tooltips are set again with every change
def wrapped(words: str) -> str:
    """A text in lines of at most `MAX_LINE_LENGTH` characters; its own line breaks are kept."""
    return "\n".join(part for line in words.split("\n") for part in _lines(line))


def _lines(line: str) -> list[str]:
    """A line in parts; most are short, and a window has hundreds of them when it opens."""
    if len(line) <= MAX_LINE_LENGTH and line.isprintable():
        return [line.rstrip()]
    return textwrap.wrap(line, MAX_LINE_LENGTH, break_on_hyphens=False) or [""]


def show_tooltip(widget: QWidget, place: QPoint, words: str) -> None:
    """Shows a tooltip above a position of a widget: one under the mouse would take the mouse events."""
    lines = wrapped(words)
    height = (lines.count("\n") + 1) * QFontMetrics(QToolTip.font()).lineSpacing()
    up = height + CURSOR_OFFSET + TOOLTIP_FRAME
    QToolTip.showText(widget.mapToGlobal(place + QPoint(8, -up)), lines, widget)
