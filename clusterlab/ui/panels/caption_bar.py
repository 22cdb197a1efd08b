"""What happens at this step, in a sentence, and what a person should know."""

import re
from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.controls import TARGET, IconButton, mark

LINES = 2
UNBROKEN = {" ": "\u00a0", "-": "\u2011"}
"""The space and the hyphen at which no line ends."""


class Sentence(QWidget):
    """A sentence and a figure on at most two lines; where they do not fit, the sentence is shortened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._figure, self._change = "", "", ""
        self._better: bool | None = None
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str, figure: str, change: str, better: bool | None) -> None:
        """Shows the words, the figure in bold, and its change in the color of its meaning."""
        self._words, self._figure, self._better = words, _unbroken(figure), better
        self._change = _unbroken(f"{_arrow(change)} {change}") if change else ""
        arrow = f"{_arrow(change)} {change}" if change else ""
        self.setToolTip(" ".join(part for part in (words, figure, arrow) if part))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def shown(self) -> str:
        """The text that fits."""
        text = self._fitted().text()
        for usual, unbroken in UNBROKEN.items():
            text = text.replace(unbroken, usual)
        return text

    def sizeHint(self) -> QSize:
        """The height of two lines, whatever the words."""
        return QSize(200, LINES * self.fontMetrics().lineSpacing() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what fits, in the middle of the height."""
        layout = self._fitted()
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.text))
        height = layout.boundingRect().height()
        layout.draw(painter, QPointF(0, max(0.0, (self.height() - height) / 2)))

    def _fitted(self) -> QTextLayout:
        """The whole text, or as many of the sentence's words as leave room for the figure."""
        words = self._words.split()
        low, high = 0, len(words)
        if self._fits(layout := self._laid_out(self._words)):
            return layout
        while low < high:
            middle = (low + high + 1) // 2
            if self._fits(self._laid_out(_cut(words, middle))):
                low = middle
            else:
                high = middle - 1
        return self._laid_out(_cut(words, low))

    def _fits(self, layout: QTextLayout) -> bool:
        return layout.lineCount() <= LINES

    def _laid_out(self, words: str) -> QTextLayout:
        figures = UNBROKEN[" "].join(part for part in (self._figure, self._change) if part)
        layout = QTextLayout(" ".join(part for part in (words, figures) if part), self.font())
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.setFormats(self._formats(len(layout.text())))
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, self.width()))
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        return layout

    def _formats(self, length: int) -> list[QTextLayout.FormatRange]:
        """Bold for the figure, a color for its change; both stand at the end."""
        bold, colored = QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        colored.setForeground(QColor(self._meaning()))
        change = length - len(self._change)
        figure = change - bool(self._change) - len(self._figure)
        ranges = ((figure, len(self._figure), bold), (change, len(self._change), colored))
        return [_range(*place) for place in ranges if place[1]]

    def _meaning(self) -> str:
        if self._better is None:
            return self._theme.muted
        return self._theme.good if self._better else self._theme.bad


class Caption(QWidget):
    """A pill with the phase and position, and a sentence with the numbers of this very step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pill, self.sentence = QLabel(self), Sentence(self)
        self.pill.setProperty("class", "pill")
        self.pill.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.pill)
        row.addWidget(self.sentence, 1)

    def show_caption(
        self,
        pill: str,
        sentence: str,
        objective: str = "",
        change: str = "",
        better: bool | None = None,
        formula: str = "",
    ) -> None:
        """Shows where the run is and what this step did to the objective; the tooltip adds the formula."""
        self.pill.setText(pill)
        self.pill.setVisible(bool(pill))
        self.sentence.show_words(sentence, objective, change, better)
        if formula:
            self.sentence.setToolTip(f"{self.sentence.toolTip()}\n\n{formula}")
        meaning = {True: "better", False: "worse", None: "changed"}[better]
        spoken = f"{objective}, {meaning} by {change.lstrip('+-−')}." if change else objective
        self.setAccessibleName(
            " ".join(part for part in (f"{pill}." if pill else "", sentence, spoken) if part)
        )

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self.sentence.set_theme(theme)


class MessageBar(QFrame):
    """One sentence about what went wrong or what would help, with what to do about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "message")
        self._callbacks: list[Callable[[], object] | None] = [None, None]
        self.words, self.action, self.other = QLabel(self), QPushButton(self), QPushButton(self)
        self.cross = IconButton("Close the message", "Close", parent=self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.cross.setProperty("class", "plain")
        for place, button in enumerate((self.action, self.other)):
            button.setMinimumHeight(TARGET)
            button.clicked.connect(lambda _=False, place=place: self._act(place))
        self.cross.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        for button in (self.action, self.other, self.cross):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.hide()

    def tell(
        self,
        kind: str,
        sentence: str,
        action_text: str = "",
        callback: Callable[[], object] | None = None,
        other_text: str = "",
        other_callback: Callable[[], object] | None = None,
    ) -> None:
        """Shows an "error" or a "hint", with one or two buttons that do something about it."""
        mark(self, "kind", kind)
        self.words.setText(sentence)
        for button, text in ((self.action, action_text), (self.other, other_text)):
            button.setText(text)
            button.setVisible(bool(text))
        self._callbacks = [callback, other_callback]
        self.setAccessibleName(f"{kind.capitalize()}: {sentence}")
        self.show()

    def set_theme(self, theme: Theme) -> None:
        """Tints the cross."""
        self.cross.setIcon(icon("close", theme))

    def _act(self, place: int) -> None:
        self.hide()
        callback = self._callbacks[place]
        if callback:
            callback()


def _arrow(change: str) -> str:
    return "▼" if change.startswith(("-", "−")) else "▲"


def _unbroken(words: str) -> str:
    """Words that stay on one line; the sign of a number is no hyphen."""
    return re.sub(r"(?<=\w)-(?=\w)| ", lambda found: UNBROKEN[found[0]], words)


def _cut(words: list[str], kept: int) -> str:
    return " ".join(words[:kept]) + "…" if kept < len(words) else " ".join(words)


def _range(start: int, length: int, shape: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, shape
    return found
