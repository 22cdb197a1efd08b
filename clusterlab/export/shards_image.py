"""The image of points in shards: each pixel counts its points by cluster; few points are drawn one by one.

Blocks smaller than a pixel are counted by their records alone; of others the points are read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from clusterlab.core.cache import cached_latest
from clusterlab.core.marks import PointMarks
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.export.blocks_in_view import (
    BlocksInView,
    PlaneWindow,
    PointsInView,
    block_means,
    joined_points,
    points_of_blocks,
)
from clusterlab.export.hidden_clusters import hidden_flags
from clusterlab.export.picture import Picture
from clusterlab.export.point_colors import MAX_GLYPH_POINTS, color_table
from clusterlab.export.points_image import device_size, points_image
from clusterlab.export.theme import Theme, parse_color
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.raster.pixel_counts import PixelCounts
from clusterlab.kernels.raster.rasterize import Pixels
from clusterlab.kernels.typing import BLOCK, Floats, Labels, Rows

NO_BLOCKS: Rows = np.zeros(0, np.intp)
COARSE_VALUES = 4_000_000
"""A coarse image is of points with about so many coordinates, of those that are read."""


class NearPoints(NamedTuple):
    """The points in view where they are few: places (m, 2), indices in spatial order and labels (m,)."""

    places: Floats
    indices: Rows
    labels: Labels | None


@dataclass(frozen=True, eq=False)
class ShardsImage:
    """An image in device pixels, the points that it shows one by one, and whether none was left out."""

    pixels: Pixels
    near: NearPoints | None = None
    is_complete: bool = True


def shards_image(picture: Picture, viewport: Viewport, theme: Theme, coarse: bool = False) -> ShardsImage:
    """The points of a picture of shards; a `coarse` image is of a part of them, where there are many."""
    assert picture.shards is not None
    points, window = picture.shards, PlaneWindow(picture.view, viewport)
    found = cached_latest(points, "blocks in view", window, lambda: _blocks_in_view(points, window))
    n_read = BLOCK * sum(len(one.large) for one in found)
    if n_read <= MAX_GLYPH_POINTS and not any(len(one.small) for one in found):
        near = _near_points(picture, window, found)
        return ShardsImage(points_image(_picture_of(picture, near), viewport, theme), near)
    stride = min(max(1, n_read * points.d // COARSE_VALUES), BLOCK) if coarse else 1
    counts = PixelCounts(device_size(viewport), _colors(picture, theme))
    for part in _parts_in_view(points, window, found, stride):
        _count(counts, picture, part)
    return ShardsImage(counts.image(), None, stride == 1)


def _blocks_in_view(points: ShardedPoints, window: PlaneWindow) -> list[BlocksInView]:
    """The blocks of each shard that are in a window; shards beside it are not looked at."""
    found, low, high = [BlocksInView(NO_BLOCKS, NO_BLOCKS)] * points.n_shards, *points.boxes
    numbers = np.flatnonzero(window.touches(low, high)).tolist()
    touched = points.map(lambda _, blocks: window.blocks(blocks), numbers)
    for number, own in zip(numbers, touched, strict=True):
        found[number] = own
    return found


def _parts_in_view(
    points: ShardedPoints, window: PlaneWindow, found: list[BlocksInView], stride: int
) -> Iterable[PointsInView]:
    """The points in a window, by shards: small blocks at their means, every `stride`-th point of others.

    Where these are few they are kept together, for the next step counts the same ones.
    """

    def parts() -> Iterator[PointsInView]:
        return points.map(lambda number, blocks: _points_in_view(blocks, found[number], window, stride))

    n = sum(len(one.small) + BLOCK * len(one.large) // stride for one in found)
    if n * points.d > 2 * COARSE_VALUES:
        return parts()
    key = window, stride
    return [cached_latest(points, "points in view", key, lambda: joined_points(list(parts())))]


def _points_in_view(blocks: Blocks, found: BlocksInView, window: PlaneWindow, stride: int) -> PointsInView:
    """The points of a shard: each small block at its mean, and every `stride`-th point of the others."""
    if not len(found.small) and not len(found.large):
        return PointsInView(NO_BLOCKS, np.empty((0, blocks.points.shape[1])), np.empty(0))
    means, sizes = block_means(blocks, found.small)
    values = points_of_blocks(blocks, found.large, stride)[1]
    parts = [window.points(means, sizes), window.points(values, np.full(len(values), float(stride)))]
    return joined_points([part for part in parts if len(part.pixels)] or parts[:1])


def _count(counts: PixelCounts, picture: Picture, points: PointsInView) -> None:
    """Counts points in their pixels, those of hidden clusters not."""
    classify, weights = picture.point_marks.classify, points.weights
    labels = None if classify is None else classify(points.values)
    is_hidden = hidden_flags(picture.colors, picture.emphasis.hidden)
    if labels is not None and is_hidden.any():
        weights = np.where(is_hidden[labels], 0.0, weights)
    counts.add(points.pixels, labels, weights)


def _near_points(picture: Picture, window: PlaneWindow, found: list[BlocksInView]) -> NearPoints:
    """The points of the blocks that are in view."""
    points, classify = picture.shards, picture.point_marks.classify
    assert points is not None

    def near(number: int, blocks: Blocks) -> tuple[Floats, Rows]:
        rows, values = points_of_blocks(blocks, found[number].large)
        inside = window.inside(*window.pixel_positions(values))
        return np.asarray(values[inside]), points.span(number).start + rows[inside]

    numbers = [number for number, own in enumerate(found) if len(own.large)]
    parts = [(np.empty((0, points.d)), NO_BLOCKS), *points.map(near, numbers)]
    values = np.concatenate([part[0] for part in parts])
    labels = None if classify is None else classify(values)
    places = np.asfortranarray(picture.view.project(values))
    return NearPoints(places, np.concatenate([part[1] for part in parts]), labels)


def _picture_of(picture: Picture, near: NearPoints) -> Picture:
    """A picture with these points alone."""
    return replace(picture, shards=None, places=near.places, marks=(PointMarks(near.labels),))


def _colors(picture: Picture, theme: Theme) -> Floats:
    """The colors (k + 1, 3) of clusters, the last that of points without one."""
    colors = color_table(picture, theme, theme.line_color)[0].astype(float)
    if picture.point_marks.classify is None:
        colors[-1] = parse_color(theme.muted)
    return colors
