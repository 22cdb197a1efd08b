"""The theme of the window, and the one signal of its changes."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from clusterlab.export.theme import LIGHT, Theme


class Themed(Protocol):
    """A part of the window that is painted in the colors of a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""


class ThemeSignal(QObject):
    """Emits `changed` with the new theme; `theme` is the one that the window has now."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT

    def show(self, theme: Theme) -> None:
        """Gives the window another theme."""
        if theme is not self.theme:
            self.theme = theme
            self.changed.emit(theme)


THEME_SIGNAL = ThemeSignal()


def follow_theme(part: Themed) -> None:
    """Sets the theme of a part, now and at every change, until the part is deleted."""
    part.set_theme(THEME_SIGNAL.theme)
    THEME_SIGNAL.changed.connect(part.set_theme)
