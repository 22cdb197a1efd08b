"""The card that says what is known of the point under the mouse."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from clusterlab.kernels.arrays import Floats
from clusterlab.ui.frame import Frame
from clusterlab.ui.legend import paint_card, paint_glyph
from clusterlab.ui.theme import Theme, font

TEXT, ROW, PAD = 12.0, 18.0, 11.0
BAR, THICK = 72.0, 7.0
AWAY = 14.0  # from the point to the card


@dataclass(frozen=True)
class Bar:
    """A line of the card: a palette number, a text, and the share as the length of a bar; None is no bar."""

    number: int
    text: str
    share: float | None = None


@dataclass(frozen=True)
class Card:
    """A title ("Row 318"), what stands beside it ("(-0.77, 1.52)"), and lines below."""

    title: str
    detail: str = ""
    bars: tuple[Bar, ...] = ()


def paint_hover(painter: QPainter, card: Card, spot: Floats, frame: Frame, theme: Theme) -> None:
    """The card beside a spot in logical pixels, inside the picture."""
    scale, box = frame.scale, card_box(card, spot, frame)
    paint_card(painter, box, frame, theme)
    line = QRectF(box.left() + PAD * scale, box.top() + PAD * 0.7 * scale, box.width(), ROW * scale)
    bold, plain = _fonts(frame)
    _write(painter, line, card.title, bold, theme.text)
    beside = line.adjusted(QFontMetricsF(bold).horizontalAdvance(card.title) + 8 * scale, 0, 0, 0)
    _write(painter, beside, card.detail, plain, theme.text)
    for bar in card.bars:
        line.translate(0, ROW * scale)
        _paint_bar(painter, bar, line, frame, theme)
        _write(painter, line.adjusted(_indent(bar, frame), 0, 0, 0), bar.text, plain, theme.text)


def card_box(card: Card, spot: Floats, frame: Frame) -> QRectF:
    """Where the card lies: right below the spot, or on its other sides where there is no room."""
    scale, (w, h) = frame.scale, frame.size
    bold, plain = map(QFontMetricsF, _fonts(frame))
    head = bold.horizontalAdvance(card.title) + 8 * scale + plain.horizontalAdvance(card.detail)
    lines = [_indent(bar, frame) + plain.horizontalAdvance(bar.text) for bar in card.bars]
    width = float(np.ceil(max([head, *lines]) + 2 * PAD * scale))
    height = float(np.ceil((1 + len(card.bars)) * ROW * scale + 1.4 * PAD * scale))
    x, y = spot.tolist()
    left = x + AWAY * scale if x + AWAY * scale + width <= w - 4 else x - AWAY * scale - width
    top = y + AWAY * scale if y + AWAY * scale + height <= h - 4 else y - AWAY * scale - height
    return QRectF(max(4, min(left, w - width - 4)), max(4, min(top, h - height - 4)), width, height)


def _indent(bar: Bar, frame: Frame) -> float:
    if bar.share is None:
        return 16 * frame.scale
    return (max(bar.share * BAR, THICK) + 8) * frame.scale


def _paint_bar(painter: QPainter, bar: Bar, line: QRectF, frame: Frame, theme: Theme) -> None:
    scale, middle = frame.scale, line.center().y()
    if bar.share is None:
        paint_glyph(painter, QPointF(line.left() + 5 * scale, middle), bar.number, frame, theme)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ink(bar.number)))
    thick = THICK * scale
    length = max(bar.share * BAR * scale, thick)
    painter.drawRoundedRect(QRectF(line.left(), middle - thick / 2, length, thick), thick / 2, thick / 2)


def _write(painter: QPainter, line: QRectF, text: str, face: QFont, color: str) -> None:
    painter.setFont(face)
    painter.setPen(QColor(color))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)


def _fonts(frame: Frame) -> tuple[QFont, QFont]:
    return font(TEXT * frame.scale, bold=True), font(TEXT * frame.scale)
