"""The chosen theme, font size and motion, stored for the next start."""

from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import islice

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from clusterlab.export.theme import DARK, LIGHT, Theme
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.theme.fonts import system_theme
from clusterlab.ui.theme.style import restyle
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL
from clusterlab.ui.widgets.painting import hold_painting, paint_again

DONE = "done"
PAUSE = 10
"""Milliseconds between two parts of a change, in which the window lays itself out and takes input."""
MIN_FONT_SCALE, MAX_FONT_SCALE = 0.8, 3.0
THEMES_BY_NAME = {"light": LIGHT, "dark": DARK}
EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)
"""What moves when Qt opens a menu, a list or a tooltip."""


class LookSettings(QObject):
    """The theme and the font size of the window; the theme is the system's until one is chosen.

    `changed` when one of them is another; `motion_changed` carries whether motion is reduced.
    """

    changed = Signal()
    motion_changed = Signal(bool)

    def __init__(self, app: QApplication, settings: QSettings) -> None:
        super().__init__()
        self._app, self._settings = app, settings
        self._window: MainWindow | None = None
        self._held: list[QWidget] = []
        stored_scale = float(str(settings.value("type_size", 1.0)))  # an INI file stores text
        self._scale = min(MAX_FONT_SCALE, max(MIN_FONT_SCALE, stored_scale))
        chosen = THEMES_BY_NAME.get(str(settings.value("theme", "")))
        self._chosen_theme = chosen
        self.theme: Theme = chosen or system_theme(app)
        self.reduces_motion = str(settings.value("reduced_motion", "no")) == "yes"
        self._usual_effects = [effect for effect in EFFECTS if QApplication.isEffectEnabled(effect)]
        self._show_effects()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        app.setStyleSheet("")  # a window made under one is styled again at each level of its layouts
        for _ in islice(self._shown(), 3):  # the theme and the font of a new window, without the style sheet
            pass

    def attach(self, window: MainWindow) -> None:
        """Shows the theme and the font size in a window that has all its parts, and every change of them."""
        self._window = window
        self._show()

    def toggle(self) -> None:
        """Switches to the other theme."""
        self._choose(LIGHT if self.theme.dark else DARK)

    def follow_system(self) -> None:
        """Switches to the system's theme, and follows its changes."""
        self._choose(None)

    @property
    def chosen_name(self) -> str:
        """The name of the chosen theme; empty where the system's is followed."""
        return self._chosen_theme.name if self._chosen_theme else ""

    @property
    def scale(self) -> float:
        """The font size relative to the usual one."""
        return self._scale

    def choose(self, name: str) -> None:
        """Switches to the theme of a name; an empty one follows the system."""
        self._choose(THEMES_BY_NAME.get(name))

    def scale_font(self, factor: float) -> None:
        """Multiplies the font size by a factor; 0 resets it."""
        self.set_scale(self._scale * factor if factor else 1.0)

    def set_scale(self, scale: float) -> None:
        """Sets the font size relative to the usual one."""
        self._scale = min(MAX_FONT_SCALE, max(MIN_FONT_SCALE, scale))
        self._settings.setValue("type_size", self._scale)
        self._show()
        self.changed.emit()

    def reduce_motion(self, reduced: bool) -> None:
        """Chooses whether as little as possible moves by itself."""
        self.reduces_motion = reduced
        self._settings.setValue("reduced_motion", "yes" if reduced else "no")
        self._show_effects()
        self.motion_changed.emit(reduced)
        self.changed.emit()

    def _show_effects(self) -> None:
        for effect in self._usual_effects:
            QApplication.setEffectEnabled(effect, not self.reduces_motion)

    def _choose(self, theme: Theme | None) -> None:
        self._chosen_theme, self.theme = theme, theme or system_theme(self._app)
        self._settings.setValue("theme", theme.name if theme else "")
        self._show()
        self.changed.emit()

    def _system_changed(self) -> None:
        if self._chosen_theme is None:
            self.theme = system_theme(self._app)
            self._show()

    def _show(self) -> None:
        """Shows the theme and the font size; in a visible window, in several turns of the event loop.

        Nothing is painted until the last.
        """
        for window in self._app.topLevelWidgets():
            if window.isVisible() and window not in self._held:
                self._held.append(window)
                hold_painting(window)
        self._changes = self._shown()
        if self._window is not None and self._window.isVisible():
            self._continue(self._window)
        else:
            deque(self._changes, maxlen=0)

    def _continue(self, window: MainWindow) -> None:
        if next(self._changes, DONE) is not DONE:
            QTimer.singleShot(PAUSE, window, partial(self._continue, window))

    def _shown(self) -> Iterator[None]:
        """Shows the theme and the font size in parts."""
        THEME_SIGNAL.show(self.theme)
        yield
        yield from restyle(self._app, self.theme, self._scale)
        yield
        if self._window is not None:
            self._window.set_type_size(self._scale)
        yield
        while self._held:
            window = self._held.pop()
            if isValid(window):
                paint_again(window)
