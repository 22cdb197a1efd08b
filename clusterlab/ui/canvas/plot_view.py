"""The widget in which a plot is shown; it leaves its keys, tooltips and focus to the widget around it."""

import math

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from clusterlab.ui.canvas.cluster_plot import ClusterPlot
from clusterlab.ui.widgets.tooltip import wrapped

CLICK_TOLERANCE = 4  # pixels: a press that moves less than this is a click
pg.setConfigOption("mouseRateLimit", -1)  # pyqtgraph would drop the last moves of a fast drag


class PlotView(pg.GraphicsView):
    """Shows one plot, as large as the widget."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.plot = ClusterPlot(self.devicePixelRatioF())
        self.setCentralItem(self.plot)
        for widget in (self, self.viewport()):
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the widget around it takes the focus
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.scene().setMoveDistance(CLICK_TOLERANCE)
        self.scene().minDragTime = math.inf  # pyqtgraph would drag after half a second, by any distance

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emits `pressed` before the press is handled."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Shows tooltips of the legend alone: the details of points are on the hover card."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.plot.legend.help_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), wrapped(words), self)
            return True
        return bool(super().viewportEvent(event))
