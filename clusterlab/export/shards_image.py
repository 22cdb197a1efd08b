"""The image of points in shards: each pixel counts its points by cluster; few points are drawn one by one.

Blocks smaller than a pixel are counted by their records alone; of others the points are read. Points that
workers hold are counted there, and the counts come back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from clusterlab.kernels.typing import BLOCK, Flags, Floats, Labels, Rows, label_dtype

NO_BLOCKS: Rows = np.zeros(0, np.intp)
COARSE_VALUES = 4_000_000
"""A coarse image is of points with about so many coordinates, of those that are read."""


DENSE_COUNTS = 2**23
"""Up to so many pairs of pixels and clusters are counted in an array of all."""

Counted = tuple[NDArray[Any], Labels | None, NDArray[Any]]
"""Pixels, the labels of points in them, if there are any, and as how many points each pair counts."""


class ShardInView(NamedTuple):
    """A shard, how many of its blocks in view are below a pixel and how many larger; here also which."""

    number: int
    small: int
    large: int
    blocks: BlocksInView | None


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
    key = window, points.shards.are_here
    found = cached_latest(points, "shards in view", key, lambda: _shards_in_view(points, *key))
    n_read = BLOCK * sum(one.large for one in found)
    if n_read <= MAX_GLYPH_POINTS and not any(one.small for one in found):
        near = _near_points(picture, window, [one.number for one in found])
        return ShardsImage(points_image(_picture_of(picture, near), viewport, theme), near)
    stride = min(max(1, n_read * points.d // COARSE_VALUES), BLOCK) if coarse else 1
    counts = PixelCounts(device_size(viewport), _colors(picture, theme))
    labeling = Labeling(picture.point_marks.classify, hidden_flags(picture.colors, picture.emphasis.hidden))
    counted: Iterable[Counted]
    if key[1]:
        counted = map(labeling.counted, _parts_in_view(points, window, found, stride))
    else:
        count = partial(_counted_in_shard, labeling, window, stride)
        counted = points.map(count, [one.number for one in found])
    for pixels, labels, weights in counted:
        counts.add(pixels, labels, weights)
    return ShardsImage(counts.image(), None, stride == 1)


class Labeling(NamedTuple):
    """What maps positions (m, d) to labels (m,), if there are any, and which labels are hidden."""

    classify: Callable[[Floats], Labels] | None
    is_hidden: Flags

    def counted(self, points: PointsInView) -> Counted:
        """The pixels of points, their labels, and as how many points each counts, those hidden as none."""
        labels, weights = None if self.classify is None else self.classify(points.values), points.weights
        if labels is not None and self.is_hidden.any():
            weights = np.where(self.is_hidden[labels], 0.0, weights)
        return points.pixels, labels, weights


def _counted_in_shard(
    labeling: Labeling, window: PlaneWindow, stride: int, number: int, blocks: Blocks
) -> Counted:
    """The points of a shard in a window, added up by pixel and label, in few bytes: they travel."""
    pixels, labels, weights = labeling.counted(_points_in_view(blocks, window.blocks(blocks), window, stride))
    k = 1 if labels is None else int(labels.max(initial=-1)) + 2
    keys, n = pixels if labels is None else pixels * k + labels + 1, window.size[0] * window.size[1] * k
    which = np.arange(n) if n <= DENSE_COUNTS else np.unique(keys)
    totals = np.bincount(keys if n <= DENSE_COUNTS else np.searchsorted(which, keys), weights, len(which))
    which, totals = which[totals > 0], totals[totals > 0].astype(np.uint32)
    places = (which // k).astype(np.uint32)
    return places, None if labels is None else (which % k - 1).astype(label_dtype(k)), totals


def _shards_in_view(points: ShardedPoints, window: PlaneWindow, are_here: bool) -> list[ShardInView]:
    """The shards that have blocks in a window; those beside it are not looked at."""
    numbers = np.flatnonzero(window.touches(*points.boxes)).tolist()
    found = points.map(partial(_shard_in_view, window, are_here), numbers)
    return [one for one in found if one.small or one.large]


def _shard_in_view(window: PlaneWindow, keeps_blocks: bool, number: int, blocks: Blocks) -> ShardInView:
    own = window.blocks(blocks)
    return ShardInView(number, len(own.small), len(own.large), own if keeps_blocks else None)


def _parts_in_view(
    points: ShardedPoints, window: PlaneWindow, found: Sequence[ShardInView], stride: int
) -> Iterable[PointsInView]:
    """The points in a window, by shards: small blocks at their means, every `stride`-th point of others.

    Where these are few they are kept together, for the next step counts the same ones.
    """
    own = {one.number: one.blocks for one in found if one.blocks is not None}

    def parts() -> Iterator[PointsInView]:
        return points.map(lambda number, blocks: _points_in_view(blocks, own[number], window, stride), [*own])

    n = sum(one.small + BLOCK * one.large // stride for one in found)
    if n * points.d > 2 * COARSE_VALUES:
        return parts()
    key = window, stride
    return [cached_latest(points, "points in view", key, lambda: joined_points(list(parts())))]


def _points_in_view(blocks: Blocks, found: BlocksInView, window: PlaneWindow, stride: int) -> PointsInView:
    """The points of a shard: each small block at its mean, and every `stride`-th point of the others."""
    means, sizes = block_means(blocks, found.small)
    values = points_of_blocks(blocks, found.large, stride)[1]
    parts = [window.points(means, sizes), window.points(values, np.full(len(values), float(stride)))]
    return joined_points([part for part in parts if len(part.pixels)] or parts[:1])


def _near_points(picture: Picture, window: PlaneWindow, numbers: Sequence[int]) -> NearPoints:
    """The points of some shards that are in view."""
    points, classify = picture.shards, picture.point_marks.classify
    assert points is not None
    near = points.map(partial(_near_in_shard, window, points.shard_rows), numbers)
    parts = [(np.empty((0, points.d)), NO_BLOCKS), *near]
    values = np.concatenate([part[0] for part in parts])
    labels = None if classify is None else classify(values)
    places = np.asfortranarray(picture.view.project(values))
    return NearPoints(places, np.concatenate([part[1] for part in parts]), labels)


def _near_in_shard(window: PlaneWindow, shard_rows: int, number: int, blocks: Blocks) -> tuple[Floats, Rows]:
    """The points of a shard that are in a window (m, d), and their indices in spatial order."""
    rows, values = points_of_blocks(blocks, window.blocks(blocks).large)
    inside = window.inside(*window.pixel_positions(values))
    return np.asarray(values[inside]), number * shard_rows + rows[inside]


def _picture_of(picture: Picture, near: NearPoints) -> Picture:
    """A picture with these points alone."""
    return replace(picture, shards=None, places=near.places, marks=(PointMarks(near.labels),))


def _colors(picture: Picture, theme: Theme) -> Floats:
    """The colors (k + 1, 3) of clusters, the last that of points without one."""
    colors = color_table(picture, theme, theme.line_color)[0].astype(float)
    if picture.point_marks.classify is None:
        colors[-1] = parse_color(theme.muted)
    return colors
