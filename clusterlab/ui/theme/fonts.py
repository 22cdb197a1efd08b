"""The font of the program, and the theme of the system."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

from clusterlab.core.resources import resource
from clusterlab.export.theme import DARK, LIGHT, Theme

BASE_FONT_SIZE = 13


def font(size: float = BASE_FONT_SIZE, bold: bool = False) -> QFont:
    """The platform's sans serif font at a size in pixels, with tabular figures."""
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    chosen.setPixelSize(max(1, round(size)))
    chosen.setBold(bold)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def ensure_font() -> None:
    """Loads the bundled font where Qt finds none: on minimal systems, or on Windows without a window."""
    if not QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family():
        QFontDatabase.addApplicationFont(str(resource("fonts/DejaVuSans.ttf")))


def system_theme(app: QGuiApplication) -> Theme:
    """The system's theme; light if it has none."""
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
