"""Calls of the compiled kernels that draw; what they could not take is left to the numpy reference.

As in nearest.py: each function has the name and arguments of its reference, and returns the same bits, or None.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import loader
from clusterlab.kernels.parallel import share_out
from clusterlab.kernels.raster.glyphs import Stamp, tables
from clusterlab.kernels.raster.pixel_buffer import UNCHANGED, Canvas, Pixels, Sight
from clusterlab.kernels.typing import Floats, Labels, Rows

MOST = 2**31 - 1  # places, and pixels of an image
MANY = 2_000_000  # places whose halves are drawn side by side


def squares(
    size: tuple[int, int],
    places: Floats,
    colors: Pixels,
    side: int = 1,
    labels: Labels | None = None,
    sight: Sight = UNCHANGED,
) -> Pixels | None:
    """Squares of one size, later ones over earlier ones."""
    canvas, table = Canvas(size, side), _columns(places)
    named = labels is None or (_is_list(labels, table, "i") and len(colors) > 0)
    if table is None or not named or not _is_list(colors, table if labels is None else None, "u", 4):
        return None
    if not _fits(canvas) or side < 1:
        return None
    image = _in_halves(canvas, table, colors, labels, sight)
    return None if image is None else canvas.cropped(image)


def _in_halves(
    canvas: Canvas, table: Floats, colors: Pixels, labels: Labels | None, sight: Sight
) -> Pixels | None:
    """The squares of all places; of many, both halves at once and then the later over the earlier."""
    n, width = len(table), 0 if labels is None else labels.itemsize
    way, images, failures = _way(sight), [canvas.blank()], list[int]()

    def draw(start: int, stop: int) -> None:
        x, y, _ = _places(table)
        names = None if labels is None else labels.ctypes.data + start * width
        shades = colors.ctypes.data + (start * colors.itemsize if labels is None else 0)
        rows = (x + start * table.itemsize, y + start * table.itemsize, stop - start)
        table_of = (names, width, shades, len(colors))
        failed = loader.calls["kern_squares"](
            *rows, _at(way), *table_of, canvas.reach, *canvas.size, _at(images[start > 0])
        )
        failures.extend([start] * bool(failed))

    if n < MANY or not colors.all():  # an invisible dot would not hide what lies under it
        draw(0, n)
    else:
        images.append(canvas.blank())
        share_out([(0, n // 2), (n // 2, n)], draw)
        loader.calls["kern_cover"](images[0].size, _at(images[1]), _at(images[0]))
    return None if failures else images[0]


def stamps(
    size: tuple[int, int],
    places: Floats,
    colors: Pixels,
    kinds: Sequence[Stamp],
    which: Rows | None = None,
    rims: Pixels | None = None,
    sight: Sight = UNCHANGED,
) -> Pixels | None:
    """Antialiased dots of several kinds, one a pixel."""
    table, stamp = _columns(places), tables(tuple(kinds))
    canvas = Canvas(size, stamp.reach)
    kind = None if which is None else np.ascontiguousarray(which, np.int64)
    if table is None or not _fits(canvas) or not _are_kinds(kind, table, len(kinds)):
        return None
    colors, rims = np.ascontiguousarray(colors), None if rims is None else np.ascontiguousarray(rims)
    if not (_is_list(colors, table, "u", 4) and (rims is None or _is_list(rims, table, "u", 4))):
        return None
    image, way = canvas.blank(), _way(sight)
    seen = np.zeros(image.shape, np.int32)
    reaches = np.array([each.reach for each in kinds], np.int64)
    ranks = np.unique([each.radius for each in kinds], return_inverse=True)[1].astype(np.int64)
    each = (colors, rims, kind, ranks, reaches, stamp.whole, stamp.inner)
    loader.calls["kern_stamps"](
        *_places(table), _at(way), *map(_at, each), stamp.reach, *size, _at(seen), _at(image)
    )
    return canvas.cropped(image)


def _columns(places: Floats) -> Floats | None:
    """The places with each column in one piece of memory; a copy where they do not lie so already."""
    if places.dtype != np.float64 or places.ndim != 2 or places.shape[1] != 2 or len(places) >= MOST:
        return None
    down, across = places.strides
    whole = (down == places.itemsize or len(places) < 2) and across % places.itemsize == 0
    return places if whole and places.flags.aligned else np.array(places, order="F", copy=True)


def _is_list(values: NDArray[Any], table: Floats | None, kind: str, width: int = 0) -> bool:
    """Whether these lie side by side in memory, one for each row of a table, and are of such a type."""
    typed = values.dtype.kind == kind and values.dtype.isnative and width in (0, values.itemsize)
    whole = values.ndim == 1 and values.flags.c_contiguous and values.flags.aligned
    return bool(typed and whole and (table is None or len(values) == len(table)))


def _are_kinds(which: NDArray[np.int64] | None, table: Floats, kinds: int) -> bool:
    """Whether each of these names one of the kinds."""
    if which is None or not len(which):
        return True
    return which.shape == table.shape[:1] and int(which.min()) >= 0 and int(which.max()) < kinds


def _fits(canvas: Canvas) -> bool:
    """Whether the pixels of an image can be counted."""
    w, h = canvas.size
    return w > 0 and h > 0 and canvas.width * (h + 2 * canvas.border) < MOST


def _way(sight: Sight) -> Floats:
    """How places become pixels, as C reads it."""
    return np.array([sight.corner[0], sight.scale[0], sight.corner[1], sight.scale[1]])


def _places(table: Floats) -> tuple[int, int, int]:
    """Where x and y begin, and how many there are."""
    return table.ctypes.data, table.ctypes.data + table.strides[1], len(table)


def _at(array: NDArray[Any] | None) -> int | None:
    """Where an array begins; the caller holds on to it. None stays None."""
    return None if array is None else array.ctypes.data
