"""A page of plots under their titles, rendered to an image or a file, with or without a display."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsScene, QGraphicsSimpleTextItem

from clusterlab.core.progress import drain
from clusterlab.export.atomic_write import save_bytes
from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.export.picture import Picture
from clusterlab.export.picture_format import picture_format
from clusterlab.export.theme import THEMES, Theme
from clusterlab.export.viewport import (
    INSETS,
    TITLED_INSETS,
    UNTITLED_INSETS,
    Insets,
    Viewport,
    fit_viewport,
)
from clusterlab.ui.canvas.cluster_plot import ClusterPlot
from clusterlab.ui.canvas.raster import RasterImages, paint_view
from clusterlab.ui.canvas.vector_files import VECTOR_FORMATS, VectorPart, recorded
from clusterlab.ui.platform.offscreen import ensure_application
from clusterlab.ui.theme.fonts import font
from clusterlab.ui.widgets.painting import empty_image, image_painter, render_scene, saved_state

PAGE_BORDER, HEADER_HEIGHT = 16, 64
TITLE_SIZE, TEXT_SIZE = 14, 13
MAX_PIXELS_AT_ONCE = 6_000_000
"""So many pixels of a plot are painted in one turn of the event loop."""
NOTE_GAP = 16
GRID_TITLE_HEIGHT, CELL_GAP, COLUMN_TITLE_HEIGHT, ROW_TITLE_WIDTH = 40, 8, 24, 26
PANE_CELL_SIZE, ZOO_CELL_SIZE = (560, 420), (220, 180)
"""The size of a cell: without and with column titles."""


@dataclass(frozen=True, eq=False)
class PlacedPlot:
    """A picture at a place of a page: all of it, or at least what a viewport shows.

    Its `images` may have been made already.
    """

    picture: Picture
    place: QRectF
    viewport: Viewport | None = None
    insets: Insets = INSETS
    cell: FigureCell | None = None
    images: RasterImages | None = None


class Page:
    """Lines of text and plots at fixed places; to be used on the thread of the window only.

    A plot is made when its turn comes to be rendered, so that a page of many does not block the window.
    """

    def __init__(self, size: tuple[int, int], theme: Theme | str, dpr: float = 1.0) -> None:
        ensure_application()
        self.size, self.dpr = size, dpr
        self.theme = THEMES[theme] if isinstance(theme, str) else theme
        self.plots: list[PlacedPlot] = []
        self._titles = QGraphicsScene(0, 0, *size)
        self._titles.setBackgroundBrush(QColor(self.theme.window))

    def add_text(
        self, words: str, place: QRectF, size: float = TEXT_SIZE, bold: bool = False, color: str = ""
    ) -> QGraphicsSimpleTextItem:
        """Adds a line of text at the left of a place, elided and vertically centered there."""
        face = font(size, bold)
        elided = QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        item = self._titles.addSimpleText(elided, face)
        item.setBrush(QColor(color or self.theme.text))
        item.setPos(place.left(), place.center().y() - item.boundingRect().height() / 2)
        return item

    def add_box(self, place: QRectF, color: str) -> None:
        """Fills a place below all texts that are added later."""
        self._titles.addRect(place, QPen(Qt.PenStyle.NoPen), QColor(color))

    def add_centered_text(self, words: str, place: QRectF, turn: float = 0.0) -> None:
        """Adds a line of text in the middle of a place, turned by an angle in degrees."""
        length = place.width() if not turn else place.height()
        item = self.add_text(words, QRectF(0, 0, length, 0))
        middle = item.boundingRect().center()
        item.setTransformOriginPoint(middle)
        item.setRotation(turn)
        item.setPos(place.center() - middle)

    def image(self) -> QImage:
        """The page as an image."""
        return drain(self.image_steps())

    def save(self, path: str | Path) -> None:
        """Writes the page, whole or not at all, as what the suffix says; raises SaveError."""
        drain(self.saving_steps(Path(path)))()

    def saving_steps(self, path: Path) -> Generator[None, None, Callable[[], None]]:
        """Renders the page, plot by plot; returns the function, for any thread, that writes it."""
        encoded = yield from self.encoding_steps(picture_format(path))
        return lambda: save_bytes(path, encoded())

    def encoding_steps(self, suffix: str) -> Generator[None, None, Callable[[], bytes]]:
        """Renders the page for a suffix, plot by plot; returns the function that encodes it on any thread."""
        write = VECTOR_FORMATS.get(suffix)
        if write is None:
            return partial(png_bytes, (yield from self.image_steps()))
        parts = [VectorPart(QRectF(0, 0, *self.size), _recorded_scene(self._titles))]
        for placed in self.plots:
            parts.append(self._vector_part(placed))
            yield
        return partial(write, parts)

    def image_steps(self) -> Generator[None, None, QImage]:
        """Renders the page to an image, plot by plot."""
        drawn = empty_image(self.size, self.dpr)
        with image_painter(drawn) as painter:
            render_scene(painter, self._titles, self._titles.sceneRect())
        for placed in self.plots:
            scene, _ = self._plot(placed)
            for band in self._bands(placed.place):
                with image_painter(drawn) as painter:
                    painter.setClipRect(band)
                    render_scene(painter, scene, placed.place)
                yield
        return drawn

    def _bands(self, place: QRectF) -> Iterator[QRectF]:
        """Parts of a place from top to bottom, each of which is painted within a turn of the event loop."""
        pixels = place.width() * place.height() * self.dpr**2
        height = ceil(place.height() / ceil(pixels / MAX_PIXELS_AT_ONCE))
        for top in range(0, ceil(place.height()), height):
            yield QRectF(place.left(), place.top() + top, place.width(), height).intersected(place)

    def _plot(self, placed: PlacedPlot) -> tuple[QGraphicsScene, ClusterPlot]:
        """A plot by itself in a scene as large as its place."""
        plot, size = ClusterPlot(self.dpr), (round(placed.place.width()), round(placed.place.height()))
        scene = QGraphicsScene(0, 0, *size)
        scene.addItem(plot)
        plot.setGeometry(scene.sceneRect())
        plot.cell = placed.cell
        plot.set_theme(self.theme)
        fitted = fit_viewport(placed.picture, size, self.dpr, insets=placed.insets)
        shown = placed.viewport
        plot.show_viewport(fitted if shown is None else shown.grown(size, self.dpr))
        plot.legend.place = plot.legend.place if shown is None else shown.legend
        plot.show_picture(placed.picture, placed.images)
        return scene, plot

    def _vector_part(self, placed: PlacedPlot) -> VectorPart:
        """A plot as vectors; its points, which take long if they are many, are painted on any thread."""
        scene, plot = self._plot(placed)
        content = plot.content()
        plot.show_layers("below")
        below = _recorded_scene(scene)
        plot.show_layers("above")
        above = _recorded_scene(scene)

        def paint(painter: QPainter) -> None:
            below(painter)
            with saved_state(painter):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                if content is not None:
                    paint_view(content.picture.view, painter, content)
            above(painter)

        return VectorPart(placed.place, paint)


def _recorded_scene(scene: QGraphicsScene) -> Callable[[QPainter], None]:
    return recorded(lambda painter: render_scene(painter, scene, scene.sceneRect()))


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
    images: RasterImages | None = None,
    note: str = "",
) -> Page:
    """A picture under its title and caption, with a note at the right of the title.

    `viewport` is the part to show, by default all; `images` are those that were made of it.
    """
    page, place = Page(size, theme, dpr), picture_place(picture, size)
    half, width = (HEADER_HEIGHT - 16) / 2, place.width()
    title, taken = QRectF(PAGE_BORDER, 12, width, half), 0.0
    if note:
        item = page.add_text(note, title, color=page.theme.muted)
        taken = item.boundingRect().width()
        item.setX(title.right() - taken)
        taken += NOTE_GAP
    page.add_text(picture.title, title.adjusted(0, 0, -taken, 0), TITLE_SIZE, bold=True)
    page.add_text(picture.caption, title.translated(0, half), color=page.theme.muted)
    page.plots.append(PlacedPlot(picture, place, viewport, images=images))
    return page


def picture_place(picture: Picture, size: tuple[int, int]) -> QRectF:
    """Where on its page a picture is, which has the size (w, h)."""
    top = HEADER_HEIGHT if picture.title or picture.caption else PAGE_BORDER
    width, height = size[0] - 2 * PAGE_BORDER, size[1] - top - PAGE_BORDER
    return QRectF(PAGE_BORDER, top, max(1, width), max(1, height))


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
            place = QRectF(left + column * (w + CELL_GAP), top + row * (h + CELL_GAP), *cell_size)
            insets = TITLED_INSETS if cell.title else UNTITLED_INSETS
            page.plots.append(PlacedPlot(cell.picture, place, viewport, insets, cell))
    return page
