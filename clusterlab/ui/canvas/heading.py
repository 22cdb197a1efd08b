"""The heading of a plot in a grid, and the border of every plot."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from clusterlab.export.figure_grid import FigureCell
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.viewport import MAX_INSET_SHARE
from clusterlab.ui.canvas.drawing import draw_text
from clusterlab.ui.canvas.legend import paint_card
from clusterlab.ui.theme.fonts import font

HEADING_PADDING, HEADING_MARGIN, HEADING_LINE_HEIGHT, HEADING_GAP = 10.0, 10.0, 24.0, 6.0
HEADING_TEXT_SIZE, NOTE_TEXT_SIZE = 12.0, 11.0
LOW_MARGIN, LOW_LINE_HEIGHT = 2.0, 17.0  # of a heading on one line in a plot too low for more
MIN_FIGURES_WIDTH = 36.0
HEADING_HEIGHT = 36.0  # with its margin
CORNER_RADIUS = 8.0


def paint_edge(painter: QPainter, content: PlotContent, is_selected: bool = False) -> None:
    """Gives a plot round corners and a thin border, or a thicker one in the accent color where selected."""
    _, viewport, theme = content
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
    painter: QPainter, content: PlotContent, cell: FigureCell, reserved: float = 0.0, elides: bool = False
) -> None:
    """The title of a cell on a card, with its metrics, or with the reason why there are no clusters.

    Metrics without a title stand in the lower right corner; `reserved` pixels at the right stay free. Where
    metrics do not fit beside the title, they stand below it, or it `elides` them.
    """
    if not cell.title and not cell.failure:
        return _paint_note(painter, content, cell.figures)
    if elides and not cell.failure:
        return _paint_line(painter, content, cell, reserved)
    scale, left, theme = content.scale, HEADING_MARGIN + HEADING_PADDING, content.theme
    available = content.viewport.size[0] - 2 * left - reserved
    bold, plain = font(HEADING_TEXT_SIZE * scale, True), font(HEADING_TEXT_SIZE * scale)
    figures, width = cell.figures or cell.failure, QFontMetricsF(bold).horizontalAdvance(cell.title)
    wanted = width + (HEADING_GAP + QFontMetricsF(plain).horizontalAdvance(figures) if figures else 0)
    first = QRectF(left, HEADING_MARGIN, min(wanted, available), HEADING_LINE_HEIGHT * scale)
    rest = first.adjusted(width + HEADING_GAP, 0, 0, 0)
    if wanted > available:  # the figures stand below the title
        below = QRectF(0, 0, available, 1e4)
        height = QFontMetricsF(plain).boundingRect(below, Qt.TextFlag.TextWordWrap, figures).height()
        rest = QRectF(left, first.bottom() - 4 * scale, available, height)
    card = first.united(rest).adjusted(-HEADING_PADDING, 0, HEADING_PADDING, 4 * scale * (wanted > available))
    paint_card(painter, content, card)
    draw_text(painter, cell.title, first, bold, theme.text)
    painter.setFont(plain)
    painter.setPen(QColor(theme.bad if cell.failure else theme.muted))
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, figures)
    return None


def _paint_line(painter: QPainter, content: PlotContent, cell: FigureCell, reserved: float) -> None:
    """Title and metrics beside each other, elided where they do not fit, so that no point is covered."""
    scale, top, height = _line_size(content)
    left, theme = HEADING_MARGIN + HEADING_PADDING, content.theme
    right = content.viewport.size[0] - left - reserved
    bold, plain = font(HEADING_TEXT_SIZE * scale, True), font(HEADING_TEXT_SIZE * scale)
    title = QRectF(left, top, QFontMetricsF(bold).horizontalAdvance(cell.title) + 1, height)
    title.setRight(min(title.right(), right))
    figures = title.translated(title.width() + HEADING_GAP, 0)
    figures.setRight(min(figures.left() + QFontMetricsF(plain).horizontalAdvance(cell.figures) + 1, right))
    has_figures = bool(cell.figures) and figures.width() > MIN_FIGURES_WIDTH * scale
    card = title.united(figures) if has_figures else title
    paint_card(painter, content, card.adjusted(-HEADING_PADDING, 0, HEADING_PADDING, 0))
    draw_text(painter, cell.title, title, bold, theme.text)
    if has_figures:
        draw_text(painter, cell.figures, figures, plain, theme.muted)


def _line_size(content: PlotContent) -> tuple[float, float, float]:
    """The scale of a heading on one line, its top and its height: narrower and smaller in a low plot."""
    room = MAX_INSET_SHARE * content.viewport.size[1]
    if HEADING_MARGIN + HEADING_LINE_HEIGHT * content.scale <= room:
        return content.scale, HEADING_MARGIN, HEADING_LINE_HEIGHT * content.scale
    scale = min(content.scale, (room - LOW_MARGIN) / LOW_LINE_HEIGHT)
    return scale, LOW_MARGIN, LOW_LINE_HEIGHT * scale


def _paint_note(painter: QPainter, content: PlotContent, words: str) -> None:
    """Metrics in the lower right corner, in smaller type where they are too wide for a small plot."""
    box = QRectF(0, 0, content.viewport.size[0] - 8, content.viewport.size[1] - 5)
    face = font(NOTE_TEXT_SIZE * content.scale)
    width = max(QFontMetricsF(face).horizontalAdvance(words), box.width())
    face.setPixelSize(max(1, int(face.pixelSize() * box.width() / width)))
    painter.setFont(face)
    painter.setPen(QColor(content.theme.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)
