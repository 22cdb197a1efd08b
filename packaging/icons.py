"""Renders the icon of the program from its SVG in every size and format that desktops need.

python packaging/icons.py FOLDER
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from clusterlab.core.resources import resource

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
IN_ICO = (16, 24, 32, 48, 64, 128, 256)
IN_ICNS = {32: b"ic11", 64: b"ic12", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def main(folder: Path) -> None:
    """Writes the icons in all sizes and formats into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: png(size) for size in SIZES}
    for size, picture in pictures.items():
        Path(folder, f"{size}.png").write_bytes(picture)
    Path(folder, "clusterlab.ico").write_bytes(ico(pictures))
    Path(folder, "clusterlab.icns").write_bytes(icns(pictures))
    Path(folder, "clusterlab.svg").write_bytes(resource("icons/clusterlab.svg").read_bytes())


def png(size: int) -> bytes:
    """The icon as a PNG of `size` x `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(resource("icons/clusterlab.svg"))).render(painter)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return held.data()


def ico(pictures: dict[int, bytes]) -> bytes:
    """An icon of Windows: a directory, then the pictures; 256 is written as 0."""
    chosen = [(size, pictures[size]) for size in IN_ICO]
    head, place = struct.pack("<HHH", 0, 1, len(chosen)), 6 + 16 * len(chosen)
    for size, picture in chosen:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(picture for _, picture in chosen)


def icns(pictures: dict[int, bytes]) -> bytes:
    """An icon of macOS: pictures one after another, each with its kind and length."""
    blocks = [
        kind + struct.pack(">I", 8 + len(pictures[size])) + pictures[size] for size, kind in IN_ICNS.items()
    ]
    return b"icns" + struct.pack(">I", 8 + sum(map(len, blocks))) + b"".join(blocks)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
