"""Words beside a place of a chart."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip, QWidget


def tell_beside(chart: QWidget, place: QPoint, words: str) -> None:
    """Shows words below a place of a chart, and below the mouse where that points at it: at the edge of the
    screen Qt moves them sideways, and under the mouse they would take it away from the chart and vanish."""
    mouse = chart.mapFromGlobal(QCursor.pos())
    low = max(place.y(), mouse.y()) if chart.rect().contains(mouse) else place.y()
    QToolTip.showText(chart.mapToGlobal(QPoint(place.x(), low)), words, chart)
