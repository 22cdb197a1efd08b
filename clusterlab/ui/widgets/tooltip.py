"""Tooltips that never lie under the mouse."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolTip, QWidget

CURSOR_OFFSET = 24  # pixels: about how far below the given position Qt shows a tooltip
TOOLTIP_FRAME = 44  # pixels: the frame of a tooltip, and a margin below it


def show_tooltip(widget: QWidget, place: QPoint, words: str) -> None:
    """Shows a tooltip above a position of a widget: one under the mouse would take the mouse events."""
    lines = words.count("\n") + 1
    up = lines * QFontMetrics(QToolTip.font()).lineSpacing() + CURSOR_OFFSET + TOOLTIP_FRAME
    QToolTip.showText(widget.mapToGlobal(place + QPoint(8, -up)), words, widget)
