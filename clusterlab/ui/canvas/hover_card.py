"""The card with the details of the point or center under the mouse."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from clusterlab.export.card_lines import CardLine, card_lines
from clusterlab.export.picture import Picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.ui.canvas.drawing import draw_text
from clusterlab.ui.canvas.legend import paint_card, paint_glyph
from clusterlab.ui.theme.fonts import font

CARD_TEXT_SIZE, CARD_ROW_HEIGHT, CARD_PADDING = 12.0, 18.0, 11.0
SHARE_BAR_WIDTH, SHARE_BAR_HEIGHT = 72.0, 7.0
CARD_OFFSET = 14.0  # pixels from the point to the card


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
