"""Labels that end with an ellipsis where their text does not fit."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from clusterlab.ui.widgets.painting import widget_painter
from clusterlab.ui.widgets.tooltip import set_tip


class ElidedLabel(QLabel):
    """A text that is elided where it does not fit; the tooltip has all of it, and explains its terms.

    If it `wraps`, each of its words has a line where they do not fit on one, and each part of a longer word.
    """

    def __init__(self, parent: QWidget | None = None, wraps: bool = False) -> None:
        super().__init__(parent)
        self._words, self._wraps = "", wraps  # QLabel's own wrapping makes the height depend on the width
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str) -> None:
        """Sets the text, elided to the width of the label."""
        self._words = words
        set_tip(self, words, words)
        self.setAccessibleName(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elides the text again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, lines = self.fontMetrics(), [self._words]
        if self._wraps and metrics.horizontalAdvance(self._words) > self.width():
            lines = [part for word in self._words.split() for part in self._parts(word)]
        elided = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width()) for line in lines]
        self.setText("\n".join(elided))

    def _parts(self, word: str) -> list[str]:
        """A word, divided after its hyphens and slashes where it is wider than the label."""
        fits = self.fontMetrics().horizontalAdvance(word) <= self.width()
        return [word] if fits else re.findall(r"[^/-]+[/-]?", word) or [word]


class StatusLabel(QLabel):
    """A text that ends with an ellipsis where the bar is too narrow for all of its texts."""

    def minimumSizeHint(self) -> QSize:
        """It can be narrower than its text."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the text, elided where it does not fit."""
        if self.sizeHint().width() <= self.width():
            super().paintEvent(event)
            return
        padding = (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())) // 2
        rect = self.rect().adjusted(padding, 0, -padding, 0)
        with widget_painter(self) as painter:
            text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
            painter.setPen(self.palette().windowText().color())
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), text)
