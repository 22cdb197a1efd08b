"""Which point lies under the mouse, found without looking at most of them."""

from functools import singledispatch
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.viewport import Frame

BLOCK = 1024


class Picker:
    """Places (n, 2) in spatial order, in blocks with their corners: few blocks come near any place."""

    def __init__(self, places: Floats) -> None:
        self._places = places
        starts = np.arange(0, len(places), BLOCK)
        self._low = np.fmin.reduceat(places, starts, axis=0) if len(places) else np.empty((0, 2))
        self._high = np.fmax.reduceat(places, starts, axis=0) if len(places) else np.empty((0, 2))

    def nearest(self, pixel: tuple[float, float], frame: Frame, within: float) -> int:
        """The point nearest to a logical pixel and no farther than `within` of them, or -1."""
        place, unit = frame.to_plane(np.array(pixel)), np.array(frame.per_pixel)
        beside = np.fmax(np.fmax(self._low - place, place - self._high), 0)
        bounds = _squared(beside / unit)
        near = np.flatnonzero(bounds <= within**2)
        best, found = within**2, -1
        for block in near[np.argsort(bounds[near], kind="stable")].tolist():
            if found >= 0 and bounds[block] >= best:
                break  # nothing in the blocks to come is nearer
            part = self._places[block * BLOCK : (block + 1) * BLOCK]
            apart = _squared((part - place) / unit)
            i = int(apart.argmin())
            if apart[i] < best or (apart[i] == best and found < 0):
                best, found = float(apart[i]), block * BLOCK + i
        return found


class Finds(Protocol):
    """Finds points under the mouse."""

    def nearest(self, pixel: tuple[float, float], frame: Frame, within: float) -> int:
        """The point nearest to a logical pixel and no farther than `within` of them, or -1."""


@singledispatch
def picker_of(view: View, picture: Picture) -> Finds:
    """What finds the points of a picture in its view; boards have their own."""
    return Picker(picture.places)


def nearest_of(places: Floats, pixel: tuple[float, float], frame: Frame, within: float) -> int:
    """The same for a few places, such as centers."""
    apart = _squared(frame.to_pixels(places) - pixel)
    found = int(apart.argmin()) if len(apart) else -1
    return found if found >= 0 and apart[found] <= within**2 else -1


def _squared(offsets: Floats) -> NDArray[np.float64]:
    """Squared lengths (m,), those that are no number as infinite."""
    lengths = offsets[:, 0] ** 2 + offsets[:, 1] ** 2
    return np.where(np.isnan(lengths), np.inf, lengths)
