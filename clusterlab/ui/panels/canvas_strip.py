"""A strip of words above the lower edge of the canvas, which takes no room from it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from clusterlab.ui.widgets.elements import fill_layout, text_label

DISTANCE_FROM_BOTTOM = 52  # pixels: the numbers of the axis stay free
STRIP_MARGIN, PADDING, MIN_WIDTH = 24, 12, 240  # pixels: beside the strip, within it, and its least width


class CanvasStrip(QFrame):
    """Words on the canvas, on several lines in a narrow one; it takes no mouse events.

    It is hidden while there are no words, and where it would cover more than half of the canvas.
    """

    def __init__(self, canvas: QWidget, kind: str = "") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setProperty("class", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = text_label("", kind, wraps=True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row = fill_layout(QHBoxLayout(self), self._label, margins=(PADDING, 6, PADDING, 6))
        self.hide()
        canvas.installEventFilter(self)

    @property
    def words(self) -> str:
        """The words that it says; empty where it is hidden."""
        return self._label.text()

    def say(self, words: str) -> None:
        """Shows words, or hides the strip where there are none."""
        self._label.setText(words)
        self.setAccessibleName(words)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the strip in its place above the plot."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.ChildAdded):
            self._place()
        return False

    def _place(self) -> None:
        """Centers the strip, on as many lines as the width of the canvas takes."""
        available = self._canvas.width() - 2 * STRIP_MARGIN
        wanted = self._label.fontMetrics().horizontalAdvance(self.words) + 2 * PADDING + 4
        width = min(wanted, available)
        border = self.height() - self.contentsRect().height()
        height = self._row.heightForWidth(width - border) + border
        room = self._canvas.height() - height
        top = max(room - DISTANCE_FROM_BOTTOM, min(room, self._canvas.height() // 2))
        self.setGeometry((self._canvas.width() - width) // 2, top, width, height)
        self.setVisible(bool(self.words) and available >= MIN_WIDTH and 2 * height <= self._canvas.height())
        self.raise_()
