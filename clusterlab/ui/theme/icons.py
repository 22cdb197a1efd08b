"""The program's icons, in the colors of the theme."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from clusterlab.core.resources import resource
from clusterlab.export.theme import Theme, mix
from clusterlab.ui.widgets.painting import image_painter


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """An icon in the given color, by default the theme's text color, and paler where it is disabled."""
    colors = (color or theme.text, mix(theme.panel, theme.muted, 0.55))
    return QIcon(DrawnIconEngine(partial(_draw_svg, name, colors)))


def swatch(color: str) -> QIcon:
    """A disk in a color."""

    def draw(painter: QPainter, size: QSize, disabled: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(2, 2, size.width() - 4, size.height() - 4)

    return QIcon(DrawnIconEngine(draw))


class DrawnIconEngine(QIconEngine):
    """Draws an icon in the sizes and modes that are painted, each once.

    `draw` gets a painter of a transparent pixmap, its size, and whether the icon is disabled.
    """

    def __init__(self, draw: Callable[[QPainter, QSize, bool], object]) -> None:
        super().__init__()
        self._draw = draw
        self._pixmaps: dict[tuple[int, int, bool], QPixmap] = {}

    def clone(self) -> QIconEngine:
        """Another engine of the same icon."""
        return DrawnIconEngine(self._draw)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paints the icon into a rectangle."""
        painter.drawPixmap(rect, self.pixmap(rect.size(), mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon on a transparent pixmap."""
        disabled = mode == QIcon.Mode.Disabled
        key = (size.width(), size.height(), disabled)
        if key not in self._pixmaps:
            pixmap = self._pixmaps[key] = QPixmap(size)
            if size.isEmpty():  # of a button before its first layout
                return pixmap
            pixmap.fill(Qt.GlobalColor.transparent)
            with image_painter(pixmap) as painter:
                self._draw(painter, size, disabled)
        return self._pixmaps[key]


def _draw_svg(name: str, colors: tuple[str, str], painter: QPainter, size: QSize, disabled: bool) -> None:
    drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    QSvgRenderer(QByteArray(drawing.replace("currentColor", colors[disabled]).encode())).render(painter)
