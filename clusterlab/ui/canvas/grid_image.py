"""Paints pictures side by side on one sheet, each under its title and its figures."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.ui.canvas.legend import paint_card
from clusterlab.ui.canvas.render import ensure_application, paint, paint_edge, viewport_around, write_error
from clusterlab.ui.canvas.viewport import Viewport, fit_viewport
from clusterlab.ui.theme.theme import THEMES, Theme, font

GRID_BORDER, CELL_GAP, GRID_TITLE_HEIGHT, COLUMN_HEAD_HEIGHT, ROW_HEAD_WIDTH = 16, 8, 40, 24, 26
HEADING_PADDING, HEADING_MARGIN, HEADING_LINE_HEIGHT = 10.0, 10.0, 24.0
HEADING_TEXT_SIZE, NOTE_TEXT_SIZE = 12.0, 11.0
HEADED_INSETS, BARE_INSETS = (14, 46, 14, 18), (8, 8, 8, 20)
"""Room along the edges of a cell, for its heading or the note in its corner."""
PANE_CELL_SIZE, ZOO_CELL_SIZE = (560, 420), (220, 180)
"""How large a cell is: one of a few side by side, and one of a grid with heads."""


def grid_image(
    sheet: FigureGrid, theme: Theme | str = "light", dpr: float = 2.0, viewport: Viewport | None = None
) -> QImage:
    """A sheet that stands alone on a slide; `viewport` says which part of the plane all its cells show."""
    ensure_application()
    chosen_theme = THEMES[theme] if isinstance(theme, str) else theme
    layout = _GridLayout.of(sheet)
    drawn = QImage(
        round(layout.size[0] * dpr), round(layout.size[1] * dpr), QImage.Format.Format_ARGB32_Premultiplied
    )
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(QColor(chosen_theme.window))
    painter = QPainter(drawn)
    try:
        _paint_heads(painter, sheet, layout, chosen_theme)
        for number, cell in enumerate(sheet.cells):
            if cell.picture is None:
                continue
            painter.save()
            painter.translate(layout.corner(number))
            cell_viewport = fit_viewport(
                cell.picture, layout.cell, dpr, insets=HEADED_INSETS if cell.title else BARE_INSETS
            )
            cell_viewport = cell_viewport if viewport is None else viewport_around(viewport, layout.cell, dpr)
            paint(painter, cell.picture, cell_viewport, chosen_theme)
            paint_edge(painter, cell_viewport, chosen_theme)
            paint_heading(painter, cell, cell_viewport, chosen_theme)
            painter.restore()
    finally:
        painter.end()
    return drawn


def save_grid_image(
    sheet: FigureGrid,
    path: str | Path,
    theme: Theme | str = "light",
    dpr: float = 2.0,
    viewport: Viewport | None = None,
) -> None:
    """Writes a sheet as PNG; raises OSError with a sentence where that cannot be done."""
    if not grid_image(sheet, theme, dpr, viewport).save(str(path), "PNG"):
        raise OSError(f"The picture could not be written to {path}: {write_error(Path(path))}.")


def paint_heading(
    painter: QPainter, cell: FigureCell, viewport: Viewport, theme: Theme, reserved: float = 0.0
) -> None:
    """The title and the figures of a cell on a card, and why there are no clusters, if so.

    Small figures without a title lie in the lower corner; `reserved` is left at the right.
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
    """Where on a sheet the cells stand."""

    cell: tuple[int, int]
    origin: tuple[int, int]
    columns: int
    size: tuple[int, int]

    @classmethod
    def of(cls, sheet: FigureGrid) -> "_GridLayout":
        w, h = ZOO_CELL_SIZE if sheet.column_titles else PANE_CELL_SIZE
        origin = (
            GRID_BORDER + ROW_HEAD_WIDTH * bool(sheet.row_titles),
            GRID_TITLE_HEIGHT + GRID_BORDER // 2 + COLUMN_HEAD_HEIGHT * bool(sheet.column_titles),
        )
        across = sheet.columns * (w + CELL_GAP) - CELL_GAP
        down = sheet.rows * (h + CELL_GAP) - CELL_GAP
        return cls(
            (w, h), origin, sheet.columns, (origin[0] + across + GRID_BORDER, origin[1] + down + GRID_BORDER)
        )

    def corner(self, number: int) -> QPointF:
        """The corner of a cell."""
        row, column = divmod(number, self.columns)
        return QPointF(
            self.origin[0] + column * (self.cell[0] + CELL_GAP),
            self.origin[1] + row * (self.cell[1] + CELL_GAP),
        )


def _paint_heads(painter: QPainter, sheet: FigureGrid, layout: _GridLayout, theme: Theme) -> None:
    """The title of a sheet, and the names of its columns and rows."""
    painter.setPen(QColor(theme.text))
    bold = font(14, True)
    painter.setFont(bold)
    title = QRectF(GRID_BORDER, 8, layout.size[0] - 2 * GRID_BORDER, GRID_TITLE_HEIGHT - 8)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, _elided(sheet.title, bold, title.width()))
    painter.setFont(font(13))
    for column, head in enumerate(sheet.column_titles):
        corner = layout.corner(column)
        box = QRectF(corner.x(), corner.y() - COLUMN_HEAD_HEIGHT, layout.cell[0], COLUMN_HEAD_HEIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, head)
    for row, side in enumerate(sheet.row_titles):
        corner = layout.corner(row * layout.columns)
        painter.save()
        painter.translate(GRID_BORDER, corner.y() + layout.cell[1])
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, layout.cell[1], ROW_HEAD_WIDTH - 4), Qt.AlignmentFlag.AlignCenter, side)
        painter.restore()


def _paint_note(painter: QPainter, words: str, viewport: Viewport, theme: Theme) -> None:
    painter.setFont(font(NOTE_TEXT_SIZE * viewport.scale))
    painter.setPen(QColor(theme.muted))
    box = QRectF(0, 0, viewport.size[0] - 8, viewport.size[1] - 5)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)


def _elided(words: str, shape: object, available: float) -> str:
    return QFontMetricsF(shape).elidedText(words, Qt.TextElideMode.ElideRight, available)


def _line_count(words: str, shape: object, available: float) -> int:
    metrics = QFontMetricsF(shape)
    box = metrics.boundingRect(QRectF(0, 0, available, 1e4), Qt.TextFlag.TextWordWrap, words)
    return round(box.height() / metrics.lineSpacing())
