"""The strip over the canvas that says how to begin."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from clusterlab.ui.widgets.elements import fill_layout, text_label

RUN_WORDS = "Press Space to run, or Right to step."
CENTER_WORDS = "Drag a center to move it."
PALETTE_WORDS = "Ctrl+K lists all commands."
DISTANCE_FROM_BOTTOM = 52  # pixels: the numbers of the axis stay free
STRIP_MARGIN, PADDING, MIN_WIDTH = 24, 12, 240  # pixels: beside the strip, within it, and its least width


class WelcomeStrip(QFrame):
    """How to begin, above the lower edge of the canvas; it takes no mouse events, and is shown once."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setProperty("class", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = text_label("", "muted", wraps=True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row = fill_layout(QHBoxLayout(self), self._label, margins=(PADDING, 6, PADDING, 6))
        self._has_ended = False
        canvas.installEventFilter(self)

    def show_words(self, has_centers: bool) -> None:
        """Says how to begin with an algorithm."""
        parts = (RUN_WORDS, CENTER_WORDS * has_centers, PALETTE_WORDS)
        self._label.setText("  ".join(filter(None, parts)))
        self.setAccessibleName(self._label.text())
        self._place()

    def end(self) -> None:
        """Hides the strip for good."""
        if not self._has_ended:
            self._has_ended = True
            self._canvas.removeEventFilter(self)
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the strip in its place above the plot."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.ChildAdded):
            self._place()
        return False

    def _place(self) -> None:
        """Centers the strip, on several lines in a narrow canvas; it is hidden where it does not fit."""
        words, available = self._label.text(), self._canvas.width() - 2 * STRIP_MARGIN
        wanted = self._label.fontMetrics().horizontalAdvance(words) + 2 * PADDING + 4
        width = min(wanted, available)
        border = self.height() - self.contentsRect().height()
        height = self._row.heightForWidth(width - border) + border
        top = self._canvas.height() - height - DISTANCE_FROM_BOTTOM
        self.setGeometry((self._canvas.width() - width) // 2, top, width, height)
        self.setVisible(not self._has_ended and available >= MIN_WIDTH and top >= 0)
        self.raise_()
