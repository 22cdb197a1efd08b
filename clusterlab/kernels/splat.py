"""Points written straight into an image: antialiased stamps where they are few, squares where they are many.

An image is (h, w) uint32, each pixel 0xAARRGGBB with the colors multiplied by alpha. Places (n, 2)
are in pixels, x to the right and y down; those that are not finite or lie outside fall out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.arrays import Floats, chunks

Pixels = NDArray[np.uint32]
Kinds = NDArray[np.integer]

BATCH = 1 << 16  # places at a time, so that what is computed of them stays in the cache
PHASES = 8  # positions within a pixel, along each axis, that a stamp is drawn for
FULL = 256  # coverage of a pixel that is covered whole
EVEN, ODD, BYTE = np.uint32(0x00FF00FF), np.uint32(0xFF00FF00), np.uint32(8)
HALVES = np.uint32(0x00800080)  # rounds two bytes at once


@dataclass(frozen=True)
class Stamp:
    """A kind of dot: its shape, radius in pixels with the rim, opacity, and width of the rim."""

    shape: str = "disc"
    radius: float = 3.0
    opacity: float = 1.0
    rim: float = 0.0


@dataclass(frozen=True)
class _Canvas:
    """A transparent image with a margin, so that dots at its edges need no clipping of their own."""

    size: tuple[int, int]
    margin: int

    @property
    def width(self) -> int:
        return self.size[0] + 2 * self.margin

    def blank(self) -> Pixels:
        return np.zeros((self.size[1] + 2 * self.margin, self.width), np.uint32)

    def cells(self, places: Floats) -> tuple[slice | NDArray[np.intp], NDArray[np.intp]]:
        """Which places touch the image, and the number of the pixel that each of those lies in."""
        x, y = places[:, 0], places[:, 1]
        half = self.margin / 2
        near = (x >= -half) & (x < self.size[0] + half) & (y >= -half) & (y < self.size[1] + half)
        rows: slice | NDArray[np.intp] = slice(None) if near.all() else np.flatnonzero(near)
        column = (x[rows] + self.margin).astype(np.intp)
        return rows, (y[rows] + self.margin).astype(np.intp) * self.width + column

    def cropped(self, image: Pixels) -> Pixels:
        inside = slice(self.margin, self.margin + self.size[0])
        return np.ascontiguousarray(image[self.margin : self.margin + self.size[1], inside])


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


def squares(size: tuple[int, int], places: Floats, colors: Pixels, side: int = 1) -> Pixels:
    """An image of `size` (w, h) with a square of `side` pixels at each place, colored by `colors` (n,)."""
    canvas = _Canvas(size, 2 * side)
    image = canvas.blank()
    flat, first = image.reshape(-1), -(side // 2) * (canvas.width + 1)
    for part in chunks(len(places), BATCH):
        rows, cells = canvas.cells(places[part])
        shades = colors[part][rows]
        for row in range(side):
            for column in range(side):
                flat[cells + (first + row * canvas.width + column)] = shades
    return canvas.cropped(image)


def stamps(
    size: tuple[int, int],
    places: Floats,
    colors: Pixels,
    kinds: Sequence[Stamp],
    which: Kinds | None = None,
    rims: Pixels | None = None,
) -> Pixels:
    """An image of `size` (w, h) with an antialiased dot at each place, colored by `colors` (n,).

    `which` (n,) picks each dot's kind, `rims` (n,) colors its rim. Each pass writes one pixel of every
    dot; of two overlapping dots the same one is on top in every pixel, for the order of passes says
    which: the one that lies farther up, or farther left in the same row.
    """
    reach = max(int(np.ceil(kind.radius + 0.5)) for kind in kinds)
    canvas = _Canvas(size, 2 * reach)
    image = canvas.blank()
    flat = image.reshape(-1)
    rows, cells = _largest_first(*canvas.cells(places), kinds, which)
    kind = np.zeros(len(cells), np.intp) if which is None else which[rows].astype(np.intp)
    colors, rims = colors[rows], None if rims is None else rims[rows]
    phase = kind * PHASES**2 + _phases(places[rows] + canvas.margin)
    whole, inner = _tables(kinds, reach)
    for pixel, (down, right) in enumerate(np.ndindex(2 * reach + 1, 2 * reach + 1)):
        some = slice(_reaching(whole[pixel], kind, len(kinds)))
        target = cells[some] + ((down - reach) * canvas.width + right - reach)
        shade = colors[some]
        if rims is not None:
            shade = mixed(rims[some], shade, inner[pixel][phase[some]])
        flat[target] = mixed(flat[target], shade, whole[pixel][phase[some]])
    return canvas.cropped(image)


def _largest_first(
    rows: slice | NDArray[np.intp], cells: NDArray[np.intp], kinds: Sequence[Stamp], which: Kinds | None
) -> tuple[slice | NDArray[np.intp], NDArray[np.intp]]:
    """The same places, those of large kinds first, so that the passes far from the middle are short."""
    if which is None or len({kind.radius for kind in kinds}) == 1:
        return rows, cells
    sizes = np.array([kind.radius for kind in kinds])[which[rows]]
    order = np.argsort(-sizes, kind="stable")
    return np.arange(len(which))[rows][order], cells[order]


def _reaching(coverage: NDArray[np.uint32], kind: NDArray[np.intp], kinds: int) -> int:
    """How many dots, from the first, this pass has to look at."""
    covering = np.asarray(coverage.reshape(kinds, -1).any(axis=1))
    covered = np.flatnonzero(covering[kind]) if not covering.all() else np.array([len(kind) - 1])
    return int(covered[-1]) + 1 if len(covered) else 0


def _phases(places: Floats) -> NDArray[np.intp]:
    """Which of the positions within its pixel each place is nearest to: (n,)."""
    part = ((places - np.floor(places)) * PHASES).astype(np.intp)
    return np.minimum(part[:, 1], PHASES - 1) * PHASES + np.minimum(part[:, 0], PHASES - 1)


def _tables(kinds: Sequence[Stamp], reach: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """For every pixel of a stamp and every kind and phase: its coverage, and the share that is not rim."""
    within = (np.arange(PHASES) + 0.5) / PHASES
    pixel = np.arange(-reach, reach + 1) + 0.5
    x = pixel[None, :, None, None] - within[None, None, None, :]
    y = pixel[:, None, None, None] - within[None, None, :, None]
    whole, inner = [], []
    for kind in kinds:
        outside = SHAPES[kind.shape](x, y, kind.radius)
        covered = np.clip(0.5 - outside, 0, 1)
        filled = np.clip(0.5 - outside - kind.rim, 0, 1)
        whole.append(covered * kind.opacity)
        inner.append(np.divide(filled, covered, out=np.zeros_like(filled), where=covered > 0))
    return _as_table(whole), _as_table(inner)


def _as_table(parts: list[Floats]) -> NDArray[np.uint32]:
    side = parts[0].shape[0]
    table = np.stack([part.reshape(side * side, PHASES**2) for part in parts], axis=1)
    return np.round(table.reshape(side * side, -1) * FULL).astype(np.uint32)


def _disc(x: Floats, y: Floats, radius: float) -> Floats:
    return np.asarray(np.hypot(x, y) - radius)


def _square(x: Floats, y: Floats, radius: float) -> Floats:
    return np.asarray(np.maximum(abs(x), abs(y)) - 0.86 * radius)


def _diamond(x: Floats, y: Floats, radius: float) -> Floats:
    return np.asarray((abs(x) + abs(y)) * 0.7071 - 0.82 * radius)


def _triangle(x: Floats, y: Floats, radius: float) -> Floats:
    slope = 0.866 * abs(x) - 0.5 * y
    return np.asarray(np.maximum(slope, y) - 0.58 * radius)


def _hollow(x: Floats, y: Floats, radius: float) -> Floats:
    return np.asarray(abs(np.hypot(x, y) - 0.68 * radius) - 0.32 * radius)


def _cross(x: Floats, y: Floats, radius: float) -> Floats:
    across = np.maximum(abs(x), abs(y)) - radius
    return np.asarray(np.maximum(across, np.minimum(abs(x), abs(y)) - 0.36 * radius))


SHAPES: dict[str, Callable[[Floats, Floats, float], Floats]] = {
    "disc": _disc,
    "square": _square,
    "diamond": _diamond,
    "triangle": _triangle,
    "hollow": _hollow,
    "cross": _cross,
}
