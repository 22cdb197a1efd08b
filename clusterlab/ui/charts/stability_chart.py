"""A bar for the stability of each cluster, beside that of uniform points."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from clusterlab.export.tables import cluster_number
from clusterlab.metrics.stability import Stability
from clusterlab.session.analysis.step_stability import cluster_stability_words
from clusterlab.ui.charts.pick_plot import PickPlot, next_in_order
from clusterlab.ui.theme.theme_signal import follow_theme

BAR_WIDTH = 0.7
MAX_NUMBERED_BARS = 24
"""Of more bars every second, or third and so on, is numbered."""


class StabilityChart(PickPlot[int]):
    """The mean Jaccard similarity of each cluster as a bar; a dashed line is at that of uniform points."""

    chosen = Signal(int)
    default_height = 120
    has_base_line = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Stability | None = None
        self._colors: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()
        self._bars = self.add(pg.BarGraphItem(x=[0], height=[0], width=BAR_WIDTH))
        self._uniform = self.add(pg.InfiniteLine(angle=0), 1)
        self.setAccessibleName("Stability of each cluster")
        follow_theme(self)

    def show_stability(self, found: Stability, colors: Sequence[int], names: Sequence[str]) -> None:
        """Shows the stability of clusters, in their palette numbers and with their names."""
        self._names = tuple(names)
        if (found, tuple(colors)) != (self._found, self._colors):
            self._found, self._colors, self.hovered_part = found, tuple(colors), None
            self.redraw()

    def redraw(self) -> None:
        """Draws the bars, the line of uniform points, and the numbers of the clusters."""
        if self._found is None:
            return
        heights, uniform = np.nan_to_num(self._found.data.jaccard), float(self._found.uniform.jaccard[0])
        k = len(heights)
        self.set_value_range(0, 1, 0, 3)
        self.box.setXRange(-0.5, max(k, 1) - 0.5, padding=0)
        every = -(-k // MAX_NUMBERED_BARS)
        self.set_ticks("bottom", [(c, str(cluster_number(c))) for c in range(0, k, max(1, every))])
        brushes = [pg.mkBrush(self._bar_color(c)) for c in range(k)]
        self._bars.setOpts(x=np.arange(k), height=heights, width=BAR_WIDTH, brushes=brushes, pen=None)
        self._uniform.setVisible(bool(np.isfinite(uniform)))
        self._uniform.setValue(uniform if np.isfinite(uniform) else 0)
        self._uniform.setPen(self.pen(self._theme.text, 1.4, Qt.PenStyle.DashLine))

    def part_at(self, pixel: QPointF) -> int | None:
        """The cluster of the bar at a pixel, or above it."""
        place = self.box.mapSceneToView(pixel)
        cluster = round(place.x())
        k = 0 if self._found is None else len(self._found.data.jaccard)
        return cluster if 0 <= cluster < k and 0 <= place.y() <= 1 else None

    def next_part(self, key: int) -> int | None:
        """The next cluster, by Left and Right."""
        k = 0 if self._found is None else len(self._found.data.jaccard)
        return next_in_order(range(k), self.hovered_part, key)

    def hover(self, part: int | None) -> None:
        """Shows the value of a cluster."""
        if part == self.hovered_part or self._found is None:
            return
        self.hovered_part = part
        if part is None:
            self.show_tooltip("")
            return
        words = str(cluster_stability_words(self._found, part, self._names[part]))
        self.show_tooltip(f"{words}\nClick to select its points.", self._place(part))

    def choose(self, part: int, modifiers: Qt.KeyboardModifier) -> None:
        """Chooses a cluster."""
        self.chosen.emit(part)

    def _place(self, part: int) -> QPoint:
        return QPoint(round(self.pixel_of(part, 1).x()), 0)

    def _bar_color(self, cluster: int) -> QColor:
        number = self._colors[cluster] if cluster < len(self._colors) else cluster
        return QColor(self._theme.cluster(number))
