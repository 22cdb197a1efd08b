"""A strip plot of many starts: a dot for the final objective of each."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from clusterlab.core.formatting import format_number
from clusterlab.export.chart_figures import Figures, figures_table
from clusterlab.session.analysis.multi_start import FinalObjective
from clusterlab.ui.charts.pick_plot import PickPlot, next_in_order
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.figures_action import add_figures_action

DOT_OPACITY, START_DOT_SIZE, RING_SIZE, PICK_DISTANCE = 0.7, 6, 12, 16  # pixels
GOLDEN_RATIO = 0.618033988749895


class StripPlot(PickPlot[FinalObjective]):
    """The starts of one init method: a dot at each final objective; a click loads that run."""

    chosen = Signal(object)
    sides = ("bottom",)
    default_height = 56
    has_base_line = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._final_objectives: tuple[FinalObjective, ...] = ()
        self._range = (0.0, 1.0)
        self._dots = self.add(pg.ScatterPlotItem(size=START_DOT_SIZE))
        self._ring = self.add(pg.ScatterPlotItem(size=RING_SIZE))
        self.setAccessibleName(f"Final objective of starts from {name}")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        add_figures_action(self, self._figures)
        self.box.setYRange(0, 1, padding=0.15)
        follow_theme(self)

    def show_final_objectives(
        self, final_objectives: Sequence[FinalObjective], low: float, high: float
    ) -> None:
        """Shows final objectives on an axis from `low` to `high`, which all init methods share."""
        self._final_objectives, self._range = tuple(final_objectives), (low, high)
        if self.hovered_part not in self._final_objectives:
            self.hovered_part = None
        self.redraw()

    def _figures(self) -> Figures:
        """A row for each start."""
        starts = self._final_objectives
        rows = ((one.init, one.seed, one.value, str(one.collapsed).lower()) for one in starts)
        return figures_table("starts", ("start from", "seed", "objective", "collapsed"), rows)

    def redraw(self) -> None:
        """Draws a dot per start, open where a component has collapsed, and the ends of the axis."""
        low, high = self._range
        self.box.setXRange(*((low, high) if high > low else (low - 1, low + 1)), padding=0.03)
        ends = sorted({low, high}) if self._final_objectives else []
        self.set_ticks("bottom", [(end, format_number(end)) for end in ends])
        color = QColor(self._theme.series_color(0))
        color.setAlphaF(DOT_OPACITY)
        filled, hollow = pg.mkBrush(color), pg.mkBrush(None)
        brushes = [hollow if start.collapsed else filled for start in self._final_objectives]
        pen = self.pen(color, 1.2)
        self._dots.setData(pos=list(map(_position, self._final_objectives)), brush=brushes, pen=pen)
        self._draw_ring()

    def dot_position(self, start: FinalObjective) -> QPointF:
        """The pixel of a start's dot."""
        return self.pixel_of(*_position(start))

    def part_at(self, pixel: QPointF) -> FinalObjective | None:
        """The start whose dot is nearest to a pixel, or None if none is near."""
        distances = [(self.dot_position(start) - pixel).manhattanLength() for start in self._final_objectives]
        nearest = min(distances, default=PICK_DISTANCE + 1)
        return self._final_objectives[distances.index(nearest)] if nearest <= PICK_DISTANCE else None

    def next_part(self, key: int) -> FinalObjective | None:
        """The next start by final objective, by Left and Right."""
        order = sorted(self._final_objectives, key=lambda start: (start.value, start.seed))
        return next_in_order(order, self.hovered_part, key)

    def hover(self, part: FinalObjective | None) -> None:
        """Rings the dot of a start, with its seed and objective as a tooltip."""
        if part == self.hovered_part:
            return
        self.hovered_part = part
        self._draw_ring()
        if part is None:
            self.show_tooltip("")
        else:
            place = QPoint(round(self.dot_position(part).x()), 0)
            self.show_tooltip(f"{part.words}\nClick to load this run.", place)

    def choose(self, part: FinalObjective, modifiers: Qt.KeyboardModifier) -> None:
        """Chooses a start, whose run is loaded."""
        self.chosen.emit(part)

    def _draw_ring(self) -> None:
        hovered = [] if self.hovered_part is None else [_position(self.hovered_part)]
        self._ring.setData(pos=hovered, pen=self.pen(self._theme.accent, 2), brush=None)


def _position(start: FinalObjective) -> tuple[float, float]:
    """The objective of a start, and a jitter, from its seed, that keeps equal objectives apart."""
    return start.value, 1 - start.seed * GOLDEN_RATIO % 1
