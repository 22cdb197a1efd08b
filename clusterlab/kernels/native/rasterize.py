"""Native implementations of raster/rasterize.py; see nearest.py."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address
from clusterlab.kernels.parallel import run_pieces
from clusterlab.kernels.raster.glyphs import Glyph, glyph_table
from clusterlab.kernels.raster.pixel_buffer import IDENTITY_TRANSFORM, DataToPixel, PixelBuffer, Pixels
from clusterlab.kernels.typing import Floats, Labels, Rows

MAX_COUNT = 2**31 - 1  # positions, and pixels of an image: int32 in C
MIN_PARALLEL_POSITIONS = 2_000_000  # from here on both halves are drawn in parallel


def draw_squares(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    side: int = 1,
    labels: Labels | None = None,
    data_to_pixel: DataToPixel = IDENTITY_TRANSFORM,
) -> Pixels | None:
    """Squares of one size, later ones on top."""
    buffer, table = PixelBuffer(size, side), _positions_by_column(positions)
    labels_fit = labels is None or (_is_flat_array(labels, table, "i") and len(colors) > 0)
    colors_fit = _is_flat_array(colors, table if labels is None else None, "u", 4)
    if table is None or not labels_fit or not colors_fit or not _is_countable(buffer) or side < 1:
        return None
    image = _draw_halves(buffer, table, colors, labels, data_to_pixel)
    return None if image is None else buffer.cropped(image)


def _draw_halves(
    buffer: PixelBuffer, table: Floats, colors: Pixels, labels: Labels | None, data_to_pixel: DataToPixel
) -> Pixels | None:
    """The squares of all positions; of many, both halves in parallel and then the second on top."""
    n, width = len(table), 0 if labels is None else labels.itemsize
    transform, images, failures = _as_c_transform(data_to_pixel), [buffer.blank()], list[int]()

    def draw(start: int, stop: int) -> None:
        x, y, _ = _coordinate_addresses(table)
        label_address = None if labels is None else labels.ctypes.data + start * width
        shades = colors.ctypes.data + (start * colors.itemsize if labels is None else 0)
        rows = (x + start * table.itemsize, y + start * table.itemsize, stop - start)
        table_of = (label_address, width, shades, len(colors))
        failed = loader.functions["kern_draw_squares"](
            *rows, address(transform), *table_of, buffer.extent, *buffer.size, address(images[start > 0])
        )
        failures.extend([start] * bool(failed))

    if n < MIN_PARALLEL_POSITIONS or not colors.all():  # overlaying would ignore transparent squares
        draw(0, n)
    else:
        images.append(buffer.blank())
        run_pieces([(0, n // 2), (n // 2, n)], draw)
        loader.functions["kern_overlay"](images[0].size, address(images[1]), address(images[0]))
    return None if failures else images[0]


def draw_glyphs(
    size: tuple[int, int],
    positions: Floats,
    colors: Pixels,
    glyphs: Sequence[Glyph],
    glyph_indices: Rows | None = None,
    outlines: Pixels | None = None,
    data_to_pixel: DataToPixel = IDENTITY_TRANSFORM,
) -> Pixels | None:
    """Antialiased glyphs, one per pixel."""
    table, tables = _positions_by_column(positions), [glyph_table(glyph) for glyph in glyphs]
    buffer = PixelBuffer(size, max(each.extent for each in tables))
    indices = None if glyph_indices is None else np.ascontiguousarray(glyph_indices, np.int64)
    if table is None or not _is_countable(buffer) or not _are_glyph_indices(indices, table, len(glyphs)):
        return None
    colors = np.ascontiguousarray(colors)
    outlines = None if outlines is None else np.ascontiguousarray(outlines)
    if not all(each is None or _is_flat_array(each, table, "u", 4) for each in (colors, outlines)):
        return None
    image, transform = buffer.blank(), _as_c_transform(data_to_pixel)
    top_glyphs = np.zeros(image.shape, np.int32)
    extents = np.array([each.extent for each in tables], np.int64)
    ranks = np.unique([each.radius for each in glyphs], return_inverse=True)[1].astype(np.int64)
    coverages = np.array([address(each.coverage) for each in tables], np.uintp)
    fill_shares = np.array([address(each.fill_share) for each in tables], np.uintp)
    inputs = (colors, outlines, indices, ranks, extents, coverages, fill_shares)
    loader.functions["kern_draw_glyphs"](
        *_coordinate_addresses(table),
        address(transform),
        *map(address, inputs),
        buffer.extent,
        *size,
        address(top_glyphs),
        address(image),
    )
    return buffer.cropped(image)


def _positions_by_column(positions: Floats) -> Floats | None:
    """The positions (n, 2) with contiguous columns, copied if necessary; None if C cannot take them."""
    if (
        positions.dtype != np.float64
        or positions.ndim != 2
        or positions.shape[1] != 2
        or len(positions) >= MAX_COUNT
    ):
        return None
    row_stride, stride = positions.strides
    contiguous = (row_stride == positions.itemsize or len(positions) < 2) and stride % positions.itemsize == 0
    return positions if contiguous and positions.flags.aligned else np.array(positions, order="F", copy=True)


def _is_flat_array(values: NDArray[Any], table: Floats | None, kind: str, width: int = 0) -> bool:
    """Whether `values` are contiguous, one per row of a table, and of the given type."""
    typed = values.dtype.kind == kind and values.dtype.isnative and width in (0, values.itemsize)
    contiguous = values.ndim == 1 and values.flags.c_contiguous and values.flags.aligned
    return bool(typed and contiguous and (table is None or len(values) == len(table)))


def _are_glyph_indices(glyph_indices: NDArray[np.int64] | None, table: Floats, n_glyphs: int) -> bool:
    """Whether all indices are those of one of `n_glyphs` glyphs."""
    if glyph_indices is None or not len(glyph_indices):
        return True
    return (
        glyph_indices.shape == table.shape[:1]
        and int(glyph_indices.min()) >= 0
        and int(glyph_indices.max()) < n_glyphs
    )


def _is_countable(buffer: PixelBuffer) -> bool:
    """Whether pixel indices of an image fit into int32."""
    w, h = buffer.size
    return w > 0 and h > 0 and buffer.width * (h + 2 * buffer.border) < MAX_COUNT


def _as_c_transform(data_to_pixel: DataToPixel) -> Floats:
    """The transform as C reads it: corner and scale of x, then of y."""
    return np.array(
        [data_to_pixel.corner[0], data_to_pixel.scale[0], data_to_pixel.corner[1], data_to_pixel.scale[1]]
    )


def _coordinate_addresses(table: Floats) -> tuple[int, int, int]:
    """The addresses of x and y, and the number of positions."""
    return table.ctypes.data, table.ctypes.data + table.strides[1], len(table)
