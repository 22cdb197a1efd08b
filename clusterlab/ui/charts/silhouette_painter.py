"""Paints silhouettes, the labels beside them, and the marks of points."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from clusterlab.session.analysis.silhouette_plot import SilhouetteCluster, SilhouettePlot
from clusterlab.ui.charts.axis_ticks import short_number, value_ticks
from clusterlab.ui.charts.silhouette_layout import SilhouetteLayout
from clusterlab.ui.theme.theme import Theme

LABEL_GAP = 6  # pixels between a cluster and its labels
MARK_RADIUS = 4.5
MAX_POINT_MARKS = 2_000
ALIGN_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def cluster_summary(cluster: SilhouetteCluster) -> str:
    """The mean silhouette and the size of a cluster, as text."""
    return f"{cluster.mean:.2f} · {cluster.size:,}".replace("-", "−")


def paint_silhouettes(
    painter: QPainter, layout: SilhouetteLayout, shown: SilhouettePlot, theme: Theme, opacity: float = 1.0
) -> None:
    """Paints the axis, the silhouettes in the colors of their clusters, their labels and the overall mean."""
    _paint_axis(painter, layout, theme)
    for place, cluster in enumerate(layout.clusters):
        painter.setOpacity(opacity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.cluster(cluster.color)))
        painter.drawPolygon(layout.outline(place))
        painter.setOpacity(1.0)
        _paint_labels(painter, layout, place, theme)
    _paint_mean(painter, layout, shown.mean, theme)


def paint_point_marks(
    painter: QPainter,
    layout: SilhouetteLayout,
    shown: SilhouettePlot,
    theme: Theme,
    hovered: int,
    selected: Sequence[int],
) -> None:
    """Paints a dot at the end of each selected bar, and a line across the plot at the hovered one."""
    painter.setBrush(QColor(theme.accent))
    painter.setPen(QPen(QColor(theme.panel), 1.5))
    for row in selected[:MAX_POINT_MARKS]:
        found = shown.position_of(row)
        if found is not None:
            painter.drawEllipse(layout.line_end(*found), MARK_RADIUS, MARK_RADIUS)
    found = shown.position_of(hovered) if hovered >= 0 else None
    if found is not None:
        line_end = layout.line_end(*found)
        painter.setPen(QPen(QColor(theme.text), 1.5))
        painter.drawLine(QPointF(layout.box.left(), line_end.y()), QPointF(layout.box.right(), line_end.y()))
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.panel))
        painter.drawEllipse(line_end, MARK_RADIUS, MARK_RADIUS)


def _paint_axis(painter: QPainter, layout: SilhouetteLayout, theme: Theme) -> None:
    ticks, (top, bottom) = value_ticks(layout.low, 1.0, 4), (layout.box.top(), layout.box.bottom())
    for tick in ticks:
        x = layout.x(tick)
        painter.setPen(QPen(QColor(theme.line if tick else theme.muted), 1))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setPen(QColor(theme.muted))
        below = QRectF(x - 30, bottom + 2, 60, painter.fontMetrics().height())
        words = short_number(tick, ticks).replace("-", "−")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), words)


def _paint_labels(painter: QPainter, layout: SilhouetteLayout, place: int, theme: Theme) -> None:
    """The number of a cluster left of its silhouettes, its mean and size right of them."""
    cluster, span, default_font = layout.clusters[place], layout.spans[place], painter.font()
    bold = QFont(default_font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    before = QRectF(0, span.top, layout.box.left() - LABEL_GAP, span.height)
    painter.drawText(before, int(ALIGN_MIDDLE | Qt.AlignmentFlag.AlignRight), str(cluster.cluster + 1))
    painter.setFont(default_font)
    painter.setPen(QColor(theme.muted))
    after = QRectF(layout.box.right() + LABEL_GAP, span.top, 200, span.height)
    painter.drawText(after, int(ALIGN_MIDDLE | Qt.AlignmentFlag.AlignLeft), cluster_summary(cluster))


def _paint_mean(painter: QPainter, layout: SilhouetteLayout, mean: float, theme: Theme) -> None:
    """The mean over all points: a dashed line, labeled above."""
    x, words = layout.x(mean), f"mean {mean:.2f}".replace("-", "−")
    painter.setPen(QPen(QColor(theme.text), 1.2, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, layout.box.top() - 2), QPointF(x, layout.box.bottom()))
    wide = painter.fontMetrics().horizontalAdvance(words) / 2 + 2
    middle = max(x, wide)
    line = QRectF(middle - wide, 0, 2 * wide, layout.box.top() - 2)
    painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), words)
