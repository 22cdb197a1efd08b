"""What a drag does, and what the keys mean that are held with the mouse."""

from typing import Literal

from PySide6.QtCore import Qt

Tool = Literal["pan", "rectangle", "lasso", "draw"]
"""What a drag does: it moves the plane, selects the points in a rectangle or in an outline, or draws."""
ADDING_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def is_additive(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a click adds to the selection: Ctrl or Shift is held."""
    return bool(modifiers & ADDING_KEYS)
