"""What every canvas is: a part of the window that is painted, grows with the type, and is pointed at."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QSizePolicy, QWidget

from clusterlab.ui.theme.theme import BASE_FONT_SIZE, LIGHT, Theme


class Surface(QWidget):
    """Points are said in spatial order."""

    hovered = Signal(int)

    def __init__(self, name: str, description: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a picture."""
        return QSize(776, 606)

    def minimumSizeHint(self) -> QSize:
        """As small as a picture still says something."""
        return QSize(160, 120)

    def event(self, event: QEvent) -> bool:
        """Texts and marks grow with the type of the window, pixels with those of the screen."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._refit()
        return done

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self._hover_point(-1)
        self._hover_center(-1)

    def _refit(self) -> None:
        """Another size or type: a frame that suits."""

    def _hover_point(self, point: int) -> None:
        """Another point is under the mouse, or none."""

    def _hover_center(self, center: int) -> None:
        """Another center is under the mouse, or none."""


def type_scale(font: QFont) -> float:
    """How large the type of the window is, of its usual size."""
    return max(font.pixelSize() / BASE_FONT_SIZE, 0.5) if font.pixelSize() > 0 else 1.0
