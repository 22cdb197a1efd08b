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
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.ui.canvas.modifiers import is_additive
from clusterlab.ui.charts.pick_plot import PickPlot
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.control_keys import ARROW_DIRECTIONS

MIN_CHART_HEIGHT = 150  # pixels, of all clusters together, unless their labels need more
MAX_POINT_MARKS = 2_000
MARK_SIZE = 9  # pixels
MAX_NAME_SHARE = 0.25  # of the width of the plot for the names of clusters


class SilhouetteView(PickPlot[int]):
    """The plot of silhouettes; signals carry indices of points in spatial order, -1 for none."""

    hovered = Signal(int)
    chosen = Signal(int, bool)
    sides = ("left", "top", "right", "bottom")
    depends_on_size = True
    height_shares = (0.75, 2.5)
    shown: SilhouettePlot | None = None
    listing = PLAIN_LISTING
    bars = SilhouetteLayout.of((), 0, 0)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selected = tuple[int, ...]()
        self._areas: list[QGraphicsPathItem] = []
        self._tick_lines = self.add(pg.PlotCurveItem(connect="pairs"))
        self._zero, self._mean, self._hover_line = (
            self.add(pg.InfiniteLine(angle=angle), z) for angle, z in ((90, 0), (90, 2), (0, 2))
        )
        self._dots, self._hover_ring = (self.add(pg.ScatterPlotItem(size=MARK_SIZE), z) for z in (1, 3))
        self.box.invertY(True)
        self.setAccessibleName("Silhouette of every point")
        follow_theme(self)

    def show_silhouettes(self, shown: SilhouettePlot | None, listing: ClusterListing) -> None:
        """Shows a silhouette plot, with the clusters as they are listed."""
        if shown is not self.shown or listing != self.listing:
            self.shown, self.listing = shown, listing
            self.fit_height()
            self.redraw()

    def show_marks(self, hovered: int, selected: Iterable[int]) -> None:
        """Marks the hovered point, -1 for none, and the selected ones."""
        self.hovered_part, self._selected = None if hovered < 0 else hovered, tuple(selected)
        self._draw_marks()

    def fitted_height(self) -> int:
        """As high as the labels of the clusters need, and at least the default height."""
        line, k = self.axis_metrics().height(), 0 if self.shown is None else len(self.shown.clusters)
        return round(max(MIN_CHART_HEIGHT, k * (line + CLUSTER_GAP)) + 2 * line + 16)

    def redraw(self) -> None:
        """Draws the silhouettes, their labels, the overall mean and the marks."""
        clusters = [] if self.shown is None else list(self.shown.clusters)
        clusters.sort(key=lambda one: self.listing.number(one.cluster))
        for item in (self._tick_lines, self._zero, self._mean, *self.axes.values()):
            item.setVisible(bool(clusters))
        self.bars = SilhouetteLayout.of(clusters, self.box_size()[1], self.axis_metrics().height())
        self._draw_areas()
        if self.shown is not None and clusters:
            self._draw_axes()
            self._draw_mean(self.shown.mean)
        self._draw_marks()

    def part_at(self, pixel: QPointF) -> int | None:
        """The point whose bar is at the height of a pixel, or None."""
        return self.bars.row_at(self.box.mapSceneToView(pixel).y())

    def next_part(self, key: int) -> int | None:
        """The next bar by Up and Down, the next cluster by Left and Right, the ends by Home and End."""
        if not len(self.bars.rows) or key not in (*ARROW_DIRECTIONS, Qt.Key.Key_Home, Qt.Key.Key_End):
            return None
        if key in ARROW_DIRECTIONS:
            return self.bars.neighbor(self.hovered_part, *ARROW_DIRECTIONS[key])
        return int(self.bars.rows[0 if key == Qt.Key.Key_Home else -1])

    def hover(self, part: int | None) -> None:
        """Tells which point is hovered."""
        self.hovered.emit(-1 if part is None else part)

    def choose(self, part: int, modifiers: Qt.KeyboardModifier) -> None:
        """Selects a point; with Shift or Ctrl in addition."""
        self.chosen.emit(part, is_additive(modifiers))

    def line_end_of(self, row: int) -> QPointF | None:
        """The pixel of the end of a point's bar."""
        ends = self.bars.ends_of([row]).tolist()
        return self.pixel_of(*ends[0]) if ends else None

    def _draw_areas(self) -> None:
        while len(self._areas) < len(self.bars.clusters):
            self._areas.append(self.add(QGraphicsPathItem(), z=0.5))
            self._areas[-1].setPen(self.pen(None))
        for area in self._areas[len(self.bars.clusters) :]:
            area.hide()
        for number, (cluster, area) in enumerate(zip(self.bars.clusters, self._areas, strict=False)):
            area.setPath(pg.arrayToQPath(*self.bars.outline(number)))
            area.setBrush(QColor(self._theme.cluster(self.listing.palette_number(cluster.cluster))))
            area.show()

    def _draw_axes(self) -> None:
        """Labels each cluster at its left and right, and the values below."""
        bars, middles = self.bars, self.bars.tops + self.bars.heights / 2
        names = [self._name(cluster.cluster) for cluster in bars.clusters]
        self.axes["left"].bold = frozenset(names)
        self.set_ticks("left", list(zip(middles, names, strict=True)))
        summaries = (cluster.summary for cluster in bars.clusters)
        self.set_ticks("right", list(zip(middles, summaries, strict=True)))
        ticks, height = value_ticks(bars.low, 1.0, 4), self.box_size()[1]
        self.box.setRange(xRange=(bars.low, 1), yRange=(0, height), padding=0)
        self.set_ticks("bottom", [(tick, short_number(tick, ticks).replace("-", "−")) for tick in ticks])
        tick_pen = self.pen(self._theme.line)
        self._tick_lines.setData(np.repeat(ticks, 2), [0, height] * len(ticks), pen=tick_pen)
        self._zero.setPen(self.pen(self._theme.muted))

    def _name(self, label: int) -> str:
        """The number of a cluster, or its given name, cut to a share of the width of the plot."""
        cluster = self.listing.reference(label)
        return self.elided(cluster.name, MAX_NAME_SHARE * self.width()) or str(cluster.shown_number)

    def _draw_mean(self, mean: float) -> None:
        """The mean over all points: a dashed line, labeled above."""
        self.axes["top"].setTextPen(self._theme.text)
        self.set_ticks("top", [(mean, f"mean {mean:.2f}".replace("-", "−"))])
        self._mean.setValue(mean)
        self._mean.setPen(self.pen(self._theme.text, 1.2, Qt.PenStyle.DashLine))

    def _draw_marks(self) -> None:
        """A dot at the end of each selected bar, and a line across the plot at the hovered one."""
        theme, selected = self._theme, self.bars.ends_of(self._selected[:MAX_POINT_MARKS])
        self._dots.setData(pos=selected, pen=self.pen(theme.panel, 1.5), brush=theme.accent)
        hovered = self.bars.ends_of([-1 if self.hovered_part is None else self.hovered_part])
        self._hover_ring.setData(pos=hovered, pen=self.pen(theme.accent, 2), brush=theme.panel)
        self._hover_line.setVisible(len(hovered) > 0)
        self._hover_line.setPen(self.pen(theme.text, 1.5))
        self._hover_line.setValue(hovered[0, 1] if len(hovered) else 0)
