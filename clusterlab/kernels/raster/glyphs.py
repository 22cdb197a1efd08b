"""Kinds of dots: how much of each pixel around its place a dot of some shape and size covers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats

Shares = NDArray[np.uint32]

PHASES = 8  # positions within a pixel, along each axis, that a stamp is drawn for
SHAPES_WITH_CORNERS = (
    "triangle",
    "diamond",
)  # their corners are 1.16 radii from the middle, and soft as far as a pixel
FULL_COVERAGE = 256  # the share of a pixel that is covered whole


@dataclass(frozen=True)
class Glyph:
    """A kind of dot: its shape, radius in pixels with the rim, opacity, and width of the rim."""

    shape: str = "disc"
    radius: float = 3.0
    opacity: float = 1.0
    outline_width: float = 0.0

    @property
    def extent(self) -> int:
        """How many pixels from the one that its place is in it may cover."""
        cornered = self.shape in SHAPES_WITH_CORNERS
        return int(np.ceil(1.16 * self.radius + 1 if cornered else self.radius + 0.5))


@dataclass(frozen=True, eq=False)
class GlyphTables:
    """The stamps of some kinds, each on (2 `extent` + 1) squared pixels.

    `coverage` and `fill_share` (kinds, phases, side, side) are the covered share of each pixel, and the share
    of that which is not rim, of 256.
    """

    extent: int
    coverage: Shares
    fill_share: Shares


@lru_cache(8)
def glyph_tables(glyphs: tuple[Glyph, ...]) -> GlyphTables:
    """The stamps of `glyphs` for every phase, kept: they are the same from picture to picture."""
    extent = max(kind.extent for kind in glyphs)
    subpixel = (np.arange(PHASES) + 0.5) / PHASES
    pixel = np.arange(-extent, extent + 1) + 0.5
    x = pixel[None, None, None, :] - subpixel[None, :, None, None]
    y = pixel[None, None, :, None] - subpixel[:, None, None, None]
    distance = np.hypot(x, y)  # of all kinds, since it takes the longest
    coverage = np.zeros((len(glyphs), *distance.shape), np.uint32)
    fill_share = np.zeros_like(coverage)
    for number, kind in enumerate(glyphs):
        window = slice(extent - kind.extent, extent + kind.extent + 1)  # beyond, a small one covers nothing
        part = (..., window, window)
        covered, filled_share = _pixel_shares(kind, x[..., window], y[..., window, :], distance[part])
        coverage[number][part], fill_share[number][part] = np.rint(covered), np.rint(filled_share)
    return GlyphTables(extent, _as_table(coverage), _as_table(fill_share))


def _pixel_shares(kind: Glyph, x: Floats, y: Floats, distance: Floats) -> tuple[Floats, Floats]:
    """How much of each pixel is covered, and of that no rim, of `FULL_COVERAGE`."""
    signed_distance = SHAPES[kind.shape](x, y, distance, kind.radius)
    covered = np.clip(0.5 - signed_distance, 0, 1)
    if not kind.outline_width:
        return covered * (kind.opacity * FULL_COVERAGE), np.where(covered > 0, float(FULL_COVERAGE), 0.0)
    filled_share = np.clip(0.5 - signed_distance - kind.outline_width, 0, 1)
    fill_share: Floats = np.divide(filled_share, covered, out=np.zeros_like(filled_share), where=covered > 0)
    return covered * (kind.opacity * FULL_COVERAGE), fill_share * FULL_COVERAGE


def _as_table(table: Shares) -> Shares:
    table = table.reshape(len(table), PHASES**2, *table.shape[3:])
    table.setflags(write=False)
    return table


def _disc(x: Floats, y: Floats, distance: Floats, radius: float) -> Floats:
    return np.asarray(distance - radius)


def _square(x: Floats, y: Floats, distance: Floats, radius: float) -> Floats:
    return np.asarray(np.maximum(abs(x), abs(y)) - 0.86 * radius)


def _diamond(x: Floats, y: Floats, distance: Floats, radius: float) -> Floats:
    return np.asarray((abs(x) + abs(y)) * 0.7071 - 0.82 * radius)


def _triangle(x: Floats, y: Floats, distance: Floats, radius: float) -> Floats:
    slope = 0.866 * abs(x) - 0.5 * y
    return np.asarray(np.maximum(slope, y) - 0.58 * radius)


def _hollow(x: Floats, y: Floats, distance: Floats, radius: float) -> Floats:
    return np.asarray(abs(distance - 0.68 * radius) - 0.32 * radius)


def _cross(x: Floats, y: Floats, distance: Floats, radius: float) -> Floats:
    across = np.maximum(abs(x), abs(y)) - radius
    return np.asarray(np.maximum(across, np.minimum(abs(x), abs(y)) - 0.36 * radius))


SHAPES: dict[str, Callable[[Floats, Floats, Floats, float], Floats]] = {
    "disc": _disc,
    "square": _square,
    "diamond": _diamond,
    "triangle": _triangle,
    "hollow": _hollow,
    "cross": _cross,
}
