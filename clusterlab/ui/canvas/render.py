"""Paints a picture: in the window, into an image, into a file; with and without a display."""

import os
import sys
from dataclasses import replace
from functools import singledispatch
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from clusterlab.core.marks import Centers, Ellipses, Links, Paths, Regions, Rings
from clusterlab.core.multi_axis_view import Matrix, Parallel
from clusterlab.core.projection import View
from clusterlab.export.picture import Picture
from clusterlab.ui.canvas.axes import paint_grid, paint_numbers
from clusterlab.ui.canvas.axis_arrows import paint_arrows
from clusterlab.ui.canvas.legend import draw_pixels, paint_legend
from clusterlab.ui.canvas.mark_painters import paint_mark
from clusterlab.ui.canvas.parallel_coordinates import paint_parallel
from clusterlab.ui.canvas.points_image import dots_image, regions_image
from clusterlab.ui.canvas.scatter_matrix import paint_matrix
from clusterlab.ui.canvas.viewport import Frame, fit_frame
from clusterlab.ui.platform.qt_messages import to_the_log
from clusterlab.ui.theme.theme import THEMES, Theme, bring_font, font

ORIGIN = QPointF(0, 0)
OVER_POINTS = (Ellipses, Paths, Rings, Centers)  # from the lowest to the topmost
HEADER, BORDER = 64, 16
_applications: list[QGuiApplication] = []  # Qt needs one for fonts; it lives as long as the process


def paint(painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
    """Paints a picture from the corner of what `painter` paints on, `frame.size` wide and high."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(QRectF(0, 0, *frame.size))
    painter.fillRect(QRectF(0, 0, *frame.size), QColor(theme.canvas))
    paint_view(picture.view, painter, picture, frame, theme)
    paint_legend(painter, picture, frame, theme)
    painter.restore()


@singledispatch
def paint_view(view: View, painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
    """Paints what is seen on a plane, from its regions to the numbers of its axes."""
    regions, links = picture.mark(Regions), picture.mark(Links)
    if regions is not None:
        draw_pixels(painter, ORIGIN, regions_image(regions, picture, frame, theme), frame.dpr)
    paint_grid(painter, view, frame, theme)
    if links is not None:
        paint_mark(links, painter, picture, frame, theme)
    draw_pixels(painter, ORIGIN, dots_image(picture, frame, theme), frame.dpr)
    for kind in OVER_POINTS:
        for mark in picture.marks:
            if isinstance(mark, kind):
                paint_mark(mark, painter, picture, frame, theme)
    if "arrows" in picture.layers and view.arrows:
        paint_arrows(painter, view, frame, theme)
    paint_numbers(painter, view, frame, theme)


@paint_view.register
def _(view: Matrix, painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
    paint_matrix(painter, picture, view, frame, theme)


@paint_view.register
def _(view: Parallel, painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
    paint_parallel(painter, picture, view, frame, theme)


def paint_edge(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """Gives what was painted round corners and a thin line around it."""
    corner, whole = 8.0 * frame.scale, QRectF(0, 0, *frame.size)
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
    frame: Frame | None = None,
) -> QImage:
    """A picture with its title and caption, that stands alone on a slide; `frame` says which part of it."""
    need_application()
    look = THEMES[theme] if isinstance(theme, str) else theme
    drawn = QImage(round(size[0] * dpr), round(size[1] * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(QColor(look.window))
    painter = QPainter(drawn)
    try:
        _paint_sheet(painter, picture, size, look, dpr, frame)
    finally:
        painter.end()
    return drawn


def save(
    picture: Picture,
    path: str | Path,
    size: tuple[int, int] = (1440, 900),
    theme: Theme | str = "light",
    dpr: float = 1.0,
    frame: Frame | None = None,
) -> None:
    """Writes a picture as PNG; raises OSError with a sentence where that cannot be done."""
    if not image(picture, size, theme, dpr, frame).save(str(path), "PNG"):
        raise OSError(f"The picture could not be written to {path}: {trouble(Path(path))}.")


def _paint_sheet(
    painter: QPainter, picture: Picture, size: tuple[int, int], theme: Theme, dpr: float, frame: Frame | None
) -> None:
    header = HEADER if picture.title or picture.caption else 0
    top = header + BORDER * (not header)
    inner = (max(1, size[0] - 2 * BORDER), max(1, size[1] - top - BORDER))
    seen = fit_frame(picture, inner, dpr) if frame is None else around(frame, inner, dpr)
    _paint_words(painter, picture, QRectF(BORDER, 12, inner[0], HEADER - 16), theme)
    painter.translate(BORDER, top)
    paint(painter, picture, seen, theme)
    paint_edge(painter, seen, theme)


def around(frame: Frame, size: tuple[int, int], dpr: float) -> Frame:
    """All that a frame shows, on other pixels."""
    larger = max(frame.size[0] / size[0], frame.size[1] / size[1])
    fine = replace(frame, size=(round(frame.size[0] / larger), round(frame.size[1] / larger)), scale=1.0)
    return fine.resized(size, dpr)


def _paint_words(painter: QPainter, picture: Picture, box: QRectF, theme: Theme) -> None:
    half = box.height() / 2
    for text, color, bold, top in (
        (picture.title, theme.text, True, 0.0),
        (picture.caption, theme.muted, False, half),
    ):
        painter.setFont(font(14 if bold else 13, bold))
        painter.setPen(QColor(color))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        line = QRectF(box.left(), box.top() + top, box.width(), half)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, short)


def need_application(widgets: bool = False) -> None:
    """Fonts and widgets need an application: without a window, one is started that needs no display."""
    if QGuiApplication.instance() is None:
        if sys.platform == "linux" and not any(
            os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")
        ):
            os.environ["LC_ALL"] = "C.UTF-8"  # else Qt complains about the locale
        to_the_log()
        kind = QApplication if widgets else QGuiApplication
        _applications.append(kind(["clusterlab", "-platform", "offscreen"]))
        bring_font()


def trouble(path: Path) -> str:
    """Why a file could not be written, in words."""
    if path.is_dir():
        return "it is a folder"
    if not path.parent.is_dir():
        return "its folder does not exist"
    return "the place cannot be written to" if not os.access(path.parent, os.W_OK) else "the disk may be full"
