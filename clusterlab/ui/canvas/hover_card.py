"""The card with the details of the point or center under the mouse."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from clusterlab.export.picture import Picture
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.drawing import draw_text
from clusterlab.ui.canvas.legend import paint_card, paint_glyph
from clusterlab.ui.canvas.plot_content import PlotContent
from clusterlab.ui.theme.fonts import font

CARD_TEXT_SIZE, CARD_ROW_HEIGHT, CARD_PADDING = 12.0, 18.0, 11.0
SHARE_BAR_WIDTH, SHARE_BAR_HEIGHT = 72.0, 7.0
CARD_OFFSET = 14.0  # pixels from the point to the card


@dataclass(frozen=True)
class CardLine:
    """A line of the card: its text, after a cluster's glyph or after a bar as long as its share."""

    text: str
    number: int | None = None
    share: float | None = None
    muted_text: bool = False


def card_lines(card: PointDetails, picture: Picture) -> tuple[str, list[CardLine]]:
    """The text after the title, and the lines below: more than two values, then facts and clusters."""
    values_text, lines = "", []
    if len(card.values) <= 2:
        values_text = f"({', '.join(text for _, text in card.values)})" if card.values else ""
    else:
        lines = [CardLine(f"{name}  {text}") for name, text in card.values]
    if card.more:
        lines.append(CardLine(card.more, muted_text=True))
    lines += [CardLine(f"{name}  {text}") for name, text in card.facts]
    explanation = [CardLine(card.explanation, muted_text=True)] if card.explanation else []
    if len(card.responsibilities) == 1 and card.responsibilities[0][1] == 1:
        cluster = card.responsibilities[0][0]
        only = CardLine(_name(cluster, picture), _number(cluster, picture))
        return values_text, [*lines, only, *explanation]
    for cluster, share in card.responsibilities:
        text = f"{share * 100:.0f} % {_name(cluster, picture).lower()}"
        lines.append(CardLine(text, _number(cluster, picture), share))
    return values_text, [*lines, *explanation]


def paint_hover_card(painter: QPainter, content: PlotContent, card: PointDetails, position: Floats) -> None:
    """Paints the card next to a position in logical pixels, inside the plot."""
    picture, viewport, theme = content
    scale, box = viewport.scale, card_box(card, picture, position, viewport)
    paint_card(painter, content, box)
    left, top = box.left() + CARD_PADDING * scale, box.top() + CARD_PADDING * 0.7 * scale
    row = QRectF(left, top, box.width(), CARD_ROW_HEIGHT * scale)
    bold, plain = _fonts(viewport)
    values_text, lines = card_lines(card, picture)
    draw_text(painter, card.title, row, bold, theme.text)
    after = QFontMetricsF(bold).horizontalAdvance(card.title) + 8 * scale
    draw_text(painter, values_text, row.adjusted(after, 0, 0, 0), plain, theme.text)
    for line in lines:
        row.translate(0, CARD_ROW_HEIGHT * scale)
        _paint_bar(painter, content, line, row)
        color = theme.muted if line.muted_text else theme.text
        draw_text(painter, line.text, row.adjusted(_indent(line, viewport), 0, 0, 0), plain, color)


def card_box(card: PointDetails, picture: Picture, position: Floats, viewport: Viewport) -> QRectF:
    """The rectangle of the card: below and right of the position, or on the side where it fits."""
    scale, (w, h) = viewport.scale, viewport.size
    bold, plain = map(QFontMetricsF, _fonts(viewport))
    values_text, lines = card_lines(card, picture)
    head = bold.horizontalAdvance(card.title) + 8 * scale + plain.horizontalAdvance(values_text)
    widths = [_indent(line, viewport) + plain.horizontalAdvance(line.text) for line in lines]
    width = float(np.ceil(max([head, *widths]) + 2 * CARD_PADDING * scale))
    height = float(np.ceil((1 + len(lines)) * CARD_ROW_HEIGHT * scale + 1.4 * CARD_PADDING * scale))
    x, y = position.tolist()
    gap = CARD_OFFSET * scale
    left = x + gap if x + gap + width <= w - 4 else x - gap - width
    top = y + gap if y + gap + height <= h - 4 else y - gap - height
    return QRectF(max(4, min(left, w - width - 4)), max(4, min(top, h - height - 4)), width, height)


def _name(cluster: int, picture: Picture) -> str:
    return picture.names[cluster] if 0 <= cluster < picture.k else picture.point_marks.unlabeled_name


def _number(cluster: int, picture: Picture) -> int:
    return picture.colors[cluster] if 0 <= cluster < picture.k else -1


def _indent(line: CardLine, viewport: Viewport) -> float:
    """How far the text of a line is indented, in pixels."""
    if line.number is None:
        return 0.0
    bar = 16 if line.share is None else max(line.share * SHARE_BAR_WIDTH, SHARE_BAR_HEIGHT) + 8
    return bar * viewport.scale


def _paint_bar(painter: QPainter, content: PlotContent, line: CardLine, row: QRectF) -> None:
    scale, middle = content.scale, row.center().y()
    if line.number is None:
        return
    if line.share is None:
        paint_glyph(painter, content, QPointF(row.left() + 5 * scale, middle), line.number)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(content.theme.line_color(line.number)))
    thick = SHARE_BAR_HEIGHT * scale
    length = max(line.share * SHARE_BAR_WIDTH * scale, thick)
    painter.drawRoundedRect(QRectF(row.left(), middle - thick / 2, length, thick), thick / 2, thick / 2)


def _fonts(viewport: Viewport) -> tuple[QFont, QFont]:
    return font(CARD_TEXT_SIZE * viewport.scale, bold=True), font(CARD_TEXT_SIZE * viewport.scale)
