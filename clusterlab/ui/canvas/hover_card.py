"""The card that says what is known of the point or the center under the mouse."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.point_details import Card
from clusterlab.ui.canvas.legend import glyphs, paint_card, paint_glyph
from clusterlab.ui.canvas.viewport import Frame
from clusterlab.ui.theme.theme import Theme, font

TEXT, ROW, PAD = 12.0, 18.0, 11.0
BAR, THICK = 72.0, 7.0
AWAY = 14.0  # from the point to the card


@dataclass(frozen=True)
class Line:
    """A line of the card: its text, and before it a cluster's dot, or its share as the length of a bar."""

    text: str
    number: int | None = None
    share: float | None = None
    pale: bool = False


def lines_of(card: Card, picture: Picture) -> tuple[str, list[Line]]:
    """What stands beside the title, and the lines below: values where there are many, then clusters."""
    beside, lines = "", []
    if len(card.values) <= 2:
        beside = f"({', '.join(text for _, text in card.values)})" if card.values else ""
    else:
        lines = [Line(f"{name}  {text}") for name, text in card.values]
    if card.more:
        lines.append(Line(card.more, pale=True))
    lines += [Line(f"{name}  {text}") for name, text in card.facts]
    why = [Line(card.why, pale=True)] if card.why else []
    if len(card.shares) == 1 and card.shares[0][1] == 1:
        cluster = card.shares[0][0]
        return beside, [*lines, Line(_name(cluster, picture), _number(cluster, picture)), *why]
    for cluster, share in card.shares:
        text = f"{share * 100:.0f} % {_name(cluster, picture).lower()}"
        lines.append(Line(text, _number(cluster, picture), share))
    return beside, [*lines, *why]


def paint_hover(
    painter: QPainter, card: Card, picture: Picture, spot: Floats, frame: Frame, theme: Theme
) -> None:
    """The card beside a spot in logical pixels, inside the picture."""
    scale, box = frame.scale, card_box(card, picture, spot, frame)
    paint_card(painter, box, frame, theme)
    row = QRectF(box.left() + PAD * scale, box.top() + PAD * 0.7 * scale, box.width(), ROW * scale)
    bold, plain = _fonts(frame)
    beside, lines = lines_of(card, picture)
    _write(painter, row, card.title, bold, theme.text)
    after = QFontMetricsF(bold).horizontalAdvance(card.title) + 8 * scale
    _write(painter, row.adjusted(after, 0, 0, 0), beside, plain, theme.text)
    for line in lines:
        row.translate(0, ROW * scale)
        _paint_bar(painter, line, row, frame, theme)
        color = theme.muted if line.pale else theme.text
        _write(painter, row.adjusted(_indent(line, frame), 0, 0, 0), line.text, plain, color)


def card_box(card: Card, picture: Picture, spot: Floats, frame: Frame) -> QRectF:
    """Where the card lies: right below the spot, or on its other sides where there is no room."""
    scale, (w, h) = frame.scale, frame.size
    bold, plain = map(QFontMetricsF, _fonts(frame))
    beside, lines = lines_of(card, picture)
    head = bold.horizontalAdvance(card.title) + 8 * scale + plain.horizontalAdvance(beside)
    widths = [_indent(line, frame) + plain.horizontalAdvance(line.text) for line in lines]
    width = float(np.ceil(max([head, *widths]) + 2 * PAD * scale))
    height = float(np.ceil((1 + len(lines)) * ROW * scale + 1.4 * PAD * scale))
    x, y = spot.tolist()
    left = x + AWAY * scale if x + AWAY * scale + width <= w - 4 else x - AWAY * scale - width
    top = y + AWAY * scale if y + AWAY * scale + height <= h - 4 else y - AWAY * scale - height
    return QRectF(max(4, min(left, w - width - 4)), max(4, min(top, h - height - 4)), width, height)


def _name(cluster: int, picture: Picture) -> str:
    return picture.names[cluster] if 0 <= cluster < picture.k else picture.dots.rest


def _number(cluster: int, picture: Picture) -> int:
    return picture.colors[cluster] if 0 <= cluster < picture.k else -1


def _indent(line: Line, frame: Frame) -> float:
    """Where the text of a line begins."""
    if line.number is None:
        return 0.0
    return (16 if line.share is None else max(line.share * BAR, THICK) + 8) * frame.scale


def _paint_bar(painter: QPainter, line: Line, row: QRectF, frame: Frame, theme: Theme) -> None:
    scale, middle = frame.scale, row.center().y()
    if line.number is None:
        return
    if line.share is None:
        (dot,) = glyphs((line.number,), frame, theme)
        paint_glyph(painter, QPointF(row.left() + 5 * scale, middle), dot, frame)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ink(line.number)))
    thick = THICK * scale
    length = max(line.share * BAR * scale, thick)
    painter.drawRoundedRect(QRectF(row.left(), middle - thick / 2, length, thick), thick / 2, thick / 2)


def _write(painter: QPainter, row: QRectF, text: str, face: QFont, color: str) -> None:
    painter.setFont(face)
    painter.setPen(QColor(color))
    painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)


def _fonts(frame: Frame) -> tuple[QFont, QFont]:
    return font(TEXT * frame.scale, bold=True), font(TEXT * frame.scale)
