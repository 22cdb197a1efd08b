"""Paints pictures side by side on one image, each under its title and metrics."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.ui.canvas.legend import paint_card
from clusterlab.ui.canvas.render import (
    ensure_application,
    paint,
    paint_edge,
    save_png,
    viewport_around,
    write_error,
)
from clusterlab.ui.canvas.viewport import Viewport, fit_viewport
from clusterlab.ui.theme.theme import THEMES, Theme, font
from clusterlab.ui.widgets.painting import image_painter, saved_state

GRID_BORDER, CELL_GAP, GRID_TITLE_HEIGHT, COLUMN_TITLE_HEIGHT, ROW_TITLE_WIDTH = 16, 8, 40, 24, 26
HEADING_PADDING, HEADING_MARGIN, HEADING_LINE_HEIGHT = 10.0, 10.0, 24.0
HEADING_TEXT_SIZE, NOTE_TEXT_SIZE = 12.0, 11.0
TITLED_INSETS, UNTITLED_INSETS = (14, 46, 14, 18), (8, 8, 8, 20)
"""Insets of a cell, with room for its heading or for the note in its corner."""
PANE_CELL_SIZE, ZOO_CELL_SIZE = (560, 420), (220, 180)
"""The size of a cell: without and with column titles."""


def grid_image(
    figure_grid: FigureGrid, theme: Theme | str = "light", dpr: float = 2.0, viewport: Viewport | None = None
) -> QImage:
    """The image of a figure grid; all cells show the part of the plane in `viewport`, if given, else all."""
    ensure_application()
    chosen_theme = THEMES[theme] if isinstance(theme, str) else theme
    layout = _GridLayout.of(figure_grid)
    drawn = QImage(
        round(layout.size[0] * dpr), round(layout.size[1] * dpr), QImage.Format.Format_ARGB32_Premultiplied
    )
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(QColor(chosen_theme.window))
    with image_painter(drawn) as painter:
        _paint_titles(painter, figure_grid, layout, chosen_theme)
        for number, cell in enumerate(figure_grid.cells):
            if cell.picture is None:
                continue
            with saved_state(painter):
                painter.translate(layout.corner(number))
                cell_viewport = fit_viewport(
                    cell.picture, layout.cell, dpr, insets=TITLED_INSETS if cell.title else UNTITLED_INSETS
                )
                cell_viewport = (
                    cell_viewport if viewport is None else viewport_around(viewport, layout.cell, dpr)
                )
                paint(painter, cell.picture, cell_viewport, chosen_theme)
                paint_edge(painter, cell_viewport, chosen_theme)
                paint_heading(painter, cell, cell_viewport, chosen_theme)
    return drawn


def save_grid_image(
    figure_grid: FigureGrid,
    path: str | Path,
    theme: Theme | str = "light",
    dpr: float = 2.0,
    viewport: Viewport | None = None,
) -> None:
    """Writes a figure grid as PNG; raises OSError with a sentence where that fails."""
    if not save_png(grid_image(figure_grid, theme, dpr, viewport), path):
        raise OSError(f"The picture could not be written to {path}: {write_error(Path(path))}.")


def paint_heading(
    painter: QPainter, cell: FigureCell, viewport: Viewport, theme: Theme, reserved: float = 0.0
) -> None:
    """The title of a cell on a card, with its metrics, or with the reason why there are no clusters.

    Metrics without a title stand in the lower right corner; `reserved` pixels at the right stay free.
    """
    if not cell.title and not cell.failure:
        return _paint_note(painter, cell.figures, viewport, theme)
    available = viewport.size[0] - 2 * HEADING_MARGIN - reserved
    bold, plain = font(HEADING_TEXT_SIZE * viewport.scale, True), font(HEADING_TEXT_SIZE * viewport.scale)
    width = QFontMetricsF(bold).horizontalAdvance(cell.title)
    figures = cell.figures or cell.failure
    wanted = (
        2 * HEADING_PADDING + width + (6 + QFontMetricsF(plain).horizontalAdvance(figures) if figures else 0)
    )
    box = QRectF(HEADING_MARGIN, HEADING_MARGIN, min(wanted, available), HEADING_LINE_HEIGHT * viewport.scale)
    lines = 1
    if cell.failure and wanted > available:
        lines = 1 + _line_count(cell.failure, plain, available - 2 * HEADING_PADDING)
        box.setHeight((HEADING_LINE_HEIGHT + 16 * (lines - 1)) * viewport.scale)
    paint_card(painter, box, viewport, theme)
    inner = box.adjusted(HEADING_PADDING, 0, -HEADING_PADDING, 0)
    first = QRectF(inner.left(), inner.top(), inner.width(), HEADING_LINE_HEIGHT * viewport.scale)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, _elided(cell.title, bold, inner.width()))
    painter.setFont(plain)
    painter.setPen(QColor(theme.bad if cell.failure else theme.muted))
    if lines > 1:
        below = QRectF(inner.left(), first.bottom() - 3, inner.width(), box.bottom() - first.bottom() + 3)
        painter.drawText(below, Qt.TextFlag.TextWordWrap, cell.failure)
    else:
        rest = first.adjusted(width + 6, 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, _elided(figures, plain, rest.width()))
    return None


@dataclass(frozen=True)
class _GridLayout:
    """The positions of the cells on the image."""

    cell: tuple[int, int]
    origin: tuple[int, int]
    columns: int
    size: tuple[int, int]

    @classmethod
    def of(cls, figure_grid: FigureGrid) -> "_GridLayout":
        w, h = ZOO_CELL_SIZE if figure_grid.column_titles else PANE_CELL_SIZE
        origin = (
            GRID_BORDER + ROW_TITLE_WIDTH * bool(figure_grid.row_titles),
            GRID_TITLE_HEIGHT + GRID_BORDER // 2 + COLUMN_TITLE_HEIGHT * bool(figure_grid.column_titles),
        )
        across = figure_grid.columns * (w + CELL_GAP) - CELL_GAP
        down = figure_grid.rows * (h + CELL_GAP) - CELL_GAP
        return cls(
            (w, h),
            origin,
            figure_grid.columns,
            (origin[0] + across + GRID_BORDER, origin[1] + down + GRID_BORDER),
        )

    def corner(self, number: int) -> QPointF:
        """The upper left corner of a cell."""
        row, column = divmod(number, self.columns)
        return QPointF(
            self.origin[0] + column * (self.cell[0] + CELL_GAP),
            self.origin[1] + row * (self.cell[1] + CELL_GAP),
        )


def _paint_titles(painter: QPainter, figure_grid: FigureGrid, layout: _GridLayout, theme: Theme) -> None:
    """The title of the grid, and the titles of its columns and rows."""
    painter.setPen(QColor(theme.text))
    bold = font(14, True)
    painter.setFont(bold)
    title = QRectF(GRID_BORDER, 8, layout.size[0] - 2 * GRID_BORDER, GRID_TITLE_HEIGHT - 8)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, _elided(figure_grid.title, bold, title.width()))
    painter.setFont(font(13))
    for column, title_of_column in enumerate(figure_grid.column_titles):
        corner = layout.corner(column)
        box = QRectF(corner.x(), corner.y() - COLUMN_TITLE_HEIGHT, layout.cell[0], COLUMN_TITLE_HEIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title_of_column)
    for row, title_of_row in enumerate(figure_grid.row_titles):
        corner = layout.corner(row * layout.columns)
        with saved_state(painter):
            painter.translate(GRID_BORDER, corner.y() + layout.cell[1])
            painter.rotate(-90)
            box = QRectF(0, 0, layout.cell[1], ROW_TITLE_WIDTH - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title_of_row)


def _paint_note(painter: QPainter, words: str, viewport: Viewport, theme: Theme) -> None:
    painter.setFont(font(NOTE_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    box = QRectF(0, 0, viewport.size[0] - 8, viewport.size[1] - 5)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)


def _elided(words: str, face: QFont, available: float) -> str:
    return QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, available)


def _line_count(words: str, face: QFont, available: float) -> int:
    metrics = QFontMetricsF(face)
    box = metrics.boundingRect(QRectF(0, 0, available, 1e4), Qt.TextFlag.TextWordWrap, words)
    return round(box.height() / metrics.lineSpacing())
