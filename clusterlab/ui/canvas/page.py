"""A page of plots under their titles, rendered to an image or a file, with or without a display."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsScene, QGraphicsSimpleTextItem

from clusterlab.export.atomic_write import save_bytes
from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.export.picture import Picture
from clusterlab.ui.canvas.cluster_plot import ClusterPlot
from clusterlab.ui.canvas.viewport import (
    INSETS,
    TITLED_INSETS,
    UNTITLED_INSETS,
    Insets,
    Viewport,
    fit_viewport,
)
from clusterlab.ui.platform.offscreen import ensure_application
from clusterlab.ui.theme.theme import THEMES, Theme, font
from clusterlab.ui.widgets.painting import image_painter, paint_error

PAGE_BORDER, HEADER_HEIGHT = 16, 64
TITLE_SIZE, TEXT_SIZE = 14, 13
GRID_TITLE_HEIGHT, CELL_GAP, COLUMN_TITLE_HEIGHT, ROW_TITLE_WIDTH = 40, 8, 24, 26
PANE_CELL_SIZE, ZOO_CELL_SIZE = (560, 420), (220, 180)
"""The size of a cell: without and with column titles."""
RESOLUTION = 96
"""Logical pixels per inch in SVG and PDF."""


class Page:
    """Texts and plots at fixed places, in logical pixels; to be used on the thread of the window only."""

    def __init__(self, size: tuple[int, int], theme: Theme | str, dpr: float = 1.0) -> None:
        ensure_application()
        self.size, self.dpr = size, dpr
        self.theme = THEMES[theme] if isinstance(theme, str) else theme
        self.scene = QGraphicsScene(0, 0, *size)
        self.scene.setBackgroundBrush(QColor(self.theme.window))

    def add_text(
        self, words: str, box: QRectF, size: float = TEXT_SIZE, bold: bool = False, color: str = ""
    ) -> QGraphicsSimpleTextItem:
        """Adds a line of text at the left of its box, elided and vertically centered."""
        face = font(size, bold)
        elided = QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        item = self.scene.addSimpleText(elided, face)
        item.setBrush(QColor(color or self.theme.text))
        item.setPos(box.left(), box.center().y() - item.boundingRect().height() / 2)
        return item

    def add_centered_text(self, words: str, box: QRectF, turn: float = 0.0) -> None:
        """Adds a line of text in the middle of its box, turned by an angle in degrees."""
        length = box.width() if not turn else box.height()
        item = self.add_text(words, QRectF(0, 0, length, 0))
        middle = item.boundingRect().center()
        item.setTransformOriginPoint(middle)
        item.setRotation(turn)
        item.setPos(box.center() - middle)

    def add_plot(
        self,
        picture: Picture,
        box: QRectF,
        viewport: Viewport | None = None,
        insets: Insets = INSETS,
        cell: FigureCell | None = None,
    ) -> None:
        """Adds the plot of a picture: all of it, or at least what a viewport shows."""
        plot, size = ClusterPlot(self.dpr), (round(box.width()), round(box.height()))
        self.scene.addItem(plot)
        plot.setGeometry(box)
        plot.cell = cell
        plot.set_theme(self.theme)
        fitted = fit_viewport(picture, size, self.dpr, insets=insets)
        plot.show_viewport(fitted if viewport is None else viewport_around(viewport, size, self.dpr))
        plot.show_picture(picture)

    def image(self) -> QImage:
        """The page as an image."""
        width, height = (round(side * self.dpr) for side in self.size)
        drawn = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        drawn.setDevicePixelRatio(self.dpr)
        with image_painter(drawn) as painter:
            self._render(painter)
        return drawn

    def save(self, path: str | Path) -> None:
        """Writes the page, whole or not at all, as what the suffix says, else as PNG; raises SaveError."""
        save_bytes(Path(path), self.encoded(Path(path).suffix)())

    def encoded(self, suffix: str) -> Callable[[], bytes]:
        """The function, for any thread, that returns the file for a suffix; what needs the window is done."""
        match suffix.lower():
            case ".svg":
                content = self._svg()
                return lambda: content
            case ".pdf":
                content = self._pdf()
                return lambda: content
            case _:
                return partial(png_bytes, self.image())

    def _render(self, painter: QPainter) -> None:
        """Paints the page; an exception of an item is the caller's, who may not take a part for the whole."""
        whole = QRectF(0, 0, *self.size)
        self.scene.render(painter, whole, whole)
        for error in filter(None, map(paint_error, self.scene.items())):
            raise error

    def _svg(self) -> bytes:
        content = QBuffer()
        generator = QSvgGenerator()
        generator.setOutputDevice(content)
        generator.setResolution(RESOLUTION)
        generator.setSize(QSize(*self.size))
        generator.setViewBox(QRectF(0, 0, *self.size))
        with image_painter(generator) as painter:
            self._render(painter)
        return bytes(content.data().data())

    def _pdf(self) -> bytes:
        content = QBuffer()
        content.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(content)
        writer.setResolution(RESOLUTION)
        inches = QSizeF(self.size[0] / RESOLUTION, self.size[1] / RESOLUTION)
        writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch))
        writer.setPageMargins(QMarginsF())
        with image_painter(writer) as painter:
            self._render(painter)
        return bytes(content.data().data())


def png_bytes(drawn: QImage) -> bytes:
    """An image as a PNG file; may be called on any thread."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.save(content, "PNG")  # type: ignore[call-overload]  # takes str, and no bytes
    return bytes(content.data().data())


def picture_page(
    picture: Picture,
    size: tuple[int, int] = (1440, 900),
    theme: Theme | str = "light",
    dpr: float = 1.0,
    viewport: Viewport | None = None,
) -> Page:
    """A picture under its title and caption; `viewport` is the part to show, by default all."""
    page = Page(size, theme, dpr)
    top = HEADER_HEIGHT if picture.title or picture.caption else PAGE_BORDER
    width = max(1, size[0] - 2 * PAGE_BORDER)
    half = (HEADER_HEIGHT - 16) / 2
    page.add_text(picture.title, QRectF(PAGE_BORDER, 12, width, half), TITLE_SIZE, bold=True)
    page.add_text(picture.caption, QRectF(PAGE_BORDER, 12 + half, width, half), color=page.theme.muted)
    box = QRectF(PAGE_BORDER, top, width, max(1, size[1] - top - PAGE_BORDER))
    page.add_plot(picture, box, viewport)
    return page


def grid_page(
    figure_grid: FigureGrid, theme: Theme | str = "light", dpr: float = 2.0, viewport: Viewport | None = None
) -> Page:
    """A figure grid; all cells show the part of the plane in `viewport`, if given, else all."""
    w, h = cell_size = ZOO_CELL_SIZE if figure_grid.column_titles else PANE_CELL_SIZE
    left = PAGE_BORDER + ROW_TITLE_WIDTH * bool(figure_grid.row_titles)
    top = GRID_TITLE_HEIGHT + PAGE_BORDER // 2 + COLUMN_TITLE_HEIGHT * bool(figure_grid.column_titles)
    columns, rows = figure_grid.columns, figure_grid.rows
    size = (
        left + columns * (w + CELL_GAP) - CELL_GAP + PAGE_BORDER,
        top + rows * (h + CELL_GAP) - CELL_GAP + PAGE_BORDER,
    )
    page = Page(size, theme, dpr)
    title = QRectF(PAGE_BORDER, 8, size[0] - 2 * PAGE_BORDER, GRID_TITLE_HEIGHT - 8)
    page.add_text(figure_grid.title, title, TITLE_SIZE, bold=True)
    for column, words in enumerate(figure_grid.column_titles):
        x, y = left + column * (w + CELL_GAP), top - COLUMN_TITLE_HEIGHT
        page.add_centered_text(words, QRectF(x, y, w, COLUMN_TITLE_HEIGHT))
    for row, words in enumerate(figure_grid.row_titles):
        y = top + row * (h + CELL_GAP)
        page.add_centered_text(words, QRectF(PAGE_BORDER, y, ROW_TITLE_WIDTH - 4, h), turn=-90)
    for number, cell in enumerate(figure_grid.cells):
        row, column = divmod(number, columns)
        if cell.picture is not None:
            box = QRectF(left + column * (w + CELL_GAP), top + row * (h + CELL_GAP), *cell_size)
            insets = TITLED_INSETS if cell.title else UNTITLED_INSETS
            page.add_plot(cell.picture, box, viewport, insets, cell)
    return page


def viewport_around(viewport: Viewport, size: tuple[int, int], dpr: float) -> Viewport:
    """A viewport of another size that shows at least what the given one shows."""
    larger = max(viewport.size[0] / size[0], viewport.size[1] / size[1])
    scaled_size = (round(viewport.size[0] / larger), round(viewport.size[1] / larger))
    return replace(viewport, size=scaled_size, scale=1.0).resized(size, dpr)
