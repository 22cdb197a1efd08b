"""Places and ways on the canvas in the units of the two columns that are drawn in."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF

from clusterlab.export.stroke_picture import to_units, way_in_units
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.canvas import Canvas


class CanvasUnits:
    """Converts pixels of a canvas with a picture of the plane of the columns `axes`, in their order."""

    def __init__(self, canvas: Canvas, axes: Callable[[], tuple[str, str]]) -> None:
        self._canvas, self._axes = canvas, axes

    def place_at(self, position: QPointF) -> Floats:
        """The place (2,) at a pixel."""
        assert self._canvas.viewport is not None
        assert self._canvas.picture is not None
        place = self._canvas.viewport.to_plane(np.array(position.toTuple()))
        return to_units(self._canvas.picture.view, place, self._axes())

    def way(self, pixels: QPointF) -> Floats:
        """A way (2,) of some pixels, exact also where places are so large that they are rounded to more."""
        assert self._canvas.viewport is not None
        assert self._canvas.picture is not None
        start, end = self._canvas.viewport.to_plane(np.array([(0.0, 0.0), pixels.toTuple()]))
        return way_in_units(self._canvas.picture.view, end - start, self._axes())

    def of_pixel(self) -> Floats:
        """The lengths (2,) of a pixel."""
        return np.abs(self.way(QPointF(1, -1)))
