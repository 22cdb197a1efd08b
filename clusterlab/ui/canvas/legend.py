"""The legend, and the cards and glyphs that it shares with the hover card."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.export.picture import Picture
from clusterlab.export.points_image import fill_color_of
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.kernels.raster.rasterize import Glyph
from clusterlab.ui.canvas.drawing import ALIGN_RIGHT, draw_text, translucent
from clusterlab.ui.canvas.plot_content import PlotContent
from clusterlab.ui.canvas.raster import paint_outline
from clusterlab.ui.theme.fonts import font

MAX_LEGEND_ROWS = 10
LEGEND_TEXT_SIZE = 12.0
LEGEND_ROW_HEIGHT, LEGEND_PADDING, GLYPH_WIDTH, LEGEND_GAP = 19.0, 13.0, 18.0, 22.0
GLYPH_RADIUS, GLYPH_OUTLINE = 4.8, 0.9
LEGEND_MARGIN = 12.0  # between a card and the edge of the picture
LEGEND_SAMPLE = 5_000  # points that are counted to find the emptiest corner


@dataclass(frozen=True)
class LegendRow:
    """A row of the legend: a palette number, a cluster's name, and its size."""

    number: int
    name: str
    figures: str


def legend_rows(picture: Picture, first: int = 0) -> tuple[list[LegendRow], str]:
    """The visible rows of the legend from `first` on, and which ones of a long legend they are, as text."""
    lines = _lines(picture)
    if len(lines) <= MAX_LEGEND_ROWS:
        return lines, ""
    first = min(max(0, first), len(lines) - MAX_LEGEND_ROWS)
    return lines[first : first + MAX_LEGEND_ROWS], f"{first + 1}–{first + MAX_LEGEND_ROWS} of {len(lines)}"


def scrolled_offset(picture: Picture, viewport: Viewport, position: QPointF, by: int) -> int | None:
    """The first row of the legend at `position` after scrolling by some rows; None where no long one lies."""
    more = legend_rows(picture)[1] and "legend" in picture.layers
    if not more or not legend_box(picture, viewport).contains(position):
        return None
    last = len(picture.sizes) + bool(picture.noise) - MAX_LEGEND_ROWS
    return min(max(0, viewport.legend_offset + by), last)


def _lines(picture: Picture) -> list[LegendRow]:
    total = sum(picture.sizes) + picture.noise
    clusters = zip(picture.colors, picture.names, picture.sizes, strict=True) if picture.sizes else ()
    lines = [LegendRow(number, name, _figures(size, total)) for number, name, size in clusters]
    if picture.noise:
        lines.append(LegendRow(-1, picture.point_marks.unlabeled_name, _figures(picture.noise, total)))
    return lines


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
    lines = _lines(picture)
    metrics, scale = QFontMetricsF(font(LEGEND_TEXT_SIZE * viewport.scale)), viewport.scale
    names = max((metrics.horizontalAdvance(line.name) for line in lines), default=0.0)
    figures = max((metrics.horizontalAdvance(line.figures) for line in lines), default=0.0)
    width = names + figures + (GLYPH_WIDTH + LEGEND_GAP + 2 * LEGEND_PADDING) * scale
    height = (len(shown) + bool(more)) * LEGEND_ROW_HEIGHT * scale + LEGEND_PADDING * scale * 1.5
    return _least_covering_box(picture, viewport, np.ceil(width), np.ceil(height))


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


def _figures(size: int, total: int) -> str:
    return f"{size:,} · {100 * size / max(total, 1):.0f} %"


def _least_covering_box(picture: Picture, viewport: Viewport, width: float, height: float) -> QRectF:
    """The box at the corner with the fewest points of the fitted plot, so that zooming does not move it."""
    fitted = fit_viewport(picture, viewport.size, 1.0, viewport.scale)
    few = picture.places[:: max(1, len(picture.places) // LEGEND_SAMPLE)]
    sample = fitted.to_pixels(picture.view.plot_positions(few)).reshape(-1, 2)
    edge, (w, h) = LEGEND_MARGIN * viewport.scale, viewport.size
    left, right, bottom = edge + 28 * viewport.scale, w - edge - width, h - height - 44 * viewport.scale
    below_name = edge + 18 * viewport.scale
    corners = ((right, edge), (left, below_name), (right, bottom), (left, bottom))
    boxes = [QRectF(x, y, width, height) for x, y in corners]
    inside = [(sample >= (x, y)) & (sample <= (x + width, y + height)) for x, y in corners]
    hidden = [int(points.all(axis=1).sum()) for points in inside]
    return boxes[int(np.argmin(hidden))] if hidden[0] > len(sample) * 0.005 else boxes[0]
