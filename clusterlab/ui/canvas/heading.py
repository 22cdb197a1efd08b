"""The heading of a plot in a grid, and the border of every plot."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from clusterlab.export.figure_grid import FigureCell
from clusterlab.ui.canvas.legend import paint_card
from clusterlab.ui.canvas.viewport import Viewport
from clusterlab.ui.theme.theme import Theme, font

HEADING_PADDING, HEADING_MARGIN, HEADING_LINE_HEIGHT = 10.0, 10.0, 24.0
HEADING_TEXT_SIZE, NOTE_TEXT_SIZE = 12.0, 11.0
CORNER_RADIUS = 8.0


def paint_edge(painter: QPainter, viewport: Viewport, theme: Theme, is_selected: bool = False) -> None:
    """Gives a plot round corners and a thin border, or a thicker one in the accent color where selected."""
    corner, whole = CORNER_RADIUS * viewport.scale, QRectF(0, 0, *viewport.size)
    outside, inside = QPainterPath(), QPainterPath()
    outside.addRect(whole.adjusted(0, 0, 1, 1))  # fractions of pixels
    inside.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
    painter.fillPath(outside - inside, QColor(theme.window))
    painter.strokePath(inside, QPen(QColor(theme.line), 1))
    if is_selected:
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), CORNER_RADIUS, CORNER_RADIUS)


def paint_heading(
    painter: QPainter, cell: FigureCell, viewport: Viewport, theme: Theme, reserved: float = 0.0
) -> None:
    """The title of a cell on a card, with its metrics, or with the reason why there are no clusters.

    Metrics without a title stand in the lower right corner; `reserved` pixels at the right stay free.
    """
    if not cell.title and not cell.failure:
        return _paint_note(painter, cell.figures, viewport, theme)
    available = viewport.size[0] - 2 * HEADING_MARGIN - reserved
    bold, plain = font(HEADING_TEXT_SIZE * viewport.scale, True), font(HEADING_TEXT_SIZE * viewport.scale)
    width = QFontMetricsF(bold).horizontalAdvance(cell.title)
    figures = cell.figures or cell.failure
    wanted = (
        2 * HEADING_PADDING + width + (6 + QFontMetricsF(plain).horizontalAdvance(figures) if figures else 0)
    )
    box = QRectF(HEADING_MARGIN, HEADING_MARGIN, min(wanted, available), HEADING_LINE_HEIGHT * viewport.scale)
    lines = 1
    if cell.failure and wanted > available:
        lines = 1 + _line_count(cell.failure, plain, available - 2 * HEADING_PADDING)
        box.setHeight((HEADING_LINE_HEIGHT + 16 * (lines - 1)) * viewport.scale)
    paint_card(painter, box, viewport, theme)
    inner = box.adjusted(HEADING_PADDING, 0, -HEADING_PADDING, 0)
    first = QRectF(inner.left(), inner.top(), inner.width(), HEADING_LINE_HEIGHT * viewport.scale)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, _elided(cell.title, bold, inner.width()))
    painter.setFont(plain)
    painter.setPen(QColor(theme.bad if cell.failure else theme.muted))
    if lines > 1:
        below = QRectF(inner.left(), first.bottom() - 3, inner.width(), box.bottom() - first.bottom() + 3)
        painter.drawText(below, Qt.TextFlag.TextWordWrap, cell.failure)
    else:
        rest = first.adjusted(width + 6, 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, _elided(figures, plain, rest.width()))
    return None


def _paint_note(painter: QPainter, words: str, viewport: Viewport, theme: Theme) -> None:
    painter.setFont(font(NOTE_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    box = QRectF(0, 0, viewport.size[0] - 8, viewport.size[1] - 5)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)


def _elided(words: str, face: QFont, available: float) -> str:
    return QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, available)


def _line_count(words: str, face: QFont, available: float) -> int:
    metrics = QFontMetricsF(face)
    box = metrics.boundingRect(QRectF(0, 0, available, 1e4), Qt.TextFlag.TextWordWrap, words)
    return round(box.height() / metrics.lineSpacing())
