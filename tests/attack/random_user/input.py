"""Mouse, wheel, keys and drops, sent to widgets as Qt sends those of a person."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from shiboken6 import isValid

Plan = tuple[str, Callable[[], object]]
"""The words for an action, and what does it."""
NO_BUTTON, NO_MODIFIER = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
WHEEL_NOTCH = 120
"""The angle of one notch of a wheel, in eighths of a degree."""


def press_key(key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    """Presses and releases a key where the keyboard focus is, or in the modal dialog above that."""
    popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
    target = popup or QApplication.focusWidget() or QApplication.activeWindow()
    if popup is None and modal is not None and (target is None or target.window() is not modal):
        target = modal.focusWidget() or modal  # QTest would reach what the dialog blocks
    if target is not None:
        QTest.keyClick(target, key, modifier)


def press_in(widget: QWidget | None, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    """Gives a widget the keyboard focus and presses a key there; where none is given, where the focus is."""
    if widget is not None:
        widget.setFocus()
    press_key(key, modifier)


def type_text(widget: QWidget, text: str) -> None:
    """Replaces the text of an entry by typing, and confirms it."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:  # QTest aborts the process
        QApplication.sendEvent(widget, input_method_event(text))
    if isValid(widget):
        QTest.keyClick(widget, Qt.Key.Key_Return)


def input_method_event(text: str) -> QInputMethodEvent:
    """The event by which an input method enters a text."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    return event


def click(
    widget: QWidget,
    at: QPoint,
    button: Qt.MouseButton = LEFT,
    modifier: Qt.KeyboardModifier = NO_MODIFIER,
    double: bool = False,
) -> None:
    """Clicks a widget, or double-clicks it."""
    drag(widget, [at], button, modifier)
    if double:
        send_mouse(widget, QEvent.Type.MouseButtonDblClick, at, button, button, modifier)
        send_mouse(widget, QEvent.Type.MouseButtonRelease, at, button, NO_BUTTON, modifier)


def drag(
    widget: QWidget,
    path: list[QPoint],
    button: Qt.MouseButton = LEFT,
    modifier: Qt.KeyboardModifier = NO_MODIFIER,
) -> None:
    """Moves to the first point of a path, presses there, moves along it and releases at its end."""
    send_mouse(widget, QEvent.Type.MouseMove, path[0], NO_BUTTON, NO_BUTTON, modifier)
    send_mouse(widget, QEvent.Type.MouseButtonPress, path[0], button, button, modifier)
    for point in path[1:]:
        send_mouse(widget, QEvent.Type.MouseMove, point, NO_BUTTON, button, modifier)
    send_mouse(widget, QEvent.Type.MouseButtonRelease, path[-1], button, NO_BUTTON, modifier)


def send_mouse(
    widget: QWidget,
    kind: QEvent.Type,
    at: QPoint,
    button: Qt.MouseButton,
    pressed: Qt.MouseButton,
    modifier: Qt.KeyboardModifier = NO_MODIFIER,
) -> None:
    """Sends one mouse event, unless what came before has deleted the widget."""
    if isValid(widget):
        place = QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(at), place, button, pressed, modifier))


def turn_wheel(widget: QWidget, at: QPoint, notches: int, modifier: Qt.KeyboardModifier) -> None:
    """Turns the wheel over a widget."""
    place, turn = QPointF(widget.mapToGlobal(at)), QPoint(0, WHEEL_NOTCH * notches)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(QPointF(at), place, QPoint(), turn, NO_BUTTON, modifier, phase, False)
    QApplication.sendEvent(widget, event)


def place_in(widget: QWidget, rng: Random) -> QPoint:
    """A random pixel of a widget."""
    x, y = rng.random() * widget.width(), rng.random() * widget.height()
    return QPoint(int(x), int(y))


def choose(box: QComboBox, index: int) -> None:
    """Chooses an item of a combo box as a person does."""
    box.setCurrentIndex(index)
    box.activated.emit(index)


def drop_file(widget: QWidget, path: Path) -> None:
    """Drops a file on a widget."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDropEvent(QPointF(50, 50), copy, mime, LEFT, NO_MODIFIER))
