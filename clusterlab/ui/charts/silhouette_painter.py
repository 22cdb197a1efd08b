"""Paints the blades of silhouettes, what stands beside them, and the marks of points."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from clusterlab.session.analysis.silhouette_plot import Blade, Blades
from clusterlab.ui.charts.axis_ticks import even_ticks, short
from clusterlab.ui.charts.silhouette_layout import BladeLayout
from clusterlab.ui.theme.theme import Theme

BESIDE = 6  # pixels between a blade and what stands beside it
MARK = 4.5
MOST_MARKS = 2_000
MIDDLE = Qt.AlignmentFlag.AlignVCenter


def beside_of(blade: Blade) -> str:
    """The mean and the size of a blade, as they stand beside it."""
    return f"{blade.mean:.2f} · {blade.size:,}".replace("-", "−")


def paint_blades(
    painter: QPainter, layout: BladeLayout, shown: Blades, theme: Theme, opacity: float = 1.0
) -> None:
    """The blades in the colors of their clusters over the axis, with their figures and the overall mean."""
    _paint_axis(painter, layout, theme)
    for place, blade in enumerate(layout.blades):
        painter.setOpacity(opacity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.cluster(blade.color)))
        painter.drawPolygon(layout.outline(place))
        painter.setOpacity(1.0)
        _paint_figures(painter, layout, place, theme)
    _paint_mean(painter, layout, shown.mean, theme)


def paint_marks(
    painter: QPainter,
    layout: BladeLayout,
    shown: Blades,
    theme: Theme,
    hovered: int,
    selected: Sequence[int],
) -> None:
    """A dot at the end of the line of each selected point, and a line across at the one pointed at."""
    painter.setBrush(QColor(theme.accent))
    painter.setPen(QPen(QColor(theme.panel), 1.5))
    for row in selected[:MOST_MARKS]:
        found = shown.place(row)
        if found is not None:
            painter.drawEllipse(layout.spot(*found), MARK, MARK)
    found = shown.place(hovered) if hovered >= 0 else None
    if found is not None:
        spot = layout.spot(*found)
        painter.setPen(QPen(QColor(theme.text), 1.5))
        painter.drawLine(QPointF(layout.box.left(), spot.y()), QPointF(layout.box.right(), spot.y()))
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.panel))
        painter.drawEllipse(spot, MARK, MARK)


def _paint_axis(painter: QPainter, layout: BladeLayout, theme: Theme) -> None:
    ticks, (top, bottom) = even_ticks(layout.low, 1.0, 4), (layout.box.top(), layout.box.bottom())
    for tick in ticks:
        x = layout.x(tick)
        painter.setPen(QPen(QColor(theme.line if tick else theme.muted), 1))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setPen(QColor(theme.muted))
        below = QRectF(x - 30, bottom + 2, 60, painter.fontMetrics().height())
        words = short(tick, ticks).replace("-", "−")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)


def _paint_figures(painter: QPainter, layout: BladeLayout, place: int, theme: Theme) -> None:
    """The number of the cluster before its blade, its mean and size after it."""
    blade, stand, usual = layout.blades[place], layout.stands[place], painter.font()
    bold = QFont(usual)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    before = QRectF(0, stand.top, layout.box.left() - BESIDE, stand.height)
    painter.drawText(before, int(MIDDLE | Qt.AlignmentFlag.AlignRight), str(blade.cluster + 1))
    painter.setFont(usual)
    painter.setPen(QColor(theme.muted))
    after = QRectF(layout.box.right() + BESIDE, stand.top, 200, stand.height)
    painter.drawText(after, int(MIDDLE | Qt.AlignmentFlag.AlignLeft), beside_of(blade))


def _paint_mean(painter: QPainter, layout: BladeLayout, mean: float, theme: Theme) -> None:
    """The mean over all points: a dashed line, with its number above."""
    x, words = layout.x(mean), f"mean {mean:.2f}".replace("-", "−")
    painter.setPen(QPen(QColor(theme.text), 1.2, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, layout.box.top() - 2), QPointF(x, layout.box.bottom()))
    wide = painter.fontMetrics().horizontalAdvance(words) / 2 + 2
    middle = max(x, wide)
    line = QRectF(middle - wide, 0, 2 * wide, layout.box.top() - 2)
    painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), words)
