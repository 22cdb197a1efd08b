"""Paints a picture into a widget, an image or a file, with or without a display."""

import os
import sys
from dataclasses import replace
from functools import singledispatch
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from clusterlab.core.marks import AssignmentLines, Centers, CenterTrajectories, Ellipses, Highlights, Regions
from clusterlab.core.multi_axis_view import ParallelCoordinates, ScatterMatrix
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.ui.canvas.axes import paint_grid, paint_tick_labels
from clusterlab.ui.canvas.axis_arrows import paint_arrows
from clusterlab.ui.canvas.legend import draw_pixels, paint_legend
from clusterlab.ui.canvas.mark_painters import paint_mark
from clusterlab.ui.canvas.parallel_coordinates import paint_parallel
from clusterlab.ui.canvas.points_image import points_image, regions_image
from clusterlab.ui.canvas.scatter_matrix import paint_matrix
from clusterlab.ui.canvas.viewport import Viewport, fit_viewport
from clusterlab.ui.platform.qt_messages import redirect_qt_messages
from clusterlab.ui.theme.theme import THEMES, Theme, ensure_font, font
from clusterlab.ui.widgets.painting import image_painter, saved_state

ORIGIN = QPointF(0, 0)
MARK_ORDER = (Ellipses, CenterTrajectories, Highlights, Centers)  # from bottom to top
HEADER_HEIGHT, PAGE_BORDER = 64, 16
_applications: list[QGuiApplication] = []  # Qt needs one for fonts; kept until the process ends


def paint(painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, hint: str = "") -> None:
    """Paints a picture at the painter's origin, `viewport.size` wide and high; `hint` follows the badge."""
    with saved_state(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0, 0, *viewport.size))
        painter.fillRect(QRectF(0, 0, *viewport.size), QColor(theme.canvas))
        paint_view(picture.view, painter, picture, viewport, theme, hint)
        paint_legend(painter, picture, viewport, theme)


@singledispatch
def paint_view(
    view: View, painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, hint: str
) -> None:
    """Paints a view of the plane, from its regions to its tick labels."""
    regions, lines = picture.mark(Regions), picture.mark(AssignmentLines)
    if regions is not None:
        draw_pixels(painter, ORIGIN, regions_image(regions, picture, viewport, theme), viewport.dpr)
    paint_grid(painter, view, viewport, theme)
    if lines is not None:
        paint_mark(lines, painter, picture, viewport, theme)
    draw_pixels(painter, ORIGIN, points_image(picture, viewport, theme), viewport.dpr)
    for kind in MARK_ORDER:
        for mark in picture.marks:
            if isinstance(mark, kind):
                paint_mark(mark, painter, picture, viewport, theme)
    if "arrows" in picture.layers and view.arrows:
        paint_arrows(painter, view, viewport, theme)
    paint_tick_labels(painter, view, viewport, theme, hint)


@paint_view.register
def _(
    view: ScatterMatrix, painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, hint: str
) -> None:
    paint_matrix(painter, picture, view, viewport, theme, hint)


@paint_view.register
def _(
    view: ParallelCoordinates,
    painter: QPainter,
    picture: Picture,
    viewport: Viewport,
    theme: Theme,
    hint: str,
) -> None:
    paint_parallel(painter, picture, view, viewport, theme, hint)


def paint_edge(painter: QPainter, viewport: Viewport, theme: Theme) -> None:
    """Gives a painted plot round corners and a thin border."""
    corner, whole = 8.0 * viewport.scale, QRectF(0, 0, *viewport.size)
    outside, inside = QPainterPath(), QPainterPath()
    outside.addRect(whole)
    inside.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outside - inside, QColor(theme.window))
    painter.strokePath(inside, QPen(QColor(theme.line), 1))


def image(
    picture: Picture,
    size: tuple[int, int] = (1440, 900),
    theme: Theme | str = "light",
    dpr: float = 1.0,
    viewport: Viewport | None = None,
) -> QImage:
    """The image of a picture with title and caption; `viewport` is the part to show, by default all."""
    ensure_application()
    chosen_theme = THEMES[theme] if isinstance(theme, str) else theme
    drawn = QImage(round(size[0] * dpr), round(size[1] * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(QColor(chosen_theme.window))
    with image_painter(drawn) as painter:
        _paint_page(painter, picture, size, chosen_theme, dpr, viewport)
    return drawn


def save(
    picture: Picture,
    path: str | Path,
    size: tuple[int, int] = (1440, 900),
    theme: Theme | str = "light",
    dpr: float = 1.0,
    viewport: Viewport | None = None,
) -> None:
    """Writes a picture as PNG; raises OSError with a sentence where that fails."""
    if not save_png(image(picture, size, theme, dpr, viewport), path):
        raise OSError(f"The picture could not be written to {path}: {write_error(Path(path))}.")


def save_png(drawn: QImage, path: str | Path) -> bool:
    """Writes an image as PNG, whatever the suffix of the path; returns whether that was possible."""
    return bool(drawn.save(str(path), "PNG"))  # type: ignore[call-overload]  # takes str, and no bytes


def _paint_page(
    painter: QPainter,
    picture: Picture,
    size: tuple[int, int],
    theme: Theme,
    dpr: float,
    viewport: Viewport | None,
) -> None:
    header = HEADER_HEIGHT if picture.title or picture.caption else 0
    top = header + PAGE_BORDER * (not header)
    inner = (max(1, size[0] - 2 * PAGE_BORDER), max(1, size[1] - top - PAGE_BORDER))
    target_viewport = (
        fit_viewport(picture, inner, dpr) if viewport is None else viewport_around(viewport, inner, dpr)
    )
    _paint_header(painter, picture, QRectF(PAGE_BORDER, 12, inner[0], HEADER_HEIGHT - 16), theme)
    painter.translate(PAGE_BORDER, top)
    paint(painter, picture, target_viewport, theme)
    paint_edge(painter, target_viewport, theme)


def viewport_around(viewport: Viewport, size: tuple[int, int], dpr: float) -> Viewport:
    """A viewport of another size that shows at least what the given one shows."""
    larger = max(viewport.size[0] / size[0], viewport.size[1] / size[1])
    scaled = replace(
        viewport, size=(round(viewport.size[0] / larger), round(viewport.size[1] / larger)), scale=1.0
    )
    return scaled.resized(size, dpr)


def _paint_header(painter: QPainter, picture: Picture, box: QRectF, theme: Theme) -> None:
    half = box.height() / 2
    for text, color, bold, top in (
        (picture.title, theme.text, True, 0.0),
        (picture.caption, theme.muted, False, half),
    ):
        painter.setFont(font(14 if bold else 13, bold))
        painter.setPen(QColor(color))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        line = QRectF(box.left(), box.top() + top, box.width(), half)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided)


def ensure_application(widgets: bool = False) -> None:
    """Creates an offscreen application if there is none, as fonts and `widgets` need one."""
    if QGuiApplication.instance() is None:
        if sys.platform == "linux" and not any(
            os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")
        ):
            os.environ["LC_ALL"] = "C.UTF-8"  # else Qt warns about the locale
        redirect_qt_messages()
        kind = QApplication if widgets else QGuiApplication
        _applications.append(kind(["clusterlab", "-platform", "offscreen"]))
        ensure_font()


def write_error(path: Path) -> str:
    """Why a file could not be written, as the end of a sentence."""
    if path.is_dir():
        return "it is a folder"
    if not path.parent.is_dir():
        return "its folder does not exist"
    return "the place cannot be written to" if not os.access(path.parent, os.W_OK) else "the disk may be full"
