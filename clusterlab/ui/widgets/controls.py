"""Form controls that leave the wheel to the panel and take no focus from a mouse click."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

from clusterlab.export.theme import Theme
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.control_keys import is_shortcut
from clusterlab.ui.widgets.tooltip import set_tip

K = TypeVar("K")

EDIT_PADDING = 16  # pixels between the frame of an edit and its text, left and right together
MAX_WHOLE_LETTERS = 16  # a longer selected text may be cut
MIN_TARGET_SIZE = 24  # pixels: the least size of a click target (WCAG 2.2)


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet selects by, and restyles the widget."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        style = QApplication.style()  # widget.style() would be owned, and deleted, with the widget's wrapper
        style.unpolish(widget)
        style.polish(widget)


SCROLL_BAR_WIDTH = 24  # of the list of a choice box


class ThemedIcon(QObject):
    """Keeps the icon of a button or an action in the colors of the theme."""

    def __init__(self, owner: QAbstractButton | QAction, name: str) -> None:
        super().__init__(owner)
        self._owner, self._name = owner, name
        follow_theme(self)

    def set_theme(self, theme: Theme) -> None:
        """Tints the icon, which the style sheet cannot color."""
        self._owner.setIcon(icon(self._name, theme))


class IconButton(QToolButton):
    """A square button with only an icon; both scale with the font."""

    def __init__(
        self, icon_name: str, name: str, tip: str = "", lines: float = 1.7, least: int = MIN_TARGET_SIZE
    ) -> None:
        super().__init__()
        self._lines, self._least = lines, least
        ThemedIcon(self, icon_name)
        self.setAccessibleName(name)
        set_tip(self, tip or name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as its number of lines of text, and at least its least size."""
        side = max(self._least, round(self._lines * self.fontMetrics().height()))
        return QSize(side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the icon as high as a line of text."""
        super().resizeEvent(event)
        self.setIconSize(QSize(1, 1) * self.fontMetrics().height())


class Slider(QSlider):
    """A slider; `moved` carries its position and whether the move has ended."""

    moved = Signal(int, bool)

    def __init__(self, last: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._is_moving = False
        self.set_last(last)
        self.setMinimumHeight(MIN_TARGET_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._emit_moved)
        self.sliderReleased.connect(self._finish_move)

    def set_last(self, last: int) -> None:
        """Sets the last position without a signal."""
        with QSignalBlocker(self):
            self.setRange(0, last)
        self.setPageStep(max(1, last // 10))

    def show_position(self, place: int) -> None:
        """Sets the position without a signal; a handle that is being dragged stays."""
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Moves the handle to a press on the groove, so that a press and a drag are one gesture."""
        option, parts = QStyleOptionSlider(), QStyle.SubControl
        self.initStyleOption(option)
        handle = QApplication.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, parts.SC_SliderHandle, self
        )
        button = event.button()
        if button == Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            button = Qt.MouseButton.MiddleButton  # with which Qt moves the handle to the mouse
        super().mousePressEvent(
            QMouseEvent(
                event.type(), event.position(), event.globalPosition(), button, button, event.modifiers()
            )
        )

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Ends a move by keys."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._finish_move()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the panel, unless the slider has the focus."""
        if not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)
        self._finish_move()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Ends a move by keys."""
        super().focusOutEvent(event)
        self._finish_move()

    def _emit_moved(self, place: int) -> None:
        self._is_moving = True
        self.moved.emit(place, False)

    def _finish_move(self) -> None:
        if self._is_moving and not self.isSliderDown():
            self._is_moving = False
            self.moved.emit(self.value(), True)


class ChoiceBox(QComboBox):
    """One of several named choices."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(MIN_TARGET_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda index: self.chosen.emit(self._keys[index]))
        self._keys: list[object] = []

    def set_choices(self, choices: Mapping[K, str], unavailable: Mapping[K, str] | None = None) -> None:
        """Sets the choices and their texts, and selects the first; `unavailable` ones show a reason."""
        reasons = unavailable or {}
        words = [reasons.get(key) or text for key, text in choices.items()]
        self._keys, unchanged = list(choices), self.words() == words
        if unchanged:
            return
        with QSignalBlocker(self):
            self.clear()
            self.addItems(words)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for i, key in enumerate(choices):
            model.item(i).setEnabled(not reasons.get(key))

    def show_choice(self, key: object) -> None:
        """Selects a choice without a signal; none if it is not among them."""
        with QSignalBlocker(self):
            before = self.currentText()
            self.setCurrentIndex(self._keys.index(key) if key in self._keys else -1)
        if self.currentText() != before:
            self.updateGeometry()
        set_tip(self, self.property("help") or self.currentText())

    def widen_list(self) -> None:
        """Makes the list as wide as the longest choice."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + SCROLL_BAR_WIDTH)

    def words(self) -> list[str]:
        """The texts of the choices."""
        return [self.itemText(i) for i in range(self.count())]

    def choice(self) -> object:
        """The selected choice, or None."""
        return self._keys[self.currentIndex()] if self.currentIndex() >= 0 else None

    def sizeHint(self) -> QSize:
        """Never smaller than the least size."""
        return super().sizeHint().expandedTo(self.minimumSizeHint())

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the selected text, if that is not very long."""
        hint, advance = super().minimumSizeHint(), self.fontMetrics().horizontalAdvance
        frame = hint.width() - self.minimumContentsLength() * advance("X")
        text = min(advance(self.currentText()), MAX_WHOLE_LETTERS * advance("X"))
        return QSize(max(hint.width(), frame + text + 4), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the panel, unless the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberBox(QSpinBox):
    """A spin box that takes digits; letters and Space stay keys of the window."""

    def event(self, event: QEvent) -> bool:
        """Leaves the shortcuts whose keys are no part of a number to the window."""
        text = _shortcut_text(event)
        if text.isspace() or text.isalpha():
            event.ignore()
            return False
        return super().event(event)


class ValueEdit(QLineEdit):
    """A line edit for a value: invalid text is marked, reported by `input_rejected`, and reset.

    No value has a blank, so Space stays a key of the window.
    """

    entered = Signal(object)
    input_rejected = Signal(str)

    def __init__(
        self,
        parse: Callable[[str], Any],
        words: Callable[[Any], str],
        parent: QWidget | None = None,
        sample_text: str = "",
    ) -> None:
        super().__init__(parent)
        self._parse, self._words, self._sample_text = parse, words, sample_text
        self._value: Any = None
        if sample_text:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(MIN_TARGET_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.textEdited.connect(
            lambda text: set_style_property(self, "invalid", bool(self._parse_error(text)))
        )
        self.editingFinished.connect(self._commit)
        self.returnPressed.connect(self.clearFocus)  # so that Space plays the run again

    def sizeHint(self) -> QSize:
        """With a sample text, as wide as that or the present text, whichever is longer."""
        hint = super().sizeHint()
        if not self._sample_text:
            return hint
        width = max(self.fontMetrics().horizontalAdvance(text) for text in (self._sample_text, self.text()))
        return QSize(width + EDIT_PADDING, hint.height())

    def minimumSizeHint(self) -> QSize:
        """The same with a sample text."""
        return self.sizeHint() if self._sample_text else super().minimumSizeHint()

    def show_value(self, value: Any) -> None:
        """Shows a value, unless another one is being typed."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._reset_text()

    def event(self, event: QEvent) -> bool:
        """Leaves the shortcut Space to the window."""
        if _shortcut_text(event) == " ":
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc resets the text."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._reset_text()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        if not self.isModified():
            return
        text, error = self.text().strip(), self._parse_error(self.text())
        before = self._value
        self._reset_text()
        if error:
            self.input_rejected.emit(error)
        elif self._parse(text) != before:
            self.entered.emit(self._parse(text))

    def _reset_text(self) -> None:
        self.setText(self._words(self._value))
        self.setModified(False)
        self.updateGeometry()
        set_style_property(self, "invalid", False)

    def _parse_error(self, text: str) -> str:
        """Why a text is invalid, as a sentence; empty if it is valid."""
        try:
            self._parse(text.strip())
        except ValueError as error:
            return str(error)
        return ""


def _shortcut_text(event: QEvent) -> str:
    """The text of a key that a control may keep from the shortcuts; empty for any other event."""
    return event.text() if is_shortcut(event) else ""
