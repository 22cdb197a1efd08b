"""SVG and PDF files of a page: vectors, texts as texts; they may be written on any thread."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter, QPicture, QTransform
from PySide6.QtSvg import QSvgGenerator

from clusterlab.ui.widgets.painting import image_painter, saved_state

RESOLUTION = 96
"""Logical pixels per inch."""
TRANSFORMED_GROUP = re.compile(r'(<g [^>]*transform="matrix\()([^)]*)(\).*?</g>)', re.DOTALL)
"""A group as QSvgGenerator writes it: up to its matrix, the numbers of that, and the rest with its shapes."""
FONT_FAMILY = re.compile(r'font-family="([^"]*)"')
"""Qt's name of the font, beside which a generic one is put: other programs would take a serif font."""
NON_SCALING = 'vector-effect="non-scaling-stroke" '
COORDINATES = re.compile(r' (?:d|points)="[^"]*"')
COORDINATE_PAIR = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")


class VectorPart(NamedTuple):
    """A place of a page, and a function that paints what is there from its upper left corner on."""

    place: QRectF
    paint: Callable[[QPainter], None]


def recorded(paint: Callable[[QPainter], object]) -> Callable[[QPainter], None]:
    """Calls a function that paints, and returns one that paints the same on any thread."""
    picture = QPicture()
    with image_painter(picture) as painter:
        paint(painter)
    return lambda painter: painter.drawPicture(0, 0, picture)


def svg_bytes(parts: Sequence[VectorPart]) -> bytes:
    """An SVG file of a page, which is the first part, and of the plots on it.

    QSvgGenerator does not clip, so each plot is made by itself, and put into a group that is clipped.
    """
    head, body = _svg(parts[0])
    groups = [body]
    for number, plot in enumerate(parts[1:]):
        place = plot.place
        x, y, w, h = place.x(), place.y(), place.width(), place.height()
        path = f'<clipPath id="plot{number}"><rect width="{w}" height="{h}"/></clipPath>'
        clip = f"<defs>{path}</defs>"  # else programs that do not clip would show the rectangle
        moved = f'transform="translate({x},{y})" clip-path="url(#plot{number})"'
        groups.append(f"{clip}\n<g {moved}>\n{_svg(plot)[1]}</g>")
    return "\n".join([head, *groups, "</svg>\n"]).encode()


def pdf_bytes(parts: Sequence[VectorPart]) -> bytes:
    """A PDF file of a page, which is the first part, and of the plots on it."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setResolution(RESOLUTION)
    page = parts[0].place
    inches = QSizeF(page.width() / RESOLUTION, page.height() / RESOLUTION)
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch))
    writer.setPageMargins(QMarginsF())
    with image_painter(writer) as painter:
        for part in parts:
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
    text = FONT_FAMILY.sub(r'font-family="\1, sans-serif"', bytes(content.data().data()).decode())
    head, mark, body = text.partition("</defs>\n")
    return head + mark, TRANSFORMED_GROUP.sub(_mapped_group, body.rpartition("</svg>")[0])


def _mapped_group(group: re.Match[str]) -> str:
    """A group whose lines are as wide at any scale, with its coordinates mapped to pixels.

    Few programs know `non-scaling-stroke`; the others would draw such lines as wide as the plot.
    """
    before, matrix, shapes = group[1], QTransform(*map(float, group[2].split(","))), group[3]
    if NON_SCALING not in shapes:
        return group[0]

    def mapped(pair: re.Match[str]) -> str:
        pixel = matrix.map(QPointF(float(pair[1]), float(pair[2])))
        return f"{pixel.x():.8g},{pixel.y():.8g}"

    coordinates = COORDINATES.sub(lambda found: COORDINATE_PAIR.sub(mapped, found[0]), shapes)
    return f"{before}1,0,0,1,0,0{coordinates.replace(NON_SCALING, '')}"


VECTOR_FORMATS = {".svg": svg_bytes, ".pdf": pdf_bytes}
"""What writes a page of parts, by the suffix of the file."""
