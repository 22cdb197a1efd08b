"""Colors, polygons and texts as several parts of a plot draw them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPolygonF

from clusterlab.kernels.typing import Floats

ALIGN_LEFT, ALIGN_RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
ALIGN_CENTER, ALIGN_MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter


def translucent(color: str, alpha: int) -> QColor:
    """A color with an opacity from 0 to 255."""
    chosen = QColor(color)
    chosen.setAlpha(alpha)
    return chosen


def polygon(corners: Floats) -> QPolygonF:
    """Positions (m, 2) for QPainter."""
    return QPolygonF([QPointF(x, y) for x, y in corners.tolist()])


def draw_text(
    painter: QPainter,
    words: str,
    box: QRectF,
    face: QFont,
    color: str,
    side: Qt.AlignmentFlag = ALIGN_LEFT,
) -> None:
    """Draws a line of text, vertically centered in its box, and elided where it is too long."""
    painter.setFont(face)
    painter.setPen(QColor(color))
    fitted = QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, max(box.width(), 0.0))
    painter.drawText(box, side | ALIGN_MIDDLE, fitted)
