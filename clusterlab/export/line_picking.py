"""Finds the line of parallel coordinates that is nearest to a pixel."""

import numpy as np

from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.export.picking import picker_of
from clusterlab.export.picture import Picture
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Rows


class LinePicker:
    """Finds the drawn line that is nearest to a pixel."""

    def __init__(self, picture: Picture, view: ParallelCoordinates) -> None:
        self._rows = drawn_rows(picture, view)
        self._heights = view.axis_fractions(picture.places[self._rows])

    def nearest(self, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
        """The point whose line is nearest to a logical pixel and within `max_distance` pixels, or -1."""
        x, y = viewport.to_plane(np.array(pixel)).tolist()
        last = self._heights.shape[1] - 1
        left = int(np.clip(np.floor(x), 0, last - 1))
        if not len(self._rows) or not -0.1 <= x <= last + 0.1:
            return -1
        across, up = viewport.per_pixel
        start, end = self._heights[:, left], self._heights[:, left + 1]
        slope = (end - start) / up * across
        distances = np.abs(start + (end - start) * (x - left) - y) / up / np.hypot(1, slope)
        nearest = int(distances.argmin())
        return int(self._rows[nearest]) if distances[nearest] <= max_distance else -1


@picker_of.register
def _(view: ParallelCoordinates, picture: Picture) -> LinePicker:
    return LinePicker(picture, view)


def drawn_rows(picture: Picture, view: ParallelCoordinates) -> Rows:
    """The points whose lines are drawn: none of hidden clusters, and none that are still being read."""
    rows = view.rows[view.rows < len(picture.places)]
    return rows[np.isfinite(picture.drawn_places[rows]).all(axis=1)]
