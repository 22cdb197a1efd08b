"""Paints pictures side by side on one sheet, each under its title and its figures."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from clusterlab.export.figure_grid import Cell, Sheet
from clusterlab.ui.canvas.legend import paint_card
from clusterlab.ui.canvas.render import around, need_application, paint, paint_edge, trouble
from clusterlab.ui.canvas.viewport import Frame, fit_frame
from clusterlab.ui.theme.theme import THEMES, Theme, font

BORDER, GAP, TITLE, HEADS, SIDES = 16, 8, 40, 24, 26
PAD, CORNER, LINE = 10.0, 10.0, 24.0
TEXT, SMALL = 12.0, 11.0
HEADED, BARE = (14, 46, 14, 18), (8, 8, 8, 20)
"""Room along the edges of a cell, for its heading or the note in its corner."""
SINGLE, MANY = (560, 420), (220, 180)
"""How large a cell is: one of a few side by side, and one of a grid with heads."""


def sheet_image(
    sheet: Sheet, theme: Theme | str = "light", dpr: float = 2.0, frame: Frame | None = None
) -> QImage:
    """A sheet that stands alone on a slide; `frame` says which part of the plane all its cells show."""
    need_application()
    look = THEMES[theme] if isinstance(theme, str) else theme
    place = _Places.of(sheet)
    drawn = QImage(
        round(place.size[0] * dpr), round(place.size[1] * dpr), QImage.Format.Format_ARGB32_Premultiplied
    )
    drawn.setDevicePixelRatio(dpr)
    drawn.fill(QColor(look.window))
    painter = QPainter(drawn)
    try:
        _paint_words(painter, sheet, place, look)
        for number, cell in enumerate(sheet.cells):
            if cell.picture is None:
                continue
            painter.save()
            painter.translate(place.corner(number))
            seen = fit_frame(cell.picture, place.cell, dpr, insets=HEADED if cell.title else BARE)
            seen = seen if frame is None else around(frame, place.cell, dpr)
            paint(painter, cell.picture, seen, look)
            paint_edge(painter, seen, look)
            paint_heading(painter, cell, seen, look)
            painter.restore()
    finally:
        painter.end()
    return drawn


def save_sheet(
    sheet: Sheet, path: str | Path, theme: Theme | str = "light", dpr: float = 2.0, frame: Frame | None = None
) -> None:
    """Writes a sheet as PNG; raises OSError with a sentence where that cannot be done."""
    if not sheet_image(sheet, theme, dpr, frame).save(str(path), "PNG"):
        raise OSError(f"The picture could not be written to {path}: {trouble(Path(path))}.")


def paint_heading(painter: QPainter, cell: Cell, frame: Frame, theme: Theme, free: float = 0.0) -> None:
    """The title and the figures of a cell on a card, and why there are no clusters, if so.

    Small figures without a title lie in the lower corner; `free` is left at the right.
    """
    if not cell.title and not cell.failure:
        return _paint_note(painter, cell.figures, frame, theme)
    room = frame.size[0] - 2 * CORNER - free
    bold, plain = font(TEXT * frame.scale, True), font(TEXT * frame.scale)
    width = QFontMetricsF(bold).horizontalAdvance(cell.title)
    figures = cell.figures or cell.failure
    wanted = 2 * PAD + width + (6 + QFontMetricsF(plain).horizontalAdvance(figures) if figures else 0)
    box = QRectF(CORNER, CORNER, min(wanted, room), LINE * frame.scale)
    lines = 1
    if cell.failure and wanted > room:
        lines = 1 + _lines(cell.failure, plain, room - 2 * PAD)
        box.setHeight((LINE + 16 * (lines - 1)) * frame.scale)
    paint_card(painter, box, frame, theme)
    inner = box.adjusted(PAD, 0, -PAD, 0)
    first = QRectF(inner.left(), inner.top(), inner.width(), LINE * frame.scale)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, _cut(cell.title, bold, inner.width()))
    painter.setFont(plain)
    painter.setPen(QColor(theme.bad if cell.failure else theme.muted))
    if lines > 1:
        below = QRectF(inner.left(), first.bottom() - 3, inner.width(), box.bottom() - first.bottom() + 3)
        painter.drawText(below, Qt.TextFlag.TextWordWrap, cell.failure)
    else:
        rest = first.adjusted(width + 6, 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, _cut(figures, plain, rest.width()))
    return None


@dataclass(frozen=True)
class _Places:
    """Where on a sheet the cells stand."""

    cell: tuple[int, int]
    origin: tuple[int, int]
    columns: int
    size: tuple[int, int]

    @classmethod
    def of(cls, sheet: Sheet) -> "_Places":
        w, h = MANY if sheet.heads else SINGLE
        origin = (BORDER + SIDES * bool(sheet.sides), TITLE + BORDER // 2 + HEADS * bool(sheet.heads))
        across = sheet.columns * (w + GAP) - GAP
        down = sheet.rows * (h + GAP) - GAP
        return cls((w, h), origin, sheet.columns, (origin[0] + across + BORDER, origin[1] + down + BORDER))

    def corner(self, number: int) -> QPointF:
        """The corner of a cell."""
        row, column = divmod(number, self.columns)
        return QPointF(
            self.origin[0] + column * (self.cell[0] + GAP), self.origin[1] + row * (self.cell[1] + GAP)
        )


def _paint_words(painter: QPainter, sheet: Sheet, place: _Places, theme: Theme) -> None:
    """The title of a sheet, and the names of its columns and rows."""
    painter.setPen(QColor(theme.text))
    bold = font(14, True)
    painter.setFont(bold)
    title = QRectF(BORDER, 8, place.size[0] - 2 * BORDER, TITLE - 8)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, _cut(sheet.title, bold, title.width()))
    painter.setFont(font(13))
    for column, head in enumerate(sheet.heads):
        corner = place.corner(column)
        box = QRectF(corner.x(), corner.y() - HEADS, place.cell[0], HEADS)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, head)
    for row, side in enumerate(sheet.sides):
        corner = place.corner(row * place.columns)
        painter.save()
        painter.translate(BORDER, corner.y() + place.cell[1])
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, place.cell[1], SIDES - 4), Qt.AlignmentFlag.AlignCenter, side)
        painter.restore()


def _paint_note(painter: QPainter, words: str, frame: Frame, theme: Theme) -> None:
    painter.setFont(font(SMALL * frame.scale))
    painter.setPen(QColor(theme.muted))
    box = QRectF(0, 0, frame.size[0] - 8, frame.size[1] - 5)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)


def _cut(words: str, shape: object, room: float) -> str:
    return QFontMetricsF(shape).elidedText(words, Qt.TextElideMode.ElideRight, room)


def _lines(words: str, shape: object, room: float) -> int:
    metrics = QFontMetricsF(shape)
    box = metrics.boundingRect(QRectF(0, 0, room, 1e4), Qt.TextFlag.TextWordWrap, words)
    return round(box.height() / metrics.lineSpacing())
