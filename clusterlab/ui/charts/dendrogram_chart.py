"""A dendrogram with a draggable cut."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.charts import Dendrogram
from clusterlab.core.formatting import format_count
from clusterlab.kernels.typing import Rows
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.ui.charts.step_chart import BOTTOM_MARGIN, LEFT_MARGIN, RIGHT_MARGIN, DraggableLineChart
from clusterlab.ui.widgets.painting import saved_state

MIN_LABEL_SPACING = 0.85  # of the line height: the least distance between cluster sizes
SIZE_LABEL_HEIGHT = 30  # pixels below the leaves for their cluster sizes, written upward
UNMERGED_ALPHA = 110  # the alpha of branches above the last merge made
MERGE_POINT_RADIUS, MERGE_LINE_MARGIN = 4.0, 1.5


class DendrogramChart(DraggableLineChart):
    """The tree of merges, with branches below the cut in the colors of their clusters."""

    chart: Dendrogram
    default_height = 230
    interaction_hint = "Drag the dashed line, or move it with Up and Down, to choose K."

    @property
    def param(self) -> str:
        """The name of the parameter that the cut sets."""
        return self.chart.param

    @property
    def line_at_rest(self) -> float:
        """The height of the cut into K clusters."""
        return self.chart.cut_at(self.chart.k)

    def box(self) -> QRectF:
        """The plot rectangle, with room below for cluster sizes."""
        more = self.scale * (SIZE_LABEL_HEIGHT - BOTTOM_MARGIN) if self._shows_sizes() else 0
        return super().box().adjusted(0, 0, 0, -more)

    def bounds(self) -> tuple[float, float]:
        """From 0 to above the last merge, so that the cut can lie there."""
        return 0.0, float(self.chart.heights[-1]) * 1.16 or 1.0

    def value_at(self, height: float) -> int:
        """The number of clusters of a cut at a height, at most the number of leaves."""
        return self.chart.k_at(max(height, self.chart.floor))

    def nudged_value(self, up: bool) -> int:
        """One cluster fewer for `up`, else one more."""
        return min(max(1, self.chart.k + (-1 if up else 1)), int(self.chart.sizes.sum()))

    def merge_position(self, merge: int) -> QPointF:
        """The pixel position of a merge: the middle of its horizontal line."""
        x = self._x_positions()[self.chart.m + merge]
        return QPointF(x, self.y_of(float(self.chart.heights[merge])))

    def paint(self, painter: QPainter) -> None:
        """Paints the branches, the last merge made, and the cut."""
        chart, dragging = self.chart, self._dragged_value is not None
        k = self.value_at(self.line_value) if dragging else chart.k
        left = k if dragging else max(k, chart.left)
        self.paint_axis(painter, self._axis_label())
        if self._shows_sizes():
            self._paint_sizes(painter)
        bottom, cut, done = float(self.height()), self.y_of(self.line_value), chart.m - left
        merged_y = bottom if done <= 0 else self.y_of(float(chart.heights[done - 1])) - MERGE_LINE_MARGIN
        boundary = cut if left == k else merged_y
        self._paint_branches(painter, 0, cut, None)
        self._paint_branches(painter, cut, boundary, chart.labels_for_k(k), UNMERGED_ALPHA)
        self._paint_branches(painter, boundary, bottom, chart.labels_for_k(left))
        if done > 0 and not dragging:
            self._paint_last_merge(painter, done - 1)
        self.paint_line(painter, f"K {k}", Qt.PenStyle.DashLine)

    def _paint_last_merge(self, painter: QPainter, merge: int) -> None:
        """A dotted line at the height of the last merge made, and a dot on it."""
        self.paint_horizontal_line(
            painter, float(self.chart.heights[merge]), self._theme.muted, Qt.PenStyle.DotLine
        )
        painter.setPen(QPen(QColor(self._theme.panel), 1.5))
        painter.setBrush(QColor(self._theme.text))
        painter.drawEllipse(self.merge_position(merge), MERGE_POINT_RADIUS, MERGE_POINT_RADIUS)

    def _paint_branches(
        self, painter: QPainter, top: float, bottom: float, labels: Rows | None, alpha: int = 255
    ) -> None:
        """The part of the tree between two pixel heights, colored by the `labels` of its nodes (2 m - 1,)."""
        chart, x_positions = self.chart, self._x_positions()
        ends = [self.y_of(0.0)] * chart.m + [self.y_of(y) for y in chart.heights.tolist()]
        pens = self._pens(labels, alpha)
        with saved_state(painter):
            painter.setClipRect(QRectF(0, top, self.width(), max(0.0, bottom - top)))
            for merge in range(chart.m - 2, -1, -1):
                pair, y = chart.pairs[merge].tolist(), ends[chart.m + merge]
                for child in pair:
                    painter.setPen(pens[child])
                    painter.drawLine(QPointF(x_positions[child], ends[child]), QPointF(x_positions[child], y))
                painter.setPen(pens[chart.m + merge])
                painter.drawLine(QPointF(x_positions[pair[0]], y), QPointF(x_positions[pair[1]], y))

    def _pens(self, labels: Rows | None, alpha: int) -> list[QPen]:
        """A pen per node: in the color of its label, gray where it has none."""
        plain = QPen(QColor(self._theme.muted), 1)
        if labels is None:
            return [plain] * (2 * self.chart.m - 1)
        line_colors = [
            QColor(self._theme.line_color(number))
            for number in completed_colors(self._colors, int(labels.max()) + 1)
        ]
        for line_color in line_colors:
            line_color.setAlpha(alpha)
        pens = [QPen(line_color, 1.6 if self.chart.truncated else 1.2) for line_color in line_colors]
        return [pens[label] if label >= 0 else plain for label in labels.tolist()]

    def _shows_sizes(self) -> bool:
        """Whether the leaves are clusters whose sizes fit side by side."""
        available = (self.width() - LEFT_MARGIN * self.scale - RIGHT_MARGIN) / self.chart.m
        return (
            self.chart.truncated and available >= MIN_LABEL_SPACING * QFontMetricsF(self.axis_font()).height()
        )

    def _axis_label(self) -> str:
        """The text below the leaves, where there are no cluster sizes."""
        if self._shows_sizes():
            return ""
        kind = "cluster" if self.chart.truncated else "point"
        return f"{format_count(self.chart.m, kind)} at the foot · drag the cut"

    def _paint_sizes(self, painter: QPainter) -> None:
        """The number of points of each leaf, written upward."""
        axis_font, available = self.axis_font(), self.scale * SIZE_LABEL_HEIGHT
        line = QFontMetricsF(axis_font).height()
        with saved_state(painter):
            painter.setFont(axis_font)
            painter.setPen(QColor(self._theme.muted))
            for x, size in zip(self._x_positions(), self.chart.sizes.tolist(), strict=False):
                with saved_state(painter):
                    painter.translate(x, self.box().bottom() + 3)
                    painter.rotate(-90)
                    place = QRectF(-available, -line / 2, available, line)
                    painter.drawText(
                        place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{size:,}"
                    )

    def _x_positions(self) -> list[float]:
        """The x pixel of each node (2 m - 1): leaves evenly spaced, merges centered over their children."""
        chart, box = self.chart, self.box()
        positions = [box.left() + (i + 0.5) * box.width() / chart.m for i in range(chart.m)]
        for first, second in chart.pairs.tolist():
            positions.append((positions[first] + positions[second]) / 2)
        return positions
