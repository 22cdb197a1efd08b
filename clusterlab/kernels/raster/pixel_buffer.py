"""Images that dots are written into, and how places become pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats, Rows

Pixels = NDArray[np.uint32]


@dataclass(frozen=True)
class Sight:
    """How places become pixels: less the place at the image's corner, times the pixels to a unit."""

    corner: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    def pixels(self, places: Floats) -> tuple[Floats, Floats]:
        """How far to the right and how far down each of `places` (..., 2) is: (...,) each."""
        with np.errstate(invalid="ignore", over="ignore"):
            right = (places[..., 0] - self.corner[0]) * self.scale[0]
            return right, (places[..., 1] - self.corner[1]) * self.scale[1]


UNCHANGED = Sight()


@dataclass(frozen=True)
class Canvas:
    """A transparent image of `size` (w, h) with a border, so that dots at its edges need no clipping.

    Dots reach so many pixels beyond the one that their place is in, and the border is twice as wide.
    """

    size: tuple[int, int]
    reach: int

    @property
    def border(self) -> int:
        """How many pixels lie around those that are seen."""
        return 2 * self.reach

    @property
    def width(self) -> int:
        """How many pixels lie in a row, border and all."""
        return self.size[0] + 2 * self.border

    def blank(self) -> Pixels:
        """The image with its border, and nothing in it."""
        return np.zeros((self.size[1] + 2 * self.border, self.width), np.uint32)

    def within(self, places: Floats, sight: Sight) -> tuple[Rows, Floats, Floats]:
        """Which places touch the image, and their columns and rows from the border's corner: (m,) each."""
        right, down = sight.pixels(places)
        (w, h), reach = self.size, self.reach
        near = (right >= -reach) & (right < w + reach) & (down >= -reach) & (down < h + reach)
        found = np.flatnonzero(near)
        return found, right[found] + self.border, down[found] + self.border

    def numbers(self, columns: Floats, rows: Floats) -> Rows:
        """The numbers (m,) of the pixels that these lie in."""
        return np.asarray(rows.astype(np.intp) * self.width + columns.astype(np.intp))

    def cropped(self, image: Pixels) -> Pixels:
        """What is seen of the image."""
        inside = slice(self.border, self.border + self.size[0])
        return np.ascontiguousarray(image[self.border : self.border + self.size[1], inside])
