"""Glyphs: the coverage of each pixel around a position, by shape, size and subpixel phase."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.typing import Floats

Shares = NDArray[np.uint32]

PHASES = 8  # positions within a pixel, along each axis, that have their own coverage
SHAPES_WITH_CORNERS = ("triangle", "diamond")
"""Their corners are 1.16 radii from the center, and blurred by a pixel."""
FULL_COVERAGE = 256  # the coverage of a pixel that is covered completely


@dataclass(frozen=True)
class Glyph:
    """A glyph: shape, radius in pixels including the outline, opacity, and outline width in pixels."""

    shape: str = "disc"
    radius: float = 3.0
    opacity: float = 1.0
    outline_width: float = 0.0

    @property
    def extent(self) -> int:
        """The most pixels that it covers on either side of the pixel of its position."""
        cornered = self.shape in SHAPES_WITH_CORNERS
        return int(np.ceil(1.16 * self.radius + 1 if cornered else self.radius + 0.5))


@dataclass(frozen=True, eq=False)
class GlyphTable:
    """The coverage of a glyph for every phase, (phases, side, side) with a side of 2 `extent` + 1 pixels.

    `coverage` and `fill_share` are the covered part of each pixel and the part of that inside the outline, in
    units of 1 / 256. Of several glyphs they are (glyphs, phases, side, side).
    """

    extent: int
    coverage: Shares
    fill_share: Shares


@lru_cache(64)
def glyph_table(glyph: Glyph) -> GlyphTable:
    """The table of a glyph, cached because frames share it."""
    subpixel = (np.arange(PHASES) + 0.5) / PHASES
    pixel = np.arange(-glyph.extent, glyph.extent + 1) + 0.5
    x = pixel[None, None, None, :] - subpixel[None, :, None, None]
    y = pixel[None, None, :, None] - subpixel[:, None, None, None]
    covered, filled = _pixel_shares(glyph, x, y, np.hypot(x, y))
    return GlyphTable(glyph.extent, _as_table(covered), _as_table(filled))


@lru_cache(8)
def glyph_tables(glyphs: tuple[Glyph, ...]) -> GlyphTable:
    """The tables of several glyphs, which all have the extent of the largest."""
    tables = [glyph_table(glyph) for glyph in glyphs]
    extent = max(table.extent for table in tables)
    return GlyphTable(
        extent,
        np.stack([_padded(table.coverage, extent) for table in tables]),
        np.stack([_padded(table.fill_share, extent) for table in tables]),
    )


def _pixel_shares(glyph: Glyph, x: Floats, y: Floats, distance: Floats) -> tuple[Floats, Floats]:
    """The coverage of each pixel and the part inside the outline, in units of 1 / `FULL_COVERAGE`."""
    signed_distance = GLYPH_SHAPES[glyph.shape](x, y, distance, glyph.radius)
    covered = np.clip(0.5 - signed_distance, 0, 1)
    if not glyph.outline_width:
        return covered * (glyph.opacity * FULL_COVERAGE), np.where(covered > 0, float(FULL_COVERAGE), 0.0)
    filled = np.clip(0.5 - signed_distance - glyph.outline_width, 0, 1)
    fill_share: Floats = np.divide(filled, covered, out=np.zeros_like(filled), where=covered > 0)
    return covered * (glyph.opacity * FULL_COVERAGE), fill_share * FULL_COVERAGE


def _as_table(shares: Floats) -> Shares:
    """The rounded shares with both phases on one axis, read-only because they are cached."""
    table = np.rint(shares).astype(np.uint32).reshape(PHASES**2, *shares.shape[2:])
    table.setflags(write=False)
    return table


def _padded(table: Shares, extent: int) -> Shares:
    """A table on the pixels of a larger extent."""
    margin = extent - table.shape[1] // 2
    return np.pad(table, ((0, 0), (margin, margin), (margin, margin)))


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


GLYPH_SHAPES: dict[str, Callable[[Floats, Floats, Floats, float], Floats]] = {
    "disc": _disc,
    "square": _square,
    "diamond": _diamond,
    "triangle": _triangle,
    "hollow": _hollow,
    "cross": _cross,
}
