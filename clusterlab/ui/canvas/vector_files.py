"""SVG and PDF files of a page: vectors, texts as texts; they may be written on any thread."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from clusterlab.ui.widgets.painting import image_painter, saved_state

RESOLUTION = 96
"""Logical pixels per inch."""


class VectorPart(NamedTuple):
    """A place of a page, and a function that paints what is there from its upper left corner on."""

    place: QRectF
    paint: Callable[[QPainter], None]


def svg_bytes(page: VectorPart, plots: Sequence[VectorPart]) -> bytes:
    """An SVG file of a page and the plots on it.

    QSvgGenerator does not clip, so each plot is made by itself, and put into a group that is clipped.
    """
    head, body = _svg(page)
    groups = [body]
    for number, plot in enumerate(plots):
        place = plot.place
        x, y, w, h = place.x(), place.y(), place.width(), place.height()
        clip = f'<clipPath id="plot{number}"><rect width="{w}" height="{h}"/></clipPath>'
        moved = f'transform="translate({x},{y})" clip-path="url(#plot{number})"'
        groups.append(f"{clip}\n<g {moved}>\n{_svg(plot)[1]}</g>")
    return "\n".join([head, *groups, "</svg>\n"]).encode()


def pdf_bytes(page: VectorPart, plots: Sequence[VectorPart]) -> bytes:
    """A PDF file of a page and the plots on it."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setResolution(RESOLUTION)
    inches = QSizeF(page.place.width() / RESOLUTION, page.place.height() / RESOLUTION)
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch))
    writer.setPageMargins(QMarginsF())
    with image_painter(writer) as painter:
        for part in (page, *plots):
            with saved_state(painter):
                painter.translate(part.place.topLeft())
                painter.setClipRect(QRectF(0, 0, part.place.width(), part.place.height()))
                part.paint(painter)
    return bytes(content.data().data())


def _svg(part: VectorPart) -> tuple[str, str]:
    """What QSvgGenerator writes of a part: up to its definitions, and after them without the end."""
    content, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(content)
    generator.setResolution(RESOLUTION)
    generator.setSize(part.place.size().toSize())
    generator.setViewBox(QRectF(0, 0, part.place.width(), part.place.height()))
    with image_painter(generator) as painter:
        part.paint(painter)
    head, mark, body = bytes(content.data().data()).decode().partition("</defs>\n")
    return head + mark, body.rpartition("</svg>")[0]
