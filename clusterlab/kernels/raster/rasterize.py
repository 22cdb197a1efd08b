"""Points written straight into an image: antialiased stamps where they are few, squares where they are many.

An image is (h, w) uint32, each pixel 0xAARRGGBB with the colors multiplied by alpha. Places (n, 2)
become pixels, x to the right and y down, by a `DataToPixel`; those that are not finite or lie outside fall
out. What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import rasterize as native_rasterize
from clusterlab.kernels.native.nearest import with_native
from clusterlab.kernels.raster.glyphs import FULL_COVERAGE, PHASES, SHAPES, Glyph, glyph_tables
from clusterlab.kernels.raster.pixel_buffer import IDENTITY, DataToPixel, PixelBuffer, Pixels
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks

__all__ = [
    "SHAPES",
    "DataToPixel",
    "Glyph",
    "Pixels",
    "blend_pixels",
    "draw_glyphs",
    "draw_squares",
    "pack_rgb",
]

MAX_BATCH = 1 << 16  # places at a time, so that what is computed of them stays in the cache
EVEN, ODD, BYTE = np.uint32(0x00FF00FF), np.uint32(0xFF00FF00), np.uint32(8)
HALVES = np.uint32(0x00800080)  # rounds two bytes at once


def pack_rgb(colors: Sequence[Sequence[int]] | NDArray[np.integer]) -> Pixels:
    """Colors (m, 3) in 0 .. 255 as opaque pixels (m,)."""
    red, green, blue = np.asarray(colors).reshape(-1, 3).astype(np.uint32).T
    return np.asarray(np.uint32(0xFF000000) | red << np.uint32(16) | green << BYTE | blue)


def blend_pixels(under: Pixels, over: Pixels, share: NDArray[np.uint32]) -> Pixels:
    """`over` laid on `under`, `share` of 256 of it: two of the four bytes at a time."""
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
    data_to_pixel: DataToPixel = IDENTITY,
) -> Pixels:
    """An image of `size` (w, h) with a square of `side` pixels at each place, later ones over earlier ones.

    `colors` (n,) has a color for every place; with `labels` (n,) it is a table (m,) of them instead, of
    which -1 names the last. Raises IndexError where a label names none.
    """
    buffer = PixelBuffer(size, side)
    image = buffer.blank()
    flat, offsets_1d = image.reshape(-1), np.arange(side) - side // 2
    offsets = (offsets_1d[:, None] * buffer.width + offsets_1d).reshape(-1)
    for part in chunks(len(positions), MAX_BATCH):
        colors_of_part = colors[part] if labels is None else colors[labels[part]]
        near, columns, rows = buffer.visible(positions[part], data_to_pixel)
        pixels = buffer.pixel_indices(columns, rows)[:, None] + offsets
        flat[pixels.reshape(-1)] = np.repeat(colors_of_part[near], side * side)
    return buffer.cropped(image)


@with_native(native_rasterize.draw_glyphs)
def draw_glyphs(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    glyphs: Sequence[Glyph],
    glyph_indices: Rows | None = None,
    outlines: Pixels | None = None,
    data_to_pixel: DataToPixel = IDENTITY,
) -> Pixels:
    """An image of `size` (w, h) with an antialiased dot at each place, colored by `colors` (n,).

    `glyph_indices` (n,) picks each dot's kind, `outlines` (n,) colors its rim. Where several places lie in one pixel
    the dot of the largest kind is drawn, of equals the last; so the work is never more than the image
    has pixels. Of two dots that overlap, the one farther up, or farther left in the same row, is on top.
    """
    stamp = glyph_tables(tuple(glyphs))
    buffer, side = PixelBuffer(size, stamp.extent), 2 * stamp.extent + 1
    image = buffer.blank()
    flat = image.reshape(-1)
    near, columns, rows = buffer.visible(positions, data_to_pixel)
    kind = np.zeros(len(near), np.intp) if glyph_indices is None else glyph_indices[near]
    pixels = buffer.pixel_indices(columns, rows)
    visible_rows, reaching = _visible_glyphs(pixels, kind, glyphs)
    near, pixels = near[visible_rows], pixels[visible_rows]
    phase = (kind[visible_rows] * PHASES + _subpixel_phase(rows[visible_rows])) * PHASES + _subpixel_phase(
        columns[visible_rows]
    )
    # each pass lays one pixel of every dot; the order of the passes says which dot is on top
    for down, right in np.ndindex(side, side):
        away = (down - stamp.extent, right - stamp.extent)
        some = slice(reaching[max(map(abs, away))])
        target, shade = pixels[some] + (away[0] * buffer.width + away[1]), colors[near[some]]
        if outlines is not None:
            shade = blend_pixels(
                outlines[near[some]], shade, stamp.fill_share[..., down, right].reshape(-1)[phase[some]]
            )
        flat[target] = blend_pixels(
            flat[target], shade, stamp.coverage[..., down, right].reshape(-1)[phase[some]]
        )
    return buffer.cropped(image)


def _visible_glyphs(pixels: Rows, kind: Rows, glyphs: Sequence[Glyph]) -> tuple[Rows, list[int]]:
    """The dots that are drawn (m,), one a pixel, those that reach far first; how many reach each distance."""
    sizes = np.array([kind.radius for kind in glyphs])[kind]
    reaches = np.array([kind.extent for kind in glyphs])
    order = np.argsort(sizes, kind="stable")
    owner = order[len(order) - 1 - np.unique(pixels[order][::-1], return_index=True)[1]]
    found = owner[np.argsort(-reaches[kind[owner]], kind="stable")]
    farthest = -reaches[kind[found]]
    return found, [int(np.searchsorted(farthest, -away, "right")) for away in range(reaches.max() + 1)]


def _subpixel_phase(coordinates: Floats) -> Rows:
    """Which of the positions within its pixel each spot is nearest to: (n,)."""
    return np.asarray(((coordinates - np.floor(coordinates)) * PHASES).astype(np.intp))
