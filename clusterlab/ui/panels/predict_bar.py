"""The bar below the canvas that asks what the next step will do, and says what the answer was worth."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from clusterlab.export.theme import Theme
from clusterlab.session.prediction.tally import Tally
from clusterlab.ui.panels.answer_buttons import AnswerButton, OptionButton, PointButton
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.control_keys import ENTER_KEYS, is_shortcut
from clusterlab.ui.widgets.elements import fill_layout, link_button, push_button, text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.session.prediction.choice_answer import AnyAnswer, ChoiceAnswer

MAX_ASKED_POINTS, MAX_SHOWN_OPTIONS = 5, 9
TEXT_LINES = 2
"""The room for the text, in lines, so that the canvas keeps its height from question to question."""
IDLE_WORDS = "Before the next step you are asked what it will do."
PLACE_WORDS = "Click there, or move the cross with the arrow keys and press Enter."
LINE_WORDS = "Click a line, or press its number."
ONE_POINT_WORDS = "Press its number, or click its button."
POINTS_WORDS = "Press one number for each point, Tab for the next point, and Enter at the end."


class QuestionLabel(QLabel):
    """A text of several lines, with room for two."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def heightForWidth(self, width: int) -> int:
        """The height of the text, or of two lines."""
        return max(super().heightForWidth(width), TEXT_LINES * self.fontMetrics().lineSpacing())


class PredictBar(QFrame):
    """A question with a button for each point and each option, later the result; the tally at the right.

    Number keys choose options wherever the focus is in the bar. `filled` tells that there is a question or a
    result, or no longer.
    """

    point_chosen = Signal(int)
    option_chosen = Signal(int)
    moved = Signal(int, int)
    confirmed = Signal()
    skipped = Signal()
    history_asked = Signal()
    filled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self._answer: AnyAnswer | None = None
        self._is_brief = False
        self.words, self.letter = QuestionLabel(), text_label(kind="heading")
        self.points = [PointButton(self) for _ in range(MAX_ASKED_POINTS)]
        self.options = [OptionButton(self) for _ in range(MAX_SHOWN_OPTIONS)]
        self.confirm = AnswerButton(self)
        self.skip = push_button("Skip", "Show the step without an answer (Esc)")
        self.tally = link_button("", CONTROL_HELP["Predictions"])
        row = QWidget(self)
        buttons = (*self.points, self.letter, *self.options, self.confirm, self.skip)
        FlowLayout(row, *buttons, None, self.tally)
        fill_layout(QVBoxLayout(self), self.words, row, margins=(14, 8, 14, 8))
        self._connect()
        follow_theme(self)
        self.hide()

    @property
    def is_filled(self) -> bool:
        """Whether there is a question, or the result of one."""
        return self._answer is not None

    @property
    def has_focus(self) -> bool:
        """Whether the bar or a part of it has the focus."""
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def show_idle(self, tally: Tally) -> None:
        """Says that the next step will be asked about."""
        self.show_tally(tally)
        self._show(None, IDLE_WORDS)

    def show_answer(self, answer: "AnyAnswer", tally: Tally) -> None:
        """Shows a question with the answer so far; once the step is shown, what it was worth."""
        self.show_tally(tally)
        self.change_answer(answer)

    def change_answer(self, answer: "AnyAnswer") -> None:
        """Shows another answer to the same question."""
        text = str(answer.text)
        whole = text if answer.is_shown else f"{text} {_instruction(answer)}"
        self._show(answer, whole, text if self._is_brief else "")

    def show_tally(self, tally: Tally) -> None:
        """Shows how many answers were right."""
        self.tally.setText(str(tally.words))
        self.tally.setVisible(bool(tally.predictions))

    def be_brief(self, brief: bool) -> None:
        """Leaves out how to answer where there is little room; it stays in the tooltip."""
        if brief != self._is_brief:
            self._is_brief = brief
            if self._answer is not None:
                self.change_answer(self._answer)

    def take_focus(self) -> None:
        """Gives the focus to what takes the answer, unless a text is being edited."""
        if isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox) or self._answer is None:
            return
        part: QWidget = self.confirm
        choice = self._choice
        if choice is not None and not choice.is_shown:
            part = self.points[choice.current] if len(choice.chosen) > 1 else self
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Shows the buttons in the colors of a theme."""
        self._show_buttons()

    def event(self, event: QEvent) -> bool:
        """Keeps number keys and Enter from the shortcuts of the window while a question is open."""
        if is_shortcut(event) and (self._option_of(event) >= 0 or self._takes_enter(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Chooses an option by its number, or confirms by Enter."""
        option = self._option_of(event)
        if option >= 0:
            self.option_chosen.emit(option)
        elif self._takes_enter(event):
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    @property
    def is_open(self) -> bool:
        """Whether a question waits for an answer."""
        return self._answer is not None and not self._answer.is_shown

    @property
    def _choice(self) -> "ChoiceAnswer | None":
        """The answer, where options are chosen."""
        return None if self._answer is None else self._answer.as_choice

    def _option_of(self, event: QKeyEvent) -> int:
        """The option whose number a key is, or -1."""
        text = event.text()
        number = int(text) if text.isdecimal() and text.isascii() else 0
        n = len(self._choice.question.options) if self._choice is not None and self.is_open else 0
        return number - 1 if 1 <= number <= n else -1

    def _takes_enter(self, event: QKeyEvent) -> bool:
        """Whether a key is Enter, and answers or goes on."""
        return event.key() in ENTER_KEYS and self._answer is not None

    def _show(self, answer: "AnyAnswer | None", words: str, brief: str = "") -> None:
        was_filled, self._answer = self.is_filled, answer
        self.words.setText(brief or words)
        set_tip(self.words, words if brief else "")
        self.setAccessibleName(words)
        self._show_buttons()
        if was_filled != self.is_filled:
            self.filled.emit()

    def _show_buttons(self) -> None:
        answer, is_open = self._answer, self.is_open
        self._show_points()
        self._show_options()
        is_one_choice = is_open and self._choice is not None and len(self._choice.chosen) < 2
        self._show_part(self.confirm, not is_one_choice)
        self.confirm.setText("Answer" if is_open else "Next step")
        self.confirm.setEnabled(answer is None or answer.is_complete or not is_open)
        self.confirm.take_arrows(is_open and self._choice is None)
        self._show_part(self.skip, is_open)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_one_choice else Qt.FocusPolicy.NoFocus)

    def _show_part(self, part: QWidget, shown: bool) -> None:
        """Shows or hides a part; the focus of a hidden one stays in the bar."""
        if not shown and part.hasFocus():
            self.setFocus()  # else Qt would focus an arbitrary control
        part.setVisible(shown)

    def _show_points(self) -> None:
        """Shows a button for each of several points."""
        several = self._choice if self._choice is not None and len(self._choice.chosen) > 1 else None
        for i, button in enumerate(self.points):
            is_used = several is not None and i < len(several.chosen)
            self._show_part(button, is_used)
            if several is not None and is_used:
                button.show_point(several, i)
        self.letter.setVisible(several is not None and self.is_open and not self._is_brief)
        self.letter.setText("" if several is None else f"{several.letter}:")

    def _show_options(self) -> None:
        """Shows a button for each option while a question is open."""
        choice = self._choice if self.is_open else None
        for i, button in enumerate(self.options):
            is_used = choice is not None and i < len(choice.question.options)
            button.setVisible(is_used)
            if choice is not None and is_used:
                button.show_option(choice, i)

    def _connect(self) -> None:
        for i, button in enumerate(self.points):
            button.chosen.connect(lambda i=i: self.point_chosen.emit(i))
        for i, option in enumerate(self.options):
            option.clicked.connect(lambda _=False, i=i: self.option_chosen.emit(i))
        self.confirm.moved.connect(self.moved)
        self.confirm.clicked.connect(self.confirmed)
        self.skip.clicked.connect(self.skipped)
        self.tally.clicked.connect(self.history_asked)


def _instruction(answer: "AnyAnswer") -> str:
    """What to do to answer."""
    choice = answer.as_choice
    if choice is None:
        return PLACE_WORDS
    if not choice.question.marks_points:
        return LINE_WORDS
    return POINTS_WORDS if len(choice.chosen) > 1 else ONE_POINT_WORDS
