"""The strip over the canvas that says how to begin."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from clusterlab.ui.widgets.elements import fill_layout, text_label

RUN_WORDS = "Press Space to run, or Right to step."
CENTER_WORDS = "Drag a center to move it."
PALETTE_WORDS = "Ctrl+K lists all commands."
DISTANCE_FROM_BOTTOM = 52  # pixels: the numbers of the axis stay free


class WelcomeStrip(QFrame):
    """How to begin, above the lower edge of the canvas; it takes no mouse events, and is shown once."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setProperty("class", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = text_label("", "muted")
        fill_layout(QHBoxLayout(self), self._label, margins=(12, 6, 12, 6))
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
        """Centers the strip; it is hidden where the canvas is too narrow for it."""
        self.adjustSize()
        left = (self._canvas.width() - self.width()) // 2
        top = self._canvas.height() - self.height() - DISTANCE_FROM_BOTTOM
        self.move(left, top)
        self.setVisible(not self._has_ended and left > 0)
        self.raise_()
