"""The small controls of the panels: they leave the wheel to the panel and a mouse click takes no focus."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

PADDING = 16  # between the frame of an entry and its text, left and right together
USUAL_LABEL = "Max iterations"
TARGET = 24  # the least height and width of what a finger or an unsteady hand must hit


def mark(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at, and has the widget styled anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        style = QApplication.style()  # asked of a widget, the style would be thought its own, and end with it
        style.unpolish(widget)
        style.polish(widget)


class RowLabel(QLabel):
    """A label at the left of a control: all have one width, and longer ones go on below."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("class", "muted")
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """As wide as the usual labels need."""
        width = self.fontMetrics().horizontalAdvance(USUAL_LABEL) + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The same: a form gives its width to the controls."""
        return self.sizeHint()


class ElidedLabel(QLabel):
    """A line of text that ends in dots where it does not fit; the tooltip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str) -> None:
        """Shows as much of the words as fits."""
        self._words = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows more, or less."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width()))


class IconButton(QToolButton):
    """A square button of which only the icon is seen; both grow with the type."""

    def __init__(self, name: str, tip: str = "", lines: float = 1.7, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as so many lines of text."""
        side = max(TARGET, round(self._lines * self.fontMetrics().height()))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the icon as high as a line of text."""
        super().resizeEvent(event)
        self.setIconSize(QSize(1, 1) * self.fontMetrics().height())


class Slider(QSlider):
    """A slider that says where a person moved it, and whether the move has ended."""

    moved = Signal(int, bool)

    def __init__(self, last: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._unsettled = False
        self.setRange(0, last)
        self.setPageStep(max(1, last // 10))
        self.setMinimumHeight(TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self._say_moved)
        self.sliderReleased.connect(self._settle)

    def show_place(self, place: int) -> None:
        """Shows a place without a word about it; a handle that is held stays under the hand."""
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the handle brings it there, so that a press and a drag are one gesture."""
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not self._handle().contains(place):
            self.setSliderDown(True)
            self.setValue(self._place_at(place.x()))
        super().mousePressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of the key ends a move by keys."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, unless the slider was chosen first."""
        if not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)
        self._settle()

    def focusOutEvent(self, event: Any) -> None:
        """Leaving ends a move by keys too."""
        super().focusOutEvent(event)
        self._settle()

    def _say_moved(self, place: int) -> None:
        self._unsettled = True
        self.moved.emit(place, False)

    def _settle(self) -> None:
        if self._unsettled and not self.isSliderDown():
            self._unsettled = False
            self.moved.emit(self.value(), True)

    def _handle(self) -> Any:
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def _part(self, part: QStyle.SubControl) -> Any:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return QApplication.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    def _place_at(self, x: int) -> int:
        handle = self._handle().width()
        groove = self._part(QStyle.SubControl.SC_SliderGroove)
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), x - groove.x() - handle // 2, groove.width() - handle
        )


class Choice(QComboBox):
    """One of several named choices."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda index: self.chosen.emit(self._keys[index]))
        self._keys: list[object] = []

    def offer(self, choices: Mapping[Any, str], missing: Mapping[Any, str] | None = None) -> None:
        """Shows these choices in their words, with the first one taken; those `missing` say why they are."""
        reasons = missing or {}
        words = [reasons.get(key) or text for key, text in choices.items()]
        self._keys, unchanged = list(choices), self.words() == words
        if unchanged:
            return
        with QSignalBlocker(self):
            self.clear()
            self.addItems(words)
        for i, key in enumerate(self._keys):
            self.model().item(i).setEnabled(not reasons.get(key))

    def show_choice(self, key: object) -> None:
        """Shows one of the choices as taken; none when it is not among them."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._keys.index(key) if key in self._keys else -1)
        self.setToolTip(self.property("help") or self.currentText())

    def words(self) -> list[str]:
        """The choices as a person reads them."""
        return [self.itemText(i) for i in range(self.count())]

    def choice(self) -> object:
        """The choice that is shown as taken, or None."""
        return self._keys[self.currentIndex()] if self.currentIndex() >= 0 else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, unless the box was chosen first."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Entry(QLineEdit):
    """A value that a person types: what cannot be read is marked, told, and taken back."""

    entered = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        parse: Callable[[str], Any],
        words: Callable[[Any], str],
        parent: QWidget | None = None,
        room: str = "",
    ) -> None:
        super().__init__(parent)
        self._parse, self._words, self._room = parse, words, room
        self._value: Any = None
        if room:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.textEdited.connect(lambda text: mark(self, "invalid", bool(self._trouble(text))))
        self.editingFinished.connect(self._finish)
        self.returnPressed.connect(self.clearFocus)  # so that Space plays what was just typed

    def sizeHint(self) -> QSize:
        """Where room is given, as wide as that text or a longer one that is shown."""
        hint = super().sizeHint()
        if not self._room:
            return hint
        width = max(self.fontMetrics().horizontalAdvance(text) for text in (self._room, self.text()))
        return QSize(width + PADDING, hint.height())

    def minimumSizeHint(self) -> QSize:
        """The same where room is given."""
        return self.sizeHint() if self._room else super().minimumSizeHint()

    def show_value(self, value: Any) -> None:
        """Shows a value, unless a person is just typing another one."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._put_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._put_back()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if not self.isModified():
            return
        text, trouble = self.text().strip(), self._trouble(self.text())
        before = self._value
        self._put_back()
        if trouble:
            self.refused.emit(trouble)
        elif self._parse(text) != before:
            self.setText(text)
            self.entered.emit(self._parse(text))

    def _put_back(self) -> None:
        self.setText(self._words(self._value))
        self.setModified(False)
        self.updateGeometry()
        mark(self, "invalid", False)

    def _trouble(self, text: str) -> str:
        """Why a text cannot be taken, in one sentence; empty when it can."""
        try:
            self._parse(text.strip())
        except ValueError as trouble:
            return str(trouble)
        return ""
