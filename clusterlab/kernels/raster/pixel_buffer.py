"""Images that dots are written into, and how places become pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats, Rows

Pixels = NDArray[np.uint32]


@dataclass(frozen=True)
class DataToPixel:
    """How places become pixels: less the place at the image's corner, times the pixels to a unit."""

    corner: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    def pixels(self, positions: Floats) -> tuple[Floats, Floats]:
        """How far to the right and how far down each of `positions` (..., 2) is: (...,) each."""
        with np.errstate(invalid="ignore", over="ignore"):
            right = (positions[..., 0] - self.corner[0]) * self.scale[0]
            return right, (positions[..., 1] - self.corner[1]) * self.scale[1]


IDENTITY = DataToPixel()


@dataclass(frozen=True)
class PixelBuffer:
    """A transparent image of `size` (w, h) with a border, so that dots at its edges need no clipping.

    Dots reach so many pixels beyond the one that their place is in, and the border is twice as wide.
    """

    size: tuple[int, int]
    extent: int

    @property
    def border(self) -> int:
        """How many pixels lie around those that are seen."""
        return 2 * self.extent

    @property
    def width(self) -> int:
        """How many pixels lie in a row, border and all."""
        return self.size[0] + 2 * self.border

    def blank(self) -> Pixels:
        """The image with its border, and nothing in it."""
        return np.zeros((self.size[1] + 2 * self.border, self.width), np.uint32)

    def visible(self, positions: Floats, data_to_pixel: DataToPixel) -> tuple[Rows, Floats, Floats]:
        """Which places touch the image, and their columns and rows from the border's corner: (m,) each."""
        right, down = data_to_pixel.pixels(positions)
        (w, h), extent = self.size, self.extent
        near = (right >= -extent) & (right < w + extent) & (down >= -extent) & (down < h + extent)
        found = np.flatnonzero(near)
        return found, right[found] + self.border, down[found] + self.border

    def pixel_indices(self, columns: Floats, rows: Floats) -> Rows:
        """The numbers (m,) of the pixels that these lie in."""
        return np.asarray(rows.astype(np.intp) * self.width + columns.astype(np.intp))

    def cropped(self, image: Pixels) -> Pixels:
        """What is seen of the image."""
        inside = slice(self.border, self.border + self.size[0])
        return np.ascontiguousarray(image[self.border : self.border + self.size[1], inside])
