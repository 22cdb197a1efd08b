"""The cards that lie on a picture: the legend, and what is known of a point."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from clusterlab.export.picture import Picture
from clusterlab.kernels.raster.rasterize import Stamp, packed, stamps
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.points_image import fill_of
from clusterlab.ui.canvas.viewport import Frame, fit_frame
from clusterlab.ui.theme.theme import Theme, font, rgb

MOST_ROWS = 10
TEXT = 12.0
ROW, PAD, GLYPH, GAP = 19.0, 13.0, 18.0, 22.0
EDGE = 12.0  # between a card and the edge of the picture
LOOKED_AT = 5_000  # points, for where the legend is least in the way


@dataclass(frozen=True)
class Row:
    """A line of the legend: a number of the palette, a name, and how many points there are."""

    number: int
    name: str
    figures: str


def rows(picture: Picture, first: int = 0) -> tuple[list[Row], str]:
    """The lines of the legend from `first` on, as many as fit, and in words which ones they are."""
    lines = _lines(picture)
    if len(lines) <= MOST_ROWS:
        return lines, ""
    first = min(max(0, first), len(lines) - MOST_ROWS)
    return lines[first : first + MOST_ROWS], f"{first + 1}–{first + MOST_ROWS} of {len(lines)}"


def scrolled(picture: Picture, frame: Frame, spot: QPointF, by: int) -> Frame | None:
    """The frame with a legend that lies under `spot` moved on by some lines; None where there are no more."""
    more = rows(picture)[1] and "legend" in picture.layers
    if not more or not legend_box(picture, frame).contains(spot):
        return None
    last = len(picture.sizes) + bool(picture.noise) - MOST_ROWS
    return replace(frame, legend=min(max(0, frame.legend + by), last))


def _lines(picture: Picture) -> list[Row]:
    total = sum(picture.sizes) + picture.noise
    clusters = zip(picture.colors, picture.names, picture.sizes, strict=True) if picture.sizes else ()
    lines = [Row(number, name, _figures(size, total)) for number, name, size in clusters]
    return [*lines, Row(-1, picture.dots.rest, _figures(picture.noise, total))] if picture.noise else lines


def paint_legend(painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
    """The legend, in the corner where it hides the fewest points when all are seen."""
    lines, more = rows(picture, frame.legend)
    if "legend" not in picture.layers or not lines:
        return
    card = legend_box(picture, frame)
    if card.width() > frame.size[0] * 0.6 or card.height() > frame.size[1] * 0.8:
        return  # a picture too small for a legend is better without
    scale, bottom = frame.scale, card.top() + PAD * frame.scale * 0.75
    paint_card(painter, card, frame, theme)
    painter.setFont(font(TEXT * scale))
    inner = card.adjusted(PAD * scale, 0, -PAD * scale, 0)
    dots = glyphs(tuple(line.number for line in lines), frame, theme, len(picture.places))
    for line, dot in zip(lines, dots, strict=True):
        row = QRectF(inner.left(), bottom, inner.width(), ROW * scale)
        paint_glyph(painter, QPointF(row.left() + 5 * scale, row.center().y()), dot, frame)
        painter.setPen(QColor(theme.text))
        painter.drawText(row.adjusted(GLYPH * scale, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.name)
        painter.setPen(QColor(theme.muted))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line.figures)
        bottom += ROW * scale
    painter.drawText(
        QRectF(inner.left() + GLYPH * scale, bottom, inner.width(), ROW * scale),
        Qt.AlignmentFlag.AlignVCenter,
        more,
    )


def legend_box(picture: Picture, frame: Frame) -> QRectF:
    """Where the legend lies, in logical pixels."""
    shown, more = rows(picture)
    lines = _lines(picture)
    metrics, scale = QFontMetricsF(font(TEXT * frame.scale)), frame.scale
    names = max((metrics.horizontalAdvance(line.name) for line in lines), default=0.0)
    figures = max((metrics.horizontalAdvance(line.figures) for line in lines), default=0.0)
    width = names + figures + (GLYPH + GAP + 2 * PAD) * scale
    height = (len(shown) + bool(more)) * ROW * scale + PAD * scale * 1.5
    return _quietest(picture, frame, np.ceil(width), np.ceil(height))


def paint_card(painter: QPainter, box: QRectF, frame: Frame, theme: Theme) -> None:
    """The ground of a card, with a soft shadow."""
    painter.setPen(Qt.PenStyle.NoPen)
    for reach in (3, 2, 1):
        painter.setBrush(QColor(0, 0, 0, 18 if theme.dark else 4))
        grown = box.adjusted(-reach, -reach + 1, reach, reach + 1)
        painter.drawRoundedRect(grown, 8 * frame.scale + reach, 8 * frame.scale + reach)
    ground = QColor(theme.panel)
    ground.setAlpha(242)
    painter.setBrush(ground)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8 * frame.scale, 8 * frame.scale)


def glyphs(numbers: tuple[int, ...], frame: Frame, theme: Theme, n: int = 1) -> tuple[np.ndarray, ...]:
    """The dots of palette numbers, as they are drawn among `n` points but a little larger."""
    size, dpr = 4.8 * frame.scale, frame.dpr
    kinds = tuple(
        Stamp(theme.shape(number), size * dpr, 1.0, 0.9 * dpr if theme.outlined(number) else 0.0)
        for number in numbers
    )
    fills = tuple(fill_of(theme, n)(number) for number in numbers)
    return _glyphs(kinds, fills, tuple(theme.rim(number) for number in numbers), round(2 * (size + 2) * dpr))


def paint_glyph(painter: QPainter, spot: QPointF, pixels: np.ndarray, frame: Frame) -> None:
    """Puts the middle of a glyph on a spot."""
    half = len(pixels) / 2 / frame.dpr
    draw_pixels(painter, spot - QPointF(half, half), pixels, frame.dpr)


@lru_cache(64)
def _glyphs(
    kinds: tuple[Stamp, ...], fills: tuple[str, ...], rims: tuple[str, ...], side: int
) -> tuple[np.ndarray, ...]:
    """One image a dot, all stamped at once: a legend is painted with every step, and is mostly the same."""
    middles = np.stack([np.full(len(kinds), side / 2), (np.arange(len(kinds)) + 0.5) * side], axis=1)
    colors, edges = (packed(np.array([rgb(color) for color in group])) for group in (fills, rims))
    which = np.arange(len(kinds), dtype=np.uint8)
    strip = stamps((side, side * len(kinds)), middles, colors, kinds, which, edges)
    return tuple(np.ascontiguousarray(strip[i * side : (i + 1) * side]) for i in range(len(kinds)))


def draw_pixels(painter: QPainter, corner: QPointF, pixels: object, dpr: float) -> None:
    """Draws an image (h, w) of premultiplied pixels of the screen."""
    height, width = pixels.shape  # type: ignore[attr-defined]
    image = QImage(pixels, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    painter.drawImage(corner, image)


def _figures(size: int, total: int) -> str:
    return f"{size:,} · {100 * size / max(total, 1):.0f} %"


def _quietest(picture: Picture, frame: Frame, width: float, height: float) -> QRectF:
    """The box at the corner with the fewest points under it when all are seen: zooming moves nothing."""
    whole = fit_frame(picture, frame.size, 1.0, frame.scale)
    few = picture.places[:: max(1, len(picture.places) // LOOKED_AT)]
    sample = whole.to_pixels(picture.view.spots(few)).reshape(-1, 2)
    edge, (w, h) = EDGE * frame.scale, frame.size
    left, right, bottom = edge + 28 * frame.scale, w - edge - width, h - height - 44 * frame.scale
    below_name = edge + 18 * frame.scale
    corners = ((right, edge), (left, below_name), (right, bottom), (left, bottom))
    boxes = [QRectF(x, y, width, height) for x, y in corners]
    hidden = [_within(sample, box) for box in boxes]
    return boxes[int(np.argmin(hidden))] if hidden[0] > len(sample) * 0.005 else boxes[0]


def _within(spots: Floats, box: QRectF) -> int:
    x, y = spots[:, 0], spots[:, 1]
    return int(
        np.count_nonzero((x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom()))
    )
