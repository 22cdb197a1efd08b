"""Which color each point has: that of its cluster, or that of its value in a column."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from clusterlab.core.marks import PointMarks
from clusterlab.datasets.column_codes import SCALE_GROUPS, SCALE_LEVELS, PointCodes, ScaleCodes
from clusterlab.export.color_scale import scale_colors
from clusterlab.export.picture import Picture
from clusterlab.export.theme import Theme, hex_color, mix, parse_color
from clusterlab.kernels.raster.color import Rgb, blend_colors
from clusterlab.kernels.raster.rasterize import Pixels, blend_pixels, pack_rgb
from clusterlab.kernels.typing import Floats, Labels

MAX_GLYPH_POINTS = 40_000
FADED_SHARE = 0.8  # of the canvas in the color of a cluster that stands back
ColorOf = Callable[[int], str]


def fill_color_of(theme: Theme, n: int) -> ColorOf:
    """The fill color by palette number among `n` points: squares, without outlines, have line colors."""
    return theme.cluster if n <= MAX_GLYPH_POINTS else theme.line_color


def emphasized(color: str, number: int, picture: Picture, theme: Theme) -> str:
    """The color of a mark of a cluster, pale where the cluster stands back behind others."""
    return mix(color, theme.canvas, FADED_SHARE) if number in picture.faded else color


def point_colors(picture: Picture, theme: Theme, color_of: ColorOf | None = None) -> Pixels:
    """The color of every point (n,); `color_of` maps palette numbers to colors, by default to fill colors."""
    marks, n = picture.point_marks, len(picture.places)
    palette, labels = color_table(picture, theme, color_of or fill_color_of(theme, n))
    if marks.responsibilities is not None and is_soft(picture):
        return pack_rgb(blend_colors(marks.responsibilities, palette[: marks.responsibilities.shape[1]]))
    if labels is None:
        return np.full(n, pack_rgb(parse_color(theme.muted))[0])
    colors = pack_rgb(palette)[labels]
    return colors if picture.column_codes is None else _standing_back(colors, picture, theme)


def color_table(picture: Picture, theme: Theme, color_of: ColorOf) -> tuple[Rgb, Labels | None]:
    """Colors (m + 1, 3), the last for missing values or noise, and which of them each point has (n,)."""
    codes = picture.column_codes
    if codes is not None:
        return column_palette(codes, theme, color_of), codes.codes
    numbers = (*picture.colors, -1)
    colors = [emphasized(color_of(number), number, picture, theme) for number in numbers]
    return np.array([parse_color(color) for color in colors]), picture.point_marks.labels


def palette_numbers(picture: Picture) -> tuple[int, ...]:
    """The palette numbers of the colors of points, without that of noise; none where they are on a scale."""
    codes = picture.column_codes
    if codes is None:
        return picture.colors if picture.point_marks.labels is not None else ()
    return () if isinstance(codes, ScaleCodes) else tuple(range(len(codes.counts)))


def column_palette(codes: PointCodes, theme: Theme, color_of: ColorOf) -> Rgb:
    """The color of each code of a column (m + 1, 3), the last for missing values."""
    missing = parse_color(theme.noise)[None]
    if isinstance(codes, ScaleCodes):
        return np.vstack([scale_colors(theme), missing])
    colors = [parse_color(color_of(number)) for number in range(len(codes.counts))]
    return np.vstack([*colors, missing])


def histogram_colors(picture: Picture, theme: Theme) -> list[str]:
    """The colors of the stacked parts of a histogram, that of noise or missing values last."""
    fill, codes = fill_color_of(theme, len(picture.places)), picture.column_codes
    if codes is None:
        colors = [emphasized(fill(number), number, picture, theme) for number in picture.colors]
        return [*colors, theme.noise if picture.sizes else theme.muted]
    if isinstance(codes, ScaleCodes):
        size = SCALE_LEVELS // SCALE_GROUPS
        return [*map(hex_color, scale_colors(theme)[size // 2 :: size]), theme.noise]
    return [*map(fill, range(len(codes.counts))), theme.noise]


@lru_cache(maxsize=1)
def line_colors(picture: Picture, theme: Theme) -> Pixels:
    """The color of every point (n,) that is drawn as a line, cached while the view is panned and zoomed."""
    return _faded(point_colors(picture, theme, theme.line_color), picture, theme)


@lru_cache(maxsize=1)
def square_colors(picture: Picture, theme: Theme) -> Pixels:
    """The color of every point (n,) that is drawn as a square, cached while the view is panned and zoomed."""
    return _faded(point_colors(picture, theme), picture, theme)


def follows_table(picture: Picture) -> bool:
    """Whether the colors of the points follow from the `color_table` alone."""
    if picture.column_codes is not None:
        return not picture.faded
    has_labels = picture.point_marks.labels is not None
    return has_labels and not (is_soft(picture) or shows_uncertainty(picture))


def is_soft(picture: Picture) -> bool:
    """Whether colors are mixed by the shares of a point in its clusters."""
    return _shows_shares(picture, "soft")


def shows_uncertainty(picture: Picture) -> bool:
    """Whether colors and halos tell how uncertain the assignment of a point is."""
    return _shows_shares(picture, "uncertainty")


def uncertainty(marks: PointMarks) -> Floats:
    """The uncertainty of each assignment: 1 minus the largest responsibility, scaled to 0 to 1."""
    assert marks.responsibilities is not None
    k = marks.responsibilities.shape[1]
    return np.asarray((1 - marks.responsibilities.max(axis=1)) / (1 - 1 / k if k > 1 else 1))


def _shows_shares(picture: Picture, layer: str) -> bool:
    has_shares = picture.point_marks.responsibilities is not None
    return layer in picture.layers and has_shares and picture.column_codes is None


def _faded(colors: Pixels, picture: Picture, theme: Theme) -> Pixels:
    """Blends the color of each point with the canvas, the more the more uncertain its assignment is."""
    if not shows_uncertainty(picture):
        return colors
    return _blended_with_canvas(colors, np.clip(uncertainty(picture.point_marks), 0, 1) * 200, theme)


def _standing_back(colors: Pixels, picture: Picture, theme: Theme) -> Pixels:
    """Blends the colors of the points of clusters that stand back with the canvas."""
    labels = picture.point_marks.labels
    if labels is None or not picture.faded:
        return colors
    is_faded = np.array([number in picture.faded for number in (*picture.colors, -1)])
    return _blended_with_canvas(colors, is_faded[labels] * (FADED_SHARE * 256), theme)


def _blended_with_canvas(colors: Pixels, shares: Floats, theme: Theme) -> Pixels:
    """The colors (n,), of which the canvas has `shares` (n,) of 256."""
    canvas = np.broadcast_to(pack_rgb(parse_color(theme.canvas)), colors.shape)
    return blend_pixels(colors, canvas, shares.astype(np.uint32))
