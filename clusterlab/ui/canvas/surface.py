"""The base class of canvases: a painted widget that scales with the font and tracks the mouse."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QSizePolicy, QWidget

from clusterlab.ui.theme.theme import BASE_FONT_SIZE, LIGHT, Theme


class Surface(QWidget):
    """A painted plot; `hovered` carries the index of a point in spatial order, or -1."""

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
        """The default size of a plot."""
        return QSize(776, 606)

    def minimumSizeHint(self) -> QSize:
        """The smallest size at which a plot is readable."""
        return QSize(160, 120)

    def event(self, event: QEvent) -> bool:
        """Refits after a change of the font or the device pixel ratio, with which texts and marks scale."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._refit()
        return done

    def leaveEvent(self, event: QEvent) -> None:
        """Clears the hovered point and center."""
        super().leaveEvent(event)
        self._hover_point(-1)
        self._hover_center(-1)

    def _refit(self) -> None:
        """Called when the size, font or device pixel ratio has changed."""

    def _hover_point(self, point: int) -> None:
        """Called when another point is hovered, or none (-1)."""

    def _hover_center(self, center: int) -> None:
        """Called when another center is hovered, or none (-1)."""


def type_scale(font: QFont) -> float:
    """The size of a font relative to the default one."""
    return max(font.pixelSize() / BASE_FONT_SIZE, 0.5) if font.pixelSize() > 0 else 1.0
