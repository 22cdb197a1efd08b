"""Finds controls of a window that are cut: by their own size, by their parents, or by their neighbors."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from clusterlab.ui.widgets.elided_labels import ElidedLabel, StatusLabel

CONTROLS = (QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider, QSpinBox, QTabBar)
TOLERANCE = 1
"""Pixels by which sizes may differ through rounding."""


def cut_controls(window: QWidget) -> list[str]:
    """A sentence for each visible control of a window that is not whole."""
    found = []
    for control in window.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisible() and control.window() is window:
            found += [f"{named(control)}: {fault}" for fault in faults(control)]
    for area in window.findChildren(QScrollArea):
        needed, width = area.widget().minimumSizeHint().width(), area.viewport().width()
        if area.isVisible() and needed > width + TOLERANCE:
            found.append(f"{named(area)}: {needed} pixels wide in {width}")
    return found


def faults(control: QWidget) -> list[str]:
    """What is wrong with a control."""
    parent = control.parentWidget()
    if isinstance(parent, (QTabBar, QSpinBox, QComboBox, QAbstractScrollArea)) or isinstance(
        control, QScrollBar
    ):
        return []  # parts of a control
    return [*missing_size(control), *outside(control)]


def missing_size(control: QWidget) -> list[str]:
    """How much wider or higher the text of a control is than its rectangle."""
    width, height = control.width() + TOLERANCE, control.height() + TOLERANCE
    if isinstance(control, (ElidedLabel, StatusLabel)):
        return []  # its tooltip has the whole text
    if isinstance(control, QLabel):
        return label_faults(control, width, height)
    if isinstance(control, QComboBox):
        option, kind = QStyleOptionComboBox(), QStyle.ComplexControl.CC_ComboBox
        control.initStyleOption(option)
        edit = QApplication.style().subControlRect(
            kind, option, QStyle.SubControl.SC_ComboBoxEditField, control
        )
        needed = control.fontMetrics().horizontalAdvance(control.currentText())
        return [f"text of {needed} pixels in {edit.width()}"] if needed > edit.width() + TOLERANCE else []
    if isinstance(control, (QLineEdit, QSlider)):
        needed = control.minimumSizeHint().width()
        return [f"{needed} pixels wide in {control.width()}"] if needed > width else []
    hint = control.minimumSizeHint() if isinstance(control, QTabBar) else control.sizeHint()
    faults = [f"{hint.width()} pixels wide in {control.width()}"] if hint.width() > width else []
    return faults + ([f"{hint.height()} pixels high in {control.height()}"] if hint.height() > height else [])


def label_faults(label: QLabel, width: int, height: int) -> list[str]:
    """The same for a label, whose text may wrap."""
    if not label.text():
        return []
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        longest = max(map(label.fontMetrics().horizontalAdvance, label.text().split()), default=0)
        words = [f"a word of {longest} pixels in {label.width()}"] if longest > width else []
        return words + ([f"{needed} pixels high in {label.height()}"] if needed > height else [])
    hint = label.sizeHint()
    return [f"{hint.width()} x {hint.height()} in {label.size().toTuple()}"] * (
        hint.width() > width or hint.height() > height
    )


def outside(control: QWidget) -> list[str]:
    """The parents that a control reaches beyond, up to the window or to an area that scrolls."""
    parent, rect = control.parentWidget(), QRect(control.pos(), control.size())
    found = []
    while parent is not None and not found:
        if isinstance(parent.parentWidget(), QScrollArea):  # the viewport: its content scrolls
            return found
        if not parent.rect().adjusted(-TOLERANCE, -TOLERANCE, TOLERANCE, TOLERANCE).contains(rect):
            found.append(f"{rect.getRect()} is beyond {named(parent)} of {parent.size().toTuple()}")
        if parent.isWindow():
            break
        rect, parent = rect.translated(parent.pos()), parent.parentWidget()
    return found


def overlapping(window: QWidget) -> list[str]:
    """Pairs of visible buttons that lie on each other."""
    buttons = [
        (one, QRect(one.mapTo(window, QPoint()), one.size()))
        for one in window.findChildren(QAbstractButton)
        if one.isVisible() and one.window() is window and not isinstance(one.parentWidget(), QTabBar)
    ]
    return [
        f"{named(one)} on {named(other)}"
        for place, (one, rect) in enumerate(buttons)
        for other, second in buttons[:place]
        if rect.intersects(second) and one.parentWidget() is other.parentWidget()
    ]


def named(widget: QWidget) -> str:
    """The class and the text of a widget."""
    text = getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} {text or widget.accessibleName() or widget.toolTip()[:30]!r}"
