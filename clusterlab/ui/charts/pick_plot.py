"""A plot whose parts can be hovered, by the mouse or by keys, and chosen."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from clusterlab.ui.charts.plot import Plot
from clusterlab.ui.widgets.control_keys import ENTER_KEYS
from clusterlab.ui.widgets.tooltip import show_tooltip

Part = TypeVar("Part")
HORIZONTAL_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PickPlot(Plot, Generic[Part]):
    """A plot with parts that can be hovered, by the mouse or by keys, and chosen by a click or Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered_part: Part | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("moves", True)

    def part_at(self, pixel: QPointF) -> Part | None:
        """The part at a pixel, or None."""
        raise NotImplementedError

    def next_part(self, key: int) -> Part | None:
        """The part that a key moves to; None for keys that move to none."""
        raise NotImplementedError

    def hover(self, part: Part | None) -> None:
        """Hovers a part, or none."""
        raise NotImplementedError

    def choose(self, part: Part, modifiers: Qt.KeyboardModifier) -> None:
        """Chooses a part."""
        raise NotImplementedError

    def show_tooltip(self, words: str, place: QPoint | None = None) -> None:
        """Shows a tooltip, and sets the accessible description; hides it if `words` are empty."""
        self.setAccessibleDescription(words)
        if words:
            show_tooltip(self, place or QPoint(40, 0), words)
        else:
            QToolTip.hideText()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovers the part under the mouse."""
        self.hover(self.part_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the clicked part."""
        part = self.part_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and part is not None:
            self.choose(part, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Does nothing: the press has chosen already."""

    def leaveEvent(self, event: QEvent) -> None:
        """Ends hovering."""
        super().leaveEvent(event)
        self.hover(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ends hovering."""
        super().focusOutEvent(event)
        self.hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys hover the next part, Enter chooses it."""
        part = self.next_part(event.key())
        if part is not None:
            self.hover(part)
        elif event.key() in ENTER_KEYS and self.hovered_part is not None:
            self.choose(self.hovered_part, event.modifiers())
        else:
            event.ignore()


def next_in_order(order: Sequence[Part], current: Part | None, key: int) -> Part | None:
    """The part before or after the current one, by Left or Right; None for other keys."""
    direction = HORIZONTAL_STEPS.get(key, 0)
    if not (order and direction):
        return None
    at = order.index(current) + direction if current in order else 0
    return order[min(max(0, at), len(order) - 1)]
