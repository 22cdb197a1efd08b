"""The tab order of the window: reading order."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

SAME_LINE_DISTANCE = 10  # logical pixels: controls whose middles are no further apart are on one line


def tab_order(parts: Iterable[QWidget]) -> list[QWidget]:
    """The focusable controls: part by part, each from top to bottom and from left to right."""
    return [control for part in parts for control in _reading_order(part)]


def next_control(controls: list[QWidget], present: QWidget | None, forward: bool) -> QWidget | None:
    """The control after or before the present one, cyclically; None if there are none."""
    if not controls:
        return None
    if present not in controls:
        return controls[0 if forward else -1]
    return controls[(controls.index(present) + (1 if forward else -1)) % len(controls)]


def scroll_into_view(control: QWidget) -> None:
    """Scrolls the enclosing scroll area until the control is visible."""
    parent = control.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(control, 8, 24)


def _reading_order(part: QWidget) -> list[QWidget]:
    placed = [(_middle(control, part), control) for control in _focusable(part)]
    placed.sort(key=lambda item: item[0].y())
    lines: list[list[tuple[QPoint, QWidget]]] = []
    for place, control in placed:
        if lines and place.y() - lines[-1][0][0].y() <= SAME_LINE_DISTANCE:
            lines[-1].append((place, control))
        else:
            lines.append([(place, control)])
    return [control for line in lines for _, control in sorted(line, key=lambda item: item[0].x())]


def _focusable(part: QWidget) -> list[QWidget]:
    found = [part, *part.findChildren(QWidget)]
    return [
        control
        for control in found
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus
        and control.isEnabled()
        and control.isVisible()
        and control.window() is part.window()
    ]


def _middle(control: QWidget, part: QWidget) -> QPoint:
    return QRect(control.mapTo(part, QPoint(0, 0)), control.size()).center()
