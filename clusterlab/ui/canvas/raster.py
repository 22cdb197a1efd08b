"""The images of a picture's points and regions, made on any thread; in vector files points are outlines."""

from dataclasses import dataclass
from functools import lru_cache, singledispatch

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPainterPath, QPen, QPolygonF

from clusterlab.core.marks import Regions
from clusterlab.core.multi_axis_view import MultiAxisView
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.export.points_image import (
    MAX_GLYPH_POINTS,
    device_size,
    point_style,
    points_image,
    regions_image,
)
from clusterlab.export.theme import Theme
from clusterlab.export.viewport import Viewport
from clusterlab.kernels.raster.rasterize import Glyph, Pixels
from clusterlab.kernels.typing import Floats
from clusterlab.ui.widgets.painting import image_painter

VECTOR_ENGINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)
ORIGIN = QPointF(0, 0)


@dataclass(frozen=True, eq=False)
class RasterImages:
    """The images of the regions (or None) and of the points of a picture in a viewport and a theme."""

    picture: Picture
    viewport: Viewport
    theme: Theme
    regions: QImage | None
    points: QImage

    def matches(self, picture: Picture, viewport: Viewport, theme: Theme) -> bool:
        """Whether they are the images of these three."""
        return picture is self.picture and viewport == self.viewport and theme.name == self.theme.name


def raster_images(picture: Picture, viewport: Viewport, theme: Theme) -> RasterImages:
    """Makes the images of a picture; may be called on any thread."""
    regions = picture.mark(Regions)
    tint = None if regions is None else regions_image(regions, picture, viewport, theme)
    return RasterImages(
        picture,
        viewport,
        theme,
        None if tint is None else image_of(tint, viewport.dpr).copy(),
        view_image(picture.view, picture, viewport, theme),
    )


@singledispatch
def view_image(view: View, picture: Picture, viewport: Viewport, theme: Theme) -> QImage:
    """The points of a view as an image; multi-axis views paint their whole figure."""
    return image_of(points_image(picture, viewport, theme), viewport.dpr).copy()


@view_image.register
def _(view: MultiAxisView, picture: Picture, viewport: Viewport, theme: Theme) -> QImage:
    image = QImage(*device_size(viewport), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(viewport.dpr)
    image.fill(Qt.GlobalColor.transparent)
    with image_painter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_view(view, painter, picture, viewport, theme)
    return image


@singledispatch
def paint_view(view: View, painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme) -> None:
    """Paints the points of a view; multi-axis views register how they paint their whole figure."""
    paint_points(painter, picture, viewport, theme, picture.places)


def paint_points(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, places: Floats
) -> None:
    """Paints points at `places` (n, 2): as an image, or in a vector file as outlines where they are few."""
    if is_vector(painter) and len(places) <= MAX_GLYPH_POINTS:
        _paint_outlines(painter, picture, viewport, theme, places)
    else:
        pixels = points_image(picture, viewport, theme, places)
        painter.drawImage(ORIGIN, image_of(pixels, viewport.dpr))


def is_vector(painter: QPainter) -> bool:
    """Whether a painter writes a vector file."""
    return painter.paintEngine().type() in VECTOR_ENGINES


def image_of(pixels: Pixels, dpr: float) -> QImage:
    """Premultiplied device pixels (h, w) as an image that shares their memory."""
    height, width = pixels.shape
    layout = (width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    image: QImage = QImage(pixels, *layout)  # type: ignore[call-overload]  # takes any buffer
    image.setDevicePixelRatio(dpr)
    return image


def _paint_outlines(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, places: Floats
) -> None:
    """Paints every point as an outline in its shape, fill and line color."""
    style = point_style(picture, viewport, theme, len(places), dpr=1.0)
    which = np.zeros(len(places), np.intp) if style.which is None else style.which
    outlines = style.colors if style.outlines is None else style.outlines
    pixels = viewport.to_pixels(places)
    seen = np.flatnonzero(np.isfinite(pixels).all(axis=1))
    rows = zip(
        pixels[seen].tolist(),
        which[seen].tolist(),
        style.colors[seen].tolist(),
        outlines[seen].tolist(),
        strict=True,
    )
    for position, kind, fill, line in rows:
        paint_outline(
            painter, style.kinds[kind], QPointF(*position), QColor.fromRgba(fill), QColor.fromRgba(line)
        )


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
    match glyph.shape:
        case "square":
            path.addRect(QRectF(-0.86 * r, -0.86 * r, 1.72 * r, 1.72 * r))
        case "diamond":
            path.addPolygon(_polygon((0, -1.16), (1.16, 0), (0, 1.16), (-1.16, 0), r=r))
        case "triangle":
            path.addPolygon(_polygon((0, -1.16), (1.005, 0.58), (-1.005, 0.58), r=r))
        case "cross":
            path.addPolygon(_polygon(*CROSS_CORNERS, r=r))
        case shape:
            path.addEllipse(ORIGIN, r, r)
            if shape == "hollow":
                path.addEllipse(ORIGIN, 0.36 * r, 0.36 * r)  # odd-even filling leaves a hole
    path.closeSubpath()
    return path


def _polygon(*corners: tuple[float, float], r: float) -> QPolygonF:
    return QPolygonF([QPointF(x * r, y * r) for x, y in corners])


_ARM = 0.36
CROSS_CORNERS = (
    (-_ARM, -1),
    (_ARM, -1),
    (_ARM, -_ARM),
    (1, -_ARM),
    (1, _ARM),
    (_ARM, _ARM),
    (_ARM, 1),
    (-_ARM, 1),
    (-_ARM, _ARM),
    (-1, _ARM),
    (-1, -_ARM),
    (-_ARM, -_ARM),
)
"""The corners of a cross of radius 1."""
