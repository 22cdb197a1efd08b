"""The program's own icons, tinted by the theme."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from clusterlab.core.resources import resource
from clusterlab.ui.theme import Theme, mix

SIZES = (16, 20, 24, 32, 48, 64)


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """An icon in the color of the theme's text, or in the given one, and paler where it is disabled."""
    tint = color or theme.text
    drawn = QIcon()
    for size in SIZES:
        drawn.addPixmap(_drawn(name, tint, size))
        drawn.addPixmap(_drawn(name, mix(theme.panel, theme.muted, 0.55), size), QIcon.Mode.Disabled)
    return drawn


def _drawn(name: str, color: str, size: int) -> QPixmap:
    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(text.replace("currentColor", color).encode()))
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
