"""The image that points are drawn into, and the transform from data to pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats, Rows

Pixels = NDArray[np.uint32]


@dataclass(frozen=True)
class DataToPixel:
    """The transform from data to pixels: subtract the image's top left `corner`, multiply by `scale`."""

    corner: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    def pixels(self, positions: Floats) -> tuple[Floats, Floats]:
        """The x, to the right, and y, down, in pixels (...,) of each of `positions` (..., 2)."""
        with np.errstate(invalid="ignore", over="ignore"):
            right = (positions[..., 0] - self.corner[0]) * self.scale[0]
            return right, (positions[..., 1] - self.corner[1]) * self.scale[1]


IDENTITY_TRANSFORM = DataToPixel()


@dataclass(frozen=True)
class PixelBuffer:
    """A transparent image of `size` (w, h) with a border, so that glyphs at its edges need no clipping.

    Glyphs cover up to `extent` pixels around the pixel of their position; the border is twice as wide.
    """

    size: tuple[int, int]
    extent: int

    @property
    def border(self) -> int:
        """The width of the border in pixels."""
        return 2 * self.extent

    @property
    def width(self) -> int:
        """The pixels of a row, with both borders."""
        return self.size[0] + 2 * self.border

    def blank(self) -> Pixels:
        """A transparent image with its border."""
        return np.zeros((self.size[1] + 2 * self.border, self.width), np.uint32)

    def visible(self, positions: Floats, data_to_pixel: DataToPixel) -> tuple[Rows, Floats, Floats]:
        """Which positions may touch the image, and their columns and rows, the border included: (m,) each."""
        right, down = data_to_pixel.pixels(positions)
        (w, h), extent = self.size, self.extent
        near = (right >= -extent) & (right < w + extent) & (down >= -extent) & (down < h + extent)
        found = np.flatnonzero(near)
        return found, right[found] + self.border, down[found] + self.border

    def pixel_indices(self, columns: Floats, rows: Floats) -> Rows:
        """The flat indices (m,) of the pixels at `columns` and `rows` (m,)."""
        return np.asarray(rows.astype(np.intp) * self.width + columns.astype(np.intp))

    def cropped(self, image: Pixels) -> Pixels:
        """The image without its border."""
        inside = slice(self.border, self.border + self.size[0])
        return np.ascontiguousarray(image[self.border : self.border + self.size[1], inside])
