"""A dendrogram whose cut can be dragged."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.charts import Dendrogram
from clusterlab.core.formatting import format_count
from clusterlab.kernels.typing import Rows
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.ui.charts.step_chart import BOTTOM_MARGIN, LEFT_MARGIN, RIGHT_MARGIN, DraggableLineChart

MIN_LABEL_SPACING = 0.85  # of the height of a line: how near to each other sizes may stand
SIZE_LABEL_HEIGHT = 30  # pixels below the foot for the sizes of clusters, written upward
UNMERGED_ALPHA = 110  # the alpha of branches that are still to merge
MERGE_POINT_RADIUS, MERGE_LINE_MARGIN = 4.0, 1.5


class DendrogramChart(DraggableLineChart):
    """Merges as joined branches: those below the cut in the colors of their clusters."""

    chart: Dendrogram
    default_height = 230

    @property
    def param(self) -> str:
        """The parameter that follows the line."""
        return self.chart.param

    @property
    def line_at_rest(self) -> float:
        """The height of the cut that makes K clusters."""
        return self.chart.cut_at(self.chart.k)

    def box(self) -> QRectF:
        """Where merges are drawn, with room below for sizes."""
        more = self.scale * (SIZE_LABEL_HEIGHT - BOTTOM_MARGIN) if self._shows_sizes() else 0
        return super().box().adjusted(0, 0, 0, -more)

    def bounds(self) -> tuple[float, float]:
        """From 0 to above the last merge, so that a cut can lie there."""
        return 0.0, float(self.chart.heights[-1]) * 1.16 or 1.0

    def value_at(self, height: float) -> int:
        """How many clusters a cut makes there, of those that are drawn."""
        return self.chart.k_at(max(height, self.chart.floor))

    def nudged_value(self, up: bool) -> int:
        """One cluster fewer, or more."""
        return min(max(1, self.chart.k + (-1 if up else 1)), int(self.chart.sizes.sum()))

    def merge_position(self, merge: int) -> QPointF:
        """Where a merge is drawn: the middle of the line that joins its branches."""
        x = self._x_positions()[self.chart.m + merge]
        return QPointF(x, self.y_of(float(self.chart.heights[merge])))

    def paint(self, painter: QPainter) -> None:
        """The branches, how far they have merged, and the cut."""
        chart, dragging = self.chart, self._dragged_value is not None
        k = self.value_at(self.line_value) if dragging else chart.k
        left = k if dragging else max(k, chart.left)
        self.paint_axis(painter, self._axis_label())
        if self._shows_sizes():
            self._paint_sizes(painter)
        bottom, cut, done = float(self.height()), self.y_of(self.line_value), chart.m - left
        merged_y = bottom if done <= 0 else self.y_of(float(chart.heights[done - 1])) - MERGE_LINE_MARGIN
        present = cut if left == k else merged_y
        self._paint_branches(painter, 0, cut, None)
        self._paint_branches(painter, cut, present, chart.labels_for_k(k), UNMERGED_ALPHA)
        self._paint_branches(painter, present, bottom, chart.labels_for_k(left))
        if done > 0 and not dragging:
            self._paint_present(painter, done - 1)
        self.paint_line(painter, f"K {k}", Qt.PenStyle.DashLine)

    def _paint_present(self, painter: QPainter, merge: int) -> None:
        """How high merges have come, and a dot on the last."""
        self.paint_horizontal_line(
            painter, float(self.chart.heights[merge]), self._theme.muted, Qt.PenStyle.DotLine
        )
        painter.setPen(QPen(QColor(self._theme.panel), 1.5))
        painter.setBrush(QColor(self._theme.text))
        painter.drawEllipse(self.merge_position(merge), MERGE_POINT_RADIUS, MERGE_POINT_RADIUS)

    def _paint_branches(
        self, painter: QPainter, top: float, bottom: float, worn: Rows | None, alpha: int = 255
    ) -> None:
        """The part of the tree between two heights in the colors of the labels that are `worn` there."""
        chart, x_positions = self.chart, self._x_positions()
        ends = [self.y_of(0.0)] * chart.m + [self.y_of(y) for y in chart.heights.tolist()]
        pens = self._pens(worn, alpha)
        painter.save()
        painter.setClipRect(QRectF(0, top, self.width(), max(0.0, bottom - top)))
        for merge in range(chart.m - 2, -1, -1):
            pair, y = chart.pairs[merge].tolist(), ends[chart.m + merge]
            for child in pair:
                painter.setPen(pens[child])
                painter.drawLine(QPointF(x_positions[child], ends[child]), QPointF(x_positions[child], y))
            painter.setPen(pens[chart.m + merge])
            painter.drawLine(QPointF(x_positions[pair[0]], y), QPointF(x_positions[pair[1]], y))
        painter.restore()

    def _pens(self, worn: Rows | None, alpha: int) -> list[QPen]:
        """A pen for each number: in the color of its label, gray where it has none."""
        plain = QPen(QColor(self._theme.muted), 1)
        if worn is None:
            return [plain] * (2 * self.chart.m - 1)
        line_colors = [
            QColor(self._theme.line_color(number))
            for number in completed_colors(self._colors, int(worn.max()) + 1)
        ]
        for line_color in line_colors:
            line_color.setAlpha(alpha)
        pens = [QPen(line_color, 1.6 if self.chart.truncated else 1.2) for line_color in line_colors]
        return [pens[label] if label >= 0 else plain for label in worn.tolist()]

    def _shows_sizes(self) -> bool:
        """Whether the sizes of the clusters at the foot are told, and can be read beside each other."""
        available = (self.width() - LEFT_MARGIN * self.scale - RIGHT_MARGIN) / self.chart.m
        return (
            self.chart.truncated and available >= MIN_LABEL_SPACING * QFontMetricsF(self.axis_font()).height()
        )

    def _axis_label(self) -> str:
        """What stands at the foot, where their sizes do not."""
        if self._shows_sizes():
            return ""
        kind = "cluster" if self.chart.truncated else "point"
        return f"{format_count(self.chart.m, kind)} at the foot · drag the cut"

    def _paint_sizes(self, painter: QPainter) -> None:
        """How many points each cluster at the foot has, written upward."""
        axis_font, available = self.axis_font(), self.scale * SIZE_LABEL_HEIGHT
        line = QFontMetricsF(axis_font).height()
        painter.save()
        painter.setFont(axis_font)
        painter.setPen(QColor(self._theme.muted))
        for x, size in zip(self._x_positions(), self.chart.sizes.tolist(), strict=False):
            painter.save()
            painter.translate(x, self.box().bottom() + 3)
            painter.rotate(-90)
            place = QRectF(-available, -line / 2, available, line)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{size:,}"
            )
            painter.restore()
        painter.restore()

    def _x_positions(self) -> list[float]:
        """How far to the right each number stands: over the middle of what it joins."""
        chart, box = self.chart, self.box()
        found = [box.left() + (i + 0.5) * box.width() / chart.m for i in range(chart.m)]
        for one, other in chart.pairs.tolist():
            found.append((found[one] + found[other]) / 2)
        return found
