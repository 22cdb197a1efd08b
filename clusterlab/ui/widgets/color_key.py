"""A key of colors in one line."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

SWATCH_SIZE, SWATCH_GAP, ENTRY_GAP = 7, 4, 12  # pixels: a swatch, beside it, and between two entries


def paint_color_key(
    painter: QPainter, entries: Sequence[tuple[str, QColor]], text_color: QColor, ends: tuple[float, float]
) -> None:
    """Names colors in a line at the top of a widget, the last at the right end, as many of them as fit."""
    metrics, (left, x) = painter.fontMetrics(), ends
    height = metrics.height()
    for words, color in reversed(entries):
        x -= metrics.horizontalAdvance(words)
        if x < left + SWATCH_SIZE + SWATCH_GAP:
            return
        painter.setPen(text_color)
        painter.drawText(QPointF(x, metrics.ascent()), words)
        x -= SWATCH_SIZE + SWATCH_GAP
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(x, (height - SWATCH_SIZE) / 2, SWATCH_SIZE, SWATCH_SIZE), 1.5, 1.5)
        x -= ENTRY_GAP
