"""Which blocks and points of shards are in a part of the plane, and in which pixel each point is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from clusterlab.core.projection import View
from clusterlab.export.points_image import device_size
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import BLOCK, Flags, Floats, Rows


class BlocksInView(NamedTuple):
    """The numbers of the blocks of a shard that are in view: those below a pixel, and larger ones."""

    small: Rows
    large: Rows


class PointsInView(NamedTuple):
    """Flat indices of pixels (m,), normalized values (m, d), and as how many points each counts (m,)."""

    pixels: Rows
    values: Floats
    weights: Floats


@dataclass(frozen=True)
class PlaneWindow:
    """A part of the plane of a view."""

    view: View
    viewport: Viewport

    @cached_property
    def size(self) -> tuple[int, int]:
        """The width and the height in device pixels."""
        return device_size(self.viewport)

    def blocks(self, blocks: Blocks) -> BlocksInView:
        """The blocks of a shard whose box, projected to the plane, touches the window."""
        d = blocks.points.shape[1]
        low, high = blocks.records[:, :d], blocks.records[:, d : 2 * d]
        touches, half = self.touches(low, high), self._half(low, high)
        is_small = (half[0] <= 0.5) & (half[1] <= 0.5)
        return BlocksInView(np.flatnonzero(touches & is_small), np.flatnonzero(touches & ~is_small))

    def touches(self, low: Floats, high: Floats) -> Flags:
        """Which boxes from `low` to `high` (m, d) touch the window: (m,)."""
        found = np.ones(len(low), bool)
        middle = self.pixel_positions(0.5 * (low + high))
        for at, reach, size in zip(middle, self._half(low, high), self.size, strict=True):
            found &= (at + reach >= 0) & (at - reach < size)
        return found

    def points(self, values: Floats, weights: Floats) -> PointsInView:
        """Those of some points with values (m, d) that are in the window."""
        x, y = self.pixel_positions(values)
        inside = self.inside(x, y)
        if len(inside) < len(x):
            x, y, values, weights = x[inside], y[inside], values[inside], weights[inside]
        return PointsInView(y.astype(np.intp) * self.size[0] + x.astype(np.intp), values, weights)

    def inside(self, x: Floats, y: Floats) -> Rows:
        """Which positions in device pixels (m,) are in the window."""
        w, h = self.size
        return np.flatnonzero((x >= 0) & (x < w) & (y >= 0) & (y < h))

    def pixel_positions(self, values: Floats) -> tuple[Floats, Floats]:
        """Where points with values (m, d) are, in device pixels: x and y (m,)."""
        transform = self.viewport.data_to_pixel(self.viewport.dpr)
        x, y = (_combined(values, column) for column in self.view.matrix.T)
        for at, corner, scale in zip((x, y), transform.corner, transform.scale, strict=True):
            at -= corner
            at *= scale
        return x, y

    def _half(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Half the width and the height (m,) of boxes in device pixels."""
        half, scale = 0.5 * (high - low), self.viewport.data_to_pixel(self.viewport.dpr).scale
        x, y = (_combined(half, column) for column in np.abs(self.view.matrix.T))
        return x * abs(scale[0]), y * abs(scale[1])


def joined_points(parts: Sequence[PointsInView]) -> PointsInView:
    """All points of several parts, at least one."""
    if len(parts) == 1:
        return parts[0]
    return PointsInView(*map(np.concatenate, zip(*parts, strict=True)))


def block_means(blocks: Blocks, chosen: Rows) -> tuple[Floats, Floats]:
    """The means (m, d) of chosen blocks (m,), and how many points each has (m,)."""
    d, sizes = blocks.points.shape[1], np.full(len(chosen), float(BLOCK))
    sizes[chosen == len(blocks.records) - 1] = len(blocks.points) - BLOCK * (len(blocks.records) - 1)
    return blocks.records[chosen, 2 * d : 3 * d] / sizes[:, None], sizes


def points_of_blocks(blocks: Blocks, chosen: Rows, stride: int = 1) -> tuple[Rows, Floats]:
    """The rows (m,) of every `stride`-th point of chosen blocks, and their values (m, d)."""
    n = len(blocks.points)
    if len(chosen) == len(blocks.records):
        return np.arange(0, n, stride), blocks.points[::stride]
    rows = (chosen[:, None] * BLOCK + np.arange(0, BLOCK, stride)).reshape(-1)
    rows = rows[rows < n]
    return rows, np.stack([column[rows] for column in blocks.points.T], axis=1)


def _combined(values: Floats, factors: Floats) -> Floats:
    """The sum of the columns of `values` (m, d) times `factors` (d,): (m,), without a product of matrices."""
    found = np.zeros(len(values))
    for column in np.flatnonzero(factors).tolist():
        found += values[:, column] * factors[column]
    return found
