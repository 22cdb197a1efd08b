"""The bar over the lower edge of the canvas that shows an error, a result or a question."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, IconButton, set_style_property
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

SECONDS = {"hint": 6, "error": 15}
"""How long a message that needs no answer is shown."""
MESSAGE_MARGIN = 10  # pixels between the bar and the edges of what it lies on
MAX_WIDTH_LINES = 48  # the greatest width, in line heights


class MessageBar(QFrame):
    """An error or a hint in one sentence, with up to two buttons.

    It lies on its parent, so that nothing moves. Without buttons it goes by itself, but not under the mouse.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "message")
        self._callbacks: list[Callable[[], object]] = []
        self._is_question, self._line = False, ""
        self.words, self.action, self.other = text_label(wraps=True), QPushButton(), QPushButton()
        self.close_button = IconButton("close", "Close the message", "Close")
        self.close_button.setProperty("class", "plain")
        self.close_button.clicked.connect(self.hide)
        for i, button in enumerate((self.action, self.other)):
            button.setMinimumHeight(MIN_TARGET_SIZE)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, i=i: self._run_callback(i))
        buttons = (self.action, self.other, self.close_button)
        self._row = fill_layout(QHBoxLayout(self), (self.words, 1), *buttons, margins=(12, 6, 6, 6))
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        if parent is not None:
            parent.installEventFilter(self)
        self.hide()

    def show_message(self, kind: str, sentence: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """Shows an "error" or a "hint", with a button for each of at most two texts and callbacks."""
        set_style_property(self, "kind", kind)
        self._line = ""
        self.words.setText(sentence)
        set_tip(self.words, "")
        texts, self._callbacks = [text for text, _ in actions], [callback for _, callback in actions]
        self._is_question = any(texts)
        for button, text in zip((self.action, self.other), [*texts, "", ""], strict=False):
            button.setText(text)
            button.setVisible(bool(text))
        self.setAccessibleName(f"{kind.capitalize()}: {sentence}")
        self._timer.setInterval(1000 * SECONDS[kind])
        self.show()
        self._place()
        self._wait()

    def show_line(self, sentence: str) -> None:
        """Shows a hint on one line, which is elided on a narrow canvas; its tooltip has all of it."""
        self.show_message("hint", sentence)
        self._line = sentence
        set_tip(self.words, sentence)
        self._place()

    def hideEvent(self, event: QEvent) -> None:
        """Ends the time of the message."""
        self._timer.stop()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keeps the message while the mouse is on it."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Lets the message go some time later."""
        self._wait()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the lower edge of the parent."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _wait(self) -> None:
        """Starts the time after which a message without buttons goes."""
        if not (self.isHidden() or self._is_question):
            self._timer.start()

    def _place(self) -> None:
        """Lies on the parent, above its lower edge, as high as the sentence needs."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.raise_()
        width = min(parent.width() - 2 * MESSAGE_MARGIN, MAX_WIDTH_LINES * self.fontMetrics().height())
        self.words.setWordWrap(not self._line)
        height = max(0 if self._line else self.heightForWidth(width), self.minimumSizeHint().height())
        left = (parent.width() - width) // 2
        self.setGeometry(left, max(0, parent.height() - height - MESSAGE_MARGIN), width, height)
        if self._line:
            self._elide()

    def _elide(self) -> None:
        """Shows as much of the line as fits beside the button."""
        self.words.setText("")
        self._row.activate()
        metrics, room = self.words.fontMetrics(), self.words.contentsRect().width()
        self.words.setText(metrics.elidedText(self._line, Qt.TextElideMode.ElideRight, room))

    def _run_callback(self, i: int) -> None:
        self.hide()
        self._callbacks[i]()
