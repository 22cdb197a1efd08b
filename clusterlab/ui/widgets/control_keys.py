"""The keys that the focused control takes before the shortcuts of the window."""

from typing import TypeGuard

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QTabBar,
)

KEYBOARD_CONTROLS = (QAbstractSlider, QAbstractSpinBox, QComboBox, QAbstractItemView, QTabBar)
ARROW_DIRECTIONS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""How far each arrow key leads to the right, and down."""
NAVIGATION_KEYS = (*ARROW_DIRECTIONS, Qt.Key.Key_Home, Qt.Key.Key_End)
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_shortcut(event: QEvent) -> TypeGuard[QKeyEvent]:
    """Whether an event asks if a key is to be kept from the shortcuts of the window."""
    return event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)


class ControlKeyFilter(QObject):
    """Gives navigation keys to the focused control; all other keys trigger the window's shortcuts.

    It watches the window alone, which gets the keys that no control has taken: a filter of the application
    would run for every event of every widget.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accepts arrows, Home and End for sliders, spin boxes, combo boxes, lists, tabs and every widget
        with the property `moves`; Space always stays a shortcut of the window."""
        if not is_shortcut(event):
            return False
        control = QApplication.focusWidget()
        takes_keys = isinstance(control, KEYBOARD_CONTROLS) or bool(control and control.property("moves"))
        modifiers = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if takes_keys and event.key() in NAVIGATION_KEYS and event.modifiers() in modifiers:
            event.accept()
            return True
        return False
