"""Counts points by pixel and adds up their colors: the image of more points than can be drawn one by one."""

import numpy as np

from clusterlab.kernels.raster.pixel_buffer import Pixels
from clusterlab.kernels.typing import Floats, Labels, Rows

LEAST_OPACITY = 0.35
"""The opacity of a pixel with a single point among pixels with many."""
DENSE_PERCENTILE = 99
"""Of the pixels with points, this share in percent has fewer than are drawn opaque."""


class PixelCounts:
    """The number of points in each pixel of an image of `size` (w, h), and the sums of their colors.

    `colors` (m, 3) in 0 .. 255 are those of labels, -1 the last.
    """

    def __init__(self, size: tuple[int, int], colors: Floats) -> None:
        self._size, self._colors = size, np.asarray(colors, float)
        self.counts = np.zeros(size[0] * size[1])
        self._sums = np.zeros((3, len(self.counts)))

    def add(self, pixels: Rows, labels: Labels | None, weights: Floats) -> None:
        """Adds points in `pixels` (m,), flat indices, that count as `weights` (m,) points each."""
        n = len(self.counts)
        self.counts += np.bincount(pixels, weights, n)
        chosen = np.full(len(pixels), -1) if labels is None else labels
        for channel, shades in zip(self._sums, self._colors.T, strict=True):
            channel += np.bincount(pixels, shades[chosen] * weights, n)

    def image(self) -> Pixels:
        """The image (h, w), premultiplied: mean colors, the more opaque the more points there are."""
        (w, h), image = self._size, np.zeros(len(self.counts), np.uint32)
        inside = np.flatnonzero(self.counts)
        counts = self.counts[inside]
        opacity = _opacity(counts)
        red, green, blue = np.rint(self._sums[:, inside] / counts * opacity).astype(np.uint32)
        alpha = np.rint(255 * opacity).astype(np.uint32)
        image[inside] = alpha << np.uint32(24) | red << np.uint32(16) | green << np.uint32(8) | blue
        return image.reshape(h, w)


def _opacity(counts: Floats) -> Floats:
    """The opacity of pixels by their counts (m,), on a logarithmic scale."""
    if not len(counts):
        return counts
    dense = max(float(np.percentile(counts, DENSE_PERCENTILE)), 1.0)
    shares = np.minimum(np.log1p(counts) / np.log1p(dense), 1.0)
    return np.asarray(LEAST_OPACITY + (1 - LEAST_OPACITY) * shares)
