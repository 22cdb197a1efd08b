"""Points written straight into an image: antialiased stamps where they are few, squares where they are many.

An image is (h, w) uint32, each pixel 0xAARRGGBB with the colors multiplied by alpha. Places (n, 2)
become pixels, x to the right and y down, by a `Sight`; those that are not finite or lie outside fall
out. What stands here is the definition; where a compiled twin can be called it is, and gives the same bits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import rasterize as native_rasterize
from clusterlab.kernels.native.nearest import twin
from clusterlab.kernels.raster.glyphs import FULL, PHASES, SHAPES, Stamp, tables
from clusterlab.kernels.raster.pixel_buffer import UNCHANGED, Canvas, Pixels, Sight
from clusterlab.kernels.typing import Floats, Labels, Rows, chunks

__all__ = ["SHAPES", "Pixels", "Sight", "Stamp", "mixed", "packed", "squares", "stamps"]

BATCH = 1 << 16  # places at a time, so that what is computed of them stays in the cache
EVEN, ODD, BYTE = np.uint32(0x00FF00FF), np.uint32(0xFF00FF00), np.uint32(8)
HALVES = np.uint32(0x00800080)  # rounds two bytes at once


def packed(colors: Sequence[Sequence[int]] | NDArray[np.integer]) -> Pixels:
    """Colors (m, 3) in 0 .. 255 as opaque pixels (m,)."""
    red, green, blue = np.asarray(colors).reshape(-1, 3).astype(np.uint32).T
    return np.asarray(np.uint32(0xFF000000) | red << np.uint32(16) | green << BYTE | blue)


def mixed(under: Pixels, over: Pixels, share: NDArray[np.uint32]) -> Pixels:
    """`over` laid on `under`, `share` of 256 of it: two of the four bytes at a time."""
    rest = np.uint32(FULL) - share
    even = ((over & EVEN) * share + (under & EVEN) * rest + HALVES) >> BYTE & EVEN
    odd = (over >> BYTE & EVEN) * share + (under >> BYTE & EVEN) * rest + HALVES & ODD
    return np.asarray(even | odd)


@twin(native_rasterize.squares)
def squares(
    size: tuple[int, int],
    places: Floats,
    colors: Pixels,
    side: int = 1,
    labels: Labels | None = None,
    sight: Sight = UNCHANGED,
) -> Pixels:
    """An image of `size` (w, h) with a square of `side` pixels at each place, later ones over earlier ones.

    `colors` (n,) has a color for every place; with `labels` (n,) it is a table (m,) of them instead, of
    which -1 names the last. Raises IndexError where a label names none.
    """
    canvas = Canvas(size, side)
    image = canvas.blank()
    flat, steps = image.reshape(-1), np.arange(side) - side // 2
    offsets = (steps[:, None] * canvas.width + steps).reshape(-1)
    for part in chunks(len(places), BATCH):
        shades = colors[part] if labels is None else colors[labels[part]]
        near, columns, rows = canvas.within(places[part], sight)
        pixels = canvas.numbers(columns, rows)[:, None] + offsets
        flat[pixels.reshape(-1)] = np.repeat(shades[near], side * side)
    return canvas.cropped(image)


@twin(native_rasterize.stamps)
def stamps(
    size: tuple[int, int],
    places: Floats,
    colors: Pixels,
    kinds: Sequence[Stamp],
    which: Rows | None = None,
    rims: Pixels | None = None,
    sight: Sight = UNCHANGED,
) -> Pixels:
    """An image of `size` (w, h) with an antialiased dot at each place, colored by `colors` (n,).

    `which` (n,) picks each dot's kind, `rims` (n,) colors its rim. Where several places lie in one pixel
    the dot of the largest kind is drawn, of equals the last; so the work is never more than the image
    has pixels. Of two dots that overlap, the one farther up, or farther left in the same row, is on top.
    """
    stamp = tables(tuple(kinds))
    canvas, side = Canvas(size, stamp.reach), 2 * stamp.reach + 1
    image = canvas.blank()
    flat = image.reshape(-1)
    near, columns, rows = canvas.within(places, sight)
    kind = np.zeros(len(near), np.intp) if which is None else which[near]
    pixels = canvas.numbers(columns, rows)
    seen, reaching = _seen(pixels, kind, kinds)
    near, pixels = near[seen], pixels[seen]
    phase = (kind[seen] * PHASES + _within(rows[seen])) * PHASES + _within(columns[seen])
    # each pass lays one pixel of every dot; the order of the passes says which dot is on top
    for down, right in np.ndindex(side, side):
        away = (down - stamp.reach, right - stamp.reach)
        some = slice(reaching[max(map(abs, away))])
        target, shade = pixels[some] + (away[0] * canvas.width + away[1]), colors[near[some]]
        if rims is not None:
            shade = mixed(rims[near[some]], shade, stamp.inner[..., down, right].reshape(-1)[phase[some]])
        flat[target] = mixed(flat[target], shade, stamp.whole[..., down, right].reshape(-1)[phase[some]])
    return canvas.cropped(image)


def _seen(pixels: Rows, kind: Rows, kinds: Sequence[Stamp]) -> tuple[Rows, list[int]]:
    """The dots that are drawn (m,), one a pixel, those that reach far first; how many reach each distance."""
    sizes = np.array([kind.radius for kind in kinds])[kind]
    reaches = np.array([kind.reach for kind in kinds])
    order = np.argsort(sizes, kind="stable")
    owner = order[len(order) - 1 - np.unique(pixels[order][::-1], return_index=True)[1]]
    found = owner[np.argsort(-reaches[kind[owner]], kind="stable")]
    farthest = -reaches[kind[found]]
    return found, [int(np.searchsorted(farthest, -away, "right")) for away in range(reaches.max() + 1)]


def _within(spots: Floats) -> Rows:
    """Which of the positions within its pixel each spot is nearest to: (n,)."""
    return np.asarray(((spots - np.floor(spots)) * PHASES).astype(np.intp))
