"""The points inside of an outline that was drawn with the mouse."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from clusterlab.export.picture import Picture
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.typing import Floats, Rows, chunks
from clusterlab.ui.canvas.drawing import polygon
from clusterlab.ui.widgets.painting import image_painter

POINTS_PER_CHUNK = 1 << 16


def points_inside(corners: Floats, picture: Picture, viewport: Viewport) -> Rows:
    """The points, ascending, that are drawn inside of an outline (m, 2) in pixels, to the pixel."""
    inside = np.zeros(len(picture.places), bool)
    mask = _mask(corners, viewport.size)
    height, width = mask.shape
    for part in chunks(len(inside), POINTS_PER_CHUNK):
        pixels = viewport.to_pixels(picture.view.plot_positions(picture.drawn_places[part]))
        x, y = np.moveaxis(np.floor(np.nan_to_num(pixels, nan=-1.0)), -1, 0)
        seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        rows, columns = np.where(seen, y, 0).astype(np.intp), np.where(seen, x, 0).astype(np.intp)
        inside[part] = (mask[rows, columns] & seen).any(axis=-1)
    return np.flatnonzero(inside)


def _mask(corners: Floats, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which pixels (h, w) an outline encloses."""
    image = QImage(*size, QImage.Format.Format_Grayscale8)
    image.fill(0)
    with image_painter(image) as painter:
        painter.setBrush(Qt.GlobalColor.white)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(polygon(corners))
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(size[1], image.bytesPerLine())
    return np.asarray(rows[:, : size[0]] > 0)
