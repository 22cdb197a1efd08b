"""The circle that shows the brush on a plot; known before pyqtgraph is loaded."""

from typing import NamedTuple

from PySide6.QtCore import QPointF


class BrushCircle(NamedTuple):
    """The middle and the radius of a brush, in pixels of the box."""

    middle: QPointF
    radius: float
