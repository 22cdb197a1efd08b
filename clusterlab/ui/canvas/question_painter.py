"""What is drawn of a question, and which part of it is at a pixel."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.marks import Centers
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.theme import wcag_contrast
from clusterlab.kernels.typing import Floats
from clusterlab.session.prediction.question_marks import MarkedPoint, NumberedLine, QuestionMarks
from clusterlab.ui.theme.fonts import font

MARK_RING_SIZE, MARK_DISK_SIZE, MARK_LETTER_SIZE = 9.0, 10.0, 13.0
MARK_RING_WIDTH, MARK_HALO = 2.2, 2.2
GUESS_SIZE, GUESS_GAP, GUESS_WIDTH = 14.0, 4.0, 2.4
PAIR_LINE_WIDTH, PAIR_LINE_END = 2.2, 2.5
LOW_PLOT = 220
"""Logical pixels: the height of a plot in which marks are no larger than usual."""
MARK_PICK_DISTANCE = 16.0
"""Logical pixels: how far a click may be from what is marked."""


def paint_question(painter: QPainter, content: PlotContent, marks: QuestionMarks) -> None:
    """Paints the marked points, the numbered lines, and the cross."""
    for line in marks.lines:
        _paint_line(painter, content, line)
    _paint_center_numbers(painter, content, marks)
    for point in marks.points:
        for pixel in _point_pixels(content, point):
            _paint_point(painter, content, point, pixel)
    if marks.cross is not None:
        _paint_cross(painter, content, _pixel(content, marks.cross))


def mark_at(content: PlotContent, marks: QuestionMarks, position: QPointF) -> int:
    """The index of the marked point or the numbered line at a pixel, -1 for none."""
    found = [(distance, i) for i, distance in enumerate(_distances(content, marks, position))]
    distance, index = min(found, default=(np.inf, -1))
    return index if distance <= MARK_PICK_DISTANCE * _scale(content) else -1


def _distances(content: PlotContent, marks: QuestionMarks, position: QPointF) -> Iterator[float]:
    """How far a pixel is from each marked point or numbered line."""
    for point in marks.points:
        yield min(
            min(_length(QPointF(*pixel.tolist()), position), _length(_disk_center(content, pixel), position))
            for pixel in _point_pixels(content, point)
        )
    for line in marks.lines:
        drawn = _drawn_line(content, line)
        yield min(_length(_number_center(content, drawn), position), _distance_to(drawn, position))


def _paint_point(painter: QPainter, content: PlotContent, point: MarkedPoint, pixel: Floats) -> None:
    """A ring around a point, and its letter in a disk of the color of the answer."""
    theme, scale = content.theme, _scale(content)
    size = (MARK_RING_SIZE + 2 * point.is_current) * scale
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = theme.accent if point.is_current else theme.text
    for color, width in ((theme.canvas, MARK_RING_WIDTH + 2 * MARK_HALO), (ring, MARK_RING_WIDTH)):
        painter.setPen(QPen(QColor(color), width * scale))
        painter.drawEllipse(QPointF(*pixel.tolist()), size, size)
    known = {True: " ✓", False: " ✗", None: ""}[point.is_right]
    fill = theme.cluster(_palette_number(content, point.cluster)) if point.cluster >= 0 else ring
    _paint_disk(painter, content, _disk_center(content, pixel), point.letter + known, fill)


def _paint_line(painter: QPainter, content: PlotContent, line: NumberedLine) -> None:
    """A line with a halo, and its number in a disk beside its middle."""
    theme, scale, drawn = content.theme, _scale(content), _drawn_line(content, line)
    color = theme.good if line.is_true else theme.accent if line.is_chosen else theme.text
    width = PAIR_LINE_WIDTH * (2 if line.is_true or line.is_chosen else 1)
    for ink, thick in ((theme.canvas, width + 2 * MARK_HALO), (color, width)):
        painter.setPen(QPen(QColor(ink), thick * scale, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(drawn)
        painter.setBrush(QColor(ink))
        for end in (drawn.p1(), drawn.p2()):
            painter.drawEllipse(end, PAIR_LINE_END * scale, PAIR_LINE_END * scale)
    text = f"{line.number} ✓" if line.is_true else str(line.number)
    _paint_disk(painter, content, _number_center(content, drawn), text, color)


def _paint_center_numbers(painter: QPainter, content: PlotContent, marks: QuestionMarks) -> None:
    """The numbers of the options beside the centers of their clusters, in the colors of these."""
    centers = content.picture.mark(Centers)
    for cluster, number in marks.centers.items():
        if centers is not None and cluster < len(centers.positions):
            fill = content.theme.cluster(_palette_number(content, cluster))
            for pixel in content.pixels(centers.positions[cluster]):
                _paint_disk(painter, content, _disk_center(content, pixel), str(number), fill)


def _paint_cross(painter: QPainter, content: PlotContent, pixel: Floats) -> None:
    """An upright cross, open in the middle, in the accent color."""
    scale = _scale(content)
    middle = QPointF(*pixel.tolist())
    arms = [
        QLineF(middle + one * (GUESS_GAP * scale), middle + one * (GUESS_SIZE * scale))
        for one in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1))
    ]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in (
        (content.theme.canvas, GUESS_WIDTH + 2 * MARK_HALO),
        (content.theme.accent, GUESS_WIDTH),
    ):
        painter.setPen(QPen(QColor(color), width * scale, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(arms)
        painter.drawEllipse(middle, GUESS_SIZE * scale * 0.7, GUESS_SIZE * scale * 0.7)


def _paint_disk(painter: QPainter, content: PlotContent, center: QPointF, text: str, fill: str) -> None:
    """A text in a disk, as wide as it needs, in a color that stands out from the fill."""
    scale, theme = _scale(content), content.theme
    face = font(MARK_LETTER_SIZE * scale)
    face.setBold(True)
    height = 2 * MARK_DISK_SIZE * scale
    width = max(height, QFontMetricsF(face).horizontalAdvance(text) + MARK_DISK_SIZE * scale)
    box = QRectF(center.x() - height / 2, center.y() - height / 2, width, height)
    painter.setPen(QPen(QColor(theme.canvas), MARK_HALO * scale))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(face)
    painter.setPen(QColor(_text_color(fill)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _scale(content: PlotContent) -> float:
    """The size of marks: that of the type, unless they would cover a low plot."""
    return min(content.scale, max(1.0, content.viewport.size[1] / LOW_PLOT))


def _text_color(fill: str) -> str:
    """Black or white, whichever stands out more."""
    return max(("#000000", "#ffffff"), key=lambda color: wcag_contrast(color, fill))


def _point_pixels(content: PlotContent, point: MarkedPoint) -> Floats:
    """Where a marked point is drawn (s, 2)."""
    return content.pixels(content.picture.places[point.row])


def _pixel(content: PlotContent, place: Floats) -> Floats:
    """Where a position (d,) is drawn (2,) on a plane."""
    return np.asarray(content.pixels(content.picture.view.project(place[None]))[0, 0])


def _drawn_line(content: PlotContent, line: NumberedLine) -> QLineF:
    first, second = (QPointF(*_pixel(content, end).tolist()) for end in line.line)
    return QLineF(first, second)


def _disk_center(content: PlotContent, pixel: Floats) -> QPointF:
    """The middle of the disk at the upper right of a marked point."""
    away = (MARK_RING_SIZE + MARK_DISK_SIZE * 0.6) * _scale(content)
    return QPointF(*pixel.tolist()) + QPointF(away, -away)


def _number_center(content: PlotContent, line: QLineF) -> QPointF:
    """The middle of the disk beside the middle of a line."""
    return line.center() + QPointF(0, -(MARK_DISK_SIZE + 5) * _scale(content))


def _palette_number(content: PlotContent, cluster: int) -> int:
    """The palette number of a cluster, which may not be on the picture yet."""
    colors = content.picture.colors
    return colors[cluster] if cluster < len(colors) else cluster


def _length(first: QPointF, second: QPointF) -> float:
    return QLineF(first, second).length()


def _distance_to(line: QLineF, position: QPointF) -> float:
    """How far a pixel is from a line between two points."""
    start, along = np.array(line.p1().toTuple()), np.array([line.dx(), line.dy()])
    offset = np.array(position.toTuple()) - start
    share = np.clip(offset @ along / max(float(along @ along), 1e-9), 0, 1)
    return float(np.hypot(*(offset - share * along)))
