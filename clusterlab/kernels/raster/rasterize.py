"""Rasterization of points: antialiased glyphs for few points, squares for many.

An image is (h, w) uint32, each pixel 0xAARRGGBB with premultiplied alpha. Positions (n, 2) are mapped to
pixels, x to the right and y down, by a `DataToPixel`; those that are not finite or lie outside are skipped.
The functions here are the reference; where a native implementation is available it runs instead and returns
the same bits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import rasterize as native_rasterize
from clusterlab.kernels.native.dispatch import with_native
from clusterlab.kernels.raster.glyphs import FULL_COVERAGE, GLYPH_SHAPES, PHASES, Glyph, glyph_tables
from clusterlab.kernels.raster.pixel_buffer import IDENTITY_TRANSFORM, DataToPixel, PixelBuffer, Pixels
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks

__all__ = [
    "GLYPH_SHAPES",
    "DataToPixel",
    "Glyph",
    "Pixels",
    "blend_pixels",
    "draw_glyphs",
    "draw_squares",
    "pack_rgb",
]

MAX_BATCH = 1 << 16  # positions at a time, so that temporary arrays fit the cache
EVEN, ODD, BYTE = np.uint32(0x00FF00FF), np.uint32(0xFF00FF00), np.uint32(8)
HALVES = np.uint32(0x00800080)  # rounds two bytes at a time


def pack_rgb(colors: Sequence[Sequence[int]] | NDArray[np.integer]) -> Pixels:
    """Colors (m, 3) in 0 .. 255 as opaque pixels (m,)."""
    red, green, blue = np.asarray(colors).reshape(-1, 3).astype(np.uint32).T
    return np.asarray(np.uint32(0xFF000000) | red << np.uint32(16) | green << BYTE | blue)


def blend_pixels(under: Pixels, over: Pixels, share: NDArray[np.uint32]) -> Pixels:
    """The pixels (m,) of `over` blended onto `under` with weight `share` / 256, two bytes at a time."""
    rest = np.uint32(FULL_COVERAGE) - share
    even = ((over & EVEN) * share + (under & EVEN) * rest + HALVES) >> BYTE & EVEN
    odd = (over >> BYTE & EVEN) * share + (under >> BYTE & EVEN) * rest + HALVES & ODD
    return np.asarray(even | odd)


@with_native(native_rasterize.draw_squares)
def draw_squares(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    side: int = 1,
    labels: Labels | None = None,
    data_to_pixel: DataToPixel = IDENTITY_TRANSFORM,
) -> Pixels:
    """An image of `size` (w, h) with squares of `side` pixels at `positions` (n, 2), later ones on top.

    `colors` (n,) are those of the positions; with `labels` (n,) they are a table (m,) that labels index, -1
    the last. Raises IndexError where a label is out of range.
    """
    buffer = PixelBuffer(size, side)
    image = buffer.blank()
    flat, offsets_1d = image.reshape(-1), np.arange(side) - side // 2
    offsets = (offsets_1d[:, None] * buffer.width + offsets_1d).reshape(-1)
    for part in chunks(len(positions), MAX_BATCH):
        colors_of_part = colors[part] if labels is None else colors[labels[part]]
        visible, columns, rows = buffer.visible(positions[part], data_to_pixel)
        pixels = buffer.pixel_indices(columns, rows)[:, None] + offsets
        flat[pixels.reshape(-1)] = np.repeat(colors_of_part[visible], side * side)
    return buffer.cropped(image)


@with_native(native_rasterize.draw_glyphs)
def draw_glyphs(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    glyphs: Sequence[Glyph],
    glyph_indices: Rows | None = None,
    outlines: Pixels | None = None,
    data_to_pixel: DataToPixel = IDENTITY_TRANSFORM,
) -> Pixels:
    """An image of `size` (w, h) with an antialiased glyph at each of `positions` (n, 2), in `colors` (n,).

    `glyph_indices` (n,) selects one of `glyphs` for each, `outlines` (n,) are outline colors. Of several
    positions in one pixel only the largest glyph is drawn, of equals the last, so that the work is bounded by
    the number of pixels. Of two overlapping glyphs, the higher, or the farther left in a row, is on top.
    """
    tables = glyph_tables(tuple(glyphs))
    buffer, side = PixelBuffer(size, tables.extent), 2 * tables.extent + 1
    image = buffer.blank()
    flat = image.reshape(-1)
    visible, columns, rows = buffer.visible(positions, data_to_pixel)
    kinds = np.zeros(len(visible), np.intp) if glyph_indices is None else glyph_indices[visible]
    pixels = buffer.pixel_indices(columns, rows)
    on_top, n_reaching = _visible_glyphs(pixels, kinds, glyphs)
    visible, pixels = visible[on_top], pixels[on_top]
    across, down = _subpixel_phase(columns[on_top]), _subpixel_phase(rows[on_top])
    kind, phase = kinds[on_top], down * PHASES + across
    # each pass draws one pixel of every glyph; the order of passes decides which glyph is on top
    for row, column in np.ndindex(side, side):
        row_offset, column_offset = row - tables.extent, column - tables.extent
        some = slice(n_reaching[max(abs(row_offset), abs(column_offset))])
        targets = pixels[some] + (row_offset * buffer.width + column_offset)
        color = colors[visible[some]]
        if outlines is not None:
            fill_share = tables.fill_share[kind[some], phase[some], row, column]
            color = blend_pixels(outlines[visible[some]], color, fill_share)
        coverage = tables.coverage[kind[some], phase[some], row, column]
        flat[targets] = blend_pixels(flat[targets], color, coverage)
    return buffer.cropped(image)


def _visible_glyphs(pixels: Rows, kinds: Rows, glyphs: Sequence[Glyph]) -> tuple[Rows, list[int]]:
    """The glyphs drawn (m,), one per pixel, by descending extent, and how many have at least each extent."""
    sizes = np.array([glyph.radius for glyph in glyphs])[kinds]
    extents = np.array([glyph.extent for glyph in glyphs])
    order = np.argsort(sizes, kind="stable")
    owner = order[len(order) - 1 - np.unique(pixels[order][::-1], return_index=True)[1]]
    found = owner[np.argsort(-extents[kinds[owner]], kind="stable")]
    descending = -extents[kinds[found]]
    return found, [int(np.searchsorted(descending, -e, "right")) for e in range(extents.max() + 1)]


def _subpixel_phase(coordinates: Floats) -> Rows:
    """The subpixel phase (n,) of each coordinate, from 0 to PHASES - 1."""
    return np.asarray(((coordinates - np.floor(coordinates)) * PHASES).astype(np.intp))
