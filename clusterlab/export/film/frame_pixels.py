"""The pixels of frames: their colors, and where two of them differ."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FramePixels = NDArray[np.uint8]
"""The red, green and blue (h, w, 3) of a frame, or its palette numbers (h, w)."""
Box = tuple[int, int, int, int]
"""The left, top, right and bottom pixel of a rectangle, the last two exclusive."""
MAX_COLORS = 256
COLOR_WEIGHTS = np.array([3.0, 4.0, 2.0], np.float32)
"""How much a difference of red, green and blue is seen (Riemersma's weights for a mean red)."""


def changed_box(before: FramePixels | None, after: FramePixels) -> Box:
    """The smallest rectangle around all pixels that differ, of one pixel where none does; all without one."""
    height, width = after.shape[:2]
    if before is None:
        return 0, 0, width, height
    differs = before != after
    differs = differs.any(axis=2) if differs.ndim == 3 else differs
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def cut_out(pixels: FramePixels, box: Box) -> FramePixels:
    """The pixels in a rectangle."""
    left, top, right, bottom = box
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def packed_colors(pixels: FramePixels) -> NDArray[np.uint32]:
    """Each color as one number 0xRRGGBB."""
    red, green, blue = (pixels[..., channel].astype(np.uint32) for channel in range(3))
    return np.uint32(65536) * red + np.uint32(256) * green + blue


def unpacked_colors(packed: NDArray[np.uint32]) -> FramePixels:
    """The red, green and blue (n, 3) of packed colors (n,)."""
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1).astype(np.uint8)


def film_palette(samples: Sequence[FramePixels], certain: Sequence[str]) -> FramePixels:
    """At most 256 colors (m, 3) for all frames of a film: the `certain` ones, such as #0072b2, exactly.

    The others are those of the sample frames, exactly where there is room for all of them; else Pillow
    chooses them by median cut.
    """
    fixed = np.unique([int(color[1:], 16) for color in certain]).astype(np.uint32)
    found, counts = np.unique(
        np.concatenate([packed_colors(pixels).ravel() for pixels in samples]), return_counts=True
    )
    is_other = ~np.isin(found, fixed)
    found, counts, room = found[is_other], counts[is_other], MAX_COLORS - len(fixed)
    if len(found) > room:
        common = np.argsort(-counts)[: room // 2]  # flat areas, such as tinted regions and translucent points
        rest = np.delete(np.arange(len(found)), common)
        mixed = _median_cut(found[rest], counts[rest], room - len(common))
        found = np.concatenate([found[common], mixed])
    return unpacked_colors(np.unique(np.concatenate([fixed, found])))


def _median_cut(colors: NDArray[np.uint32], counts: NDArray[np.intp], n: int) -> NDArray[np.uint32]:
    """At most `n` colors that stand for others, which count by the square root of how often they occur."""
    from PIL import Image

    repeated = np.repeat(colors, np.maximum(1, np.sqrt(counts)).astype(int))
    image = Image.frombytes("RGB", (len(repeated), 1), unpacked_colors(repeated).tobytes())
    reduced = image.quantize(n, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = np.array(reduced.getpalette()[: 3 * n], np.uint8).reshape(-1, 3)  # type: ignore[index]
    return packed_colors(palette)


class PaletteNumbers:
    """Finds the nearest color of a palette (m, 3) for every pixel; the same color always becomes the same.

    Pillow's own search rounds colors to six bits, so that flat areas would not keep their exact color.
    """

    def __init__(self, palette: FramePixels) -> None:
        self.palette = palette
        self._numbers = np.zeros(1 << 24, np.uint8)
        self._is_known = np.zeros(1 << 24, np.bool_)

    def of(self, pixels: FramePixels) -> FramePixels:
        """The palette numbers (h, w) of the pixels of a frame."""
        packed = packed_colors(pixels)
        unknown = np.unique(packed[~self._is_known[packed]])
        for some in np.array_split(unknown, len(unknown) // 4096 + 1):
            self._numbers[some] = self._nearest(unpacked_colors(some))
        self._is_known[unknown] = True
        return self._numbers[packed]

    def _nearest(self, colors: FramePixels) -> NDArray[np.intp]:
        apart = colors[:, None].astype(np.float32) - self.palette[None]
        nearest: NDArray[np.intp] = (COLOR_WEIGHTS * apart**2).sum(axis=2).argmin(axis=1)
        return nearest
