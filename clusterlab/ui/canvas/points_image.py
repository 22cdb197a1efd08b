"""Points and regions as images: which color, shape and size each dot has."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.marks import CORE, PointMarks, Regions
from clusterlab.export.picture import Picture
from clusterlab.kernels.raster.color import Rgb, blend_colors
from clusterlab.kernels.raster.rasterize import (
    Glyph,
    Pixels,
    blend_pixels,
    draw_glyphs,
    draw_squares,
    pack_rgb,
)
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.viewport import Viewport
from clusterlab.ui.theme.theme import POINT_OPACITY, Theme, mix, parse_color

MAX_STAMPED_POINTS = 40_000
MAX_TWO_PIXEL_POINTS = 300_000  # more points than these are single pixels
OUTLINE_WIDTH = 0.8
MAX_POINT_RADIUS, MIN_POINT_RADIUS = 3.2, 1.4  # radius of a disc, in logical pixels
WEIGHT_LEVELS, UNCERTAINTY_LEVELS = 16, 8
BORDER_AND_NOISE = (
    ("hollow", 1.0),
    ("cross", 0.8),
)  # border, noise: their shapes, and sizes beside a core point's
REGION_BLOCK = 8  # pixels between the places at which regions are first looked at


@dataclass(frozen=True)
class _PointStyle:
    """What dots look like: a color and a rim each, one of several kinds of stamp each."""

    colors: Pixels
    kinds: tuple[Glyph, ...]
    which: NDArray[np.integer] | None = None
    outlines: Pixels | None = None


def radius(n: int, viewport: Viewport) -> float:
    """The radius of a disc in logical pixels: smaller where there are many or the picture is small."""
    size_factor = min(max((viewport.size[0] * viewport.size[1] / 480_000) ** 0.25, 0.7), 1.15)
    return (
        min(max(MAX_POINT_RADIUS * (500 / max(n, 1)) ** 0.16, MIN_POINT_RADIUS), MAX_POINT_RADIUS)
        * size_factor
        * viewport.scale
    )


def fill_color_of(theme: Theme, n: int) -> Callable[[int], str]:
    """The color of a palette number's dots among `n`: squares have no rim that could stand out."""
    return theme.cluster if n <= MAX_STAMPED_POINTS else theme.line_color


def points_image(picture: Picture, viewport: Viewport, theme: Theme, places: Floats | None = None) -> Pixels:
    """All points of a picture, or as many `places` (n, 2), on a transparent image in pixels of the screen."""
    places = picture.places if places is None else places
    if len(places) > MAX_STAMPED_POINTS:
        return _squares(picture, viewport, theme, places)
    size, data_to_pixel = device_size(viewport), viewport.data_to_pixel(viewport.dpr)
    style = _point_style(
        picture,
        radius(len(places), viewport) * viewport.dpr,
        OUTLINE_WIDTH * viewport.dpr * viewport.scale,
        theme,
    )
    dots = draw_glyphs(size, places, style.colors, style.kinds, style.which, style.outlines, data_to_pixel)
    halo = _halo(picture, viewport, theme, places)
    return dots if halo is None else _composited(halo, dots)


def _squares(picture: Picture, viewport: Viewport, theme: Theme, places: Floats) -> Pixels:
    """The points as squares; where a label says all of a point's color, a table of colors is enough."""
    n, labels = len(places), picture.dots.labels
    side = max(1, round((2 if n <= MAX_TWO_PIXEL_POINTS else 1) * viewport.dpr * viewport.scale))
    size, data_to_pixel = device_size(viewport), viewport.data_to_pixel(viewport.dpr)
    if labels is None or _is_soft(picture) or _shows_uncertainty(picture):
        return draw_squares(size, places, _cached_colors(picture, theme), side, None, data_to_pixel)
    return draw_squares(
        size, places, pack_rgb(_palette(picture, fill_color_of(theme, n))), side, labels, data_to_pixel
    )


@lru_cache(maxsize=1)
def line_colors(picture: Picture, theme: Theme) -> Pixels:
    """The color of every point (n,) where it is a line, kept while the picture is moved and zoomed."""
    return _faded(_colors(picture, theme, theme.line_color), picture, theme)


@lru_cache(maxsize=1)
def _cached_colors(picture: Picture, theme: Theme) -> Pixels:
    """The color of every point (n,), kept while the picture is moved and zoomed."""
    return _faded(_colors(picture, theme), picture, theme)


def regions_image(regions: Regions, picture: Picture, viewport: Viewport, theme: Theme) -> Pixels:
    """The color of the cluster that would take each place, thinly, in pixels of the screen.

    Places are classified at the corners of blocks; only a block whose corners differ is looked into.
    """
    width, height = device_size(viewport)
    down, across = -(-height // REGION_BLOCK), -(-width // REGION_BLOCK)
    corners = _classified(regions, viewport, *np.mgrid[0 : down + 1, 0 : across + 1] * REGION_BLOCK)
    first = corners[:-1, :-1]
    parts = (corners[1:, :-1], corners[:-1, 1:], corners[1:, 1:])
    boundary = np.argwhere(np.logical_or.reduce([first != part for part in parts]))
    labels = np.repeat(np.repeat(first, REGION_BLOCK, axis=0), REGION_BLOCK, axis=1)
    within = np.arange(REGION_BLOCK) + 0.5
    y = boundary[:, 0, None, None] * REGION_BLOCK + within[:, None]
    x = boundary[:, 1, None, None] * REGION_BLOCK + within[None, :]
    blocks = labels.reshape(down, REGION_BLOCK, across, REGION_BLOCK)
    blocks[boundary[:, 0], :, boundary[:, 1], :] = _classified(regions, viewport, *np.broadcast_arrays(y, x))
    share = 0.17 if theme.dark else 0.1
    table = [mix(theme.canvas, theme.cluster(number), share) for number in picture.colors]
    tints = pack_rgb(np.array([parse_color(color) for color in (*table, theme.canvas)]))
    return np.ascontiguousarray(tints[labels[:height, :width]])


def device_size(viewport: Viewport) -> tuple[int, int]:
    """How many pixels of the screen a frame covers."""
    return max(1, round(viewport.size[0] * viewport.dpr)), max(1, round(viewport.size[1] * viewport.dpr))


def _classified(regions: Regions, viewport: Viewport, y: Floats, x: Floats) -> NDArray[np.integer]:
    pixels = np.stack([x.ravel(), y.ravel()], axis=1) / viewport.dpr
    return np.asarray(regions.classify(viewport.to_plane(pixels))).reshape(y.shape)


def _colors(picture: Picture, theme: Theme, color_of: Callable[[int], str] | None = None) -> Pixels:
    """The color of every point (n,), where `color_of` gives the color of a palette number."""
    dots, n = picture.dots, len(picture.places)
    palette = _palette(picture, color_of or fill_color_of(theme, n))
    if dots.responsibilities is not None and _is_soft(picture):
        return pack_rgb(blend_colors(dots.responsibilities, palette[: dots.responsibilities.shape[1]]))
    if dots.labels is not None:
        return pack_rgb(palette)[dots.labels]
    return np.full(n, pack_rgb(parse_color(theme.muted))[0])


def _palette(picture: Picture, color_of: Callable[[int], str]) -> Rgb:
    """The colors of the clusters (k + 1, 3), that of noise last."""
    return np.array([parse_color(color_of(number)) for number in (*picture.colors, -1)])


def _is_soft(picture: Picture) -> bool:
    return "soft" in picture.layers and picture.dots.responsibilities is not None


@lru_cache(maxsize=1)
def _point_style(picture: Picture, size: float, outline_width: float, theme: Theme) -> _PointStyle:
    """What dots of a radius `size` with rims so `outline_width` look like, kept: many small plots need it at once."""
    dots = picture.dots
    colors = _colors(picture, theme)
    plain = Glyph("disc", size, POINT_OPACITY)
    if dots.weights is not None:
        return _PointStyle(colors, *_weighted(dots.weights, plain))
    if dots.roles is not None:
        return _density_style(picture, outline_width, theme, plain)
    if dots.labels is None:
        return _PointStyle(colors, (plain,))
    shapes = tuple(theme.shape(number) for number in (*picture.colors, -1))
    rim = outline_width if any(map(theme.needs_outline, picture.colors)) else 0.0
    if len(set(shapes)) == 1:
        kinds, which = (replace(plain, outline_width=rim),), None
    else:
        kinds = tuple(replace(plain, shape=shape, outline_width=rim) for shape in shapes)
        which = np.arange(len(kinds))[dots.labels]
    return _PointStyle(colors, kinds, which, _colors(picture, theme, theme.outline_color) if rim else None)


def _density_style(picture: Picture, rim: float, theme: Theme, plain: Glyph) -> _PointStyle:
    """Core points in the shape of their cluster, border points hollow, noise as small crosses."""
    dots, n = picture.dots, len(picture.places)
    assert dots.roles is not None
    labels = np.full(n, -1) if dots.labels is None else dots.labels
    shapes = [theme.shape(number) for number in (*picture.colors, -1)]
    kinds = [replace(plain, shape=shape, outline_width=rim) for shape in shapes]
    others = [
        replace(plain, shape=shape, radius=plain.radius * size, opacity=1.0)
        for shape, size in BORDER_AND_NOISE
    ]
    which = np.where(dots.roles == CORE, np.arange(len(kinds))[labels], len(shapes) - 1 + dots.roles)
    line_colors = _colors(picture, theme, theme.line_color)
    colors = np.where(dots.roles == CORE, _colors(picture, theme), line_colors)
    outlines = np.where(dots.roles == CORE, _colors(picture, theme, theme.outline_color), line_colors)
    return _PointStyle(colors, (*kinds, *others), which, outlines)


def _weighted(weights: Floats, plain: Glyph) -> tuple[tuple[Glyph, ...], NDArray[np.integer]]:
    """Stamps by area: that of the mean weight is the plain one; no radius is more than 4 times as large."""
    mean = float(weights.mean()) or 1.0
    sizes = np.linspace(0.4, 4, WEIGHT_LEVELS)
    which = np.searchsorted((sizes[1:] + sizes[:-1]) / 2, np.sqrt(weights / mean))
    return tuple(replace(plain, radius=plain.radius * float(part), opacity=0.8) for part in sizes), which


def _uncertainty(dots: PointMarks) -> Floats:
    """How undecided each point is, from 0 to 1: one minus its greatest share, of what that can be."""
    assert dots.responsibilities is not None
    k = dots.responsibilities.shape[1]
    return np.asarray((1 - dots.responsibilities.max(axis=1)) / (1 - 1 / k if k > 1 else 1))


def _shows_uncertainty(picture: Picture) -> bool:
    return "uncertainty" in picture.layers and picture.dots.responsibilities is not None


def _faded(colors: Pixels, picture: Picture, theme: Theme) -> Pixels:
    """Colors nearer to that of the canvas the more undecided a point is."""
    if not _shows_uncertainty(picture):
        return colors
    share = (np.clip(_uncertainty(picture.dots), 0, 1) * 200).astype(np.uint32)
    return blend_pixels(colors, np.broadcast_to(pack_rgb(parse_color(theme.canvas)), colors.shape), share)


def _halo(picture: Picture, viewport: Viewport, theme: Theme, places: Floats) -> Pixels | None:
    """A pale disc behind each undecided point, larger the more undecided it is."""
    if not _shows_uncertainty(picture):
        return None
    size = radius(len(places), viewport) * viewport.dpr
    level = np.minimum(
        (_uncertainty(picture.dots) * UNCERTAINTY_LEVELS).astype(np.intp), UNCERTAINTY_LEVELS - 1
    )
    kinds = [
        Glyph("disc", size * (1 + 2.2 * part / UNCERTAINTY_LEVELS), 0.3 if part else 0.0)
        for part in range(UNCERTAINTY_LEVELS)
    ]
    colors = np.full(len(places), pack_rgb(parse_color(theme.muted))[0])
    return draw_glyphs(
        device_size(viewport), places, colors, kinds, level, None, viewport.data_to_pixel(viewport.dpr)
    )


def _composited(under: Pixels, over: Pixels) -> Pixels:
    """One image on another, both premultiplied."""
    rest = np.uint32(256) - (over >> np.uint32(24)) - (over >> np.uint32(31))
    return np.asarray(over + blend_pixels(np.zeros_like(under), under, rest))
