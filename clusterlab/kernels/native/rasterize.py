"""Calls of the compiled kernels that draw; what they could not take is left to the numpy reference.

As in nearest.py: each function has the name and arguments of its reference, and returns the same bits, or None.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import loader
from clusterlab.kernels.parallel import run_pieces
from clusterlab.kernels.raster.glyphs import Glyph, glyph_tables
from clusterlab.kernels.raster.pixel_buffer import IDENTITY, DataToPixel, PixelBuffer, Pixels
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_COUNT = 2**31 - 1  # places, and pixels of an image
MIN_PARALLEL_POSITIONS = 2_000_000  # places whose halves are drawn side by side


def draw_squares(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    side: int = 1,
    labels: Labels | None = None,
    data_to_pixel: DataToPixel = IDENTITY,
) -> Pixels | None:
    """Squares of one size, later ones over earlier ones."""
    buffer, table = PixelBuffer(size, side), _column_major(positions)
    has_labels = labels is None or (_is_flat_array(labels, table, "i") and len(colors) > 0)
    if (
        table is None
        or not has_labels
        or not _is_flat_array(colors, table if labels is None else None, "u", 4)
    ):
        return None
    if not _is_countable(buffer) or side < 1:
        return None
    image = _draw_halves(buffer, table, colors, labels, data_to_pixel)
    return None if image is None else buffer.cropped(image)


def _draw_halves(
    buffer: PixelBuffer, table: Floats, colors: Pixels, labels: Labels | None, data_to_pixel: DataToPixel
) -> Pixels | None:
    """The squares of all places; of many, both halves at once and then the later over the earlier."""
    n, width = len(table), 0 if labels is None else labels.itemsize
    transform, images, failures = _as_c_transform(data_to_pixel), [buffer.blank()], list[int]()

    def draw(start: int, stop: int) -> None:
        x, y, _ = _coordinate_addresses(table)
        label_address = None if labels is None else labels.ctypes.data + start * width
        shades = colors.ctypes.data + (start * colors.itemsize if labels is None else 0)
        rows = (x + start * table.itemsize, y + start * table.itemsize, stop - start)
        table_of = (label_address, width, shades, len(colors))
        failed = loader.functions["kern_squares"](
            *rows, _address(transform), *table_of, buffer.extent, *buffer.size, _address(images[start > 0])
        )
        failures.extend([start] * bool(failed))

    if n < MIN_PARALLEL_POSITIONS or not colors.all():  # an invisible dot would not hide what lies under it
        draw(0, n)
    else:
        images.append(buffer.blank())
        run_pieces([(0, n // 2), (n // 2, n)], draw)
        loader.functions["kern_cover"](images[0].size, _address(images[1]), _address(images[0]))
    return None if failures else images[0]


def draw_glyphs(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    glyphs: Sequence[Glyph],
    glyph_indices: Rows | None = None,
    outlines: Pixels | None = None,
    data_to_pixel: DataToPixel = IDENTITY,
) -> Pixels | None:
    """Antialiased dots of several kinds, one a pixel."""
    table, stamp = _column_major(positions), glyph_tables(tuple(glyphs))
    buffer = PixelBuffer(size, stamp.extent)
    kind = None if glyph_indices is None else np.ascontiguousarray(glyph_indices, np.int64)
    if table is None or not _is_countable(buffer) or not _are_glyph_indices(kind, table, len(glyphs)):
        return None
    colors, outlines = (
        np.ascontiguousarray(colors),
        None if outlines is None else np.ascontiguousarray(outlines),
    )
    if not (
        _is_flat_array(colors, table, "u", 4)
        and (outlines is None or _is_flat_array(outlines, table, "u", 4))
    ):
        return None
    image, transform = buffer.blank(), _as_c_transform(data_to_pixel)
    seen = np.zeros(image.shape, np.int32)
    reaches = np.array([each.extent for each in glyphs], np.int64)
    ranks = np.unique([each.radius for each in glyphs], return_inverse=True)[1].astype(np.int64)
    each = (colors, outlines, kind, ranks, reaches, stamp.coverage, stamp.fill_share)
    loader.functions["kern_stamps"](
        *_coordinate_addresses(table),
        _address(transform),
        *map(_address, each),
        stamp.extent,
        *size,
        _address(seen),
        _address(image),
    )
    return buffer.cropped(image)


def _column_major(positions: Floats) -> Floats | None:
    """The places with each column in one piece of memory; a copy where they do not lie so already."""
    if (
        positions.dtype != np.float64
        or positions.ndim != 2
        or positions.shape[1] != 2
        or len(positions) >= MAX_COUNT
    ):
        return None
    down, across = positions.strides
    whole = (down == positions.itemsize or len(positions) < 2) and across % positions.itemsize == 0
    return positions if whole and positions.flags.aligned else np.array(positions, order="F", copy=True)


def _is_flat_array(values: NDArray[Any], table: Floats | None, kind: str, width: int = 0) -> bool:
    """Whether these lie side by side in memory, one for each row of a table, and are of such a type."""
    typed = values.dtype.kind == kind and values.dtype.isnative and width in (0, values.itemsize)
    whole = values.ndim == 1 and values.flags.c_contiguous and values.flags.aligned
    return bool(typed and whole and (table is None or len(values) == len(table)))


def _are_glyph_indices(glyph_indices: NDArray[np.int64] | None, table: Floats, glyphs: int) -> bool:
    """Whether each of these names one of the kinds."""
    if glyph_indices is None or not len(glyph_indices):
        return True
    return (
        glyph_indices.shape == table.shape[:1]
        and int(glyph_indices.min()) >= 0
        and int(glyph_indices.max()) < glyphs
    )


def _is_countable(buffer: PixelBuffer) -> bool:
    """Whether the pixels of an image can be counted."""
    w, h = buffer.size
    return w > 0 and h > 0 and buffer.width * (h + 2 * buffer.border) < MAX_COUNT


def _as_c_transform(data_to_pixel: DataToPixel) -> Floats:
    """How places become pixels, as C reads it."""
    return np.array(
        [data_to_pixel.corner[0], data_to_pixel.scale[0], data_to_pixel.corner[1], data_to_pixel.scale[1]]
    )


def _coordinate_addresses(table: Floats) -> tuple[int, int, int]:
    """Where x and y begin, and how many there are."""
    return table.ctypes.data, table.ctypes.data + table.strides[1], len(table)


def _address(array: NDArray[Any] | None) -> int | None:
    """Where an array begins; the caller holds on to it. None stays None."""
    return None if array is None else array.ctypes.data
