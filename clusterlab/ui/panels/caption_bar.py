"""The caption of the step."""

import re
from bisect import bisect_left
from html import escape

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clusterlab.core.terms import PHASE_SENTENCES
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.session.playback.captions import Caption
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.painting import widget_painter
from clusterlab.ui.widgets.tooltip import set_tip

MAX_LINES = 2
POSITION_HELP = "The numbers are the iteration of this step and how many the run has."
NON_BREAKING = {" ": "\u00a0", "-": "\u2011"}
"""The no-break space and the no-break hyphen."""


class SentenceLabel(QWidget):
    """A sentence, a number and its change on at most two lines; a sentence that does not fit is elided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._figure, self._change = "", "", ""
        self._better: bool | None = None
        self._theme = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        follow_theme(self)

    def show_words(
        self, words: str, figure: str, change: str, better: bool | None, formula: str = ""
    ) -> None:
        """Shows the sentence, the number in bold, and its change colored as better or worse.

        The tooltip has all of it, the `formula` of the number, and a sentence for each other term.
        """
        if change.startswith(("+", "-", "−")):
            change = f"{'▼' if change.startswith(('-', '−')) else '▲'} {change}"
        self._words, self._better = words, better
        self._figure, self._change = _non_breaking(figure), _non_breaking(change)
        said = " ".join(filter(None, (words, figure, change)))
        set_tip(self, "\n\n".join(filter(None, (said, formula))), said)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def shown(self) -> str:
        """The visible text, elided where it does not fit."""
        text = self._fitted().toPlainText()
        return text.replace(NON_BREAKING["-"], "-")

    def sizeHint(self) -> QSize:
        """The height of two lines, whatever the text."""
        return QSize(200, MAX_LINES * self.fontMetrics().lineSpacing() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the visible text, vertically centered."""
        with widget_painter(self) as painter:
            document = self._fitted()
            painter.translate(0, max(0.0, (self.height() - document.size().height()) / 2))
            document.drawContents(painter)

    def _fitted(self) -> QTextDocument:
        """The whole text, or as many words of the sentence as fit beside the number."""
        words = self._words.split()
        if self._fits(self._words):
            return self._document(self._words)
        kept = bisect_left(range(len(words)), True, key=lambda i: not self._fits(_truncated(words, i + 1)))
        return self._document(_truncated(words, kept))

    def _fits(self, words: str) -> bool:
        return self._document(words).size().height() < (MAX_LINES + 0.5) * self.fontMetrics().lineSpacing()

    def _document(self, words: str) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        figure = self._figure and f"<b>{escape(self._figure)}</b>"
        change = self._change and f'<span style="color: {self._change_color()}">{self._change}</span>'
        figures = NON_BREAKING[" "].join(filter(None, (figure, change)))
        text = " ".join(filter(None, (escape(words), figures)))
        document.setHtml(f'<span style="color: {self._theme.text}">{text}</span>')
        document.setTextWidth(max(1, self.width()))
        return document

    def _change_color(self) -> str:
        if self._better is None:
            return self._theme.muted
        return self._theme.good if self._better else self._theme.bad


def _spoken_change(change: str, better: bool | None) -> str:
    """A change in words that are read aloud: better by 31.2 %."""
    amount = change.lstrip("+-−")
    meaning = {True: "better", False: "worse", None: "changed"}[better]
    return change if amount == change else f"{meaning} by {amount}."


class CaptionBar(QWidget):
    """The phase and the position, and a sentence with the numbers of the step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phase_label, self.sentence = text_label("", "pill"), SentenceLabel(self)
        self.phase_label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        fill_layout(QHBoxLayout(self), self.phase_label, (self.sentence, 1), spacing=10)

    def show_caption(
        self,
        phase_label: str,
        sentence: str,
        objective: str = "",
        change: str = "",
        better: bool | None = None,
        formula: str = "",
        phase: str = "",
    ) -> None:
        """Shows the position, the sentence, and the change of the objective; tooltips say what they mean."""
        self.phase_label.setText(phase_label)
        self.phase_label.setVisible(bool(phase_label))
        set_tip(
            self.phase_label, f"{PHASE_SENTENCES[phase]}\n{POSITION_HELP}" if phase in PHASE_SENTENCES else ""
        )
        self.sentence.show_words(sentence, objective, change, better, formula)
        spoken = ", ".join(filter(None, (objective, _spoken_change(change, better))))
        phase = phase_label and f"{phase_label}."
        self.setAccessibleName(" ".join(filter(None, (phase, sentence, spoken))))

    def show_step(self, phase_label: str, sentence: str, caption: Caption) -> None:
        """Shows the objective of a step beside a sentence."""
        figures = (caption.objective, caption.change, caption.better, caption.help, caption.phase)
        self.show_caption(phase_label, sentence, *figures)


def _non_breaking(words: str) -> str:
    """The text with no-break spaces and hyphens; the minus sign of a number is kept."""
    return re.sub(r"(?<=\w)-(?=\w)| ", lambda found: NON_BREAKING[found[0]], words)


def _truncated(words: list[str], kept: int) -> str:
    return " ".join(words[:kept]) + "…" if kept < len(words) else " ".join(words)
