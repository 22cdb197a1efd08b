"""Words beside what the mouse points at, where they do not take the mouse away from it."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolTip, QWidget

CURSOR_OFFSET = 24  # pixels: about how far below the place that it is given Qt puts a tip
TOOLTIP_FRAME = 44  # pixels: the frame of a tip, and some room below it


def show_tooltip(widget: QWidget, place: QPoint, words: str) -> None:
    """Shows words above a place of a widget: a tip under the mouse would be what it points at."""
    lines = words.count("\n") + 1
    up = lines * QFontMetrics(QToolTip.font()).lineSpacing() + CURSOR_OFFSET + TOOLTIP_FRAME
    QToolTip.showText(widget.mapToGlobal(place + QPoint(8, -up)), words, widget)
