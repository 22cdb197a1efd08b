"""Finds the point under the mouse without a look at most points."""

from functools import singledispatch
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats

PICKER_BLOCK = 1024


class Picker:
    """Picks among positions (n, 2) in spatial order: the bounding boxes of blocks rule out all but a few."""

    def __init__(self, places: Floats) -> None:
        self._places = places
        starts = np.arange(0, len(places), PICKER_BLOCK)
        self._low = np.fmin.reduceat(places, starts, axis=0) if len(places) else np.empty((0, 2))
        self._high = np.fmax.reduceat(places, starts, axis=0) if len(places) else np.empty((0, 2))

    def nearest(self, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
        """The point nearest to a logical pixel and within `max_distance` pixels, or -1."""
        place, unit = viewport.to_plane(np.array(pixel)), np.array(viewport.per_pixel)
        gaps = np.fmax(np.fmax(self._low - place, place - self._high), 0)
        bounds = _squared(gaps / unit)
        near = np.flatnonzero(bounds <= max_distance**2)
        best, found = max_distance**2, -1
        for block in near[np.argsort(bounds[near], kind="stable")].tolist():
            if found >= 0 and bounds[block] >= best:
                break  # no later block has a nearer point
            part = self._places[block * PICKER_BLOCK : (block + 1) * PICKER_BLOCK]
            distances = _squared((part - place) / unit)
            i = int(distances.argmin())
            if distances[i] < best or (distances[i] == best and found < 0):
                best, found = float(distances[i]), block * PICKER_BLOCK + i
        return found


class PointFinder(Protocol):
    """Finds the point under the mouse."""

    def nearest(self, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
        """The point nearest to a logical pixel and within `max_distance` pixels, or -1."""


@singledispatch
def picker_of(view: View, picture: Picture) -> PointFinder:
    """The picker for a view of a picture; multi-axis views register their own."""
    return Picker(picture.drawn_places)


def nearest_index(places: Floats, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
    """The index of the nearest of a few positions, such as centers, within `max_distance` pixels, or -1."""
    distances = _squared(viewport.to_pixels(places) - pixel)
    found = int(distances.argmin()) if len(distances) else -1
    return found if found >= 0 and distances[found] <= max_distance**2 else -1


def _squared(offsets: Floats) -> NDArray[np.float64]:
    """Squared lengths (m,), NaN as infinity."""
    lengths = offsets[:, 0] ** 2 + offsets[:, 1] ** 2
    return np.where(np.isnan(lengths), np.inf, lengths)
