"""The silhouettes of all points: an area per cluster, whose bars can be hovered and selected."""

from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from clusterlab.export.axis_ticks import short_number, value_ticks
from clusterlab.export.silhouette_layout import CLUSTER_GAP, SilhouetteLayout
from clusterlab.session.analysis.silhouette_plot import SilhouettePlot
from clusterlab.ui.canvas.canvas import is_additive
from clusterlab.ui.charts.plot import PickPlot
from clusterlab.ui.theme.theme_signal import follow_theme

MIN_CHART_HEIGHT = 150  # pixels, of all clusters together, unless their labels need more
MAX_POINT_MARKS = 2_000
MARK_SIZE = 9  # pixels
PALE_OPACITY = 0.35  # of the silhouettes of an earlier step
ARROW_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
"""How many clusters, and how many bars, an arrow key moves on."""


class SilhouetteView(PickPlot[int]):
    """The plot of silhouettes; signals carry indices of points in spatial order, -1 for none."""

    hovered = Signal(int)
    chosen = Signal(int, bool)
    sides = ("left", "top", "right", "bottom")
    depends_on_size = True
    shown: SilhouettePlot | None = None
    bars: SilhouetteLayout | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pale, self._selected = False, tuple[int, ...]()
        self._areas: list[QGraphicsPathItem] = []
        self._tick_lines, self._zero = (
            self.add(pg.PlotCurveItem(connect="pairs")),
            self.add(pg.InfiniteLine(angle=90)),
        )
        self._mean, self._hover_line = (self.add(pg.InfiniteLine(angle=angle), z=2) for angle in (90, 0))
        self._dots, self._hover_ring = (self.add(pg.ScatterPlotItem(size=MARK_SIZE), z=z) for z in (1, 3))
        self.box.invertY(True)
        self.setAccessibleName("Silhouette of every point")
        follow_theme(self)

    def show_silhouettes(self, shown: SilhouettePlot | None, pale: bool = False) -> None:
        """Shows a silhouette plot, `pale` if it is that of an earlier step."""
        if shown is not self.shown or pale != self._pale:
            self.shown, self._pale = shown, pale
            self.fit_height()
            self.redraw()

    def show_marks(self, hovered: int, selected: Iterable[int]) -> None:
        """Marks the hovered point, -1 for none, and the selected ones."""
        self.hovered_part, self._selected = None if hovered < 0 else hovered, tuple(selected)
        self._draw_marks()

    def fitted_height(self) -> int:
        """As high as the labels of the clusters need, and at least the default height."""
        k = 0 if self.shown is None else len(self.shown.clusters)
        return round(
            max(MIN_CHART_HEIGHT, k * (self._label_height() + CLUSTER_GAP)) + 2 * self._label_height() + 16
        )

    def redraw(self) -> None:
        """Draws the silhouettes, their labels, the overall mean and the marks."""
        self.bars = None
        has_clusters = self.shown is not None and bool(self.shown.clusters)
        for item in (self._tick_lines, self._zero, self._mean, *self.axes.values()):
            item.setVisible(has_clusters)
        if self.shown is not None and has_clusters:
            self.bars = SilhouetteLayout.of(self.shown, self.box_size()[1], self._label_height())
        self._draw_areas()
        self._draw_axes()
        self._draw_marks()

    def part_at(self, pixel: QPointF) -> int | None:
        """The point whose bar is at the height of a pixel, or None."""
        found = None if self.bars is None else self.bars.bar_at(self.box.mapSceneToView(pixel).y())
        return None if found is None else self._row(found)

    def next_part(self, key: int) -> int | None:
        """The next bar by Up and Down, the next cluster by Left and Right, the ends by Home and End."""
        if self.bars is None or key not in (*ARROW_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End):
            return None
        found = self._hovered_bar()
        if key == Qt.Key.Key_End:
            return self._row(self.bars.last)
        if found is None or key == Qt.Key.Key_Home:
            return self._row((0, 0))
        return self._row(self.bars.neighbor_bar(found, *ARROW_STEPS[key]))

    def hover(self, part: int | None) -> None:
        """Tells which point is hovered."""
        self.hovered.emit(-1 if part is None else part)

    def choose(self, part: int, modifiers: Qt.KeyboardModifier) -> None:
        """Selects a point; with Shift or Ctrl in addition."""
        self.chosen.emit(part, is_additive(modifiers))

    def line_end_of(self, row: int) -> QPointF | None:
        """The pixel of the end of a point's bar."""
        found = None if self.shown is None else self.shown.position_of(row)
        return None if self.bars is None or found is None else self.pixel_of(*self.bars.bar_end(*found))

    def _row(self, found: tuple[int, int]) -> int:
        assert self.bars is not None
        return int(self.bars.clusters[found[0]].rows[found[1]])

    def _hovered_bar(self) -> tuple[int, int] | None:
        if self.shown is None or self.hovered_part is None:
            return None
        return self.shown.position_of(self.hovered_part)

    def _label_height(self) -> float:
        """The least height of a cluster, at which its label fits."""
        return self.axis_metrics().height()

    def _draw_areas(self) -> None:
        clusters = () if self.bars is None else self.bars.clusters
        while len(self._areas) < len(clusters):
            self._areas.append(self.add(QGraphicsPathItem(), z=0.5))
            self._areas[-1].setPen(self.pen(None))
        for number, area in enumerate(self._areas):
            area.setVisible(number < len(clusters))
            if self.bars is not None and number < len(clusters):
                area.setPath(pg.arrayToQPath(*self.bars.outline(number)))
                area.setBrush(QColor(self._theme.cluster(clusters[number].color)))
                area.setOpacity(PALE_OPACITY if self._pale else 1.0)

    def _draw_axes(self) -> None:
        """Labels each cluster at its left and right, the values below, and the mean above."""
        if self.bars is None or self.shown is None:
            return
        self.box.setRange(xRange=(self.bars.low, 1), yRange=(0, self.box_size()[1]), padding=0)
        numbers = [str(cluster.cluster + 1) for cluster in self.bars.clusters]
        self.axes["left"].bold = frozenset(numbers)
        self.set_ticks("left", list(zip(self.bars.middles, numbers, strict=True)))
        summaries = [cluster.summary for cluster in self.bars.clusters]
        self.set_ticks("right", list(zip(self.bars.middles, summaries, strict=True)))
        self.axes["top"].setTextPen(self._theme.text)
        self.set_ticks("top", [(self.shown.mean, f"mean {self.shown.mean:.2f}".replace("-", "−"))])
        self._mean.setValue(self.shown.mean)
        self._mean.setPen(self.pen(self._theme.text, 1.2, Qt.PenStyle.DashLine))
        ticks = value_ticks(self.bars.low, 1.0, 4)
        self.set_ticks("bottom", [(tick, short_number(tick, ticks).replace("-", "−")) for tick in ticks])
        self._tick_lines.setData(
            np.repeat(ticks, 2), [0, self.box_size()[1]] * len(ticks), pen=self.pen(self._theme.line)
        )
        self._zero.setPen(self.pen(self._theme.muted))

    def _draw_marks(self) -> None:
        """A dot at the end of each selected bar, and a line across the plot at the hovered one."""
        selected = [] if self.shown is None else map(self.shown.position_of, self._selected[:MAX_POINT_MARKS])
        ends = [] if self.bars is None else [self.bars.bar_end(*found) for found in selected if found]
        self._dots.setData(pos=ends, pen=self.pen(self._theme.panel, 1.5), brush=self._theme.accent)
        found = self._hovered_bar()
        hovered = [] if self.bars is None or found is None else [self.bars.bar_end(*found)]
        accent = self.pen(self._theme.accent, 2)
        self._hover_ring.setData(pos=hovered, pen=accent, brush=self._theme.panel)
        self._hover_line.setVisible(bool(hovered))
        self._hover_line.setPen(self.pen(self._theme.text, 1.5))
        if hovered:
            self._hover_line.setValue(hovered[0][1])
