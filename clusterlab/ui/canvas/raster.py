"""The images of a picture's points and regions, made on any thread; in vector files points are outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, singledispatch
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPainterPath, QPen

from clusterlab.core.marks import Regions
from clusterlab.core.multi_axis_view import MultiAxisView
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.export.plot_content import PlotContent
from clusterlab.export.point_colors import MAX_GLYPH_POINTS
from clusterlab.export.points_image import (
    device_size,
    point_style,
    points_image,
    regions_image,
)
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.raster.rasterize import Glyph, Pixels
from clusterlab.kernels.typing import Floats
from clusterlab.ui.canvas.drawing import polygon
from clusterlab.ui.widgets.painting import image_painter

if TYPE_CHECKING:
    from clusterlab.export.shards_image import NearPoints
VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)
ORIGIN = QPointF(0, 0)
CROSS_ARM = 0.36  # half the width of an arm of a cross of radius 1
GLYPH_CORNERS: dict[str, Sequence[tuple[float, float]]] = {
    "diamond": ((0, -1.16), (1.16, 0), (0, 1.16), (-1.16, 0)),
    "triangle": ((0, -1.16), (1.005, 0.58), (-1.005, 0.58)),
    "cross": [
        (x * turn_x - y * turn_y, x * turn_y + y * turn_x)
        for turn_x, turn_y in ((1, 0), (0, 1), (-1, 0), (0, -1))
        for x, y in ((-CROSS_ARM, -1), (CROSS_ARM, -1), (CROSS_ARM, -CROSS_ARM))
    ],
}
"""The corners of glyphs of radius 1."""


@dataclass(frozen=True, eq=False)
class RasterImages:
    """The images of the regions (or None) and of the points of a picture in a viewport and a theme.

    Of points in shards those that are `near` enough are drawn one by one; some may be left out for a while.
    """

    content: PlotContent
    regions: QImage | None
    points: QImage
    near: "NearPoints | None" = None
    is_complete: bool = True

    def matches(self, content: PlotContent) -> bool:
        """Whether they are the images of a content."""
        own, (picture, viewport, theme) = self.content, content
        return picture is own.picture and viewport == own.viewport and theme.name == own.theme.name

    def paint(self, image: QImage, painter: QPainter, content: PlotContent) -> None:
        """Paints one of the images, stretched where the content shows another part of the plane."""
        own = self.content.viewport
        if content.viewport == own:
            painter.drawImage(ORIGIN, image)
            return
        (left, bottom), (right, top) = content.viewport.to_pixels(np.array([own.low, own.high])).tolist()
        painter.drawImage(QRectF(QPointF(left, top), QPointF(right, bottom)), image)


def raster_images(picture: Picture, viewport: Viewport, theme: Theme, coarse: bool = False) -> RasterImages:
    """Makes the images of a picture, `coarse` ones of very many points; may be called on any thread."""
    content, regions = PlotContent(picture, viewport, theme), picture.mark(Regions)
    tint = None if regions is None else regions_image(regions, picture, viewport, theme)
    image = None if tint is None else image_of(tint, viewport.dpr).copy()
    if picture.shards is None:
        return RasterImages(content, image, view_image(picture.view, content))
    from clusterlab.export.shards_image import shards_image

    found = shards_image(picture, viewport, theme, coarse)
    points = image_of(found.pixels, viewport.dpr).copy()
    return RasterImages(content, image, points, found.near, found.is_complete)


@singledispatch
def view_image(view: View, content: PlotContent) -> QImage:
    """The points of a view as an image; multi-axis views paint their whole figure."""
    return image_of(_point_pixels(content, content.picture.drawn_places), content.viewport.dpr).copy()


@view_image.register
def _(view: MultiAxisView, content: PlotContent) -> QImage:
    image = QImage(*device_size(content.viewport), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(content.viewport.dpr)
    image.fill(Qt.GlobalColor.transparent)
    with image_painter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_view(view, painter, content)
    return image


@singledispatch
def paint_view(view: View, painter: QPainter, content: PlotContent) -> None:
    """Paints the points of a view; multi-axis views register how they paint their whole figure."""
    paint_points(painter, content, content.picture.drawn_places)


def paint_points(painter: QPainter, content: PlotContent, places: Floats) -> None:
    """Paints points at `places` (n, 2): as an image, or in a vector file as outlines where they are few."""
    is_few = len(places) <= MAX_GLYPH_POINTS and content.picture.shards is None
    if painter.paintEngine().type() in VECTOR_ENGINES and is_few:
        _paint_outlines(painter, content, places)
    else:
        painter.drawImage(ORIGIN, image_of(_point_pixels(content, places), content.viewport.dpr))


def _point_pixels(content: PlotContent, places: Floats) -> Pixels:
    """The points at `places` (n, 2), or those in shards, as an image in device pixels."""
    if content.picture.shards is not None:
        from clusterlab.export.shards_image import shards_image

        return shards_image(*content).pixels
    return points_image(*content, places)


def image_of(pixels: Pixels, dpr: float) -> QImage:
    """Premultiplied device pixels (h, w) as an image that shares their memory."""
    height, width = pixels.shape
    layout = (width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    image: QImage = QImage(pixels, *layout)  # type: ignore[call-overload]  # takes any buffer
    image.setDevicePixelRatio(dpr)
    return image


def _paint_outlines(painter: QPainter, content: PlotContent, places: Floats) -> None:
    """Paints every point as an outline in its shape, fill and line color."""
    style = point_style(*content, len(places), dpr=1.0)
    which = np.zeros(len(places), np.intp) if style.which is None else style.which
    outlines = style.colors if style.outlines is None else style.outlines
    pixels = content.viewport.to_pixels(places)
    seen = np.flatnonzero(np.isfinite(pixels).all(axis=1))
    columns = (part[seen].tolist() for part in (pixels, which, style.colors, outlines))
    for position, kind, fill, line in zip(*columns, strict=True):
        colors = QColor.fromRgba(fill), QColor.fromRgba(line)
        paint_outline(painter, style.kinds[kind], QPointF(*position), *colors)


def paint_outline(painter: QPainter, glyph: Glyph, position: QPointF, fill: QColor, line: QColor) -> None:
    """Paints one glyph, whose lengths are in logical pixels, as an outline."""
    painter.setOpacity(glyph.opacity)
    painter.setBrush(fill)
    painter.setPen(QPen(line, glyph.outline_width) if glyph.outline_width else Qt.PenStyle.NoPen)
    if glyph.shape == "disc":
        radius = glyph.radius - glyph.outline_width / 2
        painter.drawEllipse(position, radius, radius)
    else:
        painter.drawPath(glyph_path(glyph).translated(position))


@lru_cache(64)
def glyph_path(glyph: Glyph) -> QPainterPath:
    """The outline of a glyph around (0, 0), its line included."""
    path, r = QPainterPath(), glyph.radius - glyph.outline_width / 2
    if glyph.shape == "square":
        path.addRect(QRectF(-0.86 * r, -0.86 * r, 1.72 * r, 1.72 * r))
    elif glyph.shape in GLYPH_CORNERS:
        path.addPolygon(polygon(r * np.array(GLYPH_CORNERS[glyph.shape])))
    else:
        path.addEllipse(ORIGIN, r, r)
        if glyph.shape == "hollow":
            path.addEllipse(ORIGIN, 0.36 * r, 0.36 * r)  # odd-even filling leaves a hole
    path.closeSubpath()
    return path
