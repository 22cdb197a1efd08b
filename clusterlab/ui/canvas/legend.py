"""The legend, and the cards and glyphs that it shares with the hover card."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from clusterlab.core.cache import cached_latest
from clusterlab.datasets.column_codes import SCALE_LEVELS, ScaleCodes
from clusterlab.export.color_scale import scale_colors, scale_ticks
from clusterlab.export.legend_rows import (
    MAX_LEGEND_ROWS,
    SCALE_ROWS,
    LegendRow,
    least_covering_corner,
    legend_corners,
    legend_row_count,
    legend_rows,
    longest_legend_rows,
)
from clusterlab.export.picture import Picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.point_colors import fill_color_of
from clusterlab.export.theme import Theme, mix
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.raster.rasterize import Glyph
from clusterlab.ui.canvas.drawing import ALIGN_RIGHT, draw_text, translucent
from clusterlab.ui.canvas.mark_painters import paint_key_ring
from clusterlab.ui.canvas.raster import paint_outline
from clusterlab.ui.theme.fonts import font
from clusterlab.ui.widgets.painting import saved_state

LEGEND_TEXT_SIZE = 12.0
LEGEND_ROW_HEIGHT, LEGEND_PADDING, GLYPH_WIDTH, LEGEND_GAP = 19.0, 13.0, 18.0, 22.0
GLYPH_RADIUS, GLYPH_OUTLINE, COLOR_BAR_WIDTH = 4.8, 0.9, 11.0
HIDDEN_TEXT_SHARE = 0.6  # of the muted color in the text of a hidden cluster


def scrolled_offset(picture: Picture, viewport: Viewport, position: QPointF, by: int) -> int | None:
    """The first row of the legend at `position` after scrolling by some rows; None where no long one lies."""
    last = legend_row_count(picture) - MAX_LEGEND_ROWS
    if last <= 0 or not is_over_legend(picture, viewport, position):
        return None
    return min(max(0, viewport.legend.first_row + by), last)


def is_over_legend(picture: Picture, viewport: Viewport, position: QPointF) -> bool:
    """Whether a pixel is on the legend."""
    box = legend_box(picture, viewport) if "legend" in picture.layers and legend_row_count(picture) else None
    return box is not None and box.contains(position) and not _covers_too_much(box, viewport)


def legend_row_at(picture: Picture, viewport: Viewport, position: QPointF) -> LegendRow | None:
    """The row of the legend at a pixel."""
    if not is_over_legend(picture, viewport, position):
        return None
    rows, _ = legend_rows(picture, viewport.legend.first_row)
    top = legend_box(picture, viewport).top() + LEGEND_PADDING * viewport.scale * 0.75
    index = int((position.y() - top) // (LEGEND_ROW_HEIGHT * viewport.scale))
    return rows[index] if 0 <= index < len(rows) else None


def paint_legend(painter: QPainter, content: PlotContent) -> None:
    """Paints the rows, those of hidden clusters faint, and what stands out on a tint."""
    picture, viewport, theme = content
    lines, more = legend_rows(picture, viewport.legend.first_row)
    card = legend_box(picture, viewport)
    if "legend" not in picture.layers or not lines or _covers_too_much(card, viewport):
        return
    paint_card(painter, content, card)
    scale, face = viewport.scale, font(LEGEND_TEXT_SIZE * viewport.scale)
    left, top = card.left() + LEGEND_PADDING * scale, card.top() + LEGEND_PADDING * scale * 0.75
    row = QRectF(left, top, card.width() - 2 * LEGEND_PADDING * scale, LEGEND_ROW_HEIGHT * scale)
    paint_bar = True
    for line in lines:
        if line.scale_row is None:
            _paint_row(painter, content, line, row, face)
        elif paint_bar:
            paint_bar = False
            _paint_scale(painter, content, row.translated(0, -line.scale_row * row.height()), card, face)
        row.translate(0, LEGEND_ROW_HEIGHT * scale)
    draw_text(painter, more, row.translated(GLYPH_WIDTH * scale, 0), face, theme.muted)


def _paint_row(painter: QPainter, content: PlotContent, line: LegendRow, row: QRectF, face: QFont) -> None:
    picture, scale, theme = content.picture, content.scale, content.theme
    emphasis, glyph = picture.emphasis, QPointF(row.left() + 5 * scale, row.center().y())
    is_hidden = line.number in emphasis.hidden
    if line.number is not None and (line.number == emphasis.hovered or line.number in emphasis.highlighted):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent_soft))
        painter.drawRoundedRect(row.adjusted(-7 * scale, 0, 7 * scale, 0), 5 * scale, 5 * scale)
    color = line.number if line.color is None else line.color
    if line.ring:
        paint_key_ring(painter, content, line.ring, glyph)
    elif color is not None and not is_hidden:
        paint_glyph(painter, content, glyph, color, len(picture.places))
    faint = mix(theme.panel, theme.muted, HIDDEN_TEXT_SHARE)
    is_heading = color is None and not line.ring
    name = row.adjusted(0.0 if is_heading else GLYPH_WIDTH * scale, 0, 0, 0)
    if is_heading:
        face = font(LEGEND_TEXT_SIZE * scale, bold=True)
    draw_text(painter, line.name, name, face, faint if is_hidden else theme.text)
    figures = "hidden" if is_hidden else _figures(line, content.viewport)
    draw_text(painter, figures, row, face, faint if is_hidden else theme.muted, ALIGN_RIGHT)


def _paint_scale(painter: QPainter, content: PlotContent, first: QRectF, card: QRectF, face: QFont) -> None:
    """The color bar of a scale from its first row on, as far as it is on the card, with its ticks."""
    codes, scale, theme = content.picture.column_codes, content.scale, content.theme
    if not isinstance(codes, ScaleCodes):
        return
    margin = LEGEND_ROW_HEIGHT * scale / 3  # so that the labels at the ends are within the rows
    height = SCALE_ROWS * first.height() - 2 * margin
    bar = QRectF(first.left(), first.top() + margin, COLOR_BAR_WIDTH * scale, height)
    with saved_state(painter):
        below_padding = card.adjusted(0, LEGEND_PADDING * scale / 2, 0, 0)
        painter.setClipRect(below_padding, Qt.ClipOperation.IntersectClip)
        _paint_bar(painter, bar, theme)
        for tick in scale_ticks(codes, SCALE_ROWS).marks:
            y = bar.bottom() - tick.position * height
            painter.setPen(QPen(QColor(theme.muted), 1))
            painter.drawLine(QLineF(bar.right(), y, bar.right() + 3 * scale, y))
            words = QRectF(first.left(), y - first.height() / 2, first.width(), first.height())
            words.setLeft(first.left() + GLYPH_WIDTH * scale)
            draw_text(painter, tick.text, words, face, theme.text)


def _paint_bar(painter: QPainter, bar: QRectF, theme: Theme) -> None:
    """The colors of a scale, the greatest value on top; each reaches to the foot, so that no seam shows."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for level, color in reversed([*enumerate(scale_colors(theme), start=1)]):
        painter.setBrush(QColor(*color.tolist()))
        painter.drawRect(bar.adjusted(0, bar.height() * (1 - level / SCALE_LEVELS), 0, 0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def legend_box(picture: Picture, viewport: Viewport) -> QRectF:
    """The rectangle of the legend, in logical pixels."""
    size, (w, h) = legend_size(picture, viewport), viewport.size
    place = viewport.legend
    if place.position is not None:
        x, y = place.position
        return QRectF(x * max(0.0, w - size[0]), y * max(0.0, h - size[1]), *size)
    corner = legend_corner(picture, viewport) if place.corner is None else place.corner
    corners = legend_corners(viewport.size, viewport.scale, size, viewport.heading)
    return QRectF(*corners[corner], *size)


def legend_corner(picture: Picture, viewport: Viewport, preferred: int = 0) -> int:
    """The corner with the fewest points, or the preferred one where there are next to none."""
    key = viewport.size, viewport.scale, legend_size(picture, viewport), preferred, viewport.heading
    return cached_latest(picture, "legend", key, lambda: least_covering_corner(picture, *key))


def legend_size(picture: Picture, viewport: Viewport) -> tuple[float, float]:
    """The width and the height of the legend, in logical pixels."""
    count, scale, lines = legend_row_count(picture), viewport.scale, longest_legend_rows(picture)
    metrics = QFontMetricsF(font(LEGEND_TEXT_SIZE * scale))
    names = max((metrics.horizontalAdvance(line.name) for line in lines), default=0.0)
    figures = max((metrics.horizontalAdvance(_figures(line, viewport)) for line in lines), default=0.0)
    gap = LEGEND_GAP if figures else 0.0
    width = names + figures + (GLYPH_WIDTH + gap + 2 * LEGEND_PADDING) * scale
    shown = min(count, MAX_LEGEND_ROWS) + (count > MAX_LEGEND_ROWS)
    height = shown * LEGEND_ROW_HEIGHT * scale + LEGEND_PADDING * scale * 1.5
    return float(np.ceil(width)), float(np.ceil(height))


def _figures(line: LegendRow, viewport: Viewport) -> str:
    """The figures of a row, for which a plot below a heading has no room."""
    return "" if viewport.heading else line.figures


def _covers_too_much(card: QRectF, viewport: Viewport) -> bool:
    """Whether a legend would cover too much of a small plot."""
    return card.width() > viewport.size[0] * 0.6 or card.height() > viewport.size[1] * 0.8


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
