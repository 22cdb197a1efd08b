"""The program's icons, in the colors of the theme."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtSvg import QSvgRenderer

from clusterlab.core.resources import resource
from clusterlab.ui.theme.theme import Theme, mix
from clusterlab.ui.widgets.painting import image_painter

ICON_SIZES = (16, 20, 24, 32, 48, 64)


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """An icon in the given color, by default the theme's text color, and paler where it is disabled."""
    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    disabled_color = mix(theme.panel, theme.muted, 0.55)
    drawn = QIcon()
    for tint, mode in ((color or theme.text, QIcon.Mode.Normal), (disabled_color, QIcon.Mode.Disabled)):
        renderer = QSvgRenderer(QByteArray(text.replace("currentColor", tint).encode()))
        for size in ICON_SIZES:
            drawn.addPixmap(_rendered(renderer, size), mode)
    return drawn


def _rendered(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    with image_painter(pixmap) as painter:
        renderer.render(painter)
    return pixmap
