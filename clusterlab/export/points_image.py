"""Rasterizes points and regions; decides which shape and size each point has."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.marks import CORE, Regions
from clusterlab.datasets.column_codes import ScaleCodes
from clusterlab.export.picture import Picture
from clusterlab.export.point_colors import (
    MAX_GLYPH_POINTS,
    color_table,
    fill_color_of,
    follows_table,
    palette_numbers,
    point_colors,
    shows_uncertainty,
    square_colors,
    uncertainty,
)
from clusterlab.export.theme import POINT_OPACITY, Theme, mix, parse_color
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.raster.rasterize import (
    Glyph,
    Pixels,
    blend_pixels,
    draw_glyphs,
    draw_squares,
    pack_rgb,
)
from clusterlab.kernels.typing import Floats, Rows

MAX_TWO_PIXEL_POINTS = 300_000  # more points than these are drawn as single pixels
OUTLINE_WIDTH = 0.8
MAX_POINT_RADIUS, MIN_POINT_RADIUS = 3.2, 1.4  # logical pixels: the radius of a disc
WEIGHT_LEVELS, UNCERTAINTY_LEVELS = 16, 8
BORDER_AND_NOISE = (("hollow", 1.0), ("cross", 0.8))  # their shapes, and radii relative to a core point's
REGION_BLOCK = 8  # pixels between the positions that are classified first


@dataclass(frozen=True)
class PointStyle:
    """How points are drawn: the fill and the outline color of each, and which glyph of `kinds` it has."""

    colors: Pixels
    kinds: tuple[Glyph, ...]
    which: Rows | None = None
    outlines: Pixels | None = None


def radius(n: int, viewport: Viewport) -> float:
    """The radius of a point in logical pixels: smaller where there are many or the plot is small."""
    size_factor = min(max((viewport.size[0] * viewport.size[1] / 480_000) ** 0.25, 0.7), 1.15)
    shrunk = float(MAX_POINT_RADIUS * (500 / max(n, 1)) ** 0.16)
    return float(min(max(shrunk, MIN_POINT_RADIUS), MAX_POINT_RADIUS) * size_factor * viewport.scale)


def points_image(picture: Picture, viewport: Viewport, theme: Theme, places: Floats | None = None) -> Pixels:
    """The points of a picture, at its own or other `places` (n, 2), as an image in device pixels."""
    places = picture.drawn_places if places is None else places
    if len(places) > MAX_GLYPH_POINTS:
        return _squares(picture, viewport, theme, places)
    size, data_to_pixel = device_size(viewport), viewport.data_to_pixel(viewport.dpr)
    style = point_style(picture, viewport, theme, len(places), viewport.dpr)
    points = draw_glyphs(size, places, style.colors, style.kinds, style.which, style.outlines, data_to_pixel)
    halo = _halo(picture, viewport, theme, places)
    return points if halo is None else _composited(halo, points)


def _squares(picture: Picture, viewport: Viewport, theme: Theme, places: Floats) -> Pixels:
    """The points as squares; where colors follow from labels alone, a table of colors is passed."""
    n = len(places)
    side = max(1, round((2 if n <= MAX_TWO_PIXEL_POINTS else 1) * viewport.dpr * viewport.scale))
    size, data_to_pixel = device_size(viewport), viewport.data_to_pixel(viewport.dpr)
    if not follows_table(picture):
        return draw_squares(size, places, square_colors(picture, theme), side, None, data_to_pixel)
    palette, labels = color_table(picture, theme, fill_color_of(theme, n))
    return draw_squares(size, places, pack_rgb(palette), side, labels, data_to_pixel)


def regions_image(regions: Regions, picture: Picture, viewport: Viewport, theme: Theme) -> Pixels:
    """The tint, in device pixels, of the cluster to which each position would be assigned.

    Positions are classified at the corners of blocks; only blocks whose corners differ are classified whole.
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
    pale = picture.faded | picture.emphasis.hidden
    table = [
        theme.canvas if number in pale else mix(theme.canvas, theme.cluster(number), share)
        for number in picture.colors
    ]
    tints = pack_rgb(np.array([parse_color(color) for color in (*table, theme.canvas)]))
    return np.ascontiguousarray(tints[labels[:height, :width]])


def device_size(viewport: Viewport) -> tuple[int, int]:
    """The size of a viewport in device pixels."""
    return max(1, round(viewport.size[0] * viewport.dpr)), max(1, round(viewport.size[1] * viewport.dpr))


def _classified(regions: Regions, viewport: Viewport, y: Floats, x: Floats) -> NDArray[np.integer]:
    pixels = np.stack([x.ravel(), y.ravel()], axis=1) / viewport.dpr
    return np.asarray(regions.classify(viewport.to_plane(pixels))).reshape(y.shape)


def point_style(picture: Picture, viewport: Viewport, theme: Theme, n: int, dpr: float) -> PointStyle:
    """The style of `n` points; lengths are in pixels of a device with `dpr` of them per logical pixel."""
    size, outline_width = radius(n, viewport) * dpr, OUTLINE_WIDTH * dpr * viewport.scale
    return _point_style(picture, size, outline_width, theme)


@lru_cache(maxsize=1)
def _point_style(picture: Picture, size: float, outline_width: float, theme: Theme) -> PointStyle:
    """The style of points of radius `size`; cached, because every cell of a scatter matrix needs it."""
    marks = picture.point_marks
    colors = point_colors(picture, theme)
    is_on_scale = isinstance(picture.column_codes, ScaleCodes)  # whose colors are exact, and stand out
    plain = Glyph("disc", size, 1.0 if is_on_scale else POINT_OPACITY)
    if marks.weights is not None:
        return PointStyle(colors, *_weighted(marks.weights, plain))
    if marks.roles is not None:
        return _density_style(picture, outline_width, theme, plain)
    numbers = palette_numbers(picture)
    shapes = tuple(theme.shape(number) for number in (*numbers, -1))
    width = outline_width if any(map(theme.needs_outline, numbers)) else 0.0
    outlines = point_colors(picture, theme, theme.outline_color) if width else None
    if len(set(shapes)) == 1 or marks.labels is None:
        return PointStyle(colors, (replace(plain, outline_width=width),), None, outlines)
    kinds = tuple(replace(plain, shape=shape, outline_width=width) for shape in shapes)
    return PointStyle(colors, kinds, np.arange(len(kinds), dtype=np.intp)[marks.labels], outlines)


def _density_style(picture: Picture, outline_width: float, theme: Theme, plain: Glyph) -> PointStyle:
    """Core points in the shape of their cluster, border points hollow, noise as small crosses."""
    marks, n = picture.point_marks, len(picture.places)
    assert marks.roles is not None
    labels = np.full(n, -1) if marks.labels is None else marks.labels
    numbers = (*picture.colors, -1) if picture.column_codes is None else [-1] * (picture.k + 1)
    shapes = [theme.shape(number) for number in numbers]
    kinds = [replace(plain, shape=shape, outline_width=outline_width) for shape in shapes]
    others = [
        replace(plain, shape=shape, radius=plain.radius * size, opacity=1.0)
        for shape, size in BORDER_AND_NOISE
    ]
    roles = marks.roles.astype(np.intp)  # small integers would overflow where there are many clusters
    which = np.where(roles == CORE, np.arange(len(kinds))[labels], len(kinds) - 1 + roles)
    strong = point_colors(picture, theme, theme.line_color)
    colors = np.where(marks.roles == CORE, point_colors(picture, theme), strong)
    outlines = np.where(marks.roles == CORE, point_colors(picture, theme, theme.outline_color), strong)
    return PointStyle(colors, (*kinds, *others), which, outlines)


def _weighted(weights: Floats, plain: Glyph) -> tuple[tuple[Glyph, ...], Rows]:
    """Glyphs with areas proportional to weights, and the one of each point; `plain` is a mean weight's."""
    mean = float(weights.mean()) or 1.0
    sizes = np.linspace(0.4, 4, WEIGHT_LEVELS)
    level = np.searchsorted((sizes[1:] + sizes[:-1]) / 2, np.sqrt(weights / mean))
    used, which = np.unique(level, return_inverse=True)  # tables of large glyphs take milliseconds each
    radii = plain.radius * sizes[used]
    return tuple(replace(plain, radius=float(radius), opacity=0.8) for radius in radii), which


def _halo(picture: Picture, viewport: Viewport, theme: Theme, places: Floats) -> Pixels | None:
    """A pale disc behind each uncertain point, larger the more uncertain it is."""
    if not shows_uncertainty(picture):
        return None
    size = radius(len(places), viewport) * viewport.dpr
    level = np.minimum(
        (uncertainty(picture.point_marks) * UNCERTAINTY_LEVELS).astype(np.intp), UNCERTAINTY_LEVELS - 1
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
    """One premultiplied image over another."""
    rest = np.uint32(256) - (over >> np.uint32(24)) - (over >> np.uint32(31))
    return np.asarray(over + blend_pixels(np.zeros_like(under), under, rest))
