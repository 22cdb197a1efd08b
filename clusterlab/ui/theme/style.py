"""Applies a theme to Qt: style sheet, palette and font."""

import math
import re
from collections.abc import Iterator
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from clusterlab.core.resources import resource
from clusterlab.export.theme import Theme, mix
from clusterlab.ui.theme.fonts import BASE_FONT_SIZE, font


def restyle(app: QApplication, theme: Theme, scale: float = 1.0) -> Iterator[None]:
    """Sets style, palette, font and style sheet of the application, in three parts.

    Each takes up to 60 ms in a window with all its widgets, with the layout that it entails.
    """
    sheet = stylesheet(theme, scale)
    if sheet == app.styleSheet():
        return
    app.setStyleSheet("")  # a sheet in place of another is applied to a widget once for each ancestor
    yield
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font(BASE_FONT_SIZE * scale))
    app.setPalette(palette(theme))
    QToolTip.setPalette(palette(theme))
    yield
    app.setStyleSheet(sheet)


def palette(theme: Theme) -> QPalette:
    """The palette of a theme, for what the style sheet does not cover."""
    roles, colors = QPalette.ColorRole, QPalette()
    for role, color in {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.panel,
        roles.AlternateBase: theme.window,
        roles.Text: theme.text,
        roles.Button: theme.panel,
        roles.ButtonText: theme.text,
        roles.PlaceholderText: theme.muted,
        roles.ToolTipBase: theme.panel,
        roles.ToolTipText: theme.text,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Accent: theme.accent,
        roles.Link: theme.accent_text,
        roles.Mid: theme.line,
        roles.BrightText: theme.bad,
    }.items():
        colors.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        colors.setColor(QPalette.ColorGroup.Disabled, role, QColor(mix(theme.muted, theme.panel, 0.4)))
    return colors


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """The style sheet in the colors of a theme, with every length times `scale`."""
    sheet = resource("window.qss").read_text(encoding="utf-8")
    words = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
    words |= {
        "hover": mix(theme.panel, theme.text, 0.05),
        "pressed": mix(theme.panel, theme.text, 0.1),
        "faint": mix(theme.panel, theme.muted, 0.6),
        "thumb": mix(theme.panel, theme.muted, 0.45),
        "bad_soft": mix(theme.panel, theme.bad, 0.12),
        "icons": resource("icons").as_posix().replace("\\", "\\\\").replace('"', '\\"'),
    }
    lengths = re.compile(r"(radius: )?(\d+)px")
    scaled = lengths.sub(lambda found: _length(found[1] or "", int(found[2]), scale), sheet)
    return Template(scaled).substitute(words)


def _length(radius: str, pixels: int, scale: float) -> str:
    """A scaled length, of a line at least 1 pixel; Qt ignores a radius above half of its element."""
    scaled = math.floor(pixels * scale) if radius else round(pixels * scale)
    return f"{radius}{max(1, scaled) if pixels else 0}px"
