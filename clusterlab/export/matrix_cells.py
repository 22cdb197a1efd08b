"""The cells of a scatter matrix in a viewport, and picking in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.multi_axis_view import ScatterMatrix
from clusterlab.export.picking import Picker, picker_of
from clusterlab.export.picture import Picture, pair_picture
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats

PLOT_GAP = 0.03  # margin around each cell, as a share of its width
MIN_MARK_SCALE = 0.6  # relative to the usual size of marks
FULL_MARK_WIDTH = 420.0  # pixels: cells of this width have marks of the usual size


@dataclass(frozen=True)
class MatrixCell:
    """A cell: the indices of its x and y axis, its upper left corner in pixels, and its viewport."""

    across: int
    up: int
    corner: tuple[float, float]
    viewport: Viewport

    def contains(self, pixel: tuple[float, float]) -> bool:
        """Whether a pixel of the canvas is in the cell."""
        edges = zip(self.to_cell(pixel), self.viewport.size, strict=True)
        return all(0 <= place <= side for place, side in edges)

    def to_cell(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """A pixel of the canvas relative to the corner of the cell."""
        return pixel[0] - self.corner[0], pixel[1] - self.corner[1]


def matrix_cells(view: ScatterMatrix, viewport: Viewport) -> Iterator[MatrixCell]:
    """The visible cells, including those on the diagonal, aligned to device pixels."""
    side = np.round((1 - 2 * PLOT_GAP) * viewport.dpr / np.array(viewport.per_pixel))
    whole = np.round(np.array(viewport.size) * viewport.dpr)
    for up in range(view.m):
        for across in range(up + 1):
            x, y = view.corner(across, up)
            corner = np.round(viewport.to_pixels(np.array([[x + PLOT_GAP, y + 1 - PLOT_GAP]]), viewport.dpr))
            edges = np.clip(np.vstack([corner, corner + side]), 0, whole)
            if (edges[1] - edges[0] >= 1).all():
                yield _cell(view, viewport, across, up, edges)


def matrix_cell_at(view: ScatterMatrix, viewport: Viewport, pixel: tuple[float, float]) -> MatrixCell | None:
    """The cell below the diagonal at a pixel, or None."""
    found = (cell for cell in matrix_cells(view, viewport) if cell.contains(pixel))
    return next((cell for cell in found if cell.across < cell.up), None)


def axis_pair_at(picture: Picture, viewport: Viewport, pixel: tuple[float, float]) -> tuple[str, str] | None:
    """The names of the x and the y axis of the cell at a pixel; None where there is no cell."""
    cell = matrix_cell_at(picture.view, viewport, pixel) if isinstance(picture.view, ScatterMatrix) else None
    return None if cell is None else (picture.view.axes[cell.across], picture.view.axes[cell.up])


class MatrixPicker:
    """Finds the point under the mouse in the cell under the mouse."""

    def __init__(self, picture: Picture, view: ScatterMatrix) -> None:
        self._picture, self._view = picture, view
        self._pickers: dict[tuple[int, int], Picker] = {}

    def nearest(self, pixel: tuple[float, float], viewport: Viewport, max_distance: float) -> int:
        """The point nearest to a logical pixel and within `max_distance` pixels, or -1."""
        cell = matrix_cell_at(self._view, viewport, pixel)
        if cell is None:
            return -1
        pair = (cell.across, cell.up)
        if pair not in self._pickers:
            self._pickers[pair] = Picker(pair_picture(self._picture, self._view, *pair).places)
        return self._pickers[pair].nearest(cell.to_cell(pixel), cell.viewport, max_distance)


@picker_of.register
def _(view: ScatterMatrix, picture: Picture) -> MatrixPicker:
    return MatrixPicker(picture, view)


def _cell(view: ScatterMatrix, viewport: Viewport, across: int, up: int, edges: Floats) -> MatrixCell:
    """The cell between two corners (2, 2) in device pixels."""
    (left, top), (right, bottom) = (edges / viewport.dpr).tolist()
    size = tuple(((edges[1] - edges[0]) / viewport.dpr).tolist())
    low, high = view.values_at(
        viewport.to_plane(np.array([[left, bottom], [right, top]])), across, up
    ).tolist()
    mark_scale = min(max(min(size) / FULL_MARK_WIDTH, MIN_MARK_SCALE), 1.0)
    cell_viewport = Viewport(size, tuple(low), tuple(high), viewport.dpr, viewport.scale * mark_scale)
    return MatrixCell(across, up, (left, top), cell_viewport)
