"""The legend, and the cards and glyphs that it shares with the hover card."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.cache import cached_latest
from clusterlab.export.legend_rows import (
    MAX_LEGEND_ROWS,
    least_covering_corner,
    legend_rows,
    longest_legend_rows,
)
from clusterlab.export.picture import Picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.points_image import fill_color_of
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.raster.rasterize import Glyph
from clusterlab.ui.canvas.drawing import ALIGN_RIGHT, draw_text, translucent
from clusterlab.ui.canvas.raster import paint_outline
from clusterlab.ui.theme.fonts import font

LEGEND_TEXT_SIZE = 12.0
LEGEND_ROW_HEIGHT, LEGEND_PADDING, GLYPH_WIDTH, LEGEND_GAP = 19.0, 13.0, 18.0, 22.0
GLYPH_RADIUS, GLYPH_OUTLINE = 4.8, 0.9


def scrolled_offset(picture: Picture, viewport: Viewport, position: QPointF, by: int) -> int | None:
    """The first row of the legend at `position` after scrolling by some rows; None where no long one lies."""
    more = legend_rows(picture)[1] and "legend" in picture.layers
    if not more or not legend_box(picture, viewport).contains(position):
        return None
    last = len(picture.sizes) + bool(picture.noise) - MAX_LEGEND_ROWS
    return min(max(0, viewport.legend_offset + by), last)


def paint_legend(painter: QPainter, content: PlotContent) -> None:
    """Paints the legend in the corner where it covers the fewest points of the fitted plot."""
    picture, viewport, theme = content
    lines, more = legend_rows(picture, viewport.legend_offset)
    if "legend" not in picture.layers or not lines:
        return
    card = legend_box(picture, viewport)
    if card.width() > viewport.size[0] * 0.6 or card.height() > viewport.size[1] * 0.8:
        return  # it would cover too much of a small plot
    paint_card(painter, content, card)
    scale, face = viewport.scale, font(LEGEND_TEXT_SIZE * viewport.scale)
    left, top = card.left() + LEGEND_PADDING * scale, card.top() + LEGEND_PADDING * scale * 0.75
    row = QRectF(left, top, card.width() - 2 * LEGEND_PADDING * scale, LEGEND_ROW_HEIGHT * scale)
    for line in lines:
        glyph = QPointF(row.left() + 5 * scale, row.center().y())
        paint_glyph(painter, content, glyph, line.number, len(picture.places))
        draw_text(painter, line.name, row.adjusted(GLYPH_WIDTH * scale, 0, 0, 0), face, theme.text)
        draw_text(painter, line.figures, row, face, theme.muted, ALIGN_RIGHT)
        row.translate(0, LEGEND_ROW_HEIGHT * scale)
    draw_text(painter, more, row.translated(GLYPH_WIDTH * scale, 0), face, theme.muted)


def legend_box(picture: Picture, viewport: Viewport) -> QRectF:
    """The rectangle of the legend, in logical pixels."""
    shown, more = legend_rows(picture)
    lines = longest_legend_rows(picture)
    metrics, scale = QFontMetricsF(font(LEGEND_TEXT_SIZE * viewport.scale)), viewport.scale
    names = max((metrics.horizontalAdvance(line.name) for line in lines), default=0.0)
    figures = max((metrics.horizontalAdvance(line.figures) for line in lines), default=0.0)
    width = names + figures + (GLYPH_WIDTH + LEGEND_GAP + 2 * LEGEND_PADDING) * scale
    height = (len(shown) + bool(more)) * LEGEND_ROW_HEIGHT * scale + LEGEND_PADDING * scale * 1.5
    size = float(np.ceil(width)), float(np.ceil(height))
    place = viewport.size, scale, size
    corner = cached_latest(picture, "legend", place, lambda: least_covering_corner(picture, *place))
    return QRectF(*corner, *size)


def paint_card(painter: QPainter, content: PlotContent, box: QRectF) -> None:
    """The background of a card, with a soft shadow."""
    theme, corner = content.theme, 8 * content.scale
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 18 if theme.dark else 4))
    for spread in (3, 2, 1):
        grown = box.adjusted(-spread, -spread + 1, spread, spread + 1)
        painter.drawRoundedRect(grown, corner + spread, corner + spread)
    painter.setBrush(translucent(theme.panel, 242))
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)


def paint_glyph(painter: QPainter, content: PlotContent, position: QPointF, number: int, n: int = 1) -> None:
    """A point of a palette number centered at a position, as among `n` points but a little larger."""
    theme = content.theme
    outline_width = GLYPH_OUTLINE if theme.needs_outline(number) else 0.0
    glyph = Glyph(theme.shape(number), GLYPH_RADIUS * content.scale, 1.0, outline_width)
    fill, line = QColor(fill_color_of(theme, n)(number)), QColor(theme.outline_color(number))
    paint_outline(painter, glyph, position, fill, line)
