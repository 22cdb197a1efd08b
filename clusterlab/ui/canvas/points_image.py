"""Points and regions as images: which color, shape and size each dot has."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.marks import CORE, Dots, Regions
from clusterlab.export.picture import Picture
from clusterlab.kernels.raster.color import Rgb, blended
from clusterlab.kernels.raster.rasterize import Pixels, Stamp, mixed, packed, squares, stamps
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.viewport import Frame
from clusterlab.ui.theme.theme import DOT_OPACITY, Theme, mix, rgb

MOST_STAMPS = 40_000
MOST_DOUBLE = 300_000  # more points than these are single pixels
RIM = 0.8
LARGEST, SMALLEST = 3.2, 1.4  # radius of a disc, in logical pixels
WEIGHT_LEVELS, DOUBT_LEVELS = 16, 8
OTHERS = (("hollow", 1.0), ("cross", 0.8))  # border, noise: their shapes, and sizes beside a core point's
BLOCK = 8  # pixels between the places at which regions are first looked at


@dataclass(frozen=True)
class _Wear:
    """What dots look like: a color and a rim each, one of several kinds of stamp each."""

    colors: Pixels
    kinds: tuple[Stamp, ...]
    which: NDArray[np.integer] | None = None
    rims: Pixels | None = None


def radius(n: int, frame: Frame) -> float:
    """The radius of a disc in logical pixels: smaller where there are many or the picture is small."""
    room = min(max((frame.size[0] * frame.size[1] / 480_000) ** 0.25, 0.7), 1.15)
    return min(max(LARGEST * (500 / max(n, 1)) ** 0.16, SMALLEST), LARGEST) * room * frame.scale


def fill_of(theme: Theme, n: int) -> Callable[[int], str]:
    """The color of a palette number's dots among `n`: squares have no rim that could stand out."""
    return theme.cluster if n <= MOST_STAMPS else theme.ink


def dots_image(picture: Picture, frame: Frame, theme: Theme, places: Floats | None = None) -> Pixels:
    """All points of a picture, or as many `places` (n, 2), on a transparent image in pixels of the screen."""
    places = picture.places if places is None else places
    if len(places) > MOST_STAMPS:
        return _squares(picture, frame, theme, places)
    size, sight = device_size(frame), frame.sight(frame.dpr)
    wear = _wear(picture, radius(len(places), frame) * frame.dpr, RIM * frame.dpr * frame.scale, theme)
    dots = stamps(size, places, wear.colors, wear.kinds, wear.which, wear.rims, sight)
    halo = _halo(picture, frame, theme, places)
    return dots if halo is None else _over(halo, dots)


def _squares(picture: Picture, frame: Frame, theme: Theme, places: Floats) -> Pixels:
    """The points as squares; where a label says all of a point's color, a table of colors is enough."""
    n, labels = len(places), picture.dots.labels
    side = max(1, round((2 if n <= MOST_DOUBLE else 1) * frame.dpr * frame.scale))
    size, sight = device_size(frame), frame.sight(frame.dpr)
    if labels is None or _is_soft(picture) or _shows_doubt(picture):
        return squares(size, places, _kept_colors(picture, theme), side, None, sight)
    return squares(size, places, packed(_palette(picture, fill_of(theme, n))), side, labels, sight)


@lru_cache(maxsize=1)
def inks(picture: Picture, theme: Theme) -> Pixels:
    """The color of every point (n,) where it is a line, kept while the picture is moved and zoomed."""
    return _faded(_colors(picture, theme, theme.ink), picture, theme)


@lru_cache(maxsize=1)
def _kept_colors(picture: Picture, theme: Theme) -> Pixels:
    """The color of every point (n,), kept while the picture is moved and zoomed."""
    return _faded(_colors(picture, theme), picture, theme)


def regions_image(regions: Regions, picture: Picture, frame: Frame, theme: Theme) -> Pixels:
    """The color of the cluster that would take each place, thinly, in pixels of the screen.

    Places are classified at the corners of blocks; only a block whose corners differ is looked into.
    """
    width, height = device_size(frame)
    down, across = -(-height // BLOCK), -(-width // BLOCK)
    corners = _classified(regions, frame, *np.mgrid[0 : down + 1, 0 : across + 1] * BLOCK)
    first = corners[:-1, :-1]
    parts = (corners[1:, :-1], corners[:-1, 1:], corners[1:, 1:])
    torn = np.argwhere(np.logical_or.reduce([first != part for part in parts]))
    labels = np.repeat(np.repeat(first, BLOCK, axis=0), BLOCK, axis=1)
    within = np.arange(BLOCK) + 0.5
    y = torn[:, 0, None, None] * BLOCK + within[:, None]
    x = torn[:, 1, None, None] * BLOCK + within[None, :]
    blocks = labels.reshape(down, BLOCK, across, BLOCK)
    blocks[torn[:, 0], :, torn[:, 1], :] = _classified(regions, frame, *np.broadcast_arrays(y, x))
    share = 0.17 if theme.dark else 0.1
    table = [mix(theme.canvas, theme.cluster(number), share) for number in picture.colors]
    tints = packed(np.array([rgb(color) for color in (*table, theme.canvas)]))
    return np.ascontiguousarray(tints[labels[:height, :width]])


def device_size(frame: Frame) -> tuple[int, int]:
    """How many pixels of the screen a frame covers."""
    return max(1, round(frame.size[0] * frame.dpr)), max(1, round(frame.size[1] * frame.dpr))


def _classified(regions: Regions, frame: Frame, y: Floats, x: Floats) -> NDArray[np.integer]:
    pixels = np.stack([x.ravel(), y.ravel()], axis=1) / frame.dpr
    return np.asarray(regions.classify(frame.to_plane(pixels))).reshape(y.shape)


def _colors(picture: Picture, theme: Theme, color_of: Callable[[int], str] | None = None) -> Pixels:
    """The color of every point (n,), where `color_of` gives the color of a palette number."""
    dots, n = picture.dots, len(picture.places)
    palette = _palette(picture, color_of or fill_of(theme, n))
    if dots.shares is not None and _is_soft(picture):
        return packed(blended(dots.shares, palette[: dots.shares.shape[1]]))
    if dots.labels is not None:
        return packed(palette)[dots.labels]
    return np.full(n, packed(rgb(theme.muted))[0])


def _palette(picture: Picture, color_of: Callable[[int], str]) -> Rgb:
    """The colors of the clusters (k + 1, 3), that of noise last."""
    return np.array([rgb(color_of(number)) for number in (*picture.colors, -1)])


def _is_soft(picture: Picture) -> bool:
    return "soft" in picture.layers and picture.dots.shares is not None


@lru_cache(maxsize=1)
def _wear(picture: Picture, size: float, thick: float, theme: Theme) -> _Wear:
    """What dots of a radius `size` with rims so `thick` look like, kept: many small plots need it at once."""
    dots = picture.dots
    colors = _colors(picture, theme)
    plain = Stamp("disc", size, DOT_OPACITY)
    if dots.weights is not None:
        return _Wear(colors, *_weighted(dots.weights, plain))
    if dots.parts is not None:
        return _parted(picture, thick, theme, plain)
    if dots.labels is None:
        return _Wear(colors, (plain,))
    shapes = tuple(theme.shape(number) for number in (*picture.colors, -1))
    rim = thick if any(map(theme.outlined, picture.colors)) else 0.0
    if len(set(shapes)) == 1:
        kinds, which = (replace(plain, rim=rim),), None
    else:
        kinds = tuple(replace(plain, shape=shape, rim=rim) for shape in shapes)
        which = np.arange(len(kinds))[dots.labels]
    return _Wear(colors, kinds, which, _colors(picture, theme, theme.rim) if rim else None)


def _parted(picture: Picture, rim: float, theme: Theme, plain: Stamp) -> _Wear:
    """Core points in the shape of their cluster, border points hollow, noise as small crosses."""
    dots, n = picture.dots, len(picture.places)
    assert dots.parts is not None
    labels = np.full(n, -1) if dots.labels is None else dots.labels
    shapes = [theme.shape(number) for number in (*picture.colors, -1)]
    kinds = [replace(plain, shape=shape, rim=rim) for shape in shapes]
    others = [replace(plain, shape=shape, radius=plain.radius * size, opacity=1.0) for shape, size in OTHERS]
    which = np.where(dots.parts == CORE, np.arange(len(kinds))[labels], len(shapes) - 1 + dots.parts)
    inks = _colors(picture, theme, theme.ink)
    colors = np.where(dots.parts == CORE, _colors(picture, theme), inks)
    rims = np.where(dots.parts == CORE, _colors(picture, theme, theme.rim), inks)
    return _Wear(colors, (*kinds, *others), which, rims)


def _weighted(weights: Floats, plain: Stamp) -> tuple[tuple[Stamp, ...], NDArray[np.integer]]:
    """Stamps by area: that of the mean weight is the plain one; no radius is more than 4 times as large."""
    mean = float(weights.mean()) or 1.0
    sizes = np.linspace(0.4, 4, WEIGHT_LEVELS)
    which = np.searchsorted((sizes[1:] + sizes[:-1]) / 2, np.sqrt(weights / mean))
    return tuple(replace(plain, radius=plain.radius * float(part), opacity=0.8) for part in sizes), which


def _doubt(dots: Dots) -> Floats:
    """How undecided each point is, from 0 to 1: one minus its greatest share, of what that can be."""
    assert dots.shares is not None
    k = dots.shares.shape[1]
    return np.asarray((1 - dots.shares.max(axis=1)) / (1 - 1 / k if k > 1 else 1))


def _shows_doubt(picture: Picture) -> bool:
    return "uncertainty" in picture.layers and picture.dots.shares is not None


def _faded(colors: Pixels, picture: Picture, theme: Theme) -> Pixels:
    """Colors nearer to that of the canvas the more undecided a point is."""
    if not _shows_doubt(picture):
        return colors
    share = (np.clip(_doubt(picture.dots), 0, 1) * 200).astype(np.uint32)
    return mixed(colors, np.broadcast_to(packed(rgb(theme.canvas)), colors.shape), share)


def _halo(picture: Picture, frame: Frame, theme: Theme, places: Floats) -> Pixels | None:
    """A pale disc behind each undecided point, larger the more undecided it is."""
    if not _shows_doubt(picture):
        return None
    size = radius(len(places), frame) * frame.dpr
    level = np.minimum((_doubt(picture.dots) * DOUBT_LEVELS).astype(np.intp), DOUBT_LEVELS - 1)
    kinds = [
        Stamp("disc", size * (1 + 2.2 * part / DOUBT_LEVELS), 0.3 if part else 0.0)
        for part in range(DOUBT_LEVELS)
    ]
    colors = np.full(len(places), packed(rgb(theme.muted))[0])
    return stamps(device_size(frame), places, colors, kinds, level, None, frame.sight(frame.dpr))


def _over(under: Pixels, over: Pixels) -> Pixels:
    """One image on another, both premultiplied."""
    rest = np.uint32(256) - (over >> np.uint32(24)) - (over >> np.uint32(31))
    return np.asarray(over + mixed(np.zeros_like(under), under, rest))
