"""A dendrogram whose cut can be dragged."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from clusterlab.core.charts import Dendrogram
from clusterlab.core.formatting import count
from clusterlab.kernels.typing import Rows
from clusterlab.session.playback.color_matching import completed
from clusterlab.ui.charts.step_chart import BELOW, LEFT, RIGHT, Draggable

TIGHT = 0.85  # of the height of a line: how near to each other sizes may stand
ROOM = 30  # pixels below the foot for the sizes of clusters, written upward
PALE = 110  # the alpha of branches that are still to merge
DOT, BAR = 4.0, 1.5


class TreeDiagram(Draggable):
    """Merges as joined branches: those below the cut in the colors of their clusters."""

    chart: Dendrogram
    tall = 230

    @property
    def param(self) -> str:
        """The parameter that follows the line."""
        return self.chart.param

    @property
    def resting(self) -> float:
        """The height of the cut that makes K clusters."""
        return self.chart.cut_at(self.chart.k)

    def box(self) -> QRectF:
        """Where merges are drawn, with room below for sizes."""
        more = self.scale * (ROOM - BELOW) if self._tells_sizes() else 0
        return super().box().adjusted(0, 0, 0, -more)

    def bounds(self) -> tuple[float, float]:
        """From 0 to above the last merge, so that a cut can lie there."""
        return 0.0, float(self.chart.heights[-1]) * 1.16 or 1.0

    def meant(self, height: float) -> int:
        """How many clusters a cut makes there, of those that are drawn."""
        return self.chart.k_at(max(height, self.chart.floor))

    def nudged(self, up: bool) -> int:
        """One cluster fewer, or more."""
        return min(max(1, self.chart.k + (-1 if up else 1)), int(self.chart.sizes.sum()))

    def spot_of(self, merge: int) -> QPointF:
        """Where a merge is drawn: the middle of the line that joins its branches."""
        x = self._across()[self.chart.m + merge]
        return QPointF(x, self.height_of(float(self.chart.heights[merge])))

    def paint(self, painter: QPainter) -> None:
        """The branches, how far they have merged, and the cut."""
        chart, held = self.chart, self._held is not None
        k = self.meant(self.line) if held else chart.k
        left = k if held else max(k, chart.left)
        self.paint_axis(painter, self._words())
        if self._tells_sizes():
            self._paint_sizes(painter)
        bottom, cut, done = float(self.height()), self.height_of(self.line), chart.m - left
        come = bottom if done <= 0 else self.height_of(float(chart.heights[done - 1])) - BAR
        present = cut if left == k else come
        self._paint_branches(painter, 0, cut, None)
        self._paint_branches(painter, cut, present, chart.worn(k), PALE)
        self._paint_branches(painter, present, bottom, chart.worn(left))
        if done > 0 and not held:
            self._paint_present(painter, done - 1)
        self.paint_line(painter, f"K {k}", Qt.PenStyle.DashLine)

    def _paint_present(self, painter: QPainter, merge: int) -> None:
        """How high merges have come, and a dot on the last."""
        self.paint_level(painter, float(self.chart.heights[merge]), self._theme.muted, Qt.PenStyle.DotLine)
        painter.setPen(QPen(QColor(self._theme.panel), 1.5))
        painter.setBrush(QColor(self._theme.text))
        painter.drawEllipse(self.spot_of(merge), DOT, DOT)

    def _paint_branches(
        self, painter: QPainter, top: float, bottom: float, worn: Rows | None, alpha: int = 255
    ) -> None:
        """The part of the tree between two heights in the colors of the labels that are `worn` there."""
        chart, across = self.chart, self._across()
        ends = [self.height_of(0.0)] * chart.m + [self.height_of(y) for y in chart.heights.tolist()]
        pens = self._pens(worn, alpha)
        painter.save()
        painter.setClipRect(QRectF(0, top, self.width(), max(0.0, bottom - top)))
        for merge in range(chart.m - 2, -1, -1):
            pair, y = chart.pairs[merge].tolist(), ends[chart.m + merge]
            for child in pair:
                painter.setPen(pens[child])
                painter.drawLine(QPointF(across[child], ends[child]), QPointF(across[child], y))
            painter.setPen(pens[chart.m + merge])
            painter.drawLine(QPointF(across[pair[0]], y), QPointF(across[pair[1]], y))
        painter.restore()

    def _pens(self, worn: Rows | None, alpha: int) -> list[QPen]:
        """A pen for each number: in the color of its label, gray where it has none."""
        plain = QPen(QColor(self._theme.muted), 1)
        if worn is None:
            return [plain] * (2 * self.chart.m - 1)
        inks = [QColor(self._theme.ink(number)) for number in completed(self._colors, int(worn.max()) + 1)]
        for ink in inks:
            ink.setAlpha(alpha)
        pens = [QPen(ink, 1.6 if self.chart.truncated else 1.2) for ink in inks]
        return [pens[label] if label >= 0 else plain for label in worn.tolist()]

    def _tells_sizes(self) -> bool:
        """Whether the sizes of the clusters at the foot are told, and can be read beside each other."""
        room = (self.width() - LEFT * self.scale - RIGHT) / self.chart.m
        return self.chart.truncated and room >= TIGHT * QFontMetricsF(self.small()).height()

    def _words(self) -> str:
        """What stands at the foot, where their sizes do not."""
        if self._tells_sizes():
            return ""
        kind = "cluster" if self.chart.truncated else "point"
        return f"{count(self.chart.m, kind)} at the foot · drag the cut"

    def _paint_sizes(self, painter: QPainter) -> None:
        """How many points each cluster at the foot has, written upward."""
        small, room = self.small(), self.scale * ROOM
        line = QFontMetricsF(small).height()
        painter.save()
        painter.setFont(small)
        painter.setPen(QColor(self._theme.muted))
        for x, size in zip(self._across(), self.chart.sizes.tolist(), strict=False):
            painter.save()
            painter.translate(x, self.box().bottom() + 3)
            painter.rotate(-90)
            place = QRectF(-room, -line / 2, room, line)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{size:,}"
            )
            painter.restore()
        painter.restore()

    def _across(self) -> list[float]:
        """How far to the right each number stands: over the middle of what it joins."""
        chart, box = self.chart, self.box()
        found = [box.left() + (i + 0.5) * box.width() / chart.m for i in range(chart.m)]
        for one, other in chart.pairs.tolist():
            found.append((found[one] + found[other]) / 2)
        return found
