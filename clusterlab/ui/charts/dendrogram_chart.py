"""A dendrogram with a draggable cut."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from clusterlab.core.charts import Dendrogram
from clusterlab.core.formatting import format_count
from clusterlab.export.dendrogram_layout import branches, node_positions
from clusterlab.kernels.typing import Rows
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.ui.canvas.drawing import translucent
from clusterlab.ui.charts.step_chart import DraggableLineChart

MIN_LABEL_SPACING = 0.85  # of the line height: the least distance between cluster sizes
SIZE_LABEL_HEIGHT = 30  # pixels below the leaves for their cluster sizes, written upward
UNMERGED_ALPHA = 110  # the alpha of branches above the last merge made
MERGE_POINT_SIZE = 8  # pixels


class DendrogramChart(DraggableLineChart):
    """The tree of merges, with branches below the cut in the colors of their clusters."""

    chart: Dendrogram
    default_height = 230
    interaction_hint = "Drag the dashed line, or move it with Up and Down, to choose K."
    line_style = Qt.PenStyle.DashLine

    def make_items(self) -> None:
        """Makes the mark of the last merge made; the branches are made when they are drawn."""
        super().make_items()
        self._branches: list[pg.PlotCurveItem] = []
        self._names: list[pg.TextItem] = []
        self._last_merge = self.add(pg.ScatterPlotItem(size=MERGE_POINT_SIZE), z=1)

    def redraw(self) -> None:
        """Draws the branches, the last merge made, and the cut."""
        chart, moved = self.chart, self.is_moved
        k = chart.param_at(self.line_value) if moved else chart.k
        left = k if moved else max(k, chart.left)
        merged = chart.m - left - 1
        height = float(chart.heights[merged]) if merged >= 0 else 0.0
        self._draw_axes()
        self._draw_branches(k, left, self.line_value if left == k else height)
        self._draw_names(chart.labels_for_k(left))
        self.show_line(f"K {k}", None if moved or merged < 0 else height)
        xs = [] if moved or merged < 0 else [node_positions(chart)[chart.m + merged]]
        pen = self.pen(self._theme.panel, 1.5)
        self._last_merge.setData(xs, [height] * len(xs), pen=pen, brush=self._theme.text)

    def _draw_axes(self) -> None:
        """Labels the heights, and the leaves by the sizes of their clusters where these fit."""
        chart, axis, line = self.chart, self.axes["bottom"], self.axis_metrics().height()
        kind = "cluster" if chart.truncated else "point"
        self.show_axes(chart.m, chart.top, f"{format_count(chart.m, kind)} · drag the line to cut")
        axis.turned = chart.truncated and self.box_size()[0] >= MIN_LABEL_SPACING * line * chart.m
        axis.setHeight(SIZE_LABEL_HEIGHT * self.scale if axis.turned else line + 8)
        if axis.turned:
            self.set_ticks("bottom", [(leaf + 0.5, f"{size:,}") for leaf, size in enumerate(chart.sizes)])

    def _draw_branches(self, k: int, left: int, boundary: float) -> None:
        """Draws branches above the cut gray, those up to the last merge strong, those between pale."""
        for curve in self._branches:
            self.box.removeItem(curve)
        self._branches.clear()
        cut, chart = self.line_value, self.chart
        self._draw_part(cut, np.inf, np.full(2 * chart.m - 1, -1), 255)
        self._draw_part(boundary, cut, chart.labels_for_k(k), UNMERGED_ALPHA)
        self._draw_part(-np.inf, boundary, chart.labels_for_k(left), 255)

    def _draw_names(self, labels: Rows) -> None:
        """Writes the names that clusters were given above their branches, cut to the width of these."""
        for text in self._names:
            self.box.removeItem(text)
        self._names.clear()
        chart, xs = self.chart, node_positions(self.chart)
        for label in [c for c, name in enumerate(self.listing.given) if name]:
            nodes = np.flatnonzero(labels == label)
            share = np.count_nonzero(nodes < chart.m) / chart.m
            words = self.elided(self.listing.given[label], self.box_size()[0] * share)
            if words:
                top = int(nodes.max())
                height = float(chart.heights[top - chart.m]) if top >= chart.m else 0.0
                self._names.append(self._name_item(words, xs[top], height))

    def _name_item(self, words: str, x: float, height: float) -> pg.TextItem:
        text = self.add(pg.TextItem(words, self._theme.text, anchor=(0.5, 1.15), fill=self._theme.panel), z=1)
        text.setFont(self.axis_font())
        text.setPos(x, height)
        return text

    def _draw_part(self, low: float, high: float, labels: Rows, alpha: int) -> None:
        """Draws the tree between two heights, in the colors of the labels of its nodes, gray without one."""
        theme, (nodes, xs, ys) = self._theme, branches(self.chart, low, high)
        colors = completed_colors(self.listing.numbers, int(labels.max()) + 1)
        for label in np.unique(labels[nodes]).tolist():
            color = theme.muted if label < 0 else theme.line_color(colors[label])
            width = 1 if label < 0 else 1.6 if self.chart.truncated else 1.2
            own, pen = labels[nodes] == label, self.pen(translucent(color, alpha), width)
            curve = self.add(pg.PlotCurveItem(connect="pairs", pen=pen, antialias=True))
            curve.setData(xs[own].ravel(), ys[own].ravel())
            self._branches.append(curve)
