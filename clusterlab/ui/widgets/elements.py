"""Labels, link buttons, forms and layouts as all panels have them."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QLabel, QLayout, QPushButton, QWidget

from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.tooltip import set_tip

Box = TypeVar("Box", bound=QBoxLayout)
CONTROL_HEIGHT = 32
REFERENCE_LABEL = "Max iterations"


class FormLabel(QLabel):
    """The label left of a control: all have one width, and longer texts wrap."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("class", "muted")
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """As wide as the reference label."""
        width = self.fontMetrics().horizontalAdvance(REFERENCE_LABEL) + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The same: a form gives remaining width to the controls."""
        return self.sizeHint()


def text_label(words: str = "", kind: str = "", wraps: bool = False) -> QLabel:
    """A label of plain text; the style sheet knows its kind."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names from a file may look like markup
    label.setProperty("class", kind)
    label.setWordWrap(wraps)
    return label


def link_button(words: str, tip: str = "") -> QPushButton:
    """A button that looks like a link."""
    link = push_button(words, tip)
    link.setProperty("class", "link")
    link.setMinimumHeight(MIN_TARGET_SIZE)
    link.setCursor(Qt.CursorShape.PointingHandCursor)
    return link


def push_button(words: str, tip: str = "") -> QPushButton:
    """A button of the usual height, which takes no focus from a mouse click."""
    button = QPushButton(words)
    button.setMinimumHeight(CONTROL_HEIGHT)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAutoDefault(True)  # so that Enter presses it; Space is a key of the window
    set_tip(button, tip)
    return button


def add_copy_action(view: QWidget, copy: Callable[[], object]) -> None:
    """Adds an action that copies, by Ctrl+C and by the context menu."""
    action = QAction("&Copy\tCtrl+C", view)
    action.triggered.connect(copy)
    view.addAction(action)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    view.installEventFilter(CopyKeyFilter(view, copy))


class CopyKeyFilter(QObject):
    """Copies by Ctrl+C in a focused view: as a shortcut, it would be ambiguous with that of the window."""

    def __init__(self, view: QWidget, copy: Callable[[], object]) -> None:
        super().__init__(view)
        self._copy = copy

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes Ctrl+C before the window does."""
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Copy):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._copy()
        return True


def fill_layout(
    box: Box,
    *parts: QWidget | QLayout | tuple[QWidget, int] | None,
    spacing: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> Box:
    """Adds widgets, layouts, stretches (None) and widgets that stretch by a factor to a layout."""
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        elif isinstance(part, tuple):
            box.addWidget(*part)
        else:
            box.addWidget(part)
    return box


def form_layout(owner: QWidget | None = None) -> QFormLayout:
    """An empty form of labels and fields."""
    form = QFormLayout(owner)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(8)
    form.setVerticalSpacing(4)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_field(form: QFormLayout, words: str, field: QWidget, buddy: QWidget, tip: str = "") -> None:
    """Adds a field beside a label, which gives the focus to its buddy."""
    label = FormLabel(words)
    set_tip(label, tip, words)
    label.setBuddy(buddy)
    form.addRow(label, field)
