"""The program's icons, in the colors of the theme."""

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from clusterlab.core.resources import resource
from clusterlab.ui.theme.theme import Theme, mix
from clusterlab.ui.widgets.painting import image_painter


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """An icon in the given color, by default the theme's text color, and paler where it is disabled."""
    return QIcon(TintedIconEngine(name, color or theme.text, mix(theme.panel, theme.muted, 0.55)))


class TintedIconEngine(QIconEngine):
    """Renders a drawing in the size and the color that a widget paints, once for each."""

    def __init__(self, name: str, color: str, disabled_color: str) -> None:
        super().__init__()
        self._arguments = name, color, disabled_color
        self._pixmaps: dict[tuple[int, int, bool], QPixmap] = {}

    def clone(self) -> QIconEngine:
        """Another engine of the same icon."""
        return TintedIconEngine(*self._arguments)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paints the icon into a rectangle."""
        painter.drawPixmap(rect, self.pixmap(rect.size(), mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon on a transparent pixmap."""
        key = (size.width(), size.height(), mode == QIcon.Mode.Disabled)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._rendered(size, mode == QIcon.Mode.Disabled)
        return self._pixmaps[key]

    def _rendered(self, size: QSize, disabled: bool) -> QPixmap:
        name, *colors = self._arguments
        drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        with image_painter(pixmap) as painter:
            tinted = drawing.replace("currentColor", colors[disabled])
            QSvgRenderer(QByteArray(tinted.encode())).render(painter)
        return pixmap
