"""The distances that explain a selected point or center: lines with their lengths, in a plane."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.reason import ReasonLine
from clusterlab.export.plot_content import PlotContent
from clusterlab.ui.canvas.drawing import draw_text
from clusterlab.ui.theme.fonts import font

REASON_LINE_WIDTH, HALO_WIDTH = 2.0, 4.5
LENGTH_SIZE, LENGTH_PADDING = 12.0, 4.0


def paint_reason(painter: QPainter, content: PlotContent, lines: tuple[ReasonLine, ...]) -> None:
    """Paints every line in the color of its cluster with its text at the middle, in views of one plane."""
    view = content.picture.view
    if not lines or not view.linear or len(view.plot_positions(content.picture.places[:1])[0]) != 1:
        return
    for line in lines:
        _paint_line(painter, content, line)


def _paint_line(painter: QPainter, content: PlotContent, line: ReasonLine) -> None:
    ends = [content.pixels(content.picture.view.project(place))[0] for place in (line.start, line.end)]
    drawn = QLineF(*(QPointF(*end.tolist()) for end in ends))
    theme = content.theme
    numbers = content.picture.colors
    is_colored = 0 <= line.cluster < len(numbers)
    color = theme.line_color(numbers[line.cluster]) if is_colored else theme.text
    for ink, width in ((theme.canvas, HALO_WIDTH), (color, REASON_LINE_WIDTH)):
        painter.setPen(QPen(QColor(ink), width * content.scale, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(drawn)
    _paint_length(painter, content, str(line.text), drawn)


def _paint_length(painter: QPainter, content: PlotContent, text: str, line: QLineF) -> None:
    """The text in a box of the canvas' color at the middle of a line that is longer than it."""
    face, padding = font(LENGTH_SIZE * content.scale), LENGTH_PADDING * content.scale
    metrics = QFontMetricsF(face)
    width, height = metrics.horizontalAdvance(text) + 2 * padding, metrics.height() + padding
    if line.length() < width:
        return
    middle = line.center()
    box = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(content.theme.canvas))
    painter.drawRoundedRect(box, padding, padding)
    draw_text(painter, text, box.adjusted(padding, 0, 0, 0), face, content.theme.text)
