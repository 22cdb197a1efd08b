"""The legend as an item of a plot, which can be dragged and scrolled."""

from collections.abc import Callable
from dataclasses import replace

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseDragEvent
from PySide6.QtCore import QPointF, Qt

from clusterlab.export.legend_rows import RING_HELP, LegendRow, legend_row_count
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.viewport import LegendPlace
from clusterlab.ui.canvas.legend import (
    is_over_legend,
    legend_box,
    legend_corner,
    legend_row_at,
    legend_size,
    paint_legend,
    scrolled_offset,
)
from clusterlab.ui.canvas.plot_items import PaintedItem
from clusterlab.ui.widgets.painting import reports_errors

COLUMN_ROW_HELP = "The points have the colors of {column}. Drag to move the legend."
CLUSTER_ROW_HELP = "Click to highlight, Ctrl+click to hide, right-click for more. Drag to move the legend."


class LegendItem(PaintedItem):
    """The legend of a plot; `changed` is called when it has another place."""

    def __init__(
        self, box: pg.ViewBox, content: Callable[[], PlotContent | None], changed: Callable[[], object]
    ) -> None:
        super().__init__(box, content, paint_legend)
        self._changed = changed
        self.place = LegendPlace()
        self._preferred_corner, self._scroll = 0, 0.0
        self._grip: QPointF | None = None

    def settle(self, content: PlotContent) -> LegendPlace:
        """The place, with a corner that is kept from now on: chosen when there is something to show."""
        if self.place.corner is None and legend_row_count(content.picture):
            corner = legend_corner(content.picture, content.viewport, self._preferred_corner)
            self.place, self._preferred_corner = replace(self.place, corner=corner), corner
        return self.place

    def choose_corner_again(self) -> None:
        """Lets the corner be chosen anew, for other points; where it was dragged to, it stays."""
        self.place = replace(self.place, corner=None)

    def reset_place(self) -> None:
        """Goes back from where it was dragged to the corner where it covers the fewest points."""
        self.place, self._preferred_corner = LegendPlace(self.place.first_row), 0
        self._changed()

    def row_at(self, position: QPointF) -> LegendRow | None:
        """The row at a pixel."""
        content = self._content()
        return None if content is None else legend_row_at(content.picture, content.viewport, position)

    def help_at(self, position: QPointF) -> str:
        """What can be done with the row at a pixel, or what its rings mean; empty beside the legend."""
        row, content = self.row_at(position), self._content()
        if row is None or content is None:
            return ""
        codes = content.picture.column_codes
        if codes is not None and not row.ring:
            return COLUMN_ROW_HELP.format(column=codes.column)
        return RING_HELP.get(row.ring, CLUSTER_ROW_HELP if not row.ring else "")

    def covers(self, position: QPointF) -> bool:
        """Whether a pixel is on the legend."""
        content = self._content()
        return content is not None and is_over_legend(content.picture, content.viewport, position)

    def scroll(self, position: QPointF, rows: float) -> bool:
        """Scrolls a long legend at a pixel by rows, of which fractions add up; whether there is one."""
        content = self._content()
        by = int(self._scroll + rows)
        first = content and scrolled_offset(content.picture, content.viewport, position, by)
        if first is None:
            return False
        self.place, self._scroll = replace(self.place, first_row=first), self._scroll + rows - by
        self._changed()
        return True

    @reports_errors
    def mouseDragEvent(self, event: MouseDragEvent) -> None:
        """Drags the legend; a drag that starts beside it is left to the items below."""
        content = self._content()
        if event.isStart():
            is_held = event.button() == Qt.MouseButton.LeftButton and self.covers(event.buttonDownPos())
            self._grip = None
            if is_held and content is not None:
                box = legend_box(content.picture, content.viewport)
                self._grip = event.buttonDownPos() - box.topLeft()
        if self._grip is None or content is None:
            event.ignore()
            return
        event.accept()
        self._move(content, event.pos() - self._grip)

    def _move(self, content: PlotContent, corner: QPointF) -> None:
        """Moves the legend, within the plot."""
        size, (w, h) = legend_size(content.picture, content.viewport), content.viewport.size
        x, y = corner.x() / max(1.0, w - size[0]), corner.y() / max(1.0, h - size[1])
        self.place = replace(self.place, position=(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))
        self._changed()
