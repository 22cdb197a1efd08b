"""What the keys that are held with the mouse mean."""

from PySide6.QtCore import Qt

ADDING_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def is_additive(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a click adds to the selection: Ctrl or Shift is held."""
    return bool(modifiers & ADDING_KEYS)
